{% extends 'W52P.tpl' -%}
{#- Both names of the switch are in use among bases with X.83; levels end with 6. -#}
{% block syslog -%}
static.syslog.enable = {{ 1 if syslog_enabled else 0 }}
static.syslog.mode = {{ 1 if syslog_enabled else 0 }}
static.syslog.server = {{ null(syslog_ip if syslog_enabled else '') }}
{% if syslog_enabled -%}
static.syslog.level = {{ [XX_syslog_level|int, 6]|min }}
{% endif -%}
{% endblock %}
