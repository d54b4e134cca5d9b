<?xml version="1.0" encoding="UTF-8"?>
<flat-profile>
  <Provision_Enable>Yes</Provision_Enable>
  <Resync_On_Reset>Yes</Resync_On_Reset>
  <Resync_From_SIP>Yes</Resync_From_SIP>
  <Profile_Rule_B>http://{{ ip|e }}:{{ http_port }}/$MA.xml</Profile_Rule_B>
</flat-profile>
