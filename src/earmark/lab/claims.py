"""What a system says of an episode, judged against what plays there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from earmark.lab.episodes.compose import Episode, Event
from earmark.lab.metrics import Segment, match_segments, shared_seconds
from earmark.lab.suite import Row
from earmark.media.change import UNCHANGED, Change

__all__ = ["SPEECH", "Claim", "event_rows", "joined"]

JOINED = 5.0
"""Seconds between two claims of one track that still make one, for every system alike."""
SPEECH = "speech"
"""Condition, and group, of claims where no music plays."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A system says that a track plays.

    Attributes:
        track: the recording's file name.
        start: seconds.
        end: seconds.
        score: how sure the system is; a probability if it gives one.
        change: how it was changed, as far as the system says.
    """

    track: str
    start: float
    end: float
    score: float = 1.0
    change: Change = UNCHANGED

    @property
    def segment(self) -> Segment:
        """Where it plays."""
        return Segment(self.track, self.start, self.end)


def joined(claims: Sequence[Claim]) -> list[Claim]:
    """Claims of one track less than five seconds apart made one, with the best score and the change of the longest."""
    whole: list[Claim] = []
    longest = 0.0
    for claim in sorted(claims, key=lambda each: (each.track, each.start)):
        last = whole[-1] if whole else None
        if last is None or last.track != claim.track or claim.start - last.end >= JOINED:
            whole.append(claim)
            longest = claim.end - claim.start
            continue
        change = claim.change if claim.end - claim.start > longest else last.change
        longest = max(longest, claim.end - claim.start)
        whole[-1] = replace(last, end=max(last.end, claim.end), score=max(last.score, claim.score), change=change)
    return whole


def event_rows(episode: Episode, claims: Sequence[Claim]) -> Iterator[Row]:
    """A row for each event with the claims of its track there, and one for each claim that is not of a track there.

    A claim belongs to the event of its own track that it overlaps longest; a claim of a track that does not play
    there counts against the condition of the music that it overlaps longest, or against speech.

    Args:
        episode: what plays.
        claims: :func:`joined`.
    """
    known = [event for event in episode.events if event.known]
    pairs = dict(match_segments([event.segment for event in known], [claim.segment for claim in claims]))
    mine = _by_event(known, claims, pairs)
    lost = set(range(len(claims))) - {number for numbers in mine.values() for number in numbers}
    blamed = {number: _loudest(claims[number], episode.events) for number in sorted(lost)}
    for number, event in enumerate(known):
        matched = claims[pairs[number]] if number in pairs else None
        yield _shared(episode, event) | _of_event(event, matched, [claims[each] for each in mine[number]], claims)
    for event in episode.events:
        if not event.known:
            claimed = any(each is event for each in blamed.values())
            yield _shared(episode, event) | {"unknown_events": 1, "unknown_claimed": int(claimed), "loss": 0.0}
    for number, event_there in blamed.items():
        yield _shared(episode, event_there) | _false(episode, claims[number], number, event_there)


def _shared(episode: Episode, event: Event | None) -> dict[str, object]:
    """What every row says; without an event it is about speech."""
    return {
        "item": f"{episode.path.stem}/{event.start:.2f} {event.track}" if event else "",
        "group": event.group if event else SPEECH,
        "condition": event.condition if event else SPEECH,
        "treatment": episode.treatment.name,
        "level_db": event.level_db if event else None,
    }


def _by_event(known: Sequence[Event], claims: Sequence[Claim], pairs: Mapping[int, int]) -> dict[int, list[int]]:
    """Numbers of the claims that belong to each event."""
    mine: dict[int, list[int]] = {number: [] for number in range(len(known))}
    event_of = {claim: event for event, claim in pairs.items()}
    for number, claim in enumerate(claims):
        own = [each for each, event in enumerate(known) if event.track == claim.track and _overlap(event, claim) > 0]
        if own:
            best = event_of.get(number, max(own, key=lambda each: _overlap(known[each], claim)))
            mine[best].append(number)
    return mine


def _of_event(event: Event, matched: Claim | None, mine: Sequence[Claim], claims: Sequence[Claim]) -> dict[str, object]:
    truth = [event.segment]
    every = [claim.segment for claim in claims if claim.track == event.track]
    seconds, _, in_both = shared_seconds(truth, every)
    claimed = sum(claim.end - claim.start for claim in mine)
    return {
        "events": 1,
        "finds": len(mine),
        "hits": int(matched is not None),
        "named": int(in_both > 0),
        "event_seconds": seconds,
        "find_seconds": claimed,
        "hit_seconds": in_both,
        "start_errors": [abs(matched.start - event.start)] if matched else [],
        "end_errors": [abs(matched.end - event.end)] if matched else [],
        "factor_errors": [_factor_error(event.change, matched.change)] if matched else [],
        "probability": [claim.score for claim in mine],
        "right": [2 * _overlap(event, claim) > claim.end - claim.start for claim in mine],
        "loss": float(1 + len(mine) - 2 * (matched is not None)),
        "told": "; ".join(f"{claim.start:.2f}-{claim.end:.2f} {claim.score:.3f}" for claim in mine),
        "truth": f"{event.start:.2f}-{event.end:.2f} x{event.change.tempo:g} pitch x{event.change.pitch:.4g}",
    }


def _false(episode: Episode, claim: Claim, number: int, event: Event | None) -> dict[str, object]:
    return {
        "item": f"{episode.path.stem}/false {number} {claim.track}",
        "finds": 1,
        "find_seconds": claim.end - claim.start,
        "probability": [claim.score],
        "right": [False],
        "false_in_speech": int(event is None),
        "false_of_known": int(event is not None and event.known),
        "false_of_unknown": int(event is not None and not event.known),
        "loss": 1.0,
        "told": f"{claim.track} {claim.start:.2f}-{claim.end:.2f} {claim.score:.3f}",
        "truth": f"{event.track} {event.start:.2f}-{event.end:.2f}" if event else SPEECH,
    }


def _loudest(claim: Claim, events: Sequence[Event]) -> Event | None:
    """The event that a claim overlaps longest; None where it overlaps none."""
    best = max(events, key=lambda event: _overlap(event, claim), default=None)
    return best if best and _overlap(best, claim) > 0 else None


def _overlap(event: Event, claim: Claim) -> float:
    """Seconds in common, whatever the tracks."""
    return min(event.end, claim.end) - max(event.start, claim.start)


def _factor_error(true: Change, found: Change) -> float:
    """How far the tempo or the pitch is off, whichever is further, in percent."""
    return 100 * max(abs(found.tempo / true.tempo - 1), abs(found.pitch / true.pitch - 1))
