# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone heard, measured."""

import io
import wave

import numpy as np


def samples_of(wav: bytes) -> tuple[int, np.ndarray]:
    """Rate and samples of a 16-bit mono WAV; none of one that was begun and got nothing."""
    if len(wav) <= 44:
        return 8000, np.zeros(0)
    with wave.open(io.BytesIO(wav)) as sound:
        rate = sound.getframerate()
    return rate, np.frombuffer(wav[44 : 44 + (len(wav) - 44) // 2 * 2], dtype="<i2").astype(float)


def tone_wav(hz: int, seconds: int) -> bytes:
    """A sine wave as a 16-bit mono WAV at 8 kHz, which Asterisk plays; 0 Hz is silence."""
    samples = 9000 * np.sin(2 * np.pi * hz * np.arange(8000 * seconds) / 8000)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def tone_share(wav: bytes, hz: int, *, width: float = 8.0) -> float:
    """Share (0 to 1) of the recording's energy that lies within ``width`` hertz of ``hz``."""
    rate, samples = samples_of(wav)
    if len(samples) < rate // 2:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    total = float(spectrum.sum())
    if total < 1e6:
        return 0.0
    return float(spectrum[np.abs(frequencies - hz) <= width].sum()) / total


def loudness(wav: bytes) -> float:
    """Root mean square of the samples: 0 is silence, 32767 the loudest square wave."""
    _, samples = samples_of(wav)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
