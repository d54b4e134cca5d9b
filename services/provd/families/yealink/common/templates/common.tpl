#!version:1.0.0.1
# Yealink {{ XX_model }}: what all phones of the model share

auto_provision.mode = 1
auto_provision.server.url = http://{{ ip }}:{{ http_port }}
auto_provision.server.username = %NULL%
auto_provision.server.password = %NULL%

sip.notify_reboot_enable = 1
network.lldp.enable = 1
{% if XX_firmware -%}

firmware.url = http://{{ ip }}:{{ http_port }}/{{ XX_firmware }}
{% endif -%}
{% for setting, path in XX_handset_firmwares.items() -%}
{{ setting }} = http://{{ ip }}:{{ http_port }}/{{ path }}
{% endfor -%}
{% if XX_handset_firmwares -%}
over_the_air.base_trigger = 1
{% endif -%}
