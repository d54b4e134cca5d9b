{% set line = XX_lines.get(1) -%}
[dns]
dns_addr={{ dns_ip if dns_enabled else (line.proxy_ip if line else ip) }}

[sip]
domain_name={{ line.registrar_ip if line }}
proxy_addr={{ line.proxy_ip if line }}
proxy_port={{ line.proxy_port if line else 5060 }}
registrar_addr={{ line.registrar_ip if line }}
registrar_port={{ line.registrar_port if line else 5060 }}
outbound_proxy_addr={{ line.outbound_proxy_ip or '' if line }}
outbound_proxy_port={{ line.outbound_proxy_port if line and line.outbound_proxy_ip }}
proxy2_addr={{ line.backup_proxy_ip or '' if line }}
proxy2_port={{ line.backup_proxy_port if line and line.backup_proxy_ip }}
registrar2_addr={{ line.backup_registrar_ip or '' if line }}
registrar2_port={{ line.backup_registrar_port if line and line.backup_registrar_ip }}
sip_transport_mode={{ XX_transport }}
preferred_vocoder={{ XX_vocoders }}
authentication_realm={{ line.registrar_ip if line }}
authentication_name={{ line.auth_username if line else 'none' }}
authentication_password={{ line.password if line }}
user_name={{ line.username if line }}
display_name={{ line.display_name if line }}
voice_mail_uri={{ line.voicemail if line }}
message_waiting_indication_uri={{ line.voicemail ~ '@' ~ line.proxy_ip if line and line.voicemail }}

[sntp]
sntp_addr={{ ntp_ip if ntp_enabled }}
{% if XX_timezone -%}
timezone={{ XX_timezone }}
{% endif %}
[telnet]
telnet_password={{ XX_admin_password }}

[init]
application_mode=0

[audio]
{% if XX_tone_country -%}
tone_country={{ XX_tone_country }}
{% endif -%}
dtmf_type={{ XX_dtmf_type }}

[appl]
admin_password={{ XX_admin_password }}
remote_forward_code={{ exten_fwd_unconditional or '' }}
remote_forward_deactive_code={{ exten_fwd_disable_all or '' }}
time_format=0
{% for position, key in XX_speed_dials -%}
speed_dial_{{ position }}_first_name={{ key.label or key.value if key }}
speed_dial_{{ position }}_uri={{ key.value if key }}
{% endfor -%}
