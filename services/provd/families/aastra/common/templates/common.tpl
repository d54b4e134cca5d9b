# Read by all phones before their own file
download protocol: HTTP
http server: {{ ip }}
http path: Aastra
http port: {{ http_port }}
web interface enabled: 1
sip nat rport: 1
upnp manager: 0
