# SPDX-License-Identifier: GPL-3.0-or-later
"""From any sound file, WAV, FLAC, Ogg, MP3 or AIFF, to the WAV that telephones hear best (CC-085)."""

from __future__ import annotations

import io
import wave

import numpy as np
import soundfile
import soxr

BLOCK = 1 << 16
"""Frames that are in memory at once."""
LONGEST_SECONDS = 3600
_PEAK = 32767


class ConversionError(ValueError):
    """Says what is wrong with the file."""


def converted(content: bytes, rate: int) -> bytes:
    """As WAV: PCM, 16 bit, mono, ``rate`` hertz. Channels are mixed. Raises ConversionError."""
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as sound:
            if sound.frames > LONGEST_SECONDS * sound.samplerate:
                raise ConversionError(f"longer than {LONGEST_SECONDS} seconds")
            return _resampled(sound, rate)
    except soundfile.LibsndfileError as error:
        raise ConversionError("not a sound file that is known here") from error


def _resampled(sound: soundfile.SoundFile, rate: int) -> bytes:
    buffer = io.BytesIO()
    stream = soxr.ResampleStream(sound.samplerate, rate, 1, dtype="float32")
    left = LONGEST_SECONDS * sound.samplerate
    with wave.open(buffer, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(rate)
        while left > 0:
            block = sound.read(BLOCK, dtype="float32", always_2d=True)
            left -= len(block)
            last = len(block) < BLOCK
            mixed = stream.resample_chunk(block.mean(axis=1), last=last)
            made.writeframes((np.clip(mixed, -1.0, 1.0) * _PEAK).astype("<i2").tobytes())
            if last:
                break
    return buffer.getvalue()
