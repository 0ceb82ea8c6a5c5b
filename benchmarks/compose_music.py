"""Composes pieces of music from nothing, to train on and to fill catalogues with.

    python -m benchmarks.compose_music --out DIR [--pieces 60] [--seconds 60] [--seed N]

Each becomes a mono Opus file at 64 kbit/s; what is there already is left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from earmark.demo.music import compose
from earmark.media import write_audio

RATE = 24_000


def main(
    out: Annotated[Path, typer.Option(help="Folder for the pieces.")],
    pieces: Annotated[int, typer.Option(min=1, help="How many.")] = 60,
    seconds: Annotated[float, typer.Option(min=10, help="Length of each.")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="Of the first; those of the demo are below 1000.")] = 1000,
) -> None:
    """Compose them."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(seed, seed + pieces):
        path = out / f"piece {number}.opus"
        if not path.is_file():
            write_audio(path, compose(number, seconds, RATE)[:1], rate=RATE, bit_rate=64_000)
            print(path)


if __name__ == "__main__":
    typer.run(main)
