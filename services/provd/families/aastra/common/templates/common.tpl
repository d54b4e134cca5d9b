# Read by all phones before their own file
download protocol: HTTP
http server: {{ ip }}
http path: {% if provisioning_key %}{{ provisioning_key }}/{% endif %}Aastra
http port: {{ http_port }}
web interface enabled: 1
sip nat rport: 1
upnp manager: 0
