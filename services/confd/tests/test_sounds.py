# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound files: announcements, recordings, music on hold."""

import io
import wave

import numpy as np
import pytest
import soundfile

SECONDS = 1.5
HERTZ = 1000
BINARY = {"Content-Type": "application/octet-stream"}


def tone(kind):
    """A tone in stereo at 44.1 kHz."""
    wave_form = 0.4 * np.sin(2 * np.pi * HERTZ * np.arange(int(44100 * SECONDS)) / 44100)
    buffer = io.BytesIO()
    soundfile.write(buffer, np.column_stack((wave_form, wave_form)), 44100, format=kind)
    return buffer.getvalue()


def wav(rate=8000, channels=1, width=2, seconds=0):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setframerate(rate)
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.writeframes(bytes(seconds * rate * width * channels or 800))
    return buffer.getvalue()


async def put(confd, path, content):
    return await confd.put(path, content=content, headers=BINARY)


async def category(confd, **fields):
    return (await confd.post("/musics_on_hold", json={"name": "jazz", **fields})).json()["id"]


class TestSounds:
    async def test_a_file_comes_and_goes(self, confd):  # CC-006
        assert (await confd.post("/sounds", json={"name": "ivr-sounds"})).status_code == 201
        assert [one["name"] for one in (await confd.get("/sounds")).json()["items"]] == ["ivr-sounds", "monitor"]
        path = "/sounds/ivr-sounds/files"
        assert (await put(confd, f"{path}/hello.wav", wav())).status_code == 204
        listed = (await confd.get(path)).json()
        assert (listed["total"], listed["items"][0]["name"], listed["items"][0]["size"]) == (1, "hello.wav", len(wav()))
        answer = await confd.get(f"{path}/hello.wav", headers={"Accept": "*/*"})
        assert (answer.content, answer.headers["content-type"]) == (wav(), "application/octet-stream")
        assert (await confd.delete(f"{path}/hello.wav")).status_code == 204
        assert (await confd.get(f"{path}/hello.wav", headers={"Accept": "*/*"})).status_code == 404
        assert (await confd.delete("/sounds/ivr-sounds")).status_code == 204
        assert (await confd.get(path)).status_code == 404

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.wav", b"RIFFnonsense", "a.wav: not a sound file that is known here"),
            ("a.wav", b"#!/bin/sh", "a.wav: not a sound file that is known here"),
            ("a.wav16", tone("WAV")[:30], "a.wav16: not a sound file that is known here"),
            ("a.wav", wav(rate=1, seconds=3601), "a.wav: longer than 3600 seconds"),
            (
                "a.flac",
                tone("FLAC"),
                "a.flac: the format flac cannot be played; a file that is called .wav is converted",
            ),
            ("a.gsm", b"", "a.gsm: the file is empty"),
            ("a.sh", b"#!", "a.sh: the format sh cannot be played"),
            ("noextension", b"x", "noextension: the format noextension cannot be played"),
        ],
    )
    async def test_what_cannot_be_played_is_refused(self, confd, sysconfd, name, content, message):
        sysconfd.files["sounds"]["ivr"] = {}
        answer = await put(confd, f"/sounds/ivr/files/{name}", content)
        assert answer.status_code == 400
        assert answer.json()[0].startswith(f"Input Error - {message}")
        assert sysconfd.files["sounds"]["ivr"] == {}

    @pytest.mark.parametrize(("name", "rate"), [("la.wav", 8000), ("la.wav16", 16000)])
    @pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3", "AIFF"])
    async def test_any_sound_becomes_what_telephones_hear(self, confd, sysconfd, kind, name, rate):  # CC-085
        sysconfd.files["sounds"]["ivr"] = {}
        assert (await put(confd, f"/sounds/ivr/files/{name}", tone(kind))).status_code == 204
        stored = (await confd.get(f"/sounds/ivr/files/{name}", headers={"Accept": "*/*"})).content
        with wave.open(io.BytesIO(stored)) as sound:
            assert (sound.getsampwidth(), sound.getnchannels(), sound.getframerate()) == (2, 1, rate)
            assert abs(sound.getnframes() / rate - SECONDS) < 0.2
            samples = np.frombuffer(sound.readframes(rate), dtype="<i2").astype(float)
        spectrum = np.abs(np.fft.rfft(samples))
        assert abs(int(spectrum.argmax()) - HERTZ) <= 2
        assert 0.5 < samples.std() / (0.4 * 32767 / 2**0.5) < 1.1  # as loud as it was

    async def test_what_the_system_needs_stays(self, confd):
        for answer in (await confd.delete("/sounds/monitor"), await confd.post("/sounds", json={"name": "monitor"})):
            message = "Resource Error - Sound monitor already exists, or belongs to the system"
            assert (answer.status_code, answer.json()) == (400, [message])

    async def test_names_that_lead_elsewhere(self, confd, sysconfd):
        for name in ("..", "a/b", ".hidden", "a\n"):
            assert (await confd.post("/sounds", json={"name": name})).status_code == 400
        assert (await confd.get("/sounds/%2e%2e/files")).status_code == 404
        assert sysconfd.files["sounds"] == {"monitor": {}}

    async def test_without_the_host_agent(self, confd, sysconfd):
        sysconfd.away = True
        for answer in (await confd.get("/sounds"), await put(confd, "/sounds/ivr/files/a.wav", wav())):
            assert (answer.status_code, answer.json()) == (503, ["Unexpected error: sysconfd is not available"])

    async def test_anonymous_gets_401(self, anonymous):
        for method, path in (("GET", ""), ("POST", ""), ("PUT", "/x/files/a.wav"), ("GET", "/x/files/a.wav")):
            assert (await anonymous.request(method, f"/sounds{path}")).status_code == 401


class TestMusic:
    async def test_a_categorys_files(self, confd, sysconfd):  # CC-020
        jazz = await category(confd)
        path = f"/musics_on_hold/{jazz}/files"
        assert (await confd.get(path)).json() == {"total": 0, "items": []}
        assert (await put(confd, f"{path}/take five.wav", wav())).status_code == 204
        assert (await put(confd, f"{path}/b.ulaw", b"x")).status_code == 204
        assert [one["name"] for one in (await confd.get(path)).json()["items"]] == ["b.ulaw", "take five.wav"]
        assert set(sysconfd.files["moh"]) == {"jazz"}
        assert (await confd.get(f"{path}/b.ulaw", headers={"Accept": "*/*"})).content == b"x"
        assert (await confd.delete(f"{path}/b.ulaw")).status_code == 204
        assert (await confd.delete(f"{path}/b.ulaw")).status_code == 404

    async def test_each_mode_takes_its_own(self, confd):  # CC-021, CC-022
        stream = await category(confd, mode="mp3")
        assert (await put(confd, f"/musics_on_hold/{stream}/files/a.mp3", b"x")).status_code == 204
        assert (await put(confd, f"/musics_on_hold/{stream}/files/a.wav", wav())).status_code == 400
        radio = await category(confd, name="radio", mode="custom", application="/bin/x")
        answer = await put(confd, f"/musics_on_hold/{radio}/files/a.wav", wav())
        assert (answer.status_code, answer.json()) == (
            400,
            ["Input Error - field 'mode': a custom category has no files"],
        )

    async def test_a_category_that_is_none(self, confd):
        answer = await put(confd, "/musics_on_hold/999999/files/a.wav", wav())
        assert answer.status_code == 404
