"""Vectors of subjects and words of titles, from what each author of Project Gutenberg and LibriVox wrote about.

Run again: ``python -m earmark.lab.recipes.author_topics DATA``, where DATA holds ``gutenberg`` and ``librivox``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import svds

from earmark.authors.linking.encode import terms_about
from earmark.authors.linking.topics import SHIPPED, Topics
from earmark.lab.authors.catalogues import HELD_OUT, Catalogue, fold_of, gutenberg, librivox, one_person
from earmark.lab.authors.tasks import context_of

__all__ = ["fitted_topics", "main", "written_about"]

DIMENSIONS = 48
LEAST = 4
"""Authors that a term needs."""


def written_about(catalogues: Iterable[Catalogue], wanted: Callable[[int], bool]) -> Iterator[list[str]]:
    """The terms of each author, all books together, of those whose part of the split is `wanted`."""
    held = list(catalogues)
    for catalogue, groups in zip(held, one_person(*held), strict=True):
        for id in catalogue.people:
            if wanted(fold_of(groups[id])) and catalogue.books_of.get(id):
                yield list(terms_about(context_of(catalogue.books_of[id])))


def fitted_topics(authors: Iterable[list[str]], *, dimensions: int = DIMENSIONS) -> Topics:
    """Vectors such that terms of the same authors point the same way.

    Reference:
        S. Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 41, 1990; an author is a document.
    """
    documents = [Counter(terms) for terms in authors]
    frequency = Counter(term for document in documents for term in document)
    place = {term: at for at, term in enumerate(sorted(t for t, n in frequency.items() if n >= LEAST))}
    cells = [(row, place[term], n) for row, held in enumerate(documents) for term, n in held.items() if term in place]
    rows, columns, counts = (np.array(each) for each in zip(*cells, strict=True))
    idf = np.log(len(documents) / np.array([frequency[term] for term in place]))
    matrix = csr_array(
        coo_array((np.log1p(counts) * idf[columns], (rows, columns)), shape=(len(documents), len(place)))
    )
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)) + 1e-9
    matrix = csr_array(matrix.multiply(1 / np.asarray(lengths)[:, None]))
    _, strength, vectors = svds(matrix, k=dimensions, random_state=0)
    return Topics(place, (vectors.T * np.sqrt(strength) * idf[:, None]).astype(np.float32))


def main() -> None:
    """Write what ships."""
    data = Path(sys.argv[1])
    catalogues = [gutenberg(data / "gutenberg"), librivox(data / "librivox")]
    topics = fitted_topics(written_about(catalogues, lambda part: part not in HELD_OUT))
    topics.save(SHIPPED)
    sys.stdout.write(f"{SHIPPED}: {SHIPPED.stat().st_size} bytes, {len(topics.place)} terms\n")


if __name__ == "__main__":
    main()
