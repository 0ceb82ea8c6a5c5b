"""Listening to a stream in sections gives what a search of the whole gives, sooner and in less memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import resample_poly

from earmark.core.errors import EarmarkError
from earmark.lab.mix import Bed, mix
from earmark.media import ByteStream, write_audio
from earmark.media.change import Change
from earmark.music import Find, Index, find, find_in_files, find_in_peaks, find_in_sound, peaks_of_signal, sections
from earmark.music.peaks import FRAME_MICROSECONDS, FRAMES_AT_ONCE
from tests.music.sounds import RATE, Laid, index_of, peaks_of_sound, tune, voice

LONG = (1, 3, 4, 5)
"""The tunes that make up a track of 72 seconds."""
LAID = (
    Laid(0, 5.0, 9.0),
    Laid(2, 42.0, 12.0),
    Laid(0, 58.0, 5.0, 10.0),
    Laid(2, 67.0, 14.0, 2.0, Change(1.04, 1.04)),
    Laid(0, 165.0, 12.0),
)
"""Stings, a stretch and a changed one over the borders of what is shared by two sections, and one at the end."""
LONG_AT = 85.0


@pytest.fixture(autouse=True)
def short_sections(monkeypatch):
    """Sections of 48 s instead of 8 minutes, and 24 s that they share."""
    monkeypatch.setattr(sections, "SECTION_FRAMES", 2 * sections.GRID_FRAMES)
    monkeypatch.setattr(sections, "OVERLAP_FRAMES", sections.GRID_FRAMES)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    folder: Path = tmp_path_factory.mktemp("long") / "index"
    peaks = {"0": peaks_of_sound(tune(0)), "2": peaks_of_sound(tune(2)[:, : 18 * RATE])}
    return index_of(folder, peaks | {"long": peaks_of_sound(_long())})


def _long() -> NDArray[np.float32]:
    return np.concatenate([tune(seed)[:, : 18 * RATE] for seed in LONG], axis=1)


@pytest.fixture(scope="module")
def episode() -> NDArray[np.float32]:
    """Three minutes at 8 kHz [shape=(samples,)]."""
    beds = [Bed(str(one.seed), one.sound(), one.start, -6.0) for one in LAID]
    beds.append(Bed("long", _long(), LONG_AT, -6.0))
    speech = np.tile(voice(60.0), (1, 3))
    mixed, _ = mix(speech, beds, rate=RATE)
    sound: NDArray[np.float32] = resample_poly(mixed[0], 1, 3).astype(np.float32)
    return sound


@pytest.fixture(scope="module")
def whole(episode, index) -> list[Find]:
    """What a search of all of it finds."""
    found = find_in_peaks(peaks_of_signal(episode), index.segments)
    assert [each.track.id for each in found] == ["0", "2", "0", "2", "long", "0"]
    return found


def blocks_of(sound: NDArray[np.float32], seconds: float = 1.0) -> Iterator[NDArray[np.float32]]:
    step = round(seconds * 8000)
    return (sound[start : start + step] for start in range(0, len(sound), step))


def assert_same(found: Find, other: Find, *, frames: float = 1.0) -> None:
    """The same claim, to a frame at its edges."""
    near = frames * FRAME_MICROSECONDS
    assert found.track == other.track
    assert found.span.start == pytest.approx(other.span.start, abs=near)
    assert found.span.end == pytest.approx(other.span.end, abs=near)
    assert found.offset == pytest.approx(other.offset, abs=2 * near)
    assert found.speed == pytest.approx(other.speed, rel=0.001)
    assert found.pitch == pytest.approx(other.pitch, abs=0.02)


def test_sections_give_what_the_whole_gives(episode, index, whole):
    found = list(find_in_sound(blocks_of(episode), index.segments))
    assert len(found) == len(whole)
    for each, other in zip(found, whole, strict=True):
        assert_same(each, other)
        assert each.evidence == pytest.approx(other.evidence, rel=0.02)
        assert each.met == pytest.approx(other.met, rel=0.02)
        assert each.asked == pytest.approx(other.asked, rel=0.02)
    assert found == sorted(found, key=lambda each: each.span)


@pytest.mark.parametrize("cut", [0.31, 7.296, 7.3, 31.0])
def test_cutting_the_front_off_moves_every_find_and_changes_nothing_else(episode, index, whole, cut):
    """Cut elsewhere, spectra are taken elsewhere: peaks that are barely there come and go, at a find's edges too."""
    heard = list(find_in_sound([episode[round(cut * 8000) :]], index.segments))
    found = [each for each in heard if each.span.start > 0]  # what is left of a sting that is cut through is found too
    expected = [each for each in whole if each.span.start > cut * 1e6]
    assert [each.track for each in found] == [each.track for each in expected]
    moves = []
    for each, other in zip(found, expected, strict=True):
        moves.append(abs(each.span.start + cut * 1e6 - other.span.start))
        moves.append(abs(each.span.end + cut * 1e6 - other.span.end))
        middle = (other.span.start + other.span.end) / 2
        heard_there = each.offset + each.speed * (middle - each.span.start - cut * 1e6)
        expected_there = other.offset + other.speed * (middle - other.span.start)
        assert heard_there == pytest.approx(expected_there, abs=1.5 * FRAME_MICROSECONDS)
        assert each.speed == pytest.approx(other.speed, rel=0.001)
        assert each.pitch == pytest.approx(other.pitch, abs=0.02)
    assert np.median(moves) <= FRAME_MICROSECONDS
    assert max(moves) < 750_000


def test_a_find_comes_once_it_is_final_and_not_at_the_end(episode, index, whole):
    heard = 0.0

    def live() -> Iterator[NDArray[np.float32]]:
        nonlocal heard
        for block in blocks_of(episode):
            heard += len(block) / 8000
            yield block

    waited = []
    for each in find_in_sound(live(), index.segments):
        waited.append(heard - each.span.end / 1e6)
    page = FRAMES_AT_ONCE * FRAME_MICROSECONDS / 1e6
    assert max(waited) < 48 + 24 + page
    assert len(waited) == len(whole)


def test_any_number_of_workers_finds_the_same(episode, index, tmp_path):
    write_audio(tmp_path / "e.flac", episode[None], rate=8000)
    alone = list(find(tmp_path / "e.flac", index))
    assert len(alone) == 6
    assert list(find(tmp_path / "e.flac", index, workers=3)) == alone
    with ThreadPoolExecutor(2) as pool:
        assert list(find_in_sound(blocks_of(episode, 7.0), index.segments, pool=pool)) == list(
            find_in_sound(blocks_of(episode), index.segments)
        )


@pytest.mark.parametrize("workers", [1, 2])
def test_many_files_in_their_order(episode, index, tmp_path, workers):
    paths = [tmp_path / f"{number}.wav" for number in range(6)]
    for number, path in enumerate(paths):
        write_audio(path, episode[None, (40 + number) * 8000 : 57 * 8000], rate=8000)
    paths[2].write_text("no sound")
    paths[4].write_bytes(paths[4].read_bytes()[:200_000])
    paths.append(tmp_path / "missing.wav")
    told: list[tuple[int, str]] = []
    for number, (source, finds) in enumerate(find_in_files(paths, index, workers=workers)):
        assert source == paths[number]
        try:
            for each in finds:
                told.append((number, each.track.id))
        except EarmarkError as error:
            told.append((number, str(error).partition(".wav: ")[2].partition(" (")[0]))
    assert told == [
        (0, "2"),
        (1, "2"),
        (2, "not a media file that can be read"),
        (3, "2"),
        (4, "2"),
        (4, "the end is missing: 12.5 of 13.0 seconds are there"),
        (5, "2"),
        (6, "cannot be read"),
    ]


def test_closing_the_search_of_many_files_ends_it(episode, index, tmp_path):
    paths = [tmp_path / f"{number}.wav" for number in range(9)]
    for path in paths:
        write_audio(path, episode[None], rate=8000)
    search = find_in_files(paths, index, workers=2)
    _, finds = next(search)
    assert next(finds).track.id == "0"
    search.close()


def test_a_stream_of_bytes(episode, index, tmp_path, whole):
    write_audio(tmp_path / "e.ogg", episode[None], rate=8000)
    with (tmp_path / "e.ogg").open("rb") as file:
        found = list(find(ByteStream(file, "the pipe"), index))
    assert [each.track for each in found] == [each.track for each in whole]


@pytest.mark.parametrize("seconds", [0.0, 0.05, 47.9, 48.0, 72.0, 72.1, 96.0])
def test_a_stream_of_any_length_ends(episode, index, seconds):
    """However it falls on the borders of sections."""
    sound = episode[40 * 8000 :][: round(seconds * 8000)]
    found = list(find_in_sound([sound] if len(sound) else [], index.segments))
    assert [each.track.id for each in found][:1] == (["2"] if seconds > 10 else [])
    assert all(each.span.end / 1e6 <= seconds + 0.1 for each in found)


LONG_STREAM = """
import sys
from pathlib import Path
import numpy as np
from earmark.media import AudioReader
from earmark.music import Index, find_in_sound

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024

with AudioReader(Path(sys.argv[1]), rate=8000) as reader:
    sound = np.concatenate([block[0] for block in reader])
heard, after = 0.0, {}

def blocks(seconds):
    global heard
    while heard < seconds:
        heard += len(sound) / 8000
        after[heard] = peak()
        yield sound

finds = sum(1 for _ in find_in_sound(blocks(900), Index.open(Path(sys.argv[2])).segments))
print(finds, peak() - min(grown for at, grown in after.items() if at > 300))
"""


def test_memory_is_flat_in_the_length_of_the_stream(episode, index, tmp_path):
    write_audio(tmp_path / "e.flac", episode[None], rate=8000)
    folder = index.segments[0].path.parent
    done = subprocess.run(
        [sys.executable, "-c", LONG_STREAM, str(tmp_path / "e.flac"), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    finds, grown = map(int, done.stdout.split())
    assert finds >= 6 * 5
    # Spectra that were kept would be 38 MB.
    assert grown < 24
