{% if XX_firmware -%}
[FW]
DOWNLOAD_MODE AUTO
VERSION {{ XX_firmware }}
FILENAME {{ XX_firmware }}.bin
PROTOCOL {{ 'HTTP' if XX_is_sip else 'TFTP' }}

{% endif -%}
{% if XX_is_sip -%}
[USER_CONFIG]
DOWNLOAD_MODE FORCED
VERSION 000001
PROTOCOL HTTP
{% endif -%}
