"""Cue sheets: every use in order of time, as text for people and as rows for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from earmark.core import MICROSECONDS, normal_isrc
from earmark.music.role import Role
from earmark.music.uses import Use, counted, united

__all__ = ["CUE_COLUMNS", "DDEX_COLUMNS", "USE_CODES", "cue_rows", "cue_sheet", "ddex_rows"]

USE_CODES = {Role.background: "BI", Role.foreground: "VI", Role.theme: "TH", Role.sting: "LO"}
"""Codes of use on cue sheets: background and visual (that is, featured) instrumental, theme, logo."""
CUE_COLUMNS = (
    "item",
    "episode",
    "cue",
    "start",
    "end",
    "in",
    "out",
    "duration",
    "seconds_counted",
    "use",
    "role",
    "level_db",
    "offset",
    "title",
    "artist",
    "isrc",
    "track",
    "probability",
)
DDEX_COLUMNS = (
    "DspResourceId",
    "ResourceTitle",
    "CueStartTime",
    "CueDuration",
    "CueUseType",
    "CueUseTypeUserDefinedValue",
    "ReferencedCreationIsrc",
    "ReferencedCreationTitle",
    "ReferencedCreationDisplayArtistName",
    "ReferencedCreationProprietaryId",
    "CountedDuration",
    "Probability",
)
_DDEX_USE = {
    Role.background: ("Background", ""),
    Role.foreground: ("UserDefined", "Foreground"),
    Role.theme: ("Theme", ""),
    Role.sting: ("Bumper", ""),
}
_NO_TITLE = "(music in no catalogue)"


def cue_sheet(episode: str, uses: Sequence[Use]) -> str:
    """What plays in one episode in order of time, as broadcasters file it with collecting societies.

    One line per use: number, in, out and duration as hours:minutes:seconds, code of use, title, artist, ISRC,
    probability. Music that is in no catalogue has a line without names.

    Args:
        episode: what people call it.
        uses: of it, in order; see :func:`~earmark.music.uses.uses_of`.
    """
    lines = [
        f"CUE SHEET  {_one_line(episode)}",
        f"{'#':>4}  {'in':>10}  {'out':>10}  {'duration':>10}  use  title / artist / ISRC",
    ]
    for number, use in enumerate(uses, start=1):
        times = [use.span.start, use.span.end, use.span.end - use.span.start]
        clock = "  ".join(f"{_clock(time):>10}" for time in times)
        names = " / ".join(_one_line(name) or "-" for name in (use.title, use.artist, _isrc(use)))
        lines.append(f"{number:>4}  {clock}  {_code(use) or '-':3}  {names if use.known else _NO_TITLE}" + _sure(use))
    known = sum(span.end - span.start for span in united(use.span for use in uses if use.known))
    music = sum(span.end - span.start for span in united(use.span for use in uses))
    unknown = f", {_clock(music - known)} of it in no catalogue" if music > known else ""
    cues = "1 cue" if len(uses) == 1 else f"{len(uses)} cues"
    return "\n".join([*lines, f"      {cues}, {_clock(music)} of music{unknown}"]) + "\n"


def cue_rows(episode: str, uses: Sequence[Use]) -> Iterator[dict[str, object]]:
    """The same as rows with :data:`CUE_COLUMNS`; what counts of each use adds up to all time with music."""
    for number, (use, share) in enumerate(zip(uses, counted(uses), strict=True), start=1):
        start, end = use.span.start, use.span.end
        yield {
            "item": use.item,
            "episode": episode,
            "cue": number,
            "start": start / MICROSECONDS,
            "end": end / MICROSECONDS,
            "in": _timecode(start),
            "out": _timecode(end),
            "duration": _timecode(end - start),
            "seconds_counted": share / MICROSECONDS,
            "use": _code(use),
            "role": use.role.value if use.role else "",
            "level_db": use.level_db,
            "offset": use.offset,
            "title": use.title,
            "artist": use.artist,
            "isrc": _isrc(use),
            "track": use.track,
            "probability": use.probability,
        }


def ddex_rows(episode: str, uses: Sequence[Use]) -> Iterator[Mapping[str, object]]:
    """Rows with :data:`DDEX_COLUMNS`: DDEX's words and values, in a table of ours. It is not a DSR message.

    Reference:
        DDEX, "Digital Sales Report Message Suite, part 8: record type definitions", CU01 (basic cue sheet record);
        allowed value set CueUseType.
    """
    for use, share in zip(uses, counted(uses), strict=True):
        kind, value = _DDEX_USE[use.role] if use.role else ("", "")
        yield {
            "DspResourceId": use.item,
            "ResourceTitle": episode,
            "CueStartTime": _iso(use.span.start),
            "CueDuration": _iso(use.span.end - use.span.start),
            "CueUseType": kind,
            "CueUseTypeUserDefinedValue": value,
            "ReferencedCreationIsrc": _isrc(use),
            "ReferencedCreationTitle": use.title,
            "ReferencedCreationDisplayArtistName": use.artist,
            "ReferencedCreationProprietaryId": use.track,
            "CountedDuration": _iso(share),
            "Probability": round(use.probability, 4),
        }


def _code(use: Use) -> str:
    return USE_CODES[use.role] if use.role else ""


def _isrc(use: Use) -> str:
    """Twelve characters without hyphens, as they are exchanged; empty for what is no ISRC, since it is paid by."""
    return normal_isrc(use.isrc) or ""


def _sure(use: Use) -> str:
    return f"  ({use.probability:.2f})"


def _iso(microseconds: int) -> str:
    """An ISO 8601 duration, ``PT1H2M3.5S``."""
    minutes, rest = divmod(microseconds, 60 * MICROSECONDS)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // MICROSECONDS}.{rest % MICROSECONDS:06d}".rstrip("0").rstrip(".")
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if hours or minutes else ''}{seconds}S"


def _timecode(microseconds: int) -> str:
    """``HH:MM:SS.mmm``."""
    seconds, milliseconds = divmod(round(microseconds / 1000), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{milliseconds:03d}"


def _clock(microseconds: int) -> str:
    tenths = round(microseconds / 100_000)
    minutes, tenths = divmod(tenths, 600)
    return f"{minutes // 60}:{minutes % 60:02d}:{tenths // 10:02d}.{tenths % 10}"


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
