"""What somebody writes about: words and headings as vectors in which those of one author lie close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import BadInput

__all__ = ["SHIPPED", "Topics", "topic_terms"]

SHIPPED = Path(__file__).parent.with_name("data") / "topics.npz"


@dataclass(frozen=True, slots=True)
class Topics:
    """Vectors of terms.

    Attributes:
        place: row of each term in `vectors`.
        vectors: weighted by how telling a term is [shape=(terms, dimensions)].
    """

    place: dict[str, int]
    vectors: NDArray[np.float32]

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.vectors.shape[1])

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Topics:
        """The vectors in the NumPy archive at `path`, which holds arrays only.

        Raises:
            BadInput: if it is no such archive.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                terms = held["terms"].tobytes().decode("utf-8").split("\n")
                vectors = held["vectors"].astype(np.float32)
        except (OSError, ValueError, KeyError, BadZipFile) as reason:
            raise BadInput(f"these are no topics ({reason})", where=str(path)) from reason
        return cls({term: at for at, term in enumerate(terms)}, vectors)

    @classmethod
    def none(cls) -> Topics:
        """No term is known."""
        return cls({}, np.zeros((0, 1), np.float32))

    def save(self, path: Path) -> None:
        """Write the archive that `load` reads."""
        terms = np.frombuffer("\n".join(self.place).encode("utf-8"), np.uint8)
        np.savez_compressed(path, terms=terms, vectors=self.vectors.astype(np.float16))

    def vector(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """The direction of `terms` together, of length 1; all NaN if none of them is known [shape=(dimensions,)]."""
        rows = [self.place[term] for term in set(terms) if term in self.place]
        total = self.vectors[sorted(rows)].sum(axis=0) if rows else np.zeros(self.dimensions, np.float32)
        length = float(np.linalg.norm(total))
        return (total / length if length > 0 else np.full_like(total, np.nan)).astype(np.float32)


def topic_terms(subjects: Iterable[str], title_words: Iterable[str]) -> Iterator[str]:
    """The terms of a context, those of titles marked."""
    yield from subjects
    yield from (f"t:{word}" for word in title_words)
