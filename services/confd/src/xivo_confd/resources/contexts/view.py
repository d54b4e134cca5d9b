# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from ...edge.links import Links
from ...paging import AnyRow
from .schemas import RANGE_KINDS


def represent(row: AnyRow, links: Links) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "display_name": row.display_name,
        "type": row.type,
        "entity": row.entity,
        "ranges": represent_ranges(row.ranges or []),
        "includes": row.includes or [],
        "description": row.description,
        "links": [links.to("contexts", row.id)],
    }


def represent_ranges(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Every kind, in order, also when it has none; only incall ranges have a DID length."""
    ranges: dict[str, list[dict[str, Any]]] = {kind: [] for kind in RANGE_KINDS}
    for entry in entries:
        known = {"start": entry["start"], "end": entry["end"]}
        if entry["kind"] == "incall":
            known["did_length"] = entry["did_length"]
        ranges[entry["kind"]].append(known)
    return ranges
