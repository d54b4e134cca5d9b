# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells phones to fetch their configuration again: SIP NOTIFY through amid."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping

from .plugin import Device, SynchronizeError

ACTION = "PJSIPNotify"
SIP_PORT = 5060

SendAction = Callable[[str, dict[str, object]], Awaitable[str | None]]
"""(AMI action, its arguments) → None, or what went wrong."""


class AmidSynchronizer:
    """A phone is notified at its address; behind NAT that is the router's, so its endpoint's contact is used."""

    def __init__(self, send_action: SendAction) -> None:
        self._send_action = send_action
        self.behind_nat = False

    async def notify(self, device: Device, event: str, extra_vars: Mapping[str, str]) -> None:
        """Raises SynchronizeError."""
        variables = [f"Event={event}", *(f"{name}={value}" for name, value in extra_vars.items())]
        failure = await self._send_action(ACTION, {**self._target(device), "Variable": variables})
        if failure is not None:
            raise SynchronizeError(failure)

    def _target(self, device: Device) -> dict[str, object]:
        username = device.get("remote_state_sip_username")
        if self.behind_nat:
            if not username or username.startswith("autoprov"):
                raise SynchronizeError("a phone behind NAT without a line of its own must be restarted by hand")
            return {"Endpoint": username}
        try:
            address = ipaddress.ip_address(device.get("ip") or "")
        except ValueError as error:
            raise SynchronizeError("the address of the device is not known") from error
        host = f"[{address}]" if address.version == 6 else str(address)
        return {"URI": f"sip:{host}:{SIP_PORT}"}
