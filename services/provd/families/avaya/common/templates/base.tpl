{% set line = XX_lines.get(1) -%}
{% if ntp_enabled -%}
SNTP_ENABLE YES
SNTP_SERVER {{ ntp_ip }}
{% else -%}
SNTP_ENABLE NO
{% endif -%}
{% if XX_offset is not none -%}
FORCE_TIME_ZONE YES
TIMEZONE_OFFSET {{ XX_offset }}
{% endif -%}
{% if XX_language -%}
DEF_LANG {{ XX_language }}
{% endif -%}
{% if admin_password -%}
ADMIN_PASSWORD {{ admin_password }}
ADMIN_PASSWORD_EXPIRY 0
{% endif -%}
LLDP_ENABLE YES
MAX_LOGINS 1
ENABLE_SERVICE_PACKAGE NO
IM_MODE DISABLED
EXP_MODULE_ENABLE NO
VQMON_PUBLISH NO
AVAYA_AUTOMATIC_QoS NO
{% if sip_transport != 'tls' -%}
SIP_TLS_PORT 0
{% endif -%}
{% for number, codec in XX_codecs -%}
AUDIO_CODEC{{ number }} {{ codec }}
{% endfor -%}
{% if exten_voicemail or (line and line.voicemail) -%}
VMAIL {{ line.voicemail if line else exten_voicemail }}
{% endif -%}
{% if line -%}
SIP_DOMAIN1 {{ line.registrar_ip }}
SERVER_IP1_1 {{ line.proxy_ip }}
SERVER_PORT1_1 {{ line.proxy_port }}
SERVER_IP1_2 {{ line.backup_proxy_ip or line.proxy_ip }}
SERVER_PORT1_2 {{ line.backup_proxy_port if line.backup_proxy_ip else line.proxy_port }}
AUTOLOGIN_ENABLE USE_AUTOLOGIN_ID
AUTOLOGIN_ID_KEY01 {{ line.username }}@{{ line.registrar_ip }}
AUTOLOGIN_AUTHID_KEY01 {{ line.auth_username }}
AUTOLOGIN_PASSWD_KEY01 {{ line.password }}
{% endif -%}
