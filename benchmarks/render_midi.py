"""Renders MIDI files into tracks: many distinct pieces that share their samples, the hard negatives of a catalogue.

    python -m benchmarks.render_midi --midi DIR --out DIR [--change pitch:3]

Needs the program ``fluidsynth`` and a General MIDI sound font (Debian: fluidsynth, fluid-soundfont-gm). Each file
becomes a mono Opus file at 64 kbit/s; what is there already is left alone. Changed renders make a catalogue larger by
tracks that are alike and yet others.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from earmark.core.errors import BadInput, EarmarkError
from earmark.lab.suite import every_file
from earmark.media import UNCHANGED, Change, changed, read_audio, write_audio

SOUND_FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
RATE = 48_000
GAIN = "0.6"


def main(
    midi: Annotated[Path, typer.Option(help="Folder of MIDI files.")],
    out: Annotated[Path, typer.Option(help="Folder for the tracks.")],
    font: Annotated[Path, typer.Option(help="The sound font.")] = SOUND_FONT,
    change: Annotated[str, typer.Option(help="speed:FACTOR, tempo:FACTOR or pitch:SEMITONES.")] = "speed:1",
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
            _render(song, track, font, how)
        except EarmarkError as error:
            failed += 1
            print(error, file=sys.stderr)
        else:
            print(track)
    if failed:
        sys.exit(2)


def _render(song: Path, track: Path, font: Path, how: Change) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch) / "song.wav"
        command = ["fluidsynth", "-n", "-i", "-q", "-g", GAIN, "-r", str(RATE), "-F", str(wav), str(font), str(song)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not wav.is_file():
            said = done.stderr.strip().partition("\n")[0]
            raise BadInput("fluidsynth cannot render this file", where=str(song), mend=said)
        samples = changed(read_audio(wav, rate=RATE).samples, how, rate=RATE)
        write_audio(track, samples, rate=RATE, bit_rate=64_000)


if __name__ == "__main__":
    try:
        typer.run(main)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
