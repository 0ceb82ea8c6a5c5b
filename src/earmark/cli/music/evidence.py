"""`earmark music evidence`: why a find was made, as a picture and a clip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import IndexOption, catalogue_beside, index_folder, item_at, name_of, sounding
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import Item, Kind, Span
from earmark.core.errors import BadInput, EarmarkError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from earmark.catalog import Store
    from earmark.music import Find, Index
    from earmark.music.files import Source
    from earmark.music.proof import Claim, Proof

__all__ = ["evidence_command"]

COLUMNS = ["item", "track", "start", "end", "picture", "clip"]
CLIP_RATE = 32_000


def evidence_command(
    audio: Annotated[list[Path], typer.Argument(help="Episodes, or folders of them: audio, or video with sound.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.")] = Path("evidence"),
    at: Annotated[float | None, typer.Option(min=0.0, help="Only finds that hold this second.")] = None,
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Find tracks in AUDIO and write, for each find, a picture of the evidence and a clip: episode, then track."""
    from earmark.music import Index, find_in_files

    bad: list[str] = []
    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        opened = open_things.enter_context(Index.open(index_folder(index, catalog)))
        opened.verify()
        _make(output)
        files = list(sounding(audio, bad))
        found = open_things.enter_context(closing(find_in_files(files, opened)))
        writer = _Writer(output, opened, store, bad)
        emit(_rows(counted(found, progress("finding", len(files))), at, writer), format, COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"cannot be made ({error.strerror})", where=str(folder)) from error


def _rows(found: Iterable[tuple[Source, Iterator[Find]]], at: float | None, writer: _Writer) -> Iterator[Row]:
    for source, finds in found:
        assert isinstance(source, Path)
        kept: list[Find] = []
        try:
            for find in finds:
                if at is None or find.span.start <= at * 1e6 < find.span.end:
                    kept.append(find)
        except EarmarkError as error:
            writer.bad.append(str(error))
        try:
            yield from writer.rows(source, kept)
        except EarmarkError as error:
            writer.bad.append(str(error))


class _Writer:
    """Writes pictures and clips to a folder, no two under one name; what cannot be written is added to `bad`."""

    def __init__(self, folder: Path, index: Index, store: Store | None, bad: list[str]) -> None:
        self.bad = bad
        self._folder = folder
        self._index = index
        self._store = store
        self._taken: set[str] = set()

    def rows(self, episode: Path, finds: list[Find]) -> Iterator[Row]:
        """Evidence of `finds` in `episode`, in order of what is shown of each."""
        from earmark.media import excerpts
        from earmark.music import Pick, peaks_of_file, picked
        from earmark.music.proof import AROUND, Claim, prove

        if not finds:
            return
        peaks = peaks_of_file(episode)
        named = [one for find in finds for one in picked(find, Pick.earliest)]
        proofs = [(prove(Claim.of_find(find), peaks, self._index), find) for find in named]
        proofs.sort(key=lambda pair: pair[0].excerpt)
        spans = [Span(max(0, proof.excerpt.start - AROUND), proof.excerpt.end + AROUND) for proof, _ in proofs]
        sounds = excerpts(episode, spans, rate=CLIP_RATE)
        for (proof, find), span, sound in zip(proofs, spans, sounds, strict=True):
            yield self._row(episode, find, proof, sound, proof.excerpt.start - span.start)

    def _row(self, episode: Path, find: Find, proof: Proof, sound: NDArray[np.float32], lead: int) -> Row:
        from earmark.music.proof import draw_proof

        item = item_at(episode, Kind.episode, self._store)
        track = name_of(find.track, self._store)
        name = self._name(episode.stem, find, track)
        picture, clip = self._folder / f"{name}.png", self._folder / f"{name}.wav"
        draw_proof(picture, proof, sound, rate=CLIP_RATE, item=item.title or episode.stem)
        first = round(lead * CLIP_RATE / 1e6)
        length = round(proof.excerpt.seconds * CLIP_RATE)
        written = self._clip(clip, proof.claim, proof.excerpt, find.track.uri, sound[:, first : first + length])
        return {
            "item": item.id if self._store and self._store.item(item.id) else str(episode),
            "track": track,
            "start": find.span.start / 1e6,
            "end": find.span.end / 1e6,
            "picture": str(picture),
            "clip": str(clip) if written else "",
        }

    def _clip(self, path: Path, claim: Claim, excerpt: Span, uri: str, heard: NDArray[np.float32]) -> bool:
        from earmark.media import write_audio
        from earmark.music.proof import beside, recording_there

        try:
            reference = Item(claim.track, Kind.track, uri).path
            recording = recording_there(claim, excerpt, reference, rate=CLIP_RATE)
            write_audio(path, beside(heard, recording, rate=CLIP_RATE), rate=CLIP_RATE)
        except EarmarkError as error:
            self.bad.append(f"no clip {path.name}: {error}")
            return False
        return True

    def _name(self, episode: str, find: Find, track: str) -> str:
        """A name of its own, whatever the titles hold; case does not tell names apart on every disk."""
        from earmark.music.proof import safe_name

        title = find.track.title or Path(track).stem
        plain = name = f"{safe_name(episode)}-{find.span.start / 1e6:.1f}-{safe_name(title)}"
        number = 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{plain}-{number}"
        self._taken.add(name.casefold())
        return name
