# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sound files Asterisk can play, and what is made of others (CC-020, CC-085)."""

from __future__ import annotations

import io
import wave

from ...errors import Refusal
from .conversion import ConversionError, converted

_PHONE = "g719 g723 g723sf g726-40 g726-32 g726-24 g726-16 g729 gsm ilbc g722 siren7 siren14 vox ogg au"
_LAW = "alaw al alw pcm ulaw ul mu ulw"
_LINEAR = "raw sln sln12 sln16 sln24 sln32 sln44 sln48 sln96 sln192 wav wav16 WAV wav49"
EXTENSIONS = frozenset(f"{_PHONE} {_LAW} {_LINEAR}".split())
MP3 = frozenset({"mp3"})
WAVES = {"wav": 8000, "wav16": 16000}
"""Hertz by extension; both are PCM, 16 bit, mono."""
ADVICE = "a file that is called .wav is converted"


class SoundRefused(Refusal):
    templates = ("Input Error - {explanation}",)


def check_sound(name: str, content: bytes, extensions: frozenset[str] = EXTENSIONS) -> None:
    """Raises SoundRefused for what has no content or a format that Asterisk does not know."""
    extension = name.rpartition(".")[2]
    if extension not in extensions:
        raise SoundRefused(explanation=f"{name}: the format {extension} cannot be played; {ADVICE}")
    if not content:
        raise SoundRefused(explanation=f"{name}: the file is empty")


def playable(name: str, content: bytes) -> bytes:
    """What is stored: a WAV as Asterisk plays it, made of whatever sound was given. It takes time: not for the loop.

    Raises SoundRefused for what is no sound.
    """
    rate = WAVES.get(name.rpartition(".")[2])
    if rate is None or _is_pcm(content, rate):
        return content
    try:
        return converted(content, rate)
    except ConversionError as error:
        raise SoundRefused(explanation=f"{name}: {error}") from error


def _is_pcm(content: bytes, rate: int) -> bool:
    try:
        with wave.open(io.BytesIO(content)) as sound:
            return (sound.getsampwidth(), sound.getnchannels(), sound.getframerate()) == (2, 1, rate)
    except (wave.Error, EOFError):
        return False
