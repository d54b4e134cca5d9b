common for {{ ip }} secret={{ sip_lines["1"].password if sip_lines else "" }}
