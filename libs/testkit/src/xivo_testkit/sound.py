# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone heard, measured."""

import io
import struct
import wave

import numpy as np


def samples_of(wav: bytes) -> tuple[int, np.ndarray]:
    """Rate and samples of a 16-bit WAV's first channel, also of one that is still written: its sizes are zero."""
    if len(wav) <= 44:
        return 8000, np.zeros(0)
    channels, rate = struct.unpack_from("<HI", wav, 22)
    return rate, np.frombuffer(wav[44 : 44 + (len(wav) - 44) // 2 * 2], dtype="<i2")[::channels].astype(float)


def since(wav: bytes, size: int, *, seconds: float) -> bytes:
    """The last seconds of what a recording has got since it was of this size."""
    if len(wav) <= 44:
        return wav
    channels, rate = struct.unpack_from("<HI", wav, 22)
    frame = 2 * channels
    begin = max(44, size, len(wav) - frame * int(rate * seconds))
    return wav[:44] + wav[begin + (44 - begin) % frame :]


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
    return share_of(samples, rate, hz, width=width)


def share_of(samples: np.ndarray, rate: int, hz: int, *, width: float = 8.0) -> float:
    """The same of samples; less than half a second of them, or silence, is none."""
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


def tones_in_order(wav: bytes, hertz: tuple[int, ...], *, window: float = 0.25) -> list[int]:
    """Which of the tones were heard one after the other; one that goes on, or comes again after a pause, counts anew.

    Windows in which none of them prevails count as pauses.
    """
    rate, samples = samples_of(wav)
    size = int(rate * window)
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    heard: list[int] = []
    last = 0
    for begin in range(0, len(samples) - size, size):
        spectrum = np.abs(np.fft.rfft(samples[begin : begin + size] * np.hanning(size))) ** 2
        total = float(spectrum.sum())
        now = next(
            (hz for hz in hertz if total > 1e6 and spectrum[np.abs(frequencies - hz) <= 16].sum() > total / 2), 0
        )
        if now and now != last:
            heard.append(now)
        last = now
    return heard


def likeness(wav: bytes, original: bytes) -> float:
    """0 to 1: how much the course of loudness of the recording is somewhere that of the original.

    The first and last tenth do not count: a telephone hears a little less than all.
    """
    course, whole = _course(wav), _course(original)
    wanted = whole[len(whole) // 10 : len(whole) - len(whole) // 10]
    if len(course) < len(wanted) or len(wanted) < 10:
        return 0.0
    best = 0.0
    for begin in range(len(course) - len(wanted) + 1):
        part = course[begin : begin + len(wanted)]
        if part.std() > 0:
            best = max(best, float(np.corrcoef(part, wanted)[0, 1]))
    return best


def _course(wav: bytes) -> np.ndarray:
    """Loudness of each fiftieth of a second."""
    rate, samples = samples_of(wav)
    size = rate // 50
    rows = samples[: len(samples) // size * size].reshape(-1, size)
    return np.sqrt((rows**2).mean(axis=1)) if len(rows) else np.zeros(0)
