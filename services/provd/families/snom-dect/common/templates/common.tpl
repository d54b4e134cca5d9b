<?xml version="1.0" encoding="utf-8"?>
<settings>
  <phone-settings>
    <setting_server>http://{{ ip|e }}:{{ http_port }}</setting_server>
  </phone-settings>
</settings>
