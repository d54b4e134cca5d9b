<?xml version="1.0" encoding="UTF-8"?>
<Default>
  <callManagerGroup>
    <members>
{%- for server in XX_servers %}
      <member priority="{{ loop.index0 }}">
        <callManager>
          <ports>
            <ethernetPhonePort>{{ server.port }}</ethernetPhonePort>
          </ports>
          <processNodeName>{{ server.ip|e }}</processNodeName>
        </callManager>
      </member>
{%- endfor %}
    </members>
  </callManagerGroup>
</Default>
