# SPDX-License-Identifier: GPL-3.0-or-later
"""Who acts by the parameters without asking for them."""

from xivo_provd import maintenance
from xivo_provd.last_good import LastGood
from xivo_provd.synchronizer import AmidSynchronizer

from .conftest import until


async def test_who_notifies_phones_hears_at_once_that_they_are_behind_nat(provd, api, tmp_path, monkeypatch):  # DEV-199
    async def ready() -> None: ...

    monkeypatch.setattr(maintenance, "REFRESH_SECONDS", 3600)
    current, synchronizer = provd.app.state.parameters, AmidSynchronizer(provd.amid)
    kept = LastGood(tmp_path / "kept", current._keyring)
    beside = maintenance.Maintenance(
        current._units, ready, current._parameters, current, synchronizer, {}, kept, rotates=False
    )
    await beside.start()
    try:
        for value in (1, 0):
            answer = await api.put("/configure/NAT", json={"param": {"value": value}})
            assert answer.status_code == 204
            await until(lambda value=value: synchronizer.behind_nat is bool(value))
    finally:
        await beside.stop()
