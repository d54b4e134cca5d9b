end = {{ ip|string }}
