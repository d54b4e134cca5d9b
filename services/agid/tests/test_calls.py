# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialplan is told about a call to a user."""

from prometheus_client import REGISTRY
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd


class TestACallToAUser:
    async def test_rings_the_users_lines_main_line_first(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        said = await call("incoming_user_set_features", "2", "1002", "default")
        assert said["XIVO_INTERFACE"] == "PJSIP/bbbb&PJSIP/cccc"
        assert said["XIVO_RINGSECONDS"] == "12"
        assert said["XIVO_SIMULTCALLS"] == "1"
        assert said["XIVO_ENABLEDND"] == "0"
        assert said["XIVO_CALLOPTIONS"] == ""
        assert (said["XIVO_REAL_NUMBER"], said["XIVO_REAL_CONTEXT"]) == ("1002", "default")
        assert said["XIVO_FROM_AGI"] == "1"

    async def test_rings_a_custom_line_by_its_interface(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.snapshot["lines"][0] |= {"protocol": "custom", "name": "Local/5@default"}
        await store.fetch()
        said = await call("incoming_user_set_features", "1", "1001", "default")
        assert said["XIVO_INTERFACE"] == "Local/5@default"  # API-088

    async def test_shows_the_callers_name_and_number(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        said = await call("incoming_user_set_features", "2", "1002", "default", "1")
        assert said["CALLERID(name)"] == "Alice Abrams"
        assert said["CALLERID(num)"] == "1001"

    async def test_a_new_name_shows_on_the_next_call(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        confd.snapshot["users"][0]["caller_id"] = '"Alice \\"Ali\\" Abt"'
        confd.change()
        await store.fetch()
        said = await call("incoming_user_set_features", "2", "1002", "default", "1")
        assert said["CALLERID(name)"].startswith("Alice")
        assert "Abt" in said["CALLERID(name)"]

    async def test_somebody_elses_call_keeps_its_caller_id(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        said = await call("incoming_user_set_features", "2", "1002", "default")
        assert "CALLERID(name)" not in said

    async def test_do_not_disturb(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.snapshot["users"][0]["dnd_enabled"] = True
        await store.fetch()
        said = await call("incoming_user_set_features", "1", "1001", "default")
        assert said["XIVO_ENABLEDND"] == "1"

    async def test_a_disabled_user_has_no_interface(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.snapshot["users"][0]["enabled"] = False
        await store.fetch()
        said = await call("incoming_user_set_features", "1", "1001", "default", XIVO_INTERFACE="PJSIP/aaaa")
        assert said["XIVO_INTERFACE"] == ""


class TestWithoutAnAnswer:
    async def test_before_the_first_snapshot_the_dialplans_own_values_stay(self, call: Call) -> None:
        before = {"XIVO_INTERFACE": "PJSIP/bbbb", "XIVO_RINGSECONDS": "30"}
        assert await call("incoming_user_set_features", "2", "1002", "default", **before) == before

    async def test_a_user_that_is_not_known_yet(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        before = {"XIVO_INTERFACE": "PJSIP/new"}
        assert await call("incoming_user_set_features", "99", "1099", "default", **before) == before

    async def test_nonsense(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        assert await call("incoming_user_set_features") == {}
        assert await call("incoming_user_set_features", "x; rm", "1") == {}
        assert await call("no_such_handler", "1") == {}

    async def test_a_handler_that_breaks_is_counted_and_the_call_goes_on(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        def errors() -> float:
            found = REGISTRY.get_sample_value("xivo_agid_errors_total", {"script": "incoming_user_set_features"})
            return found or 0

        confd.snapshot["users"][0]["fallbacks"] = {"noanswer": {"type": "nowhere"}}
        await store.fetch()
        before = errors()
        said = await call("incoming_user_set_features", "1", "1001", "default", XIVO_INTERFACE="PJSIP/aaaa")
        assert said == {"XIVO_INTERFACE": "PJSIP/aaaa"}
        assert errors() == before + 1

    async def test_monitoring(self, call: Call) -> None:
        assert await call("monitoring") == {"VERBOSE": "Status: OK"}
