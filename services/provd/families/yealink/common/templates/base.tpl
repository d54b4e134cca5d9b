{%- macro null(value) -%}{{ value if value is not none and value is defined and value != '' else '%NULL%' }}{%- endmacro -%}
#!version:1.0.0.1

# Automatic provisioning
{{ XX_static }}auto_provision.{{ 'power_on' if XX_static else 'mode' }} = 1
{{ XX_static }}auto_provision.server.url = http://{{ ip }}:{{ http_port }}
sip.notify_reboot_enable = 1

# Network
{{ XX_static }}network.vlan.internet_port_enable = {{ 1 if vlan_enabled else 0 }}
{{ XX_static }}network.vlan.internet_port_vid = {{ vlan_id if vlan_enabled else 1 }}
{{ XX_static }}network.vlan.internet_port_priority = {{ vlan_priority|d(0, true) if vlan_enabled else 0 }}
{{ XX_static }}network.vlan.pc_port_enable = {{ 1 if vlan_enabled and vlan_pc_port_id else 0 }}
{{ XX_static }}network.vlan.pc_port_vid = {{ vlan_pc_port_id if vlan_enabled and vlan_pc_port_id else 1 }}
{{ XX_static }}network.primary_dns = {{ null(dns_ip if dns_enabled else '') }}

# An operator's telephone takes one call at a time and does what it is told by NOTIFY
push_xml.sip_notify = {{ 1 if XX_switchboard else 0 }}
call_waiting.enable = {{ 0 if XX_switchboard else 1 }}

# Log
{% block syslog -%}
syslog.mode = {{ 1 if syslog_enabled else 0 }}
syslog.server = {{ null(syslog_ip if syslog_enabled else '') }}
{% if syslog_enabled -%}
syslog.log_level = {{ XX_syslog_level }}
{% endif -%}
{% endblock %}
# Who may open the phone's own pages
{% if admin_username and admin_password -%}
{{ XX_static }}security.user_name.admin = {{ admin_username }}
{{ XX_static }}security.user_password = {{ admin_username }}:{{ admin_password }}
{% endif -%}
{% if user_username and user_password -%}
{{ XX_static }}security.user_name.user = {{ user_username }}
{{ XX_static }}security.user_password = {{ user_username }}:{{ user_password }}
{% endif %}
# Language, date and time
{% if XX_lang -%}
lang.gui = {{ XX_lang }}
lang.wui = {{ XX_lang }}
{% endif -%}
{% if XX_country -%}
voice.tone.country = {{ XX_country }}
{% endif -%}
local_time.ntp_server1 = {{ null(ntp_ip if ntp_enabled else '') }}
local_time.interval = 1000
local_time.time_format = 1
local_time.date_format = 2
{% if XX_timezone -%}
local_time.time_zone = {{ XX_timezone.offset }}
{% if XX_timezone.start -%}
local_time.summer_time = 1
local_time.dst_time_type = 1
local_time.start_time = {{ XX_timezone.start }}
local_time.end_time = {{ XX_timezone.end }}
local_time.offset_time = {{ XX_timezone.saved }}
{% else -%}
local_time.summer_time = 0
{% endif -%}
{% endif %}
# Feature codes behind the phone's own keys
features.dnd.on_code = {{ null(exten_dnd) }}
features.dnd.off_code = {{ null(exten_dnd) }}
forward.always.on_code = {{ null(exten_fwd_unconditional) }}
forward.always.off_code = {{ null(exten_fwd_unconditional) }}
forward.busy.on_code = {{ null(exten_fwd_busy) }}
forward.busy.off_code = {{ null(exten_fwd_busy) }}
forward.no_answer.on_code = {{ null(exten_fwd_no_answer) }}
forward.no_answer.off_code = {{ null(exten_fwd_no_answer) }}
features.pickup.direct_pickup_enable = {{ 1 if exten_pickup_call else 0 }}
features.pickup.direct_pickup_code = {{ null(exten_pickup_call) }}
features.pickup.group_pickup_enable = {{ 1 if exten_pickup_group else 0 }}
features.pickup.group_pickup_code = {{ null(exten_pickup_group) }}

# Lines
{% for number, account in XX_accounts.items() -%}
{% if account -%}
{% set line = account.line -%}
account.{{ number }}.enable = 1
account.{{ number }}.label = {{ line.label }}
account.{{ number }}.display_name = {{ null(line.display_name) }}
account.{{ number }}.user_name = {{ line.username }}
account.{{ number }}.auth_name = {{ line.auth_username }}
account.{{ number }}.password = {{ null(line.password) }}
{% if XX_legacy -%}
account.{{ number }}.sip_server_host = {{ line.registrar_ip }}
account.{{ number }}.sip_server_port = {{ line.registrar_port }}
account.{{ number }}.transport = {{ XX_transport }}
{% endif -%}
account.{{ number }}.sip_server.1.address = {{ line.registrar_ip }}
account.{{ number }}.sip_server.1.port = {{ line.registrar_port }}
account.{{ number }}.sip_server.1.transport_type = {{ XX_transport }}
account.{{ number }}.sip_server.2.address = {{ null(line.backup_registrar_ip) }}
account.{{ number }}.sip_server.2.port = {{ line.backup_registrar_port }}
account.{{ number }}.sip_server.2.transport_type = {{ XX_transport }}
account.{{ number }}.fallback.redundancy_type = 1
account.{{ number }}.outbound_proxy_enable = {{ 1 if account.outbound_proxy_ip else 0 }}
account.{{ number }}.outbound_proxy.1.address = {{ null(account.outbound_proxy_ip) }}
account.{{ number }}.outbound_proxy.1.port = {{ account.outbound_proxy_port }}
account.{{ number }}.srtp_encryption = {{ account.srtp }}
account.{{ number }}.dtmf.type = {{ account.dtmf_type }}
account.{{ number }}.dtmf.info_type = 1
account.{{ number }}.subscribe_mwi = {{ 1 if sip_subscribe_mwi else 0 }}
account.{{ number }}.cid_source = 2
account.{{ number }}.nat.rport = 1
{% block codecs scoped -%}
{% for name, payload in XX_codecs -%}
account.{{ number }}.codec.{{ loop.index }}.enable = 1
account.{{ number }}.codec.{{ loop.index }}.payload_type = {{ name }}
account.{{ number }}.codec.{{ loop.index }}.priority = {{ loop.index }}
account.{{ number }}.codec.{{ loop.index }}.rtpmap = {{ payload }}
{% endfor -%}
{% endblock -%}
voice_mail.number.{{ number }} = {{ null(line.voicemail) }}
{% else -%}
account.{{ number }}.enable = 0
account.{{ number }}.label = %NULL%
account.{{ number }}.display_name = %NULL%
account.{{ number }}.user_name = %NULL%
account.{{ number }}.auth_name = %NULL%
account.{{ number }}.password = %NULL%
account.{{ number }}.sip_server.1.address = %NULL%
account.{{ number }}.sip_server.2.address = %NULL%
voice_mail.number.{{ number }} = %NULL%
{% endif %}
{% endfor -%}
{% block keys -%}
# Keys
{% for setting in XX_key_settings -%}
{% set key = setting.key -%}
{{ setting.name }}.type = {{ setting.type }}
{{ setting.name }}.line = {{ setting.line if key else '%NULL%' }}
{{ setting.name }}.value = {{ null(key.value if key else '') }}
{{ setting.name }}.label = {{ null(key.label if key else '') }}
{{ setting.name }}.{{ 'pickup_value' if XX_legacy else 'extension' }} = {{ null(XX_pickup if key and key.kind == 'blf' else '') }}
{% endfor -%}
{% endblock -%}
