<?xml version="1.0" encoding="UTF-8"?>
<config>
  <setting id="send_mac_with_useragent" value="1"/>
{%- if admin_password %}
  <setting id="login_password" value="{{ admin_password|e }}"/>
{%- endif %}
{%- if XX_timezone %}
  <setting id="time_zone" value="{{ XX_timezone.name|e }}"/>
{%- endif %}
{%- if ntp_enabled %}
  <setting id="time_source" value="ntp"/>
  <setting id="ntp_server" value="{{ ntp_ip|e }}"/>
  <setting id="ntp_resync" value="86400"/>
{%- endif %}
  <setting id="locale" value="{{ XX_locale }}"/>
{%- if syslog_enabled %}
  <setting id="syslog_server" value="{{ syslog_ip|e }}"/>
  <setting id="syslog_port" value="{{ syslog_port|d(514, true) }}"/>
  <setting id="syslog_level" value="{{ XX_syslog_level }}"/>
{%- else %}
  <setting id="syslog_server" value=""/>
{%- endif %}
  <setting id="network_vlan_discovery_mode" value="{{ 'MANUAL' if vlan_enabled else 'LLDP' }}"/>
  <setting id="network_vlan_id" value="{{ vlan_id if vlan_enabled else 0 }}"/>
  <setting id="network_vlan_qos" value="{{ vlan_priority|d(0, true) if vlan_enabled else 0 }}"/>
  <setting id="pc_vlan_id" value="{{ vlan_pc_port_id if vlan_enabled and vlan_pc_port_id else 0 }}"/>
  <setting id="accept_local_calls" value="any"/>
  <setting id="transport_udp_enabled" value="{{ 1 if XX_transport == 'udp' else 0 }}"/>
  <setting id="transport_tcp_enabled" value="{{ 0 if XX_transport == 'udp' else 1 }}"/>
  <setting id="enable_blf_on_unused_line_keys" value="1"/>
  <setting id="blf_contact_group" value="Default"/>
  <contacts url="http://{{ ip|e }}:{{ http_port }}/Digium/{{ XX_mac }}-contacts.xml" id="internal"/>
  <accounts>
{%- for number, line in XX_lines.items() %}
{%- set outbound = line.outbound_proxy_ip or (line.proxy_ip if line.proxy_ip != line.registrar_ip else '') %}
    <account index="{{ number - 1 }}" status="1" register="1" account_id="{{ line.username|e }}" username="{{ line.username|e }}" authname="{{ line.auth_username|e }}" password="{{ line.password|e }}" line_label="{{ line.label|e }}" caller_id="{{ line.display_name|e }} &lt;{{ line.exten|e }}&gt;" dial_plan="x.T6" visual_voicemail="0" voicemail="{% if line.voicemail %}sip:{{ line.voicemail|e }}@{{ line.registrar_ip|e }}{% endif %}" needs_mwi_subscription="{{ 1 if sip_subscribe_mwi else 0 }}"{% if outbound %} outbound_proxy="{{ outbound|e }}" outbound_port="{{ line.outbound_proxy_port if line.outbound_proxy_ip else line.proxy_port }}"{% endif %} conflict="replace">
      <host_primary server="{{ line.registrar_ip|e }}" port="{{ line.registrar_port }}" transport="{{ XX_transport }}" reregister="3600" retry="25" num_retries="5"/>
{%- if line.backup_registrar_ip %}
      <host_alternate server="{{ line.backup_registrar_ip|e }}" port="{{ line.backup_registrar_port }}" transport="{{ XX_transport }}" reregister="3600" retry="25" num_retries="5"/>
{%- endif %}
      <permission id="record_own_calls" value="0"/>
    </account>
{%- endfor %}
  </accounts>
{%- if XX_codecs %}
  <codecs>
{%- for name, priority in XX_codecs %}
    <codec id="{{ name }}" priority="{{ priority or 1 }}" enabled="{{ 1 if priority else 0 }}"/>
{%- endfor %}
  </codecs>
{%- endif %}
{%- if XX_firmwares %}
  <firmwares>
{%- for firmware in XX_firmwares %}
    <firmware model="{{ firmware.model }}" version="{{ firmware.version }}" url="http://{{ ip|e }}:{{ http_port }}/Digium/firmware/{{ firmware.file }}"/>
{%- endfor %}
  </firmwares>
{%- endif %}
</config>
