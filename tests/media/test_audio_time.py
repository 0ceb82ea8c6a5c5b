"""Sample k is what a listener hears at k/rate seconds, whatever the format does to time."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from earmark.media import AudioReader, read_audio, write_audio
from tests.media.signals import chirps, encode_packets, lag_seconds, sine, write_film

ONE_MS = 0.001


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "opus", "m4a", "ogg"])
def test_sound_files_keep_time(tmp_path, suffix, rate):
    path = tmp_path / f"chirps.{suffix}"
    write_audio(path, chirps(rate=rate), rate=rate)
    found = read_audio(path, rate=8000)
    assert found.damage is None
    assert abs(lag_seconds(found.samples, chirps(rate=8000), 8000)) < ONE_MS / 10
    assert found.seconds == pytest.approx(3.0, abs=2048 / 22_050)


@pytest.mark.parametrize("starts", [0.0, 0.5])
@pytest.mark.parametrize(
    ("suffix", "codec", "rate"),
    [
        ("mkv", "libopus", 48_000),
        ("mkv", "aac", 44_100),
        ("mkv", "libmp3lame", 44_100),
        ("mkv", "flac", 44_100),
        ("mp4", "aac", 48_000),
        ("mp4", "libmp3lame", 44_100),
        ("mp4", "libopus", 48_000),
        ("mov", "pcm_s16le", 44_100),
    ],
)
def test_sound_that_starts_after_the_picture_has_silence_before_it(tmp_path, suffix, codec, rate, starts):
    path = tmp_path / f"film.{suffix}"
    write_film(path, chirps(rate=rate), codec=codec, rate=rate, sound_starts=starts)
    found = read_audio(path, rate=8000)
    wanted = chirps(rate=8000, seconds=3 + starts, at=(0.5 + starts, 2.1 + starts))
    # Matroska stores whole milliseconds.
    assert abs(lag_seconds(found.samples, wanted, 8000)) <= ONE_MS + 1e-4
    assert found.damage is None


def shifted(path: Path, moves: Callable[[float], float | None], sound: NDArray[np.float32] | None = None) -> None:
    """Chirps or `sound` at 48 kHz in Opus in Matroska; `moves` gives each packet a new time, or leaves it out."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        assert isinstance(stream, AudioStream)
        for packet in encode_packets(stream, chirps(rate=48_000) if sound is None else sound, rate=48_000):
            assert packet.pts is not None
            moved = moves(float(packet.pts * packet.time_base))
            if moved is not None:
                packet.pts = packet.dts = round(moved / packet.time_base)
                container.mux(packet)


def test_a_gap_is_silence_and_what_follows_keeps_its_time(tmp_path):
    shifted(tmp_path / "gap.mkv", lambda at: None if 1.0 <= at < 1.6 else at)
    found = read_audio(tmp_path / "gap.mkv", rate=8000)
    assert abs(lag_seconds(found.samples, chirps(rate=8000), 8000)) < ONE_MS
    assert np.abs(found.samples[0, 8400:12600]).max() < 1e-3
    assert found.seconds == pytest.approx(3.0, abs=0.03)


@pytest.mark.parametrize("leap", [40 * 3600.0, 7 * 86_400.0])
def test_a_clock_that_leaps_by_days_makes_no_days_of_silence(tmp_path, leap):
    shifted(tmp_path / "leap.mkv", lambda at: at if at < 1.5 else at + leap)
    found = read_audio(tmp_path / "leap.mkv", rate=8000)
    assert abs(lag_seconds(found.samples, chirps(rate=8000), 8000)) < ONE_MS


def test_time_stamps_that_are_a_little_off_tear_no_holes(tmp_path):
    """Real Ogg files have pages whose time is 10 or 20 ms late, and then right again."""
    rng = np.random.default_rng(3)
    for off in (lambda at: rng.uniform(-0.009, 0.009), lambda at: 0.0195 * (1.0 <= at < 2.0)):
        tone = sine(frequency=440, dbfs=-6, seconds=3, channels=1)
        shifted(tmp_path / "a.mkv", lambda at: at if at < 0.1 else at + off(at), tone)  # noqa: B023
        found = read_audio(tmp_path / "a.mkv", rate=48_000)
        assert abs(lag_seconds(found.samples, tone, 48_000)) < ONE_MS
        np.testing.assert_allclose(found.samples[0, 9600:-9600].std(), tone[0, 9600:-9600].std(), rtol=0.01)


def test_a_rate_that_changes_midway_is_followed(tmp_path):
    parts = []
    for rate in (44_100, 22_050):
        part = tmp_path / f"{rate}.mp3"
        write_audio(part, chirps(rate=rate), rate=rate)
        parts.append(part.read_bytes())
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(b"".join(parts))
    found = read_audio(joined, rate=8000)
    assert found.seconds == pytest.approx(6.0, abs=0.2)
    assert abs(lag_seconds(found.samples[:, :24_000], chirps(rate=8000), 8000)) < ONE_MS


@pytest.mark.parametrize("rate", [8000, 11_025, 48_000])
def test_blocks_are_whole_seconds_and_add_up(tmp_path, rate):
    write_audio(tmp_path / "a.flac", chirps(rate=44_100, seconds=5.3), rate=44_100)
    with AudioReader(tmp_path / "a.flac", rate=rate) as reader:
        blocks = list(reader)
        assert reader.seconds == pytest.approx(5.3, abs=1 / rate)
    assert all(block.shape[0] == 1 and block.dtype == np.float32 for block in blocks)
    assert all(block.shape[1] >= rate for block in blocks[:-1])


def test_mono_is_the_mean_and_none_keeps_the_channels(tmp_path):
    left, right = (
        sine(frequency=440, dbfs=-6, seconds=1, channels=1),
        sine(frequency=900, dbfs=-6, seconds=1, channels=1),
    )
    write_audio(tmp_path / "a.wav", np.concatenate([left, right]), rate=48_000)
    both = read_audio(tmp_path / "a.wav", rate=48_000, channels=None)
    np.testing.assert_allclose(both.samples, np.concatenate([left, right]), atol=1e-4)
    mono = read_audio(tmp_path / "a.wav", rate=48_000)
    np.testing.assert_allclose(mono.samples, (left + right) / 2, atol=1e-4)


def test_a_reader_is_read_inside_its_block(tmp_path):
    write_audio(tmp_path / "a.wav", chirps(rate=8000), rate=8000)
    reader = AudioReader(tmp_path / "a.wav", rate=8000)
    with pytest.raises(RuntimeError):
        next(reader)
    with pytest.raises(ValueError, match="rate"):
        AudioReader(tmp_path / "a.wav", rate=0)
