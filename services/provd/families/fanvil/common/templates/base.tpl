<<VOIP CONFIG FILE>>Version:2.0002

<GLOBAL CONFIG MODULE>
SNTP Server        :{{ ntp_ip if ntp_enabled }}
Enable SNTP        :{{ 1 if ntp_enabled else 0 }}
{% if dns_enabled -%}
Primary DNS        :{{ dns_ip }}
{% endif -%}
{% if XX_zone is not none -%}
Time Zone          :{{ XX_zone }}
{% set summer = XX_timezone.summer_time -%}
{#- Firmware 2.3 stands between two generations of these names. -#}
Enable Daylight    :{{ 1 if summer else 0 }}
Enable DST         :{{ 2 if summer else 0 }}
{% if summer -%}
DayLight Shift Min :{{ (summer.saved.total_seconds() // 60)|int }}
DST Min Offset     :{{ (summer.saved.total_seconds() // 60)|int }}
{% for prefix, last in [('DayLight', 5), ('DST', -1)] -%}
{% for name, change in [('Start', summer.start), ('End', summer.end)] -%}
{{ '%-19s'|format([prefix, name, 'Mon']|join(' ')) }}:{{ change.month }}
{{ '%-19s'|format([prefix, name, 'Week']|join(' ')) }}:{{ last if change.week == 5 else change.week }}
{{ '%-19s'|format([prefix, name, 'Wday']|join(' ')) }}:{{ change.weekday % 7 }}
{{ '%-19s'|format([prefix, name, 'Hour']|join(' ')) }}:{{ change.hour }}
{{ '%-19s'|format([prefix, name, 'Min']|join(' ')) }}:{{ change.minute }}
{% endfor -%}
{% endfor -%}
{% endif -%}
{% endif %}
<DSP CONFIG MODULE>
--Port Config--    :
{% for number, codec in XX_codecs -%}
P1 Voice Codec{{ number }}    :{{ codec }}
{% endfor %}
<SIP CONFIG MODULE>
SIP  Port          :5060
--SIP Line List--  :
{% for number in range(1, XX_model.lines + 1) -%}
{% set line = XX_lines.get(number) -%}
SIP{{ number }} Enable Reg    :{{ 1 if line else 0 }}
SIP{{ number }} Phone Number  :{{ line.username if line }}
SIP{{ number }} Display Name  :{{ line.display_name if line }}
SIP{{ number }} Sip Name      :{{ line.label if line }}
SIP{{ number }} Register Addr :{{ line.registrar_ip if line }}
SIP{{ number }} Register Port :{{ line.registrar_port if line else 5060 }}
SIP{{ number }} Register User :{{ line.auth_username if line }}
SIP{{ number }} Register Pswd :{{ line.password if line }}
SIP{{ number }} Register TTL  :60
SIP{{ number }} Proxy Addr    :{{ line.outbound_proxy_ip or line.proxy_ip if line }}
SIP{{ number }} Proxy Port    :{{ (line.outbound_proxy_port if line.outbound_proxy_ip else line.proxy_port) if line else 5060 }}
SIP{{ number }} Proxy User    :{{ line.auth_username if line }}
SIP{{ number }} Proxy Pswd    :{{ line.password if line }}
SIP{{ number }} BakProxy Addr :{{ line.backup_proxy_ip or '' if line }}
SIP{{ number }} BakProxy Port :{{ line.backup_proxy_port if line else 5060 }}
SIP{{ number }} MWI Num       :{{ line.voicemail if line }}
SIP{{ number }} Subscribe     :{{ 1 if line and sip_subscribe_mwi else 0 }}
SIP{{ number }} SvcCode Mode  :{{ 1 if XX_service_codes|map(attribute=1)|select|list else 0 }}
{% for service, code in XX_service_codes -%}
{{ '%-19s'|format('SIP' ~ number ~ ' ' ~ service ~ ' SvcCode') }}:{{ code }}
{% endfor -%}
SIP{{ number }} Transport     :{{ XX_transport }}
SIP{{ number }} DTMF Mode     :{{ XX_dtmf_modes.get(line.dtmf_mode, '1') if line else '1' }}
{% endfor %}
<PHONE CONFIG MODULE>
--Function Key--   :
{% for number, value, label in XX_memory_keys -%}
{{ '%-19s'|format('Fkey' ~ number ~ ' Type') }}:1
{{ '%-19s'|format('Fkey' ~ number ~ ' Value') }}:{{ value }}
{{ '%-19s'|format('Fkey' ~ number ~ ' Title') }}:{{ label }}
{% endfor %}
<MMI CONFIG MODULE>
{% if XX_language -%}
Web Language       :{{ XX_language }}
{% endif -%}
{% if admin_username and admin_password -%}
--MMI Account--    :
Account1 Name      :{{ admin_username }}
Account1 Password  :{{ admin_password }}
Account1 Level     :10
{% if user_username and user_password -%}
Account2 Name      :{{ user_username }}
Account2 Password  :{{ user_password }}
Account2 Level     :5
{% endif -%}
{% endif %}
<QOS CONFIG MODULE>
Enable VLAN        :{{ 1 if vlan_enabled else 0 }}
{% if vlan_enabled -%}
VLAN ID            :{{ vlan_id }}
Signalling Priority:{{ vlan_priority|d(0, true) }}
Voice Priority     :{{ vlan_priority|d(0, true) }}
Enable PVID        :{{ 1 if vlan_pc_port_id else 0 }}
{% if vlan_pc_port_id -%}
PVID Value         :{{ vlan_pc_port_id }}
{% endif -%}
{% endif %}
<AAA CONFIG MODULE>
Enable Syslog      :{{ 1 if syslog_enabled else 0 }}
Syslog address     :{{ syslog_ip if syslog_enabled else '0.0.0.0' }}
Syslog port        :{{ syslog_port|d(514, true) }}
<<END OF FILE>>
