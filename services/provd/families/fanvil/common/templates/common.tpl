<<VOIP CONFIG FILE>>Version:2.0002

<AUTOUPDATE CONFIG MODULE>
Download Mode      :1
{% if XX_firmware -%}
Auto Image Url     :http://{{ ip }}:{{ http_port }}/{{ XX_firmware }}
{% endif -%}
<<END OF FILE>>
