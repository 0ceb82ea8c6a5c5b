"""What each rule of a policy does, at its edges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from earmark.core.errors import BadInput
from earmark.royalties import Money, Split, Statement, TrackVerdict
from earmark.royalties.policy import Boost, Penalty, PlayRules, Threshold, UsageRules, VerdictRule
from tests.royalties.material import RULES, policy, stated, used


def row(track: str, plays: int, **more: object) -> dict[str, object]:
    said = {"track": track, "item": "", "period": "2026-10", "plays": plays, "seconds": 200, "listeners": 0}
    return {**said, "searched": 0, "artificial": 0, **more}


def units(statement: Statement) -> dict[str, object]:
    return {each.line.track: each.line.units for each in statement.lines}


def pools(statement: Statement) -> dict[str, object]:
    return {each.line.track: each.line.pool for each in statement.lines}


def rules_of(statement: Statement, track: str) -> set[str]:
    return {reason.rule for each in statement.lines if each.line.track == track for reason in each.line.reasons}


def sure(label: str, *, seconds: int | None = 200, probability: str = "1", by: tuple[str, ...] = ()) -> TrackVerdict:
    return TrackVerdict(
        label, Fraction(probability), "v", None if seconds is None else Fraction(seconds), frozenset(by)
    )


def test_a_play_of_exactly_the_minimum_length_counts(tmp_path):
    plays = PlayRules(minimum_seconds=Fraction(30))
    rows = [row("a", 5, seconds="29.999"), row("a", 7, seconds=30), row("b", 3, seconds=31)]
    found = stated(tmp_path, rows, policy(plays))
    assert units(found) == {"a": 7, "b": 3}
    assert "plays.minimum seconds" in rules_of(found, "a") - rules_of(found, "b")


@pytest.mark.parametrize(("plays", "listeners", "pool"), [(1000, 50, "inside"), (999, 50, "held"), (1000, 49, "held")])
def test_exactly_the_minimum_is_enough(tmp_path, plays, listeners, pool):
    needs = PlayRules(minimum=Threshold(1000, 50, 1), below="held")
    found = stated(tmp_path, [row("a", plays, listeners=listeners)], policy(needs))
    assert pools(found) == {"a": pool}


def test_the_window_ends_with_the_month_and_only_the_month_is_paid(tmp_path):
    needs = PlayRules(minimum=Threshold(1000, 0, 3))
    rows = [
        *(row("a", 400, period=f"2026-{month:02d}") for month in (8, 9, 10)),
        *(row("b", 900, period=f"2026-{month:02d}") for month in (7, 11)),
        row("b", 999),
    ]
    found = stated(tmp_path, rows, policy(needs), period="2026-10")
    assert (units(found), pools(found)) == ({"a": 400, "b": 0}, {"a": "inside", "b": "outside"})
    assert any("1,200 plays of at least 1,000 in 3 months to 2026-10" in each for each in found.why.values())


def test_listeners_of_several_rows_are_the_most_or_the_sum(tmp_path):
    rows = [row("a", 90, listeners=30), row("a", 90, listeners=40, seconds=100)]
    for is_sum, pool in ((True, "inside"), (False, "outside")):
        needs = PlayRules(minimum=Threshold(0, 60, 1), sum_listeners=is_sum)
        assert pools(stated(tmp_path, rows, policy(needs))) == {"a": pool}


def test_artificial_plays_count_less_and_are_never_boosted(tmp_path):
    plays = PlayRules(artificial_weight=Fraction(1, 4), searched_weight=Fraction(2))
    rows = [row("a", 100, artificial=40), row("b", 100, artificial=90, searched=50), row("c", 10, searched=4)]
    assert units(stated(tmp_path, rows, policy(plays))) == {"a": 70, "b": Fraction(10) + 10 + Fraction(90, 4), "c": 14}


def test_the_largest_boost_that_fits_holds(tmp_path):
    boosts = tuple(Boost(f"x{by}", Threshold(plays, 0, 1), Fraction(by)) for plays, by in ((10, 3), (20, 2), (99, 9)))
    assert units(stated(tmp_path, [row("a", 20)], policy(PlayRules(boosts=boosts)))) == {"a": 60}


def test_a_charge_takes_what_there_is_and_no_more(tmp_path):
    penalty = Penalty(Fraction(9, 10), Money("EUR", 1000), "to Charges")
    rows = [row("a", 100, artificial=90), row("b", 100, artificial=89), row("c", 1, artificial=1)]
    found = stated(tmp_path, rows, policy(PlayRules(penalty=penalty)), pool=Money("EUR", 20_100))
    assert [(each.amount, each.charge) for each in found.lines] == [(10_000, 1000), (10_000, 0), (100, 100)]
    assert sum(each.amount for each in found.postings if each.to == "to Charges") == 1100


def test_a_charge_in_another_currency_is_refused(tmp_path):
    penalty = Penalty(Fraction(9, 10), Money("USD", 1000), "held")
    with pytest.raises(BadInput, match="the penalty is in USD, the pool in EUR"):
        stated(tmp_path, [row("a", 1)], policy(PlayRules(penalty=penalty)))


@pytest.mark.parametrize(
    ("verdict", "label", "pool", "counts"),
    [
        (None, "music", "inside", 100),
        (sure("music"), "music", "inside", 100),
        (sure("functional:rain", seconds=120, by=("ann",)), "functional:rain", "inside", 20),
        (sure("functional:rain", seconds=119, by=("ann",)), "functional:rain", "to A fund", 20),
        (sure("functional:rain", seconds=None, by=("ann",)), "undetermined", "held", 50),
        (sure("functional:rain"), "undetermined", "held", 50),
        (sure("functional:fan"), "functional:fan", "inside", 100),
        (sure("speech", probability="0.9"), "speech", "inside", 100),
        (sure("speech", probability="0.899"), "undetermined", "held", 50),
        (sure("speech", probability="0.1", by=("ann",)), "speech", "inside", 100),
        (sure("undetermined"), "undetermined", "held", 50),
    ],
)
def test_what_a_verdict_counts(tmp_path, verdict, label, pool, counts):
    rain = VerdictRule(Fraction(1, 5), "inside", Fraction(120), "to A fund", 1)
    rules = {**RULES, "functional:rain": rain, "undetermined": VerdictRule(Fraction(1, 2), "held")}
    verdicts = {"a": verdict} if verdict else {}
    found = stated(tmp_path, [row("a", 100)], policy(rules=rules), verdicts=verdicts)
    (each,) = found.lines
    assert (each.line.label, each.line.pool, each.line.units) == (label, pool, counts)


def test_what_is_outside_leaves_the_pool_to_the_others(tmp_path):
    rules = {**RULES, "functional": VerdictRule(pool="outside")}
    verdicts = {"noise": sure("functional:white")}
    found = stated(tmp_path, [row("a", 1), row("noise", 10**6)], policy(rules=rules), verdicts=verdicts)
    assert {each.line.track: each.amount for each in found.lines} == {"a": 100_000, "noise": 0}


@pytest.mark.parametrize(
    ("unclaimed", "amounts"),
    [
        ("held", {"": 25_000, "Ann": 25_000, "Bob": 50_000}),
        ("to A fund", {"": 25_000, "Ann": 25_000, "Bob": 50_000}),
        ("outside", {"": 0, "Ann": 33_333, "Bob": 66_667}),
    ],
)
def test_unclaimed_shares_go_where_the_policy_says(tmp_path, unclaimed, amounts):
    splits = {"a": Split((("", Fraction(1, 2)), ("Ann", Fraction(1, 2)))), "b": Split((("Bob", Fraction(1)),))}
    found = stated(tmp_path, [row("a", 1), row("b", 1)], policy(unclaimed=unclaimed), splits=splits)
    assert {posting.holder: posting.amount for posting in found.postings} == amounts
    assert {posting.to for posting in found.postings if not posting.holder} == {unclaimed}


def test_a_track_without_a_split_sheet_is_unclaimed(tmp_path):
    found = stated(tmp_path, [row("a", 1)], policy(), splits={})
    assert [(posting.holder, posting.to, posting.rule) for posting in found.postings] == [("", "held", "unclaimed")]
    assert "no split sheet, such as a" in " ".join(found.notes)


def test_money_that_nobody_has_a_right_to_is_held(tmp_path):
    found = stated(tmp_path, [row("a", 0)], policy())
    assert [(posting.amount, posting.to, posting.rule) for posting in found.postings] == [
        (100_000, "held", "nobody to pay")
    ]


def episode(item: str, plays: int, artificial: int = 0) -> dict[str, object]:
    return row("", plays, item=item, artificial=artificial)


def test_use_counts_seconds_by_plays_by_role(tmp_path):
    weights = {"background": Fraction(1, 2), "unknown": Fraction(1, 4)}
    usage = UsageRules(Fraction(60), weights=weights)
    heard = [used("e", "a", 30, foreground=12, background=12), used("f", "a", 6), used("f", "b", 60, background=60)]
    rows = [episode("e", 100, 90), episode("f", 20)]
    found = stated(tmp_path, rows, policy(PlayRules(artificial_weight=Fraction(0)), usage=usage), usage=heard)
    # a: (12 + 12/2 + 6/4) s x 10 plays + 6/4 s x 20; b: 30 s x 20 plays; a minute is a play.
    assert units(found) == {"a": Fraction(195 + 30, 60), "b": 10}


def test_use_that_is_short_or_unlikely_does_not_count(tmp_path):
    usage = UsageRules(Fraction(60), minimum_seconds=Fraction(5), minimum_probability=Fraction(1, 2))
    unlikely = used("e", "c", 60)
    object.__setattr__(unlikely, "probability", Fraction(49, 100))
    heard = [used("e", "a", 4.999999), used("e", "b", 5), unlikely]
    found = stated(tmp_path, [episode("e", 12)], policy(usage=usage), usage=heard)
    assert units(found) == {"a": 0, "b": 1, "c": 0}


def test_roles_that_overlap_are_shares_of_the_time(tmp_path):
    usage = UsageRules(Fraction(1), weights={"background": Fraction(0)})
    heard = [used("e", "a", 10, foreground=10, background=10)]
    assert units(stated(tmp_path, [episode("e", 1)], policy(usage=usage), usage=heard)) == {"a": 5}


def test_use_needs_the_plays_of_episodes(tmp_path):
    usage = UsageRules(Fraction(60))
    with pytest.raises(BadInput, match="these plays have none"):
        stated(tmp_path, [row("a", 1)], policy(usage=usage), usage=[used("e", "a", 5)])
    found = stated(tmp_path, [row("a", 1)], policy(), usage=[used("e", "a", 5)])
    assert "test pays for no usage" in found.notes


def test_a_policy_is_not_used_outside_its_time(tmp_path):
    with pytest.raises(BadInput, match="holds from 2020-01-01, not for 2019-12"):
        stated(tmp_path, [row("a", 1, period="2019-12")], policy())


@pytest.mark.parametrize(
    ("plays", "column"),
    [
        (PlayRules(minimum_seconds=Fraction(1)), "seconds"),
        (PlayRules(searched_weight=Fraction(2)), "searched"),
        (PlayRules(artificial_weight=Fraction(0)), "artificial"),
        (PlayRules(minimum=Threshold(0, 1, 1)), "listeners"),
        (PlayRules(minimum=Threshold(1, 0, 2)), "period"),
    ],
)
def test_a_policy_cannot_be_used_on_plays_that_do_not_say_enough(tmp_path, plays, column):
    with pytest.raises(BadInput, match=f"the column '{column}' is missing"):
        stated(tmp_path, [{"track": "a", "plays": 1}], policy(plays))
