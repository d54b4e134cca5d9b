{% macro line(number, line) -%}
line{{ number }} = {{ line.username|e }}:{{ line.password }}@{{ line.proxy_ip }} "{{ line.display_name|d('', true) }}"
{%- endmacro -%}
{% block lines -%}
{% for number, values in sip_lines|dictsort %}
{{ line(number, values) }}
{% endfor -%}
{% endblock -%}
timezone = {{ XX_offset }} {{ XX_dst }}
directory = {{ XX_xivo_phonebook_url }}
dnd = {{ XX_wazo_phoned_user_service_dnd_enabled_url }}
codecs = {{ codecs|sort|first }}
port = {{ "%05d"|format(http_port|int) }}
{% include "footer.tpl" %}
