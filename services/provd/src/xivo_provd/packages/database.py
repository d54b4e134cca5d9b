# SPDX-License-Identifier: GPL-3.0-or-later
"""``pkgs/pkgs.db``: an INI file with sections ``[pkg_*]``, ``[file_*]`` and ``[install_*]``.

A package names its files, its installer and the packages that it depends on; a file is a URL with its size and sum;
an installer is a small graph of filters (:mod:`.graph`).
"""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from .graph import Graph, parse_graph

MAX_DATABASE = 4 * 1024 * 1024
PACKAGE_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$")
_SUMS = ("sha1sum", "sha256sum")
_CONFIRM = re.compile(r"^confirm(_[a-z]{2})?$")
_FILENAME = re.compile(r"^[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,199}$")


class PackageError(Exception):
    """The package cannot be installed; the text says why."""


@dataclass(frozen=True)
class RemoteFile:
    """``url`` is None for what has to be put into ``var/cache`` by hand."""

    file_id: str
    filename: str
    url: str | None
    size: int | None
    sums: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    package_id: str
    version: str
    descriptions: dict[str, str]
    """By key: ``description``, ``description_fr``, ..."""
    confirm: dict[str, str]
    """By key, ``confirm``, ``confirm_fr``, ...: what must be accepted before it is downloaded; empty for most."""
    files: tuple[RemoteFile, ...]
    installer: Graph | None
    installer_arguments: tuple[str, ...]
    depends: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(file.size or 0 for file in self.files)

    def shown(self) -> dict[str, object]:
        """As the install service lists it."""
        return {**self.descriptions, **self.confirm, "version": self.version, "dsize": self.size}


class PackageDatabase:
    def __init__(self, packages: dict[str, Package]) -> None:
        self.packages = packages

    @classmethod
    def read(cls, path: Path) -> PackageDatabase:
        """Empty when there is no such file. Raises PackageError."""
        try:
            if path.stat().st_size > MAX_DATABASE:
                raise PackageError("pkgs.db is too large")
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return cls({})
        except (OSError, UnicodeDecodeError) as error:
            raise PackageError(f"pkgs.db cannot be read: {error}") from error
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> PackageDatabase:
        """Raises PackageError."""
        parser = configparser.ConfigParser(interpolation=None, default_section="\0none")
        parser.optionxform = str  # type: ignore[assignment, method-assign]  # nodes of graphs are letters as they are
        try:
            parser.read_string(text)
            files = {name: _file(name, options) for name, options in _sections(parser, "file_")}
            installers = {name: parse_graph(dict(options)) for name, options in _sections(parser, "install_")}
            packages = {name: _package(name, options, files, installers) for name, options in _sections(parser, "pkg_")}
        except (configparser.Error, ValueError) as error:
            raise PackageError(f"pkgs.db is not valid: {error}") from error
        return cls(packages)

    def with_dependencies(self, package_id: str) -> list[Package]:
        """The package after all that it needs. Raises PackageError."""
        ordered: dict[str, Package] = {}
        self._collect(package_id, ordered, ())
        return list(ordered.values())

    def _collect(self, package_id: str, ordered: dict[str, Package], path: tuple[str, ...]) -> None:
        if package_id in path:
            raise PackageError(f"packages depend on each other: {' → '.join((*path, package_id))}")
        if package_id in ordered:
            return
        package = self.packages.get(package_id)
        if package is None:
            raise PackageError(f"package {path[-1]} depends on {package_id}, which is not in pkgs.db")
        for needed in package.depends:
            self._collect(needed, ordered, (*path, package_id))
        ordered[package_id] = package


def _sections(parser: configparser.ConfigParser, prefix: str) -> list[tuple[str, configparser.SectionProxy]]:
    return [(name[len(prefix) :], parser[name]) for name in parser.sections() if name.startswith(prefix)]


def _file(file_id: str, options: configparser.SectionProxy) -> RemoteFile:
    url = options.get("url") or None
    filename = options.get("filename") or (PurePosixPath(unquote(urlsplit(url).path)).name if url else file_id)
    if not _FILENAME.match(filename):
        raise ValueError(f"file_{file_id}: {filename!r} is not a file name")
    # A sum that is none fits no content: it makes this file useless, not the others of the database.
    sums = {name: options[name].strip().lower() for name in _SUMS if options.get(name)}
    size = int(options["size"]) if options.get("size") else None
    if size is not None and size < 0:
        raise ValueError(f"file_{file_id}: size is not one")
    return RemoteFile(file_id, filename, url, size, sums)


def _package(
    package_id: str,
    options: configparser.SectionProxy,
    files: dict[str, RemoteFile],
    installers: dict[str, Graph],
) -> Package:
    if not PACKAGE_ID.match(package_id):
        raise ValueError(f"{package_id!r} is not a package id")
    own_files = options.get("files", "").split()
    installer, *arguments = options.get("install", "").split() or [""]
    if missing := [name for name in own_files if name not in files]:
        raise ValueError(f"pkg_{package_id}: there is no file_{missing[0]}")
    if installer and installer not in installers:
        raise ValueError(f"pkg_{package_id}: there is no install_{installer}")
    return Package(
        package_id,
        options.get("version", "").strip(),
        {key: value for key, value in options.items() if key.startswith("description")},
        _confirmation(package_id, options),
        tuple(files[name] for name in own_files),
        installers[installer] if installer else None,
        tuple(arguments),
        tuple(options.get("depends", "").split()),
    )


def _confirmation(package_id: str, options: configparser.SectionProxy) -> dict[str, str]:
    found = {key: value for key, value in options.items() if _CONFIRM.match(key)}
    if found and not found.get("confirm"):
        raise ValueError(f"pkg_{package_id}: confirm, which its translations translate, is missing")
    return found
