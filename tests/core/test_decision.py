from datetime import UTC, datetime, timedelta, timezone

import pytest

from earmark.core import Decision, Verdict


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=9))])
def test_a_decision_is_made_at_a_time_of_the_world(zone):
    at = datetime(2026, 5, 1, 12, tzinfo=zone)
    assert Decision("m", Verdict.accept, "ana", at).at == at


def test_a_time_of_nowhere_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Decision("m", Verdict.reject, "ana", datetime(2026, 5, 1, 12))
