[sip]
{% set line = XX_lines.get(1) -%}
{{ " " }}nick_name={{ line.display_name if line }}
 sip_id={{ line.username if line }}
 sip_domain={{ line.registrar_ip if line }}
 sip_domain2={{ line.backup_registrar_ip or '' if line }}
 auth_user={{ line.auth_username if line }}
 auth_pwd={{ line.password if line }}

[call]
{% for position, value in XX_speed_dials.items() -%}
{{ ' ' }}speeddial_{{ position }}_c1={{ value }}
{% endfor -%}
