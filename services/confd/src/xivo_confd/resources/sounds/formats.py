# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sound files Asterisk can play (CC-020, CC-085)."""

from __future__ import annotations

import io
import wave

from ...errors import Refusal

_PHONE = "g719 g723 g723sf g726-40 g726-32 g726-24 g726-16 g729 gsm ilbc g722 siren7 siren14 vox ogg au"
_LAW = "alaw al alw pcm ulaw ul mu ulw"
_LINEAR = "raw sln sln12 sln16 sln24 sln32 sln44 sln48 sln96 sln192 wav wav16 WAV wav49"
EXTENSIONS = frozenset(f"{_PHONE} {_LAW} {_LINEAR}".split())
MP3 = frozenset({"mp3"})
ADVICE = "convert it with: sox <in> -b 16 -c 1 -r 8000 -t wavpcm <out>"


class SoundRefused(Refusal):
    templates = ("Input Error - {explanation}",)


def check_sound(name: str, content: bytes, extensions: frozenset[str] = EXTENSIONS) -> None:
    """Raises SoundRefused for what would not be heard."""
    extension = name.rpartition(".")[2]
    if extension not in extensions:
        raise SoundRefused(explanation=f"{name}: the format {extension} cannot be played")
    if not content:
        raise SoundRefused(explanation=f"{name}: the file is empty")
    if extension == "wav":
        _check_wav(name, content, rate=8000)
    if extension == "wav16":
        _check_wav(name, content, rate=16000)


def _check_wav(name: str, content: bytes, rate: int) -> None:
    try:
        with wave.open(io.BytesIO(content)) as sound:
            found = (sound.getsampwidth() * 8, sound.getnchannels(), sound.getframerate())
    except (wave.Error, EOFError) as error:
        raise SoundRefused(explanation=f"{name}: no PCM WAVE file; {ADVICE}") from error
    if found != (16, 1, rate):
        bits, channels, hertz = found
        explanation = f"{name}: {bits} bit, {channels} channels, {hertz} Hz; {ADVICE}"
        raise SoundRefused(explanation=explanation)
