{% extends 'W52P.tpl' -%}
