{% extends 'ata.tpl' %}
{#- What an administrator adds to a copy of this file stands before the last tag. #}
{%- block end %}
</flat-profile>
{% endblock %}
