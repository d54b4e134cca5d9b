<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <phone-settings e="2">
    <update_policy perm="R">{{ 'auto_update' if XX_firmware else 'settings_only' }}</update_policy>
    <setting_server perm="R">http://{{ ip|e }}:{{ http_port }}</setting_server>
    <settings_refresh_timer perm="R">0</settings_refresh_timer>
    <pnp_config perm="R">off</pnp_config>
    <vlan_id perm="R">{{ vlan_id if vlan_enabled }}</vlan_id>
    <vlan_qos perm="R">{{ vlan_priority|d(0, true) if vlan_enabled }}</vlan_qos>
    <vlan_pc_id perm="R">{{ vlan_pc_port_id|d('', true) if vlan_enabled }}</vlan_pc_id>
    <syslog_server perm="R">{{ syslog_ip|e if syslog_enabled }}</syslog_server>
    {%- if syslog_enabled %}
    <log_level perm="R">{{ XX_log_level }}</log_level>
    {%- endif %}
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
    {%- if XX_directory_url %}
    <dkey_directory perm="R">url {{ XX_directory_url|e }}</dkey_directory>
    {%- if XX_directory_label %}
    <gui_fkey1 perm="R">
      <initialization><variable name="label" value="{{ XX_directory_label|e }}"/></initialization>
      <action><url target="{{ XX_directory_url|e }}" when="on press"/></action>
    </gui_fkey1>
    {%- endif %}
    {%- endif %}
    <call_waiting perm="R">{{ 'off' if XX_switchboard else 'on' }}</call_waiting>
    <answer_after_policy perm="R">idle</answer_after_policy>
    <status_msgs_that_are_blocked perm="R">PhoneHasVoiceMessages PhoneHasTextMessages
    {%- for number, identity in XX_identities.items() if identity.is_backup %} Identity{{ '%02d'|format(number) }}IsNotRegistered{% endfor %}</status_msgs_that_are_blocked>
    {%- for number in range(1, 13) %}
    {%- set identity = XX_identities.get(number) %}
    {%- if identity %}
    {%- set line = identity.line %}
    <user_active idx="{{ number }}" perm="R">on</user_active>
    <user_realname idx="{{ number }}" perm="R">{{ line.display_name|e }}</user_realname>
    <user_idle_text idx="{{ number }}" perm="R">{{ line.label|e }}</user_idle_text>
    <user_name idx="{{ number }}" perm="R">{{ line.username|e }}</user_name>
    <user_pname idx="{{ number }}" perm="R">{{ line.auth_username|e }}</user_pname>
    <user_pass idx="{{ number }}" perm="R">{{ line.password|e }}</user_pass>
    <user_host idx="{{ number }}" perm="R">{{ identity.host|e }}</user_host>
    <user_outbound idx="{{ number }}" perm="R">{{ identity.outbound|e }}</user_outbound>
    <user_failover_identity idx="{{ number }}" perm="R">{{ identity.failover }}</user_failover_identity>
    <user_mailbox idx="{{ number }}" perm="R">{{ line.voicemail|e }}</user_mailbox>
    <user_dtmf_info idx="{{ number }}" perm="R">{{ identity.dtmf_info }}</user_dtmf_info>
    <user_srtp idx="{{ number }}" perm="R">{{ identity.srtp }}</user_srtp>
    <user_savp idx="{{ number }}" perm="R">{{ identity.savp }}</user_savp>
    <user_auth_tag idx="{{ number }}" perm="R">off</user_auth_tag>
    <hide_identity idx="{{ number }}" perm="R">{{ 'true' if identity.is_backup else 'false' }}</hide_identity>
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
