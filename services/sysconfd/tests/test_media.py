# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound files on the host."""

import os

import pytest

SOUND = b"RIFF" + bytes(100)


@pytest.fixture
async def sysconfd(host):
    (host.media / "moh" / "default").mkdir(parents=True)
    (host.media / "monitor").mkdir()
    (host.media / "monitor" / "call.wav").write_bytes(SOUND)
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        yield host.client


async def names(client, path):
    return [file["name"] for file in (await client.get(path)).json()["files"]]


async def test_a_file_is_kept_listed_and_given_back(host, sysconfd):  # CC-006, CC-020
    assert (await sysconfd.put("/media/sounds/ivr")).status_code == 204
    assert (await sysconfd.put("/media/sounds/ivr/hello.wav", content=SOUND)).status_code == 204
    (file,) = (await sysconfd.get("/media/sounds/ivr")).json()["files"]
    assert (file["name"], file["size"]) == ("hello.wav", len(SOUND))
    assert (await sysconfd.get("/media/sounds/ivr/hello.wav")).content == SOUND
    assert (host.media / "sounds" / "ivr" / "hello.wav").stat().st_mode & 0o777 == 0o664
    assert (await sysconfd.delete("/media/sounds/ivr/hello.wav")).status_code == 204
    assert await names(sysconfd, "/media/sounds/ivr") == []
    assert host.asterisk.commands == []


async def test_recordings_are_among_the_folders_and_stay(host, sysconfd):  # CC-120
    assert (await sysconfd.get("/media/sounds")).json() == {"folders": ["monitor"]}
    assert await names(sysconfd, "/media/sounds/monitor") == ["call.wav"]
    assert (await sysconfd.delete("/media/sounds/monitor")).status_code == 400
    assert (await sysconfd.delete("/media/sounds/monitor/call.wav")).status_code == 204


@pytest.mark.parametrize(
    ("module", "function", "method", "path"),
    [
        ("shutil", "rmtree", "DELETE", "/media/sounds/de_DE"),
        ("tempfile", "mkstemp", "PUT", "/media/sounds/de_DE/hello.wav"),
        ("pathlib.Path", "unlink", "DELETE", "/media/sounds/de_DE/yes.wav"),
    ],
)
async def test_what_somebody_else_put_there_and_protects_stays(
    host, sysconfd, monkeypatch, module, function, method, path
):  # CC-084
    """Root is stopped by no permission: the refusal is played."""
    folder = host.media / "sounds" / "de_DE"
    folder.mkdir(parents=True)
    (folder / "yes.wav").write_bytes(SOUND)

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(f"{module}.{function}", refuse)
    answer = await sysconfd.request(method, path, content=SOUND if method == "PUT" else None)
    assert answer.status_code == 400
    assert "belongs to the system" in answer.text
    assert (folder / "yes.wav").read_bytes() == SOUND
    monkeypatch.undo()


async def test_a_folder_in_a_folder_is_no_file(host, sysconfd):  # CC-084
    """As `digits` in the sounds of a language."""
    (host.media / "sounds" / "de_DE" / "digits").mkdir(parents=True)
    answer = await sysconfd.put("/media/sounds/de_DE/digits", content=SOUND)
    assert (answer.status_code, "belongs to the system" in answer.text) == (400, True)
    assert [path.name for path in (host.media / "sounds" / "de_DE").iterdir()] == ["digits"]
    assert (await sysconfd.get("/media/sounds/de_DE")).json() == {"files": []}


async def test_asterisk_hears_of_new_music(host, sysconfd):  # CC-020
    assert (await sysconfd.put("/media/moh/default/song.wav", content=SOUND)).status_code == 204
    assert host.asterisk.commands == ["moh reload"]


async def test_asterisk_does_not_take_its_configuration_for_the_one_without_files(host, sysconfd):  # CC-020
    """A category that it read while there was no file does not exist for it until the configuration has a new date."""
    configuration = host.etc / "musiconhold.conf"
    configuration.write_text("[default]\nmode = files\n")
    os.utime(configuration, (0, 0))
    await sysconfd.put("/media/moh/default/song.wav", content=SOUND)
    assert configuration.stat().st_mtime > 0


async def test_a_folder_goes_with_its_files(host, sysconfd):
    await sysconfd.put("/media/moh/jazz")
    assert (await sysconfd.put("/media/moh/jazz")).status_code == 400
    await sysconfd.put("/media/moh/jazz/a.wav", content=SOUND)
    assert (await sysconfd.delete("/media/moh/jazz")).status_code == 204
    assert (await sysconfd.get("/media/moh")).json() == {"folders": ["default"]}


@pytest.mark.parametrize(
    "path",
    [
        "/media/etc",
        "/media/moh/..",
        "/media/moh/%2e%2e",
        "/media/moh/none",
        "/media/moh/default/..%2fx",
        "/media/moh/.x",
    ],
)
async def test_no_name_leads_elsewhere(host, sysconfd, path):
    for method in ("GET", "DELETE"):
        assert (await sysconfd.request(method, path)).status_code in (404, 405), method
    assert (host.media / "moh" / "default").is_dir()


async def test_what_is_too_large_leaves_nothing(host, sysconfd):
    answer = await sysconfd.put("/media/moh/default/long.wav", content=bytes(1001))
    assert answer.status_code == 413
    assert list((host.media / "moh" / "default").iterdir()) == []
