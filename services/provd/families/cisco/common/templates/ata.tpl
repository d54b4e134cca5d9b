{% extends 'profile.tpl' %}
{%- block protocol %}
  <Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>
{%- endblock %}
{%- block screen %}{% endblock %}
{%- block line %}
  <Silence_Supp_Enable_{{ number }}_>No</Silence_Supp_Enable_{{ number }}_>
  <FAX_Enable_T38_{{ number }}_>Yes</FAX_Enable_T38_{{ number }}_>
  <FAX_Passthru_Method_{{ number }}_>ReINVITE</FAX_Passthru_Method_{{ number }}_>
  <FAX_Passthru_Codec_{{ number }}_>{{ XX_codecs[0] if XX_codecs[0] in ('G711a', 'G711u') else 'G711a' }}</FAX_Passthru_Codec_{{ number }}_>
{%- endblock %}
{%- block keys %}{% endblock %}
