<?xml version="1.0" encoding="utf-8"?>
<settings>
  <setting-files>
    <file url="http://{{ ip|e }}:{{ http_port }}/{{ XX_settings }}"/>
  </setting-files>
</settings>
