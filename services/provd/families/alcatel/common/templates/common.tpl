[init]
application_mode=0
