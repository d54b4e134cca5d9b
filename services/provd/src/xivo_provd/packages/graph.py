# SPDX-License-Identifier: GPL-3.0-or-later
"""Installers: a graph of folders. ``a-b: unzip $FILE1`` makes folder b of folder a by the filter ``unzip``.

Folder ``a`` is the start, and has the package's files; ``$FILE1``, ``$FILE2`` ... are their names, and ``$ARG1``,
``$ARG2`` ... the words that the package gives its installer. Several edges may lead to one folder. The folders that no
edge leaves are what is installed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from .archives import FilterError
from .filters import FILTERS, Inputs, is_file_variable

START = "a"
_EDGE = re.compile(r"^(\w+)-(\w+)$")
_VARIABLE = re.compile(r"\$(\{)?((?:FILE|ARG)\d+)(?(1)\})")


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    filter_name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """``edges`` are in an order in which they can be run."""

    edges: tuple[Edge, ...]

    @property
    def ends(self) -> list[str]:
        left = {edge.source for edge in self.edges}
        return sorted({edge.target for edge in self.edges} - left)

    def run(self, files: list[Path], scratch: Path, arguments: Sequence[str] = ()) -> list[Path]:
        """The folders to install, made below ``scratch``. Raises FilterError."""
        folders = {START: scratch / START}
        folders[START].mkdir()
        for file in {file.name: file for file in files}.values():
            folders[START].joinpath(file.name).symlink_to(file.resolve())
        variables = {f"FILE{number}": file.name for number, file in enumerate(files, 1)}
        variables |= {f"ARG{number}": word for number, word in enumerate(arguments, 1)}
        for edge in self.edges:
            target = folders.setdefault(edge.target, scratch / edge.target)
            target.mkdir(exist_ok=True)
            words = tuple(_filled(word, variables) for word in edge.arguments)
            FILTERS[edge.filter_name](Inputs(folders[edge.source], files), words, target)
        return [folders[name] for name in self.ends]


def parse_graph(lines: Mapping[str, str]) -> Graph:
    """Raises ValueError."""
    edges = [_edge(key, value) for key, value in lines.items()]
    predecessors: dict[str, set[str]] = {START: set()}
    for edge in edges:
        predecessors.setdefault(edge.target, set()).add(edge.source)
    for edge in edges:
        if edge.source not in predecessors:
            raise ValueError(f"nothing leads to node {edge.source}")
    try:
        order = {node: number for number, node in enumerate(TopologicalSorter(predecessors).static_order())}
    except CycleError as error:
        raise ValueError("the nodes of an installer lead in a circle") from error
    return Graph(tuple(sorted(edges, key=lambda edge: order[edge.source])))


def _edge(key: str, value: str) -> Edge:
    match = _EDGE.match(key)
    words = shlex.split(value)
    if match is None or not words:
        raise ValueError(f"{key}: {value!r} is not an edge")
    if words[0] not in FILTERS:
        raise ValueError(f"{key}: there is no filter {words[0]!r}")
    return Edge(match[1], match[2], words[0], tuple(words[1:]))


def _filled(word: str, variables: Mapping[str, str]) -> str:
    """A word that is a file's variable and nothing else is a file, and no pattern. Raises FilterError."""

    def value(match: re.Match[str]) -> str:
        if match[2] not in variables:
            raise FilterError(f"the package has nothing for {match[0]}")
        return variables[match[2]]

    return word if is_file_variable(word) else _VARIABLE.sub(value, word)
