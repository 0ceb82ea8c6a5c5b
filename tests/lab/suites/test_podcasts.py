"""Composed episodes: repeatable, and their truth is where the sound is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from earmark.core.errors import BadInput, UnreadableMedia
from earmark.lab.mix import active_rms
from earmark.lab.suites.podcasts import Condition, Episode, Recording, compose, recordings, speech_alone
from earmark.media import read_audio, write_audio
from earmark.media.change import UNCHANGED, Change
from tests.music.sounds import RATE

WAV = Condition(-5, "wav", None)


@pytest.fixture(scope="module")
def noises(tmp_path_factory) -> list[Recording]:
    """Tracks whose edges and levels can be measured to the sample."""
    folder = tmp_path_factory.mktemp("noises")
    made = []
    for seed in range(3):
        noise = np.random.default_rng(seed).standard_normal((1, 15 * RATE)) * (0.02, 0.1, 0.05)[seed]
        write_audio(folder / f"noise {seed}.wav", noise.astype(np.float32), rate=RATE)
        made.append(Recording(folder / f"noise {seed}.wav", f"artist {seed}"))
    return made


@pytest.fixture(scope="module")
def voices(clips: Path) -> list[Recording]:
    return recordings(clips / "speech")


def made(
    path: Path,
    tracks: list[Recording],
    voices: list[Recording],
    condition: Condition = WAV,
    *,
    unknown: tuple[Recording, ...] = (),
    excerpts: int = 3,
    seed: int = 1,
) -> Episode:
    return compose(
        path,
        condition,
        tracks=tracks,
        unknown=unknown,
        speech=voices,
        excerpts=excerpts,
        seconds=(3.0, 6.0),
        seed=seed,
    )


def sound(path: Path) -> NDArray[np.float32]:
    samples: NDArray[np.float32] = read_audio(path, rate=RATE).samples
    return samples


def test_the_same_seed_makes_the_same_episode(noises, voices, tmp_path):
    one, again, other = (
        made(tmp_path / f"{number}.wav", noises, voices, seed=seed) for number, seed in enumerate((1, 1, 2))
    )
    assert one.truth == again.truth != other.truth
    np.testing.assert_array_equal(sound(one.path), sound(again.path))


def test_the_truth_is_where_the_sound_is(noises, voices, tmp_path):
    """So loud that the voice does not matter, the edges of the noise are to be seen."""
    episode = made(tmp_path / "e.wav", noises, voices, Condition(50, "wav", None))
    loud = np.abs(sound(episode.path)[0]) > 0.03
    inside = np.zeros_like(loud)
    for segment in episode.truth:
        first, past = round(segment.start * RATE), round(segment.end * RATE)
        inside[first:past] = True
        heard = first + np.flatnonzero(loud[first:past])
        assert heard[0] / RATE == pytest.approx(segment.start, abs=0.03), "the fade takes 0.05 s"
        assert heard[-1] / RATE == pytest.approx(segment.end, abs=0.03)
    assert not loud[~inside].any()
    assert episode.seconds == pytest.approx(len(loud) / RATE)


@pytest.mark.parametrize("level_db", [10.0, 0.0, -15.0])
def test_the_level_is_what_the_condition_says(noises, voices, tmp_path, level_db):
    episode = made(tmp_path / "e.wav", noises, voices, Condition(level_db, "wav", None))
    mixed = sound(episode.path)[0].astype(float)
    music = np.zeros_like(mixed)
    inside = np.zeros(len(mixed), bool)
    of = {track.path.name: sound(track.path)[0].astype(float) for track in noises}
    levels = []
    for segment in episode.truth:
        track = of[segment.track]
        first, past = (round((time + edge) * RATE) for time, edge in ((segment.start, 0.06), (segment.end, -0.06)))
        offset = int(np.argmax(correlate(track, mixed[first:past], "valid", method="fft")))
        excerpt = track[offset : offset + past - first]
        gain = float(mixed[first:past] @ excerpt / (excerpt @ excerpt))
        music[first:past] = gain * excerpt
        inside[first:past] = True
        levels.append(float(np.sqrt((music[first:past] ** 2).mean())))
    speech = active_rms((mixed - music)[None, :].astype(np.float32), rate=RATE)
    assert 20 * np.log10(np.array(levels) / speech) == pytest.approx(level_db, abs=0.5)


def test_every_track_is_used_once_before_any_twice(noises, voices, tmp_path):
    episode = made(tmp_path / "e.wav", noises, voices, excerpts=5)
    used = Counter(segment.track for segment in episode.truth)
    assert sum(used.values()) == 5
    assert sorted(used.values()) == [1, 2, 2]
    assert [segment.start for segment in episode.truth] == sorted(segment.start for segment in episode.truth)
    gaps = [two.start - one.end for one, two in zip(episode.truth, episode.truth[1:], strict=False)]
    assert min(gaps) >= 2.0


def test_unknown_music_is_told_apart(noises, voices, tmp_path):
    episode = made(tmp_path / "e.wav", noises[:2], voices, unknown=(noises[2],), excerpts=2)
    assert {segment.track for segment in episode.truth} == {"noise 0.wav", "noise 1.wav"}
    assert [segment.track for segment in episode.unknown] == ["unknown:noise 2.wav"]


def test_excerpts_are_changed_in_turn_and_the_truth_says_how(noises, voices, tmp_path):
    """Each is as long as it is heard: a faster one takes more of its track."""
    changes = (Change(1.25, 1.25), UNCHANGED, Change(0.8, 1.0))
    condition = Condition(50, "wav", None, changes)
    assert (condition.name, WAV.name) == ("50dB-wav-changed", "-5dB-wav")
    episode = made(tmp_path / "e.wav", noises[:2], voices, condition, unknown=(noises[2],), excerpts=4)
    assert len(episode.changes) == len(episode.truth) == 4
    laid = sorted([*episode.truth, *episode.unknown], key=lambda segment: segment.start)
    known = [number for number, segment in enumerate(laid) if segment in episode.truth]
    assert episode.changes == tuple(changes[number % 3] for number in known)
    assert all(2.9 < segment.end - segment.start < 6.1 for segment in laid)
    loud = np.abs(sound(episode.path)[0]) > 0.03
    for segment in laid:
        heard = np.flatnonzero(loud[round((segment.start - 0.5) * RATE) : round((segment.end + 0.5) * RATE)])
        assert heard[0] / RATE == pytest.approx(0.5, abs=0.05)
        assert heard[-1] / RATE == pytest.approx(0.5 + segment.end - segment.start, abs=0.05)


def test_the_codec_is_what_the_condition_says(noises, voices, tmp_path):
    condition = Condition(-5, "mp3", 64_000)
    assert (condition.name, WAV.name) == ("-5dB-mp3-64k", "-5dB-wav")
    episode = made(tmp_path / "e.mp3", noises, voices, condition, excerpts=2)
    assert episode.path.stat().st_size * 8 / episode.seconds == pytest.approx(64_000, rel=0.05)


def test_speech_alone_holds_nothing_else(voices, tmp_path):
    episode = speech_alone(tmp_path / "e.wav", WAV, speech=voices, seconds=70.0, seed=1)
    assert (episode.truth, episode.unknown) == ((), ())
    assert episode.seconds == pytest.approx(70.0), "a minute of voices is there; they speak again"
    again = speech_alone(tmp_path / "again.wav", WAV, speech=voices, seconds=70.0, seed=1)
    np.testing.assert_array_equal(sound(episode.path), sound(again.path))


def test_recordings_and_their_groups(clips, tmp_path):
    assert [(one.path.name, one.group) for one in recordings(clips / "music")] == [
        ("0.wav", "artist 0"),
        ("1.wav", "artist 1"),
        ("2.wav", "artist 2"),
        ("3.wav", "artist 3"),
        ("4.wav", "artist 3"),
    ]
    assert [one.group for one in recordings(clips / "speech")] == ["0", "1"]
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BadInput, match="no sound"):
        recordings(tmp_path)


def test_a_silent_track_cannot_be_laid(voices, tmp_path):
    write_audio(tmp_path / "silent.wav", np.zeros((1, 10 * RATE), np.float32), rate=RATE)
    with pytest.raises(UnreadableMedia, match=r"silent\.wav"):
        made(tmp_path / "e.wav", [Recording(tmp_path / "silent.wav", "")], voices, excerpts=1)
