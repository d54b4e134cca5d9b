{% extends "base.tpl" %}
{% block lines %}model = A20
{{ super() }}{% endblock %}
