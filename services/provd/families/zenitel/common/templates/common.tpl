[sip]
