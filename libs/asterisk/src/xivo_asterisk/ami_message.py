# SPDX-License-Identifier: GPL-3.0-or-later
"""AMI messages on the wire: `Key: value` lines ended by CRLF, an empty line ends the message."""

from collections.abc import Mapping, Sequence

from xivo_asterisk.errors import AsteriskInjection, refuse_line_breaks

Message = dict[str, str]
ParamValue = str | int | float | bool | Sequence[str]

SEPARATOR = b"\r\n\r\n"


def parse_message(raw: bytes) -> Message:
    """One message as a flat dictionary of strings; repeated keys are joined by newlines (Output)."""
    message: Message = {}
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(": ")
        if not colon:
            if line.endswith(":"):
                key, value = line[:-1], ""
            else:
                continue
        if key in message:
            message[key] = f"{message[key]}\n{value}"
        else:
            message[key] = value
    return message


def split_messages(buffer: bytes) -> tuple[list[bytes], bytes]:
    """The complete messages in `buffer`, and what is left of an incomplete one."""
    *complete, rest = buffer.split(SEPARATOR)
    return complete, rest


def encode_action(name: str, params: Mapping[str, ParamValue], action_id: str) -> bytes:
    """The action's bytes. Raises AsteriskInjection rather than sending a line that nobody asked for."""
    lines = [f"Action: {refuse_line_breaks('action name', name)}", f"ActionID: {action_id}"]
    for key, value in params.items():
        refuse_line_breaks("parameter name", key)
        if not key or ":" in key:
            raise AsteriskInjection(f"bad parameter name {key!r}")
        if key.lower() in {"action", "actionid"}:
            raise AsteriskInjection(f"parameter {key!r} is set by the client")
        items = [value] if isinstance(value, (str, bool, int, float)) else value
        for item in items:
            text = ("true" if item else "false") if isinstance(item, bool) else str(item)
            lines.append(f"{key}: {refuse_line_breaks(f'parameter {key}', text)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
