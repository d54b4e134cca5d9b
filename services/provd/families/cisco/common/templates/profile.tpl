<?xml version="1.0" encoding="UTF-8"?>
<flat-profile>
  <Provision_Enable>Yes</Provision_Enable>
  <Resync_On_Reset>Yes</Resync_On_Reset>
  <Resync_From_SIP>Yes</Resync_From_SIP>
  <Resync_Periodic>0</Resync_Periodic>
  <Resync_Random_Delay>1</Resync_Random_Delay>
  <Upgrade_Enable>{{ 'Yes' if XX_firmware else 'No' }}</Upgrade_Enable>
  <Upgrade_Rule>{% if XX_firmware %}http://{{ ip|e }}:{{ http_port }}/{{ XX_firmware|e }}{% endif %}</Upgrade_Rule>
{%- block protocol %}
  <SPCP_Auto-detect>No</SPCP_Auto-detect>
  <SPA525-auto-detect-sccp>No</SPA525-auto-detect-sccp>
{%- endblock %}
  <Admin_Passwd>{{ admin_password|d('', true)|e }}</Admin_Passwd>
  <User_Password>{{ user_password|d('', true)|e }}</User_Password>
  <Primary_DNS>{{ dns_ip|e if dns_enabled }}</Primary_DNS>
  <Primary_NTP_Server>{{ ntp_ip|e if ntp_enabled }}</Primary_NTP_Server>
  <Syslog_Server>{% if syslog_enabled %}{{ syslog_ip|e }}:{{ syslog_port|d(514, true) }}{% endif %}</Syslog_Server>
  <Debug_Server>{% if syslog_enabled %}{{ syslog_ip|e }}:{{ syslog_port|d(514, true) }}{% endif %}</Debug_Server>
  <Debug_Level>{{ XX_syslog_level if syslog_enabled else 0 }}</Debug_Level>
  <Enable_VLAN>{{ 'Yes' if vlan_enabled else 'No' }}</Enable_VLAN>
  <VLAN_ID>{{ vlan_id if vlan_enabled else 1 }}</VLAN_ID>
  <Enable_PC_Port_VLAN_Tagging>{{ 'Yes' if vlan_enabled and vlan_pc_port_id else 'No' }}</Enable_PC_Port_VLAN_Tagging>
  <PC_Port_VLAN_ID>{{ vlan_pc_port_id if vlan_enabled and vlan_pc_port_id else 1 }}</PC_Port_VLAN_ID>
{%- if XX_clock %}
  <Time_Zone>{{ XX_clock.zone }}</Time_Zone>
  <Daylight_Saving_Time_Enable>{{ 'Yes' if XX_clock.rule else 'No' }}</Daylight_Saving_Time_Enable>
  <Daylight_Saving_Time_Rule>{{ XX_clock.rule }}</Daylight_Saving_Time_Rule>
{%- endif %}
{%- block screen %}
  <Time_Format>24hr</Time_Format>
  <Date_Format>day/month</Date_Format>
  <Default_Character_Encoding>UTF-8</Default_Character_Encoding>
  <Dictionary_Server_Script>{% if XX_dictionaries %}serv=http://{{ ip|e }}:{{ http_port }}/i18n/;{{ XX_dictionaries }}{% endif %}</Dictionary_Server_Script>
  <Language_Selection>{{ XX_language }}</Language_Selection>
  <Locale>{{ XX_locale }}</Locale>
  <Station_Name>{{ XX_lines[1].display_name|e if 1 in XX_lines }}</Station_Name>
  <Voice_Mail_Number>{{ exten_voicemail|d('', true)|e }}</Voice_Mail_Number>
  <Server_Type>Asterisk</Server_Type>
  <Attendant_Console_Call_Pickup_Code>{{ exten_pickup_call|d('', true)|e }}</Attendant_Console_Call_Pickup_Code>
{%- if XX_soft_keys is not none %}
{#- The telephone's own do not disturb and forwards go where a key dials the server's. #}
  <DND_Serv>{{ 'No' if exten_dnd else 'Yes' }}</DND_Serv>
  <Cfwd_All_Serv>{{ 'No' if exten_fwd_unconditional else 'Yes' }}</Cfwd_All_Serv>
  <Cfwd_Busy_Serv>{{ 'No' if exten_fwd_busy else 'Yes' }}</Cfwd_Busy_Serv>
  <Cfwd_No_Ans_Serv>{{ 'No' if exten_fwd_no_answer else 'Yes' }}</Cfwd_No_Ans_Serv>
  <Programmable_Softkey_Enable>{{ 'Yes' if XX_soft_keys.values()|select|list else 'No' }}</Programmable_Softkey_Enable>
{%- set own = ['redial', 'dir'] + ([] if exten_fwd_unconditional else ['cfwd']) + ([] if exten_dnd else ['dnd']) %}
{%- set keys = namespace(names=own) %}
{%- for number, function in XX_soft_keys.items() if function %}{% set keys.names = keys.names + ['psk' ~ number] %}{% endfor %}
  <Idle_Key_List>{% for name in keys.names + ['lcr', 'pickup', 'gpickup'] %}{{ name }}|{{ loop.index }};{% endfor %}</Idle_Key_List>
{%- for number, function in XX_soft_keys.items() %}
  <PSK_{{ number }}>{{ function|e }}</PSK_{{ number }}>
{%- endfor %}
{%- endif %}
  <XML_Directory_Service_Name>{{ XX_directory_name if XX_directory_url }}</XML_Directory_Service_Name>
  <XML_Directory_Service_URL>{{ XX_directory_url|d('', true)|e }}</XML_Directory_Service_URL>
{%- endblock %}
{%- if XX_has_sdes %}
  <SRTP_Method>s-descriptor</SRTP_Method>
  <Secure_Call_Setting>{{ 'Yes' if XX_is_encrypted else 'No' }}</Secure_Call_Setting>
{%- endif %}
  <Call_Pickup_Code>{{ exten_pickup_call|d('', true)|e }}</Call_Pickup_Code>
  <Group_Call_Pickup_Code>{{ exten_pickup_group|d('', true)|e }}</Group_Call_Pickup_Code>
{#- The star codes of the server are dialled as they are: the phone's own ones go. #}
{%- for code in ['Call_Return', 'Blind_Transfer', 'Call_Back_Act', 'Call_Back_Deact', 'Cfwd_All_Act', 'Cfwd_All_Deact', 'Cfwd_Busy_Act', 'Cfwd_Busy_Deact', 'Cfwd_No_Ans_Act', 'Cfwd_No_Ans_Deact', 'CW_Act', 'CW_Deact', 'CW_Per_Call_Act', 'CW_Per_Call_Deact', 'Block_CID_Act', 'Block_CID_Deact', 'Block_CID_Per_Call_Act', 'Block_CID_Per_Call_Deact', 'Block_ANC_Act', 'Block_ANC_Deact', 'DND_Act', 'DND_Deact', 'Secure_All_Call_Act', 'Secure_No_Call_Act', 'Secure_One_Call_Act', 'Secure_One_Call_Deact', 'Paging', 'Call_Park', 'Call_UnPark', 'Media_Loopback'] %}
  <{{ code }}_Code></{{ code }}_Code>
{%- endfor %}
{%- for number in range(1, XX_model.lines + 1) %}
{%- set line = XX_lines.get(number) %}
  <Line_Enable_{{ number }}_>{{ 'Yes' if line else 'No' }}</Line_Enable_{{ number }}_>
  <Display_Name_{{ number }}_>{{ line.display_name|e if line }}</Display_Name_{{ number }}_>
  <User_ID_{{ number }}_>{{ line.username|e if line }}</User_ID_{{ number }}_>
  <Use_Auth_ID_{{ number }}_>Yes</Use_Auth_ID_{{ number }}_>
  <Auth_ID_{{ number }}_>{{ line.auth_username|e if line }}</Auth_ID_{{ number }}_>
  <Password_{{ number }}_>{{ line.password|e if line }}</Password_{{ number }}_>
  <Proxy_{{ number }}_>{{ XX_proxies[number]|e if line }}</Proxy_{{ number }}_>
{%- if line %}
{%- set outbound = line.outbound_proxy_ip or (line.proxy_ip if line.proxy_ip != line.registrar_ip else '') %}
  <Register_{{ number }}_>Yes</Register_{{ number }}_>
  <Use_Outbound_Proxy_{{ number }}_>{{ 'Yes' if outbound else 'No' }}</Use_Outbound_Proxy_{{ number }}_>
  <Outbound_Proxy_{{ number }}_>{% if outbound %}{{ outbound|e }}:{{ line.outbound_proxy_port if line.outbound_proxy_ip else line.proxy_port }}{% endif %}</Outbound_Proxy_{{ number }}_>
  <Use_DNS_SRV_{{ number }}_>{{ 'Yes' if line.backup_registrar_ip else 'No' }}</Use_DNS_SRV_{{ number }}_>
  <Proxy_Fallback_Intvl_{{ number }}_>120</Proxy_Fallback_Intvl_{{ number }}_>
  <SIP_Transport_{{ number }}_>{{ XX_transport }}</SIP_Transport_{{ number }}_>
  <Auth_Resync-Reboot_{{ number }}_>No</Auth_Resync-Reboot_{{ number }}_>
  <Voice_Mail_Server_{{ number }}_>{{ line.registrar_ip|e if sip_subscribe_mwi }}</Voice_Mail_Server_{{ number }}_>
  <Dial_Plan_{{ number }}_>([x*#].)</Dial_Plan_{{ number }}_>
  <DTMF_Tx_Method_{{ number }}_>{{ XX_dtmf.get(line.dtmf_mode, 'Auto') }}</DTMF_Tx_Method_{{ number }}_>
{%- block codecs scoped %}
  <Preferred_Codec_{{ number }}_>{{ XX_codecs[0] }}</Preferred_Codec_{{ number }}_>
  <Second_Preferred_Codec_{{ number }}_>{{ XX_codecs[1] }}</Second_Preferred_Codec_{{ number }}_>
  <Third_Preferred_Codec_{{ number }}_>{{ XX_codecs[2] }}</Third_Preferred_Codec_{{ number }}_>
  <Use_Pref_Codec_Only_{{ number }}_>No</Use_Pref_Codec_Only_{{ number }}_>
{%- endblock %}
{%- endif %}
{%- block line scoped %}{% endblock %}
{%- endfor %}
{%- block keys %}
{%- for position, key in XX_phone_keys %}
  <Extension_{{ position }}_>{{ key.line if key and key.kind == 'line' else 'Disabled' }}</Extension_{{ position }}_>
  <Short_Name_{{ position }}_>{% if key and key.kind == 'line' %}{{ XX_lines[key.line].label|e }}{% elif key %}{{ (key.label or key.value)|e }}{% endif %}</Short_Name_{{ position }}_>
  <Extended_Function_{{ position }}_>{{ XX_functions[position]|e if key }}</Extended_Function_{{ position }}_>
{%- endfor %}
{%- for module, number, function in XX_module_keys %}
  <Unit_{{ module }}_Key_{{ number }}>{{ function|e }}</Unit_{{ module }}_Key_{{ number }}>
{%- endfor %}
{%- endblock %}
{%- block end %}
</flat-profile>
{% endblock %}