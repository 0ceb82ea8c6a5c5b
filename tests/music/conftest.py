from __future__ import annotations

from pathlib import Path

import pytest

from earmark.music import Index
from tests.music.sounds import index_of, peaks_of_sound, tune

KNOWN = (0, 1, 2, 3, 4, 5)
"""Seeds of the tunes that are indexed; any other is unknown."""


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the tunes `KNOWN` under their seeds."""
    folder: Path = tmp_path_factory.mktemp("catalogue") / "index"
    return index_of(folder, {str(seed): peaks_of_sound(tune(seed)) for seed in KNOWN})
