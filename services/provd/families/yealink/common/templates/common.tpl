#!version:1.0.0.1
# Yealink {{ XX_model }}: what all phones of the model share

{{ XX_static }}auto_provision.{{ 'power_on' if XX_static else 'mode' }} = 1
{{ XX_static }}auto_provision.server.url = http://{{ ip }}:{{ http_port }}
{{ XX_static }}auto_provision.server.username = %NULL%
{{ XX_static }}auto_provision.server.password = %NULL%

sip.notify_reboot_enable = 1
{{ XX_static }}network.lldp.enable = 1
{% if XX_firmware -%}

{{ XX_static }}firmware.url = http://{{ ip }}:{{ http_port }}/{{ XX_firmware }}
{% endif -%}
{% for setting, path in XX_handset_firmwares.items() -%}
{{ setting }} = http://{{ ip }}:{{ http_port }}/{{ path }}
{% endfor -%}
{% if XX_handset_firmwares -%}
over_the_air.base_trigger = 1
{% endif -%}
