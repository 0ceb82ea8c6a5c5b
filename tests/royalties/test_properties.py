"""What holds for every statement, whatever the plays and the policy."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.royalties import Statement, destinations, holder_totals
from tests.royalties.material import CASES, POLICIES, Case

POOLS = st.integers(0, 10**7) | st.just(10**17)
MANY = settings(max_examples=100, deadline=None)


@MANY
@given(CASES, POLICIES, POOLS)
def test_the_postings_are_the_pool_and_none_is_negative(case, rules, pool):
    statement = case.stated(rules, pool)
    assert sum(posting.amount for posting in statement.postings) == pool
    assert min((posting.amount for posting in statement.postings), default=0) >= 0
    assert sum(destination.amount for destination in destinations(statement)) == pool
    totals = holder_totals(statement)
    assert sum(total.paid + total.held + total.elsewhere for total in totals) == pool
    of_lines: Counter[tuple[str, str]] = Counter()
    for posting in statement.postings:
        of_lines[posting.track, posting.source] += posting.amount
    for each in statement.lines:
        assert of_lines[each.line.track, each.line.source] == each.amount
        assert 0 <= each.charge <= each.amount
    assert not any(posting.amount for posting in statement.postings if posting.to == "outside")


@MANY
@given(CASES, POLICIES, POOLS, st.integers())
def test_the_order_of_rows_changes_nothing(case, rules, pool, seed):
    chance = Random(seed)
    rows, usage = list(case.rows), list(case.usage)
    chance.shuffle(rows)
    chance.shuffle(usage)
    splits = dict(chance.sample(sorted(case.splits.items()), len(case.splits)))
    verdicts = dict(chance.sample(sorted(case.verdicts.items(), key=str), len(case.verdicts)))
    one, other = case.stated(rules, pool), Case(rows, usage, verdicts, splits).stated(rules, pool)
    assert one.postings == other.postings
    assert holder_totals(one) == holder_totals(other)


@MANY
@given(CASES, POLICIES, POOLS, st.integers(1, 3000), st.data())
def test_more_plays_of_a_track_never_earn_it_less(case, rules, pool, more, data):
    place = data.draw(st.sampled_from([place for place, row in enumerate(case.rows) if row["track"]]))
    rows = [{**row, "plays": row["plays"] + more} if turn == place else row for turn, row in enumerate(case.rows)]
    track = case.rows[place]["track"]
    before, after = case.stated(rules, pool), Case(rows, case.usage, case.verdicts, case.splits).stated(rules, pool)
    assert _plays_of(after, track) >= _plays_of(before, track)


def _plays_of(statement: Statement, track: object) -> int:
    """What the plays of a track come to, charges taken off."""
    return sum(
        each.amount - each.charge for each in statement.lines if (each.line.track, each.line.source) == (track, "plays")
    )
