# Read by all phones before their own file
download protocol: HTTP
http server: {{ ip }}
http path: {{ provisioning_key ~ "/" if provisioning_key }}Aastra
http port: {{ http_port }}
web interface enabled: 1
sip nat rport: 1
upnp manager: 0
