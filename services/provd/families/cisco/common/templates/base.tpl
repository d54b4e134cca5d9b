{% extends 'profile.tpl' %}
