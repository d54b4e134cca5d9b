# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where numbers from outside are rewritten."""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from xivo_agid.in_callerid.file import RulesFile, load
from xivo_agid.in_callerid.rules import LONGEST_NUMBER, BadRule, Rule, RuleTooSlow
from xivo_agid.settings import InCalleridSettings
from xivo_agid.snapshot import Configuration

logger = logging.getLogger(__name__)

CALL_SECONDS = 0.1
"""Of the processor: a call for which rules took so long tries no further one."""
RESOURCE = "caller_id_transformations"


class InCalleridRules:
    """confd's rules come first, then the file's sections in their order; the first that matches counts.

    A rule that does not come to an end is left out until the file is read again, so that it delays one call, by less
    than a fifth of a second.
    """

    def __init__(self, settings: InCalleridSettings, configuration: Configuration) -> None:
        self._settings = settings
        self._configuration = configuration
        self._file = RulesFile(settings.rules)
        self._of_confd: tuple[Any, tuple[Rule, ...]] = ((), ())
        self._too_slow: set[Rule] = set()

    async def read(self) -> None:
        """Takes the file as it is now, and says what of it cannot be."""
        self._file = await asyncio.to_thread(load, self._settings.rules, self._settings.shipped)
        self._too_slow.clear()
        for problem in self._file.problems:
            logger.error("%s", problem)
        logger.info("%d rules for numbers from outside in %s", len(self._file.rules), self._file.path)

    def status(self) -> dict[str, Any]:
        slow = [f"{rule.where} takes too long" for rule in self._too_slow]
        return {
            "file": str(self._file.path),
            "rules": [rule.where for rule in self._file.rules],
            "problems": [*self._file.problems, *sorted(slow)],
        }

    def transformed(self, number: str | None) -> str:
        """The number as the first rule that matches makes it, unchanged if none does; empty when unknown."""
        if not number or len(number) > LONGEST_NUMBER:
            return number or ""
        deadline = time.thread_time() + CALL_SECONDS
        for rule in (*self._confds(), *self._file.rules):
            if rule in self._too_slow:
                continue
            if time.thread_time() > deadline:
                break
            try:
                if rule.matches(number):
                    return rule.applied(number)
            except RuleTooSlow as error:
                self._too_slow.add(rule)
                logger.error("%s: it is left out from now on", error)  # noqa: TRY400  expected
        return number

    def _confds(self) -> tuple[Rule, ...]:
        snapshot = self._configuration.current
        rows = snapshot.settings.get(RESOURCE, {}).get("rules", ()) if snapshot else ()
        seen, rules = self._of_confd
        if rows is not seen:
            if rows != seen:
                rules = tuple(_made(rows))
                self._too_slow.intersection_update([*rules, *self._file.rules])
            self._of_confd = (rows, rules)
        return rules


def _made(rows: Iterable[Mapping[str, Any]]) -> Iterable[Rule]:
    for row in rows:
        where = f"{RESOURCE} [{row['name']}]"
        try:
            yield Rule.made(where, row["callerid"], str(row["strip"]), row["add"])
        except BadRule as error:
            logger.error("%s: %s; it is left out", where, error)  # noqa: TRY400  expected
