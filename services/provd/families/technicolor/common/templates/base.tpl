[sys]
config_sn={{ XX_config_sn }}
CountryCode={{ XX_country_code }}
CodecPriority={{ XX_codec_priority }}
dtmf_mode_flag={{ XX_dtmf_mode_flag }}
Phonebook1_url={{ XX_directory_url }}
Phonebook1_name={{ XX_directory_name }}
{% if user_username -%}
UserID={{ user_username }}
{% endif -%}
{% if user_password -%}
UserPWD={{ user_password }}
{% endif -%}
{% if admin_username -%}
TelnetID={{ admin_username }}
{% endif -%}
{% if admin_password -%}
TelnetPWD={{ admin_password }}
WebPWD={{ admin_password }}
{% endif -%}
{% for key in XX_feature_keys -%}
FeatureKeyExt{{ "%02d"|format(loop.index) }}={{ key }}
{% endfor %}
[ipp]
LanguageType={{ XX_language_type }}

[net]
DNSSrv1={{ dns_ip if dns_enabled else '0.0.0.0' }}
VLAN={{ 1 if vlan_enabled else 0 }}

[qos]
{% if vlan_enabled -%}
VLANid1={{ vlan_id }}
VLANTag1={{ vlan_priority|d(0, true) }}
{% if vlan_pc_port_id -%}
VLANid2={{ vlan_pc_port_id }}
{% endif -%}
{% endif %}
[ntp]
NTPFlag={{ 1 if ntp_enabled else 0 }}
{% if ntp_enabled -%}
NtpIP={{ ntp_ip }}
{% endif -%}
{% if XX_zone_number is not none -%}
NtpZoneNum={{ XX_zone_number }}
{% endif %}
[sip]
CallPkupFlg=sc
CallPkupSC={{ exten_pickup_call ~ 'X' if exten_pickup_call else '' }}
CallFwdFlg={{ 'sc' if exten_fwd_unconditional or exten_fwd_busy or exten_fwd_no_answer else 'local' }}
CallFwdAlwaysSC={{ exten_fwd_unconditional ~ 'X' if exten_fwd_unconditional }}
CallFwdBusySC={{ exten_fwd_busy ~ 'X' if exten_fwd_busy }}
CallFwdNoAnswerSC={{ exten_fwd_no_answer ~ 'X' if exten_fwd_no_answer }}
CallFwdOffSC={{ exten_fwd_disable_all or '' }}
DNDFlg={{ 'sc' if exten_dnd else 'local' }}
DNDOnSC={{ exten_dnd or '' }}
DNDOffSC={{ exten_dnd or '' }}
VoiceMailTelNum={{ exten_voicemail or '' }}
subscribe_event={{ 1 if sip_subscribe_mwi else 0 }}
{% for number in range(1, XX_model.lines + 1) -%}
{% set line = XX_lines.get(number) -%}
TEL0{{ number }}Use={{ 1 if line else 0 }}
TEL{{ number }}Number={{ line.username if line }}
DisplayNumFlag{{ number }}={{ 1 if line else 0 }}
DisplayNum{{ number }}={{ line.exten if line }}
DisplayName{{ number }}={{ line.display_name if line }}
regid{{ number }}={{ line.auth_username if line }}
regpwd{{ number }}={{ line.password if line }}
RegisterServerMP{{ number }}={{ line.registrar_ip if line }}
RegisterServerBK{{ number }}={{ line.backup_registrar_ip or '' if line }}
ProxyServerMP{{ number }}={{ line.proxy_ip if line }}
ProxyServerBK{{ number }}={{ line.backup_proxy_ip or '' if line }}
sip_reg_srv_portMP{{ number }}={{ line.registrar_port if line else 5060 }}
sip_reg_srv_portBK{{ number }}={{ line.backup_registrar_port if line else 5060 }}
sip_pxy_srv_portMP{{ number }}={{ line.proxy_port if line else 5060 }}
sip_pxy_srv_portBK{{ number }}={{ line.backup_proxy_port if line else 5060 }}
sip_pxy_tls_srv_portMP{{ number }}={{ line.proxy_port if line and sip_transport == 'tls' else 5061 }}
sip_pxy_tls_srv_portBK{{ number }}={{ line.backup_proxy_port if line and sip_transport == 'tls' else 5061 }}
TransportFlgMP{{ number }}={{ XX_transport_flag }}
TransportFlgBK{{ number }}={{ XX_transport_flag }}
{% endfor -%}
