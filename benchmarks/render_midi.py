"""Renders MIDI files into tracks: many distinct pieces that share their samples, the hard negatives of a catalogue.

    python -m benchmarks.render_midi --midi DIR --out DIR [--change pitch:3] [--instruments SEED] [--seconds 50]

Needs the program ``fluidsynth`` and a General MIDI sound font (Debian: fluidsynth, fluid-soundfont-gm). Each file
becomes a mono Opus file at 64 kbit/s; what is there already is left alone. Changed renders make a catalogue larger by
tracks that are alike and yet others.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import mido
import typer

from earmark.core.errors import BadInput, EarmarkError
from earmark.lab.suite import every_file
from earmark.media import UNCHANGED, Change, changed, read_audio, write_audio

SOUND_FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
RATE = 48_000
GAIN = "0.6"
PROGRAMS = 112
"""General MIDI's instruments; the sixteen after these are sound effects."""
DRUMS = 9
"""The channel that holds them."""
WITH_DRUMS = 0.6
ALL_SOUND_OFF = 120


def main(
    midi: Annotated[Path, typer.Option(help="Folder of MIDI files.")],
    out: Annotated[Path, typer.Option(help="Folder for the tracks.")],
    font: Annotated[Path, typer.Option(help="The sound font.")] = SOUND_FONT,
    change: Annotated[str, typer.Option(help="speed:FACTOR, tempo:FACTOR or pitch:SEMITONES.")] = "speed:1",
    instruments: Annotated[int | None, typer.Option(help="Draw other instruments by this seed.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Render no more than this of each.")] = None,
) -> None:
    """Render every file."""
    if shutil.which("fluidsynth") is None:
        raise BadInput("there is no fluidsynth", where="PATH", mend="Install it (Debian: fluidsynth)")
    if not font.is_file():
        raise BadInput("no such sound font", where=str(font), mend="Install one (Debian: fluid-soundfont-gm)")
    songs = [path for path in every_file(midi) if path.suffix.lower() in {".mid", ".midi"}]
    if not songs:
        raise BadInput("there are no MIDI files in this folder", where=str(midi))
    try:
        how = Change.parse(change)
    except ValueError as error:
        raise BadInput(str(error), where="--change") from error
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for song in songs:
        track = out / f"{song.stem}{'' if how == UNCHANGED else f' {change}'}.opus"
        if track.is_file():
            continue
        try:
            _render(song, track, font, how, instruments, seconds)
        except EarmarkError as error:
            failed += 1
            print(error, file=sys.stderr)
        else:
            print(track)
    if failed:
        sys.exit(2)


def _render(song: Path, track: Path, font: Path, how: Change, instruments: int | None, seconds: float | None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        score, wav = Path(scratch) / "song.mid", Path(scratch) / "song.wav"
        _arranged(song, score, instruments, seconds)
        options = [
            "-n",
            "-i",
            "-q",
            "-g",
            GAIN,
            "-r",
            str(RATE),
            "-o",
            "synth.dynamic-sample-loading=1",
            "-F",
            str(wav),
        ]
        command = ["fluidsynth", *options, str(font), str(score)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not wav.is_file():
            said = done.stderr.strip().partition("\n")[0]
            raise BadInput("fluidsynth cannot render this file", where=str(song), mend=said)
        samples = changed(read_audio(wav, rate=RATE).samples, how, rate=RATE)
        write_audio(track, samples, rate=RATE, bit_rate=64_000)


def _arranged(song: Path, score: Path, instruments: int | None, seconds: float | None) -> None:
    """Write `song` for other instruments, or its first seconds only, or as it is."""
    if instruments is None and seconds is None:
        shutil.copy(song, score)
        return
    try:
        file = mido.MidiFile(song)
    except (OSError, ValueError, EOFError) as error:
        raise BadInput(f"this is no MIDI file: {error}", where=str(song)) from error
    merged = mido.MidiTrack()
    rng = random.Random(f"{instruments} {song.stem}")
    programs = [rng.randrange(PROGRAMS) for _ in range(16)]
    drums = instruments is None or rng.random() < WITH_DRUMS
    if instruments is not None:
        merged += [mido.Message("program_change", channel=c, program=programs[c]) for c in range(16) if c != DRUMS]
    at = 0.0
    tempo = 500_000
    for message in mido.merge_tracks(file.tracks):
        at += mido.tick2second(message.time, file.ticks_per_beat, tempo)
        if seconds is not None and at > seconds:
            break
        if message.type == "set_tempo":
            tempo = message.tempo
        elif message.type == "program_change" and instruments is not None and message.channel != DRUMS:
            message = message.copy(program=programs[message.channel])
        elif message.type == "note_on" and message.channel == DRUMS and not drums:
            message = message.copy(velocity=0)
        merged.append(message)
    # A note that is never let go of would sound for ever.
    merged += [mido.Message("control_change", channel=c, control=ALL_SOUND_OFF) for c in range(16)]
    mido.MidiFile(type=0, ticks_per_beat=file.ticks_per_beat, tracks=[merged]).save(score)


if __name__ == "__main__":
    try:
        typer.run(main)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
