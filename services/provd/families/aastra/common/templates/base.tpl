# Network
{% if dns_enabled -%}
dns1: {{ dns_ip }}
{% endif -%}
tagging enabled: {{ 1 if vlan_enabled else 0 }}
{% if vlan_enabled -%}
vlan id: {{ vlan_id }}
priority non-ip: {{ vlan_priority|d(0, true) }}
vlan id port 1: {{ vlan_pc_port_id|d(4095, true) }}
{% endif -%}
tos sip: 46
tos rtp: 46

# Log
{% if syslog_enabled -%}
log server ip: {{ syslog_ip }}
log server port: {{ syslog_port|d(514, true) }}
{% for module in XX_log_modules -%}
log module {{ module }}: {{ XX_log_level }}
{% endfor -%}
{% else -%}
log server ip: 0.0.0.0
{% endif %}
# Who may change settings
{% if admin_password -%}
admin password: {{ admin_password }}
{% endif -%}
{% if user_password -%}
user password: {{ user_password }}
{% endif %}
# Time and language
{% if ntp_enabled -%}
time server disabled: 0
time server1: {{ ntp_ip }}
{% else -%}
time server disabled: 1
{% endif -%}
time format: 1
date format: 10
{% for name, value in XX_clock.items() -%}
{{ name }}: {{ value }}
{% endfor -%}
{% if XX_language -%}
language 1: i18n/{{ XX_language[0] }}
language: 1
input language: {{ XX_language[1] }}
{% else -%}
language: 0
{% endif -%}
{% if XX_tone_set -%}
tone set: {{ XX_tone_set }}
{% endif %}
# What all lines share
sip transport protocol: {{ XX_transport }}
{% if sip_transport == 'tls' -%}
sips persistent tls: 1
{% endif -%}
sip explicit mwi subscription: {{ 1 if sip_subscribe_mwi else 0 }}
sip customized codec: {{ XX_codecs }}
sip out-of-band dtmf: {{ XX_dtmf.get(sip_dtmf_mode, ('1', '0'))[0] }}
{% if exten_pickup_call -%}
directed call pickup: 1
directed call pickup prefix: {{ exten_pickup_call }}
{% else -%}
directed call pickup: 0
{% endif -%}
xml application post list: {{ ip }}
{% if XX_directory_url -%}
directory script: {{ XX_directory_url }}
xml application title: {{ XX_directory_name }}
xml application URI: {{ XX_directory_url }}
{% endif -%}
{% if XX_switchboard -%}
sip xml notify event: 1
call waiting: 0
{% endif %}
# Lines
{% for number, line in XX_lines.items() -%}
sip line{{ number }} user name: {{ line.username }}
sip line{{ number }} auth name: {{ line.auth_username }}
sip line{{ number }} password: {{ line.password }}
sip line{{ number }} display name: {{ line.display_name }}
sip line{{ number }} screen name: {{ line.display_name }}
sip line{{ number }} screen name 2: {{ line.exten }}
sip line{{ number }} proxy ip: {{ line.proxy_ip }}
sip line{{ number }} proxy port: {{ line.proxy_port }}
sip line{{ number }} backup proxy ip: {{ line.backup_proxy_ip or '0.0.0.0' }}
sip line{{ number }} backup proxy port: {{ line.backup_proxy_port if line.backup_proxy_ip else 0 }}
sip line{{ number }} outbound proxy: {{ line.outbound_proxy_ip or '0.0.0.0' }}
sip line{{ number }} outbound proxy port: {{ line.outbound_proxy_port if line.outbound_proxy_ip else 0 }}
sip line{{ number }} registrar ip: {{ line.registrar_ip }}
sip line{{ number }} registrar port: {{ line.registrar_port }}
sip line{{ number }} backup registrar ip: {{ line.backup_registrar_ip or '0.0.0.0' }}
sip line{{ number }} backup registrar port: {{ line.backup_registrar_port if line.backup_registrar_ip else 0 }}
sip line{{ number }} dtmf method: {{ XX_dtmf.get(line.dtmf_mode, ('1', '0'))[1] }}
sip line{{ number }} srtp mode: {{ XX_srtp.get(line.srtp_mode, '0') }}
sip line{{ number }} vmail: {{ line.voicemail }}
{% if XX_parking.get(number) -%}
sip line{{ number }} park pickup config: {{ XX_parking[number] }};{{ XX_parking[number] }};asterisk
{% endif -%}
{% endfor %}
# Keys
{% for key in XX_phone_keys -%}
{{ key.name }} type: {{ key.type }}
{{ key.name }} value: {{ key.value }}
{{ key.name }} label: {{ key.label }}
{{ key.name }} line: {{ key.line }}
{% endfor -%}
