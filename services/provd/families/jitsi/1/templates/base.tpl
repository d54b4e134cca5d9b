# XiVO
{% for name, value in XX_properties.items() -%}
{{ name }}={{ value }}
{% endfor -%}
