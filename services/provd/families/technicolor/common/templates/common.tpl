{% if XX_binaries -%}
[application]
{% for setting, name in XX_binaries.items() -%}
{{ setting }}=http://{{ ip }}:{{ http_port }}/binary/{{ name }}
{% endfor %}
{% endif -%}
[config]
config=http://{{ ip }}:{{ http_port }}/
