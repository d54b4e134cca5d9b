<?xml version="1.0" encoding="utf-8"?>
<settings>
  <phone-settings>
    <setting_server>http://{{ ip|e }}:{{ http_port }}</setting_server>
    <vlan_id>{{ vlan_id if vlan_enabled }}</vlan_id>
    <vlan_qos>{{ vlan_priority|d(0, true) if vlan_enabled }}</vlan_qos>
    <syslog_server>{{ syslog_ip|e if syslog_enabled }}</syslog_server>
    {%- if syslog_enabled %}
    <log_level>{{ XX_log_level }}</log_level>
    {%- endif %}
    <ntp_server>{{ ntp_ip|e if ntp_enabled }}</ntp_server>
    {%- if XX_zone %}
    <timezone_by_country_region>off</timezone_by_country_region>
    <timezone>{{ XX_zone }}</timezone>
    <dst_by_country_region>on</dst_by_country_region>
    <dst_enable>auto</dst_enable>
    {%- endif %}
    {%- if admin_username %}
    <http_user>{{ admin_username|e }}</http_user>
    {%- endif %}
    {%- if admin_password %}
    <http_pass>{{ admin_password|e }}</http_pass>
    <admin_mode_password>{{ admin_password|e }}</admin_mode_password>
    {%- endif %}
    {%- if XX_lang %}
    <language>{{ XX_lang }}</language>
    <web_language>{{ XX_lang }}</web_language>
    {%- endif %}
    {%- if XX_tone_scheme %}
    <tone_scheme>{{ XX_tone_scheme }}</tone_scheme>
    {%- endif %}
    {%- if XX_directory_url %}
    <phonebook_server_location>3</phonebook_server_location>
    <phonebook_location>{{ XX_directory_url|e }}</phonebook_location>
    {%- endif %}
    {%- for server in XX_servers %}
    <srv_sip_server_alias idx="{{ server.number }}">XiVO {{ server.number }}</srv_sip_server_alias>
    <user_host idx="{{ server.number }}">{{ server.host|e }}</user_host>
    <srv_sip_transport idx="{{ server.number }}">{{ XX_transport }}</srv_sip_transport>
    {%- if XX_codecs %}
    <codec_priority_list idx="{{ server.number }}">{{ XX_codecs }}</codec_priority_list>
    {%- endif %}
    <user_dtmf_info idx="{{ server.number }}">{{ server.dtmf_info }}</user_dtmf_info>
    <user_srtp idx="{{ server.number }}">{{ server.srtp }}</user_srtp>
    <srv_srtp_auth idx="{{ server.number }}">{{ 'off' if server.srtp == 'disabled' else 'on' }}</srv_srtp_auth>
    {%- endfor %}
    {%- for line, server in XX_accounts %}
    <user_active idx="{{ line.number }}">on</user_active>
    <user_name idx="{{ line.number }}">{{ line.username|e }}</user_name>
    <user_pname idx="{{ line.number }}">{{ line.auth_username|e }}</user_pname>
    <user_pass idx="{{ line.number }}">{{ line.password|e }}</user_pass>
    <user_realname idx="{{ line.number }}">{{ line.display_name|e }}</user_realname>
    <user_mailbox idx="{{ line.number }}">{{ line.voicemail|e }}</user_mailbox>
    <user_mailnumber idx="{{ line.number }}">{{ line.voicemail|e }}</user_mailnumber>
    <subscr_sip_hs_idx idx="{{ line.number }}">{{ line.number }}</subscr_sip_hs_idx>
    <subscr_sip_ua_data_server_id idx="{{ line.number }}">{{ server }}</subscr_sip_ua_data_server_id>
    <subscr_dect_ac_code idx="{{ line.number }}">{{ "%04d"|format(line.number) }}</subscr_dect_ac_code>
    {%- endfor %}
  </phone-settings>
{%- if XX_firmware or XX_handset_firmwares %}
  <firmware-settings>
    <firmware>http://{{ ip|e }}:{{ http_port }}</firmware>
    {%- if XX_firmware %}
    <fp_fwu_sw_version>{{ XX_firmware.version }}</fp_fwu_sw_version>
    <fp_fwu_branch_version>{{ XX_firmware.branch }}</fp_fwu_branch_version>
    {%- endif %}
    {%- for firmware in XX_handset_firmwares %}
    <pp_fwu_sw_version type="{{ firmware.model }}">{{ firmware.version }}</pp_fwu_sw_version>
    <pp_fwu_branch_version type="{{ firmware.model }}">{{ firmware.branch }}</pp_fwu_branch_version>
    {%- endfor %}
  </firmware-settings>
{%- endif %}
</settings>
