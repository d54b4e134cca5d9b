<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <phone-settings e="2">
    <update_policy perm="R">{{ 'auto_update' if XX_firmware else 'settings_only' }}</update_policy>
    <setting_server perm="R">http://{{ ip|e }}:{{ http_port }}</setting_server>
    <settings_refresh_timer perm="R">0</settings_refresh_timer>
    <pnp_config perm="R">off</pnp_config>
  </phone-settings>
{%- if XX_firmware %}
  <firmware-settings>
    <firmware perm="R">http://{{ ip|e }}:{{ http_port }}/{{ XX_firmware|e }}</firmware>
  </firmware-settings>
{%- endif %}
</settings>
