{% extends 'ata.tpl' %}
