# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!

CFG_STANDARD_FILE_PATH="http://{{ ip }}:{{ http_port }}/Panasonic/Config{MAC}.cfg"
CFG_RESYNC_FROM_SIP="check-sync"
