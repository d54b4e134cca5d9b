{% extends 'base.tpl' -%}
{#- The base names codecs, and its settings for handsets come over the air. -#}
{% block codecs -%}
{% for name, payload in XX_all_codecs -%}
account.{{ number }}.codec.{{ name|lower }}.enable = {{ 1 if (name, payload) in XX_codecs else 0 }}
{% endfor -%}
{% endblock -%}
{% block keys -%}
# Handsets
{{ XX_static }}auto_provision.handset_configured.enable = 1
{% if XX_handset_lang -%}
custom.handset.language = {{ XX_handset_lang }}
{% endif -%}
custom.handset.date_format = 2
{% endblock -%}
