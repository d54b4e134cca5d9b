# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from xivo_store.encryption import EncryptedStr

from ...crud.model import ConfigObject


class DeviceTemplate(ConfigObject):
    """What many telephones have in common (*Template device*, ADM-028, SYS-031)."""

    __tablename__ = "device_templates"

    name: Mapped[str] = mapped_column(String(79), unique=True)
    label: Mapped[str] = mapped_column(String(128))
    description: Mapped[str] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(String(20))
    timezone: Mapped[str | None] = mapped_column(String(128))
    ntp_ip: Mapped[str | None] = mapped_column(String(255))
    admin_username: Mapped[str | None] = mapped_column(String(64))
    admin_password: Mapped[str | None] = mapped_column(EncryptedStr)
    user_username: Mapped[str | None] = mapped_column(String(64))
    user_password: Mapped[str | None] = mapped_column(EncryptedStr)
    sip_dtmf_mode: Mapped[str | None] = mapped_column(String(32))
    sip_transport: Mapped[str | None] = mapped_column(String(8))
    sip_srtp_mode: Mapped[str | None] = mapped_column(String(16))
    sip_subscribe_mwi: Mapped[bool | None] = mapped_column(Boolean)
    vlan_id: Mapped[int | None] = mapped_column(Integer)
    vlan_priority: Mapped[int | None] = mapped_column(Integer)
    vlan_pc_port_id: Mapped[int | None] = mapped_column(Integer)
    syslog_ip: Mapped[str | None] = mapped_column(String(255))
    syslog_port: Mapped[int | None] = mapped_column(Integer)
    syslog_level: Mapped[str | None] = mapped_column(String(16))
    phonebook_ip: Mapped[str | None] = mapped_column(String(255))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
