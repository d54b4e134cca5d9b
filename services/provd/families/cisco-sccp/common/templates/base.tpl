<?xml version="1.0" encoding="UTF-8"?>
<device>
  <deviceProtocol>SCCP</deviceProtocol>
{%- if admin_password %}
  <sshUserId>{{ admin_username|d('admin', true)|e }}</sshUserId>
  <sshPassword>{{ admin_password|e }}</sshPassword>
{%- endif %}
  <devicePool>
    <dateTimeSetting>
      <dateTemplate>D-M-YA</dateTemplate>
{%- if XX_cisco_timezone %}
      <timeZone>{{ XX_cisco_timezone }}</timeZone>
{%- endif %}
      <ntps>
{%- if ntp_enabled %}
        <ntp>
          <name>{{ ntp_ip|e }}</name>
          <ntpMode>Unicast</ntpMode>
        </ntp>
{%- endif %}
      </ntps>
    </dateTimeSetting>
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
    <srstInfo>
      <srstOption>Disable</srstOption>
    </srstInfo>
  </devicePool>
  <loadInformation>{{ XX_load }}</loadInformation>
{%- if XX_locale %}
  <userLocale>
    <name>i18n/{{ XX_locale[0] }}</name>
    <langCode>{{ XX_locale[1] }}</langCode>
  </userLocale>
  <networkLocale>i18n/{{ XX_locale[2] }}</networkLocale>
{%- endif %}
  <idleTimeout>0</idleTimeout>
  <authenticationURL></authenticationURL>
  <directoryURL>{{ XX_directory_url|d('', true)|e }}</directoryURL>
  <idleURL></idleURL>
  <informationURL></informationURL>
  <messagesURL></messagesURL>
  <proxyServerURL></proxyServerURL>
  <servicesURL></servicesURL>
  <vendorConfig>
    <disableSpeaker>false</disableSpeaker>
    <disableSpeakerAndHeadset>false</disableSpeakerAndHeadset>
    <enableGroupListen>true</enableGroupListen>
  </vendorConfig>
</device>
