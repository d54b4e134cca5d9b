{%- macro q(value) -%}"{{ value|string|replace('"', "'") if value is not none and value is defined else '' }}"{%- endmacro -%}
# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!

CFG_STANDARD_FILE_PATH="http://{{ ip }}:{{ http_port }}/Panasonic/Config{MAC}.cfg"
CFG_RESYNC_FROM_SIP="check-sync"

FIRM_UPGRADE_ENABLE="{{ 'Y' if XX_firmware else 'N' }}"
{% if XX_firmware -%}
FIRM_UPGRADE_AUTO="Y"
FIRM_VERSION="{{ XX_model.firmware }}"
FIRM_FILE_PATH="http://{{ ip }}:{{ http_port }}/{{ XX_firmware }}"
{% endif %}
VLAN_ENABLE="{{ 'Y' if vlan_enabled else 'N' }}"
{% if vlan_enabled -%}
VLAN_ID_IP_PHONE={{ q(vlan_id) }}
VLAN_PRI_IP_PHONE={{ q(vlan_priority|d(0, true)) }}
{% if vlan_pc_port_id -%}
VLAN_ID_PC={{ q(vlan_pc_port_id) }}
{% endif -%}
{% endif -%}
NTP_ADDR={{ q(ntp_ip if ntp_enabled else '') }}
{% if XX_time_zone -%}
LOCAL_TIME_ZONE_POSIX={{ q(XX_time_zone) }}
{% endif -%}
SYSLOG_ADDR={{ q(syslog_ip if syslog_enabled else '') }}
SYSLOG_PORT={{ q(syslog_port|d(514, true)) }}
{% if XX_language -%}
DEFAULT_LANGUAGE={{ q(XX_language) }}
{% endif -%}
{% if admin_username -%}
ADMIN_ID={{ q(admin_username) }}
{% endif -%}
{% if admin_password -%}
ADMIN_PASS={{ q(admin_password) }}
{% endif -%}
{% if user_password -%}
USER_PASS={{ q(user_password) }}
{% endif %}
VM_SUBSCRIBE_ENABLE="{{ 'Y' if sip_subscribe_mwi else 'N' }}"
NUM_PLAN_PICKUP_DIRECT={{ q(exten_pickup_call) }}

{% for number in range(1, XX_model.lines + 1) -%}
{% set line = XX_lines.get(number) -%}
LINE_ENABLE_{{ number }}="{{ 'Enabled' if line else 'Disabled' }}"
PHONE_NUMBER_{{ number }}={{ q(line.label if line) }}
DISPLAY_NAME_{{ number }}={{ q(line.display_name if line) }}
VM_NUMBER_{{ number }}={{ q(line.voicemail if line) }}
SIP_URI_{{ number }}={{ q('sip:' ~ line.username ~ '@' ~ line.registrar_ip if line) }}
SIP_AUTHID_{{ number }}={{ q(line.auth_username if line) }}
SIP_PASS_{{ number }}={{ q(line.password if line) }}
SIP_RGSTR_ADDR_{{ number }}={{ q(line.registrar_ip if line) }}
SIP_PRXY_ADDR_{{ number }}={{ q(line.proxy_ip if line) }}
SIP_PRSNC_ADDR_{{ number }}={{ q(line.proxy_ip if line) }}
SIP_2NDRGSTR_ADDR_{{ number }}={{ q(line.backup_registrar_ip if line) }}
SIP_2NDPROXY_ADDR_{{ number }}={{ q(line.backup_proxy_ip if line) }}
SIP_2NDPRSNC_ADDR_{{ number }}={{ q(line.backup_proxy_ip if line) }}
SIP_OUTPROXY_ADDR_{{ number }}={{ q(line.outbound_proxy_ip if line) }}
{% if line -%}
SIP_RGSTR_PORT_{{ number }}={{ q(line.registrar_port) }}
SIP_PRXY_PORT_{{ number }}={{ q(line.proxy_port) }}
SIP_PRSNC_PORT_{{ number }}={{ q(line.proxy_port) }}
SIP_2NDRGSTR_PORT_{{ number }}={{ q(line.backup_registrar_port) }}
SIP_2NDPROXY_PORT_{{ number }}={{ q(line.backup_proxy_port) }}
SIP_OUTPROXY_PORT_{{ number }}={{ q(line.outbound_proxy_port) }}
SIP_TRANSPORT_{{ number }}={{ q(XX_transport) }}
SRTP_CONNECT_MODE_{{ number }}={{ q(XX_srtp_modes.get(line.srtp_mode, '1')) }}
DTMF_METHOD_{{ number }}={{ q(XX_dtmf_methods.get(line.dtmf_mode, '0')) }}
{% for codec, priority in XX_codecs -%}
CODEC_ENABLE{{ codec }}_{{ number }}="{{ 'Y' if priority else 'N' }}"
{% if priority -%}
CODEC_PRIORITY{{ codec }}_{{ number }}={{ q(priority) }}
{% endif -%}
{% endfor -%}
{% endif -%}
{% endfor %}
{% for position, key in XX_flexible_keys -%}
FLEX_BUTTON_FACILITY_ACT{{ position }}={{ q(key.facility) }}
FLEX_BUTTON_FACILITY_ARG{{ position }}={{ q(key.argument) }}
FLEX_BUTTON_LABEL{{ position }}={{ q(key.label) }}
{% endfor -%}
