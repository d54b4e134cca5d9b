# SPDX-License-Identifier: GPL-3.0-or-later
"""The CSV of the manual (call logs representation): a header, commas, CRLF, quotes where needed, UTF-8."""

import csv
import io
import math
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from xivo_call_logd.model import CallLog

HEADER = ("Call Date", "Caller", "Called", "Period", "user Field")
MEDIA_TYPE = "text/csv; charset=utf-8"


def format_rows(call_logs: Iterable[CallLog], zone: ZoneInfo, *, header: bool) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if header:
        writer.writerow(HEADER)
    writer.writerows(
        (
            log.date.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S"),
            format_caller(log.source_name, log.source_exten),
            log.destination_exten,
            period(log),
            log.user_field,
        )
        for log in call_logs
    )
    return text.getvalue().encode()


def format_caller(name: str, number: str) -> str:
    """`name (number)`; a caller without number is only named."""
    return f"{name} ({number})" if number else name


def period(log: CallLog) -> int:
    """Whole seconds of conversation, half a second rounded up; 0 if nobody answered."""
    if log.date_answer is None or log.conversation_end is None:
        return 0
    return math.floor((log.conversation_end - log.date_answer).total_seconds() + 0.5)
