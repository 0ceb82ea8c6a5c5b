"""What a suite read: name, size and digest of every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.core.canonical import content_id
from earmark.core.errors import BadInput
from earmark.media import file_digest

__all__ = ["DataFile", "data_files", "data_hash"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file.

    Attributes:
        name: path relative to the data folder, with forward slashes; the absolute path if it lies outside.
        size: bytes.
        digest: 128 bits of BLAKE2b of the content, hexadecimal.
    """

    name: str
    size: int
    digest: str


def data_files(paths: Iterable[Path], data: Path) -> list[DataFile]:
    """Digests of `paths`, sorted by name, read in pieces so that memory stays flat.

    Raises:
        BadInput: if there is no file, or one cannot be read.
    """
    files = sorted((_digested(path, data) for path in set(paths)), key=lambda file: file.name)
    if not files:
        raise BadInput("no file here that the suite can read", where=str(data))
    return files


def data_hash(files: Sequence[DataFile]) -> str:
    """The one name of these files: :func:`~earmark.core.canonical.content_id` of ``[[name, size, digest], …]``."""
    return content_id([[file.name, file.size, file.digest] for file in files])


def _digested(path: Path, data: Path) -> DataFile:
    name = path.relative_to(data) if path.is_relative_to(data) else path.absolute()
    try:
        digest, size = file_digest(path), path.stat().st_size
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from error
    return DataFile(name.as_posix().encode("utf-8", "backslashreplace").decode(), size, digest)
