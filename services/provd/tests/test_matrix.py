# SPDX-License-Identifier: GPL-3.0-or-later
"""The support matrix against the manual's tables, and against the plugins that serve its rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from importlib import resources

import pytest
from xivo_provd import matrix
from xivo_provd.matrix import GENERAL_VALUES, KEY_KINDS, KEY_VALUES, Model, capabilities_of, models
from xivo_provd.plugin import DeviceSupport
from xivo_provd.plugin.build import sources

from .conftest import FAMILIES, PLUGINS
from .family_suite import install


def row(vendor: str, name: str, support_class: str = "official") -> Model:
    found = [model for model in models() if (model.vendor, model.name) == (vendor, name)]
    return next(model for model in found if model.support_class == support_class)


class TestTables:
    def test_as_many_rows_as_the_manual(self):
        # ADM-001 ADM-002
        printed = [model for model in models() if model.in_manual]
        assert len([model for model in printed if model.support_class == "official"]) == 62
        assert len([model for model in printed if model.support_class == "community"]) == 69

    @pytest.mark.parametrize(
        ("vendor", "expected"),
        [
            ("Aastra", {"6731i": "8", "6735i": "26", "6737i": "30", "6739i": "55", "6755i": "26", "6757i": "30"}),
            ("Digium", {"D40": "2", "D50": "14", "D70": "106"}),
            ("Polycom", {"SPIP335": "0", "SPIP550": "3", "SPIP650": "47", "VVX400": "12", "VVX600": "0"}),
            ("Cisco", {"SPA122": "0", "7906G": "4", "7912G": "4", "7941G": "1", "7962G": "5", "7905G": "N"}),
        ],
    )
    def test_figures_of_the_manual(self, vendor, expected):
        # ADM-003 ADM-005
        assert {name: row(vendor, name).funckeys for name in expected} == expected

    def test_keys_of_three_models_by_the_manuals_columns(self):
        # ADM-004 ADM-007
        assert "".join(row("Digium", "D70").keys.values()).replace("HK", "H") == "NYYYNYYYYHYNNYHHYYYYYHYYYYNNY"
        assert set(row("Cisco", "7906G").keys.values()) == {"N"}
        vvx = row("Polycom", "VVX500").keys
        assert (vvx["dnd"], vvx["bxf"], vvx["vmr"], vvx["onl"], vvx["pag"]) == ("SK", "SK", "SK", "N", "Y")

    def test_only_the_legends_values(self):
        # ADM-004
        for model in models():
            assert {model.provisioning, model.high_availability, model.directory} <= GENERAL_VALUES
            assert set(model.keys.values()) <= KEY_VALUES
            assert list(model.keys) in ([], list(KEY_KINDS))
            assert model.lines > 0 or not model.plugins, model.name

    @pytest.mark.parametrize(
        ("column", "value"),
        [("provisioning", "X"), ("usr", "?"), ("class", "mine"), ("funckeys", "many"), ("protocol", "H323")],
    )
    def test_another_value_is_refused(self, tmp_path, monkeypatch, column, value):
        # ADM-004
        text = resources.files(matrix).joinpath("aastra.csv").read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        rows[1][column] = value
        with (tmp_path / "aastra.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        monkeypatch.setattr(matrix.resources, "files", lambda _: tmp_path)
        models.cache_clear()
        with pytest.raises(ValueError, match=r"aastra\.csv, line 3"):
            models()
        monkeypatch.undo()
        models.cache_clear()

    def test_dect_base_stations_are_configured_by_hand(self):
        # ADM-032
        for name in ("RFP35", "RFP36"):
            base = row("Aastra", name)
            assert (base.provisioning, base.high_availability, base.directory) == ("N", "N", "N")
            assert base.plugins == {}

    def test_expansion_modules_of_the_manual(self):
        # ADM-025 ADM-026 ADM-029 ADM-031 ADM-034
        for vendor, name, modules in (
            ("Aastra", "6757i", ("M670i", "M675i")),
            ("Polycom", "VVX410", ("VVX-Color", "VVX-Paper")),
            ("Polycom", "SPIP650", ("Backlit",)),
            ("Snom", "720", ("Vision", "D7")),
            ("Yealink", "T46G", ("EXP40",)),
        ):
            assert row(vendor, name).expansion_modules == modules
        assert row("Cisco", "SPA962", "community").expansion_modules == ("SPA932",)

    def test_switchboards_of_the_manual(self):
        # the manual's 1.8.31
        official = {(model.vendor, model.name) for model in models() if model.switchboard and model.in_manual}
        aastra = {("Aastra", name) for name in ("6731i", "6735i", "6737i", "6755i", "6757i")}
        others = {("Polycom", "VVX400"), ("Polycom", "VVX410"), ("Snom", "720"), ("Snom", "D725"), ("Yealink", "T46G")}
        assert official == aastra | others


class TestPlugins:
    def test_every_plugin_is_of_a_family(self):
        # ADM-002
        built = {source.plugin_id for source in sources(FAMILIES)}
        assert built == {plugin for model in models() for plugin in model.plugins}

    async def test_every_row_is_claimed_by_its_plugin(self, tmp_path):
        # ADM-002
        for source in sources(FAMILIES):
            plugin = await install(source.plugin_id, tmp_path)
            for key in capabilities_of(source.plugin_id):
                vendor, name, version = key.split(", ")
                support = plugin.pg_associator.associate({"vendor": vendor, "model": name, "version": version})
                assert support >= DeviceSupport.INCOMPLETE, key


def rows_of(table: str) -> list[list[str]]:
    """The cells of a table of docs/devices.md, without its rule."""
    lines = [line for line in table.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


class TestTheDocumentedMatrix:
    """docs/devices.md against what the plugins say of themselves."""

    TEXT = (FAMILIES.parents[2] / "docs" / "devices.md").read_text("utf-8")

    def documented(self) -> dict[tuple[str, str, str], dict[str, str]]:
        """By class, vendor and model: the general columns, and the kinds of keys by their names."""
        found: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for of_class in re.split(r"^## ", self.TEXT, flags=re.MULTILINE)[1:]:
            support_class = of_class.partition(" ")[0].lower()
            for of_vendor in re.split(r"^### ", of_class, flags=re.MULTILINE)[1:]:
                vendor, _, tables = of_vendor.partition("\n")
                general, _, keys = tables.partition("| Function key |")
                head, *rows = rows_of(general)
                names = [row[1].removesuffix(" +") for row in rows]
                for name, row in zip(names, rows, strict=True):
                    found[support_class, vendor, name] |= dict(zip(head, row, strict=True))
                (_, *with_keys), *kinds = rows_of(f"| Function key |{keys}")
                for kind, *values in kinds:
                    for name, value in zip(with_keys, values, strict=True):
                        found[support_class, vendor, name][kind] = value
        return found

    def test_is_what_each_plugin_says_of_its_models(self):
        # DEV-194
        documented, seen = self.documented(), set()
        for source in sources(FAMILIES):
            info = json.loads((PLUGINS / source.plugin_id / "plugin-info").read_text("utf-8"))
            for key, capability in info["capabilities"].items():
                vendor, name, _version = key.split(", ")
                said = documented[capability["class"], vendor, name]
                seen.add((capability["class"], vendor, name))
                assert f"`{source.plugin_id}`" in said["Plugin"].split("<br>"), key
                assert (said["Provisioning"], said["Directory"]) == (
                    capability["provisioning"],
                    capability["directory"],
                )
                assert (said["H-A"] == "Y") is capability["high_availability"], key
                assert said["Funckeys"] in (str(capability["function_keys"]), "N", "-"), key
                assert {kind: said[KEY_KINDS[kind]] for kind in capability["keys"]} == capability["keys"], key
        without_plugin = {name for _, _, name in documented.keys() - seen}
        assert without_plugin == {"RFP35", "RFP36"}

    def test_has_the_manuals_29_rows_in_its_order(self):
        # DEV-194
        vvx = list(self.documented()["official", "Polycom", "VVX400"])
        assert vvx[-29:] == list(KEY_KINDS.values())

    def test_explains_its_codes(self):
        # DEV-194
        legend = self.TEXT.partition("## Official")[0]
        for code in ("Y", "N", "FK", "HK", "SK", "MN", "NT", "NYT"):
            assert re.search(rf"\b{code}: ", legend), code
