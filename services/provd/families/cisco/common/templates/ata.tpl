{% extends 'profile.tpl' %}
{%- block protocol %}
  <Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>
{#- What faxes of Europe need (manual 1.8.13, "Using analog gateways"), and its bells. #}
  <RTP_Packet_Size>0.020</RTP_Packet_Size>
  <RTP-Start-Loopback_Codec>{{ XX_fax_codec }}</RTP-Start-Loopback_Codec>
  <Ring_Waveform>Sinusoid</Ring_Waveform>
  <Ring_Frequency>50</Ring_Frequency>
  <Ring_Voltage>85</Ring_Voltage>
  <FXS_Port_Impedance>600+2.16uF</FXS_Port_Impedance>
  <Caller_ID_Method>Bellcore (N.Amer,China)</Caller_ID_Method>
  <Caller_ID_FSK_Standard>bell 202</Caller_ID_FSK_Standard>
{%- endblock %}
{%- block screen %}{% endblock %}
{%- block codecs scoped %}
  <Preferred_Codec_{{ number }}_>{{ XX_fax_codec }}</Preferred_Codec_{{ number }}_>
  <Use_Pref_Codec_Only_{{ number }}_>yes</Use_Pref_Codec_Only_{{ number }}_>
{%- endblock %}
{%- block line scoped %}
  <Call_Waiting_Serv_{{ number }}_>No</Call_Waiting_Serv_{{ number }}_>
  <Three_Way_Call_Serv_{{ number }}_>No</Three_Way_Call_Serv_{{ number }}_>
  <Silence_Supp_Enable_{{ number }}_>No</Silence_Supp_Enable_{{ number }}_>
  <DTMF_Tx_Mode_{{ number }}_>Normal</DTMF_Tx_Mode_{{ number }}_>
  <FAX_Enable_T38_{{ number }}_>Yes</FAX_Enable_T38_{{ number }}_>
  <FAX_T38_Redundancy_{{ number }}_>1</FAX_T38_Redundancy_{{ number }}_>
  <FAX_Passthru_Method_{{ number }}_>ReINVITE</FAX_Passthru_Method_{{ number }}_>
  <FAX_Passthru_Codec_{{ number }}_>{{ XX_fax_codec }}</FAX_Passthru_Codec_{{ number }}_>
  <FAX_Disable_ECAN_{{ number }}_>yes</FAX_Disable_ECAN_{{ number }}_>
  <FAX_Tone_Detect_Mode_{{ number }}_>caller or callee</FAX_Tone_Detect_Mode_{{ number }}_>
  <Network_Jitter_Level_{{ number }}_>very high</Network_Jitter_Level_{{ number }}_>
  <Jitter_Buffer_Adjustment_{{ number }}_>disable</Jitter_Buffer_Adjustment_{{ number }}_>
{%- endblock %}
{%- block keys %}{% endblock %}
