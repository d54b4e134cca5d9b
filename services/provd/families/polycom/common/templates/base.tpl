<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<{{ XX_root }}
  device.set="1"
  device.net.vlanId.set="1"
  device.net.vlanId="{{ vlan_id if vlan_enabled }}"
  device.syslog.serverName.set="1"
  device.syslog.serverName="{{ syslog_ip|e if syslog_enabled }}"
  device.syslog.transport.set="1"
  device.syslog.transport="{{ 1 if syslog_enabled else 0 }}"
  device.syslog.renderLevel.set="1"
  device.syslog.renderLevel="{{ XX_syslog_level }}"
{%- if admin_password %}
  device.auth.localAdminPassword.set="1"
  device.auth.localAdminPassword="{{ admin_password|e }}"
{%- endif %}
{%- if user_password %}
  device.auth.localUserPassword.set="1"
  device.auth.localUserPassword="{{ user_password|e }}"
{%- endif %}
{%- if dns_enabled %}
  device.dns.serverAddress.set="1"
  device.dns.serverAddress="{{ dns_ip|e }}"
{%- endif %}
  qos.ethernet.callControl.user_priority="{{ vlan_priority|d(5, true) if vlan_enabled else 5 }}"
  qos.ip.callControl.dscp="46"
  qos.ip.rtp.dscp="46"
  tcpIpApp.sntp.address="{{ ntp_ip|e if ntp_enabled }}"
  tcpIpApp.sntp.address.overrideDHCP="{{ 1 if ntp_enabled else 0 }}"
{%- for name, value in XX_clock.items() %}
  tcpIpApp.sntp.{{ name }}="{{ value }}"
{%- endfor %}
  lcl.datetime.time.24HourClock="1"
  lcl.ml.lang="{{ XX_language }}"
  voIpProt.SIP.specialEvent.checkSync.alwaysReboot="1"
  tone.dtmf.viaRtp="1"
  tone.dtmf.rfc2833Control="{{ 0 if sip_dtmf_mode in ('RTP-in-band', 'SIP-INFO') else 1 }}"
  voIpProt.SIP.dtmfViaSignaling.rfc2976="{{ 1 if sip_dtmf_mode == 'SIP-INFO' else 0 }}"
  sec.srtp.enable="{{ 1 if sip_srtp_mode in ('preferred', 'required') else 0 }}"
  sec.srtp.offer="{{ 1 if sip_srtp_mode in ('preferred', 'required') else 0 }}"
  sec.srtp.require="{{ 1 if sip_srtp_mode == 'required' else 0 }}"
{%- for codec, priority in XX_codecs.items() %}
  voice.codecPref.{{ codec }}="{{ priority }}"
{%- endfor %}
{%- for number, line in XX_lines.items() %}
{%- set outbound = line.outbound_proxy_ip or (line.proxy_ip if line.proxy_ip != line.registrar_ip else '') %}
  reg.{{ number }}.displayName="{{ line.display_name|e }}"
  reg.{{ number }}.label="{{ line.label|e }}"
  reg.{{ number }}.address="{{ line.username|e }}"
  reg.{{ number }}.auth.userId="{{ line.auth_username|e }}"
  reg.{{ number }}.auth.password="{{ line.password|e }}"
  reg.{{ number }}.outboundProxy.address="{{ outbound|e }}"
{%- if outbound %}
  reg.{{ number }}.outboundProxy.port="{{ line.outbound_proxy_port if line.outbound_proxy_ip else line.proxy_port }}"
{%- endif %}
  reg.{{ number }}.server.1.address="{{ line.registrar_ip|e }}"
  reg.{{ number }}.server.1.port="{{ line.registrar_port }}"
  reg.{{ number }}.server.1.transport="{{ XX_transport }}"
  reg.{{ number }}.server.1.expires="3600"
  reg.{{ number }}.server.1.register="1"
  reg.{{ number }}.server.1.retryMaxCount="2"
  reg.{{ number }}.server.2.address="{{ line.backup_registrar_ip|d('', true)|e }}"
{%- if line.backup_registrar_ip %}
  reg.{{ number }}.server.2.port="{{ line.backup_registrar_port }}"
  reg.{{ number }}.server.2.transport="{{ XX_transport }}"
  reg.{{ number }}.server.2.expires="3600"
{%- endif %}
  msg.mwi.{{ number }}.subscribe="{{ line.exten|e if sip_subscribe_mwi }}"
  msg.mwi.{{ number }}.callBackMode="{{ 'contact' if line.voicemail else 'disabled' }}"
  msg.mwi.{{ number }}.callBack="{{ line.voicemail|e }}"
{%- endfor %}
  up.oneTouchVoiceMail="1"
  feature.directedCallPickup.enabled="{{ 1 if exten_pickup_call else 0 }}"
  call.directedCallPickupMethod="legacy"
  call.directedCallPickupString="{{ exten_pickup_call|d('', true)|e }}"
{%- for number, key in XX_watched %}
  attendant.resourceList.{{ number }}.address="{{ key.value|e }}"
  attendant.resourceList.{{ number }}.label="{{ (key.label or key.value)|e }}"
  attendant.resourceList.{{ number }}.type="{{ 'normal' if key.kind == 'blf' else 'automata' }}"
{%- endfor %}
{%- if XX_placed %}
  lineKey.reassignment.enabled="1"
{%- for position, category, index in XX_placed %}
  lineKey.{{ position }}.category="{{ category }}"
  lineKey.{{ position }}.index="{{ index }}"
{%- endfor %}
{%- endif %}
{%- if XX_directory_url %}
  mb.main.home="{{ XX_directory_url|e }}"
  softkey.1.enable="1"
  softkey.1.action="{{ XX_directory_url|e }}"
  softkey.1.label="{{ XX_directory_name }}"
  softkey.1.use.idle="1"
{%- endif %}
{%- if XX_lock is not none %}
  phoneLock.enabled="{{ XX_lock }}"
{%- endif %}
{%- if XX_soft_keys or XX_lock %}
  {{ 'feature.18.name="enhanced-feature-keys" feature.18.enabled="1"' if XX_root == 'config' else 'feature.enhancedFeatureKeys.enabled="1"' }}
{%- endif %}
{%- if XX_soft_keys %}
  softkey.feature.doNotDisturb="{{ 0 if exten_dnd else 1 }}"
  softkey.feature.forward="{{ 0 if exten_fwd_unconditional else 1 }}"
  efk.efkprompt.1.status="1"
  efk.efkprompt.1.label="{{ XX_forward_prompt }}"
  efk.efkprompt.1.userfeedback="visible"
  efk.efkprompt.1.type="numeric"
{%- for number, label, action in XX_soft_keys %}
  softkey.{{ number }}.enable="1"
  softkey.{{ number }}.action="{{ action|e }}"
  softkey.{{ number }}.label="{{ label }}"
  softkey.{{ number }}.use.idle="1"
{%- endfor %}
{%- endif %}
{%- if XX_switchboard %}
  apps.push.messageType="5"
  apps.push.username="xivo_switchboard"
  apps.push.password="xivo_switchboard"
  call.callWaiting.enable="0"
{%- else %}
  apps.push.messageType="0"
  call.callWaiting.enable="1"
{%- endif %}
/>
