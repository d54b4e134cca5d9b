<?xml version="1.0" encoding="UTF-8"?>
<phonebooks>
  <contacts group_name="Default" editable="0">
{%- for key, host in XX_contacts %}
    <contact first_name="{{ (key.label or key.value)|e }}" last_name=""{% if key.kind != 'speeddial' %} subscribe_to="sip:{{ key.value|e }}@{{ host|e }}"{% endif %}>
      <numbers>
        <number dial="{{ key.value|e }}" label="Extension" primary="1"/>
      </numbers>
    </contact>
{%- endfor %}
  </contacts>
</phonebooks>
