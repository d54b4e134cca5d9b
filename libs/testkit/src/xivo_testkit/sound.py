# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone heard, measured."""

import io
import wave

import numpy as np


def samples_of(wav: bytes) -> tuple[int, np.ndarray]:
    """Rate and samples of a 16-bit WAV's first channel; none of one that was begun and got nothing."""
    if len(wav) <= 44:
        return 8000, np.zeros(0)
    with wave.open(io.BytesIO(wav)) as sound:
        rate, channels = sound.getframerate(), sound.getnchannels()
    return rate, np.frombuffer(wav[44 : 44 + (len(wav) - 44) // 2 * 2], dtype="<i2")[::channels].astype(float)


def tone_wav(hz: int, seconds: int) -> bytes:
    """A sine wave as a 16-bit mono WAV at 8 kHz, which Asterisk plays; 0 Hz is silence."""
    return _wav(9000 * np.sin(2 * np.pi * hz * np.arange(8000 * seconds) / 8000))


def keys_wav(keys: str, seconds: int) -> bytes:
    """The tones of up to four keys in each second, as a telephone sends them that has no other way."""
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477)
    second, times = np.zeros(8000), 2 * np.pi * np.arange(1000) / 8000
    for place, key in enumerate(keys):
        row, column = divmod("123456789*0#".index(key), 3)
        pair = np.sin(times * rows[row]) + np.sin(times * columns[column])
        second[2000 * place : 2000 * place + 1000] = 6000 * pair
    return _wav(np.tile(second, seconds))


def _wav(samples: np.ndarray) -> bytes:
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
