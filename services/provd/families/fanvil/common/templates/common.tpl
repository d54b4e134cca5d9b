<<VOIP CONFIG FILE>>Version:2.0002

<AUTOUPDATE CONFIG MODULE>
Download Server IP :{{ ip }}:{{ http_port }}
Config File Name   :
Download Protocol  :4
Download Mode      :1
<<END OF FILE>>
