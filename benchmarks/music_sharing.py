"""Music that shares samples with the catalogue and is not in it: how often is it claimed?

    python -m benchmarks.music_sharing --rendered DIR [--seed N]

Half of the pieces of a folder that were rendered with one sound font go into the index; the other half is listened to
in the clear, whole. Whatever is claimed is wrong, though a few pieces do quote each other.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from earmark.lab.episodes import hold_out, recordings
from earmark.music import Index, IndexWriter, Track, find_in_peaks, peaks_of_file


def main(
    rendered: Annotated[Path, typer.Option(help="Folder of tracks made with one synthesizer.")],
    seed: Annotated[int, typer.Option(min=0, help="Of which half is indexed.")] = 4,
) -> None:
    """Print the claims."""
    known, unknown = hold_out(recordings(rendered), 0.5, seed)
    with tempfile.TemporaryDirectory() as scratch:
        with IndexWriter.open(Path(scratch) / "index") as writer:
            names = [track.path.name for track in known]
            peaks = [peaks_of_file(track.path) for track in known]
            writer.add([(Track(name, "", name), each) for name, each in zip(names, peaks, strict=True)])
        index = Index.open(Path(scratch) / "index")
        hours, claims = 0.0, 0
        for track in unknown:
            query = peaks_of_file(track.path)
            hours += query.seconds / 3600
            for find in find_in_peaks(query, index.segments):
                if find.score < 0.5:
                    continue
                claims += 1
                typer.echo(
                    f"{track.path.name:16} {find.track.id:16} evidence {find.evidence:6.1f}, "
                    f"{find.span.seconds:4.1f} s, {find.met} of {find.asked} peaks, speed {find.speed:.3f}"
                )
        typer.echo(f"{len(known)} indexed, {len(unknown)} listened to, {hours:.2f} h: {claims} claims")


if __name__ == "__main__":
    typer.run(main)
