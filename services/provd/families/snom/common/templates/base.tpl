<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <phone-settings e="2">
    <update_policy perm="R">settings_only</update_policy>
    <setting_server perm="R">http://{{ ip|e }}:{{ http_port }}</setting_server>
    <settings_refresh_timer perm="R">0</settings_refresh_timer>
    <pnp_config perm="R">off</pnp_config>
    <vlan_id perm="R">{{ vlan_id if vlan_enabled }}</vlan_id>
    <vlan_qos perm="R">{{ vlan_priority|d(0, true) if vlan_enabled }}</vlan_qos>
    <vlan_pc_id perm="R">{{ vlan_pc_port_id|d('', true) if vlan_enabled }}</vlan_pc_id>
    <syslog_server perm="R">{{ syslog_ip|e if syslog_enabled }}</syslog_server>
    <dns_server1 perm="R">{{ dns_ip|e if dns_enabled }}</dns_server1>
    {%- if admin_username %}
    <http_user perm="R">{{ admin_username|e }}</http_user>
    {%- endif %}
    {%- if admin_password %}
    <http_pass perm="R">{{ admin_password|e }}</http_pass>
    <admin_mode_password perm="R">{{ admin_password|e }}</admin_mode_password>
    <admin_mode_password_confirm perm="R">{{ admin_password|e }}</admin_mode_password_confirm>
    {%- endif %}
    {%- if XX_lang %}
    <language perm="R">{{ XX_lang|e }}</language>
    <web_language perm="R">{{ XX_lang|e }}</web_language>
    {%- endif %}
    {%- if XX_tone_scheme %}
    <tone_scheme perm="R">{{ XX_tone_scheme }}</tone_scheme>
    {%- endif %}
    <ntp_server perm="R">{{ ntp_ip|e if ntp_enabled }}</ntp_server>
    {%- if XX_timezone %}
    <timezone perm="R"></timezone>
    <utc_offset perm="R">{{ XX_timezone.utc_offset }}</utc_offset>
    <dst perm="R">{{ XX_timezone.dst }}</dst>
    {%- endif %}
    <time_24_format perm="R">on</time_24_format>
    <date_us_format perm="R">off</date_us_format>
    {%- if exten_voicemail %}
    <dkey_retrieve perm="R">speed {{ exten_voicemail|e }}</dkey_retrieve>
    {%- endif %}
    {%- if exten_dnd %}
    <dkey_dnd perm="R">speed {{ exten_dnd|e }}</dkey_dnd>
    {%- endif %}
    {%- if X_xivo_phonebook_url %}
    <dkey_directory perm="R">url {{ X_xivo_phonebook_url|e }}</dkey_directory>
    {%- endif %}
    {%- for number in range(1, 13) %}
    {%- set line = XX_identities.get(number) %}
    {%- if line %}
    <user_active idx="{{ number }}" perm="R">on</user_active>
    <user_realname idx="{{ number }}" perm="R">{{ line.display_name|d('', true)|e }}</user_realname>
    <user_idle_text idx="{{ number }}" perm="R">{{ (line.number or line.display_name)|d('', true)|e }}</user_idle_text>
    <user_name idx="{{ number }}" perm="R">{{ line.username|e }}</user_name>
    <user_pname idx="{{ number }}" perm="R">{{ line.auth_username|e }}</user_pname>
    <user_pass idx="{{ number }}" perm="R">{{ line.password|d('', true)|e }}</user_pass>
    <user_host idx="{{ number }}" perm="R">{{ line.XX_host|e }}</user_host>
    <user_outbound idx="{{ number }}" perm="R">{{ line.XX_outbound|e }}</user_outbound>
    <user_failover_identity idx="{{ number }}" perm="R">{{ line.XX_failover|d('none') }}</user_failover_identity>
    <user_mailbox idx="{{ number }}" perm="R">{{ (line.voicemail or exten_voicemail)|d('', true)|e }}</user_mailbox>
    <user_dtmf_info idx="{{ number }}" perm="R">{{ line.XX_dtmf_info }}</user_dtmf_info>
    <user_srtp idx="{{ number }}" perm="R">{{ line.XX_srtp }}</user_srtp>
    <user_savp idx="{{ number }}" perm="R">{{ line.XX_srtp_mode }}</user_savp>
    <user_subscribe_mwi idx="{{ number }}" perm="R">{{ 'on' if sip_subscribe_mwi else 'off' }}</user_subscribe_mwi>
    <codec_priority_list idx="{{ number }}" perm="R">{{ XX_codecs }}</codec_priority_list>
    {%- else %}
    <user_active idx="{{ number }}" perm="R">off</user_active>
    <user_realname idx="{{ number }}" perm="R"></user_realname>
    <user_name idx="{{ number }}" perm="R"></user_name>
    <user_pname idx="{{ number }}" perm="R"></user_pname>
    <user_pass idx="{{ number }}" perm="R"></user_pass>
    <user_host idx="{{ number }}" perm="R"></user_host>
    {%- endif %}
    {%- endfor %}
  </phone-settings>
  <functionKeys e="2">
    {%- for key in XX_fkeys %}
    <fkey idx="{{ key.idx }}" context="{{ key.context }}" label="{{ key.label|e }}" perm="R">{{ key.value|e }}</fkey>
    {%- endfor %}
  </functionKeys>
</settings>
