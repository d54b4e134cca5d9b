# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated files on disk: checked before, written as a whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from xivo_asterisk.conf_parser import Finding, IncludeExists, check_conf, parse_conf
from xivo_asterisk.dialplan_check import check_dialplan, check_extra_dialplan, check_file_by_hand
from xivo_asterisk.pjsip_check import check_pjsip

from xivo_sysconfd.asterisk.bundle import check_bundle, unbundled
from xivo_sysconfd.atomic import replace
from xivo_sysconfd.settings import AsteriskSettings
from xivo_sysconfd.voicemail.mailboxes import Mailboxes

VOICEMAIL = "voicemail.conf"
DIALPLAN = "extensions.conf"
SET_ASIDE = ".refused"
"""Behind the name of a file that Asterisk is not to read."""
_MODE = 0o640
_CHECKS: dict[str, Callable[[str, IncludeExists | None], list[Finding]]] = {
    "pjsip": check_pjsip,
    "dialplan": check_dialplan,
    "sections": check_conf,
    "extra_dialplan": lambda text, _: check_bundle(text, check_extra_dialplan),
}
_ASTERISKS_VIEW = Path("/etc/asterisk")


class AsteriskFiles:
    """Asterisk's configuration folder. All calls block: run them in a thread."""

    def __init__(self, settings: AsteriskSettings) -> None:
        self._folder = settings.etc_dir
        self._mailboxes = Mailboxes(settings.voicemail_dir)
        self._checks = {name: file.check for name, file in settings.files.items()}
        self._folders = {name: file.unpack for name, file in settings.files.items() if file.unpack}

    def read(self, name: str) -> str | None:
        """What is there now; None when nothing is."""
        try:
            return (self._folder / name).read_text()
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def check(self, name: str, text: str) -> list[Finding]:
        return _CHECKS[self._checks[name]](text, self.include_exists)

    def include_exists(self, path: str) -> bool:
        """Whether `#include` of `path`, which may hold wildcards, finds something."""
        wanted = Path(path)
        if wanted.is_absolute():
            if not wanted.is_relative_to(_ASTERISKS_VIEW):
                return False
            wanted = wanted.relative_to(_ASTERISKS_VIEW)
        if ".." in wanted.parts:
            return False
        return any(True for _ in self._folder.glob(str(wanted)))

    def write(self, name: str, text: str) -> None:
        """Atomically and durably. Raises OSError, and the old file stays.

        A bundle is laid out first and written last: what it says is what was laid out. So it is with mailboxes.
        """
        if name in self._folders:
            self._lay_out(self._folder / self._folders[name], self.read(name), text)
        if name == VOICEMAIL:
            self._mailboxes.follow(self.read(name), text)
        replace(self._folder / name, text, _MODE)

    def _lay_out(self, folder: Path, before: str | None, text: str) -> None:
        """Make the folder hold the bundle's files. Those of others stay, unless the bundle has the same name."""
        folder.mkdir(mode=0o2775, exist_ok=True)
        files = unbundled(text)
        for name, content in files.items():
            path = folder / name
            if not path.is_file() or path.read_text(errors="replace") != content:
                replace(folder / name, content, _MODE)
        for name in set(unbundled(before or "{}")) - set(files):
            (folder / name).unlink(missing_ok=True)

    def set_bad_ones_aside(self) -> dict[str, list[str]]:
        """Administrators' dialplan files with which Asterisk would read none at all: renamed, with what is wrong."""
        there = [section.name for section in parse_conf(self.read(DIALPLAN) or "").sections]
        found: dict[str, list[str]] = {}
        for folder in (self._folder / name for name in self._folders.values()):
            for path in sorted(folder.glob("*.conf")):
                text = path.read_text(errors="replace")
                findings = check_file_by_hand(text, self.include_exists, there)
                there += [section.name for section in parse_conf(text).sections if not findings]
                if findings:
                    path.replace(path.with_name(path.name + SET_ASIDE))
                    found[f"{folder.name}/{path.name}"] = [str(finding) for finding in findings]
        return found
