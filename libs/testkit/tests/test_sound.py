# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests hear: the tone that was played, and nothing that was not."""

import math
import struct
import wave
from pathlib import Path

import pytest
from xivo_testkit.sound import samples_of, since, tone_share, tone_wav

UNFINISHED = slice(40, 44)
"""Where a WAV says how long it is: zero while it is written."""


def test_a_tone_is_heard_and_no_other():
    wav = tone_wav(500, 2)
    assert tone_share(wav, 500) > 0.99
    assert tone_share(wav, 660) < 0.01


def test_a_recording_that_is_still_written_is_read():
    wav = bytearray(tone_wav(500, 1))
    wav[4:8] = wav[UNFINISHED] = bytes(4)
    rate, samples = samples_of(bytes(wav))
    assert (rate, len(samples)) == (8000, 8000)
    assert tone_share(bytes(wav), 500) > 0.99


def test_what_came_before_does_not_count():
    music, voice = tone_wav(1500, 3), tone_wav(500, 1)
    both = music + voice[44:]
    assert tone_share(both, 500) < 0.5
    assert tone_share(since(both, len(music), seconds=0.5), 500) > 0.99
    assert tone_share(since(both, 0, seconds=0.5), 500) > 0.99


@pytest.mark.parametrize("seconds", [0, 0.25])
def test_too_little_is_nothing(seconds):
    wav = tone_wav(500, 1)[: 44 + int(16_000 * seconds)]
    assert tone_share(since(wav, 0, seconds=0.5), 500) == 0


def test_the_latest_half_second_is_that_of_both_channels(tmp_path: Path) -> None:
    """A telephone records opus in stereo."""
    path = tmp_path / "stereo.wav"
    silence = [0] * 48000
    tone = [int(9000 * math.sin(2 * math.pi * 440 * n / 48000)) for n in range(48000)]
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(2)
        recording.setsampwidth(2)
        recording.setframerate(48000)
        recording.writeframes(b"".join(struct.pack("<hh", one, one) for one in silence + tone))
    whole = path.read_bytes()
    assert tone_share(since(whole, 0, seconds=0.5), 440) > 0.9
    assert tone_share(since(whole, len(whole) - 1000, seconds=0.5), 440) == 0.0
