"""Sums of money as people write them."""

from __future__ import annotations

import pytest

from earmark.core.errors import BadInput
from earmark.royalties import CURRENCIES, Money, decimal_text


@pytest.mark.parametrize(
    ("text", "minor", "shown"),
    [
        ("EUR 100000.00", 10_000_000, "EUR 100000.00"),
        ("eur 0.5", 50, "EUR 0.50"),
        ("JPY 5000", 5000, "JPY 5000"),
        ("BHD 1.234", 1234, "BHD 1.234"),
        ("KWD1", 1000, "KWD 1.000"),
        (" USD 0 ", 0, "USD 0.00"),
    ],
)
def test_sums_are_whole_units_of_their_currency(text, minor, shown):
    money = Money.read(text, "--pool")
    assert (money.minor, str(money)) == (minor, shown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EUX 5", "there is no currency EUX"),
        ("EUR -5.00", "negative"),
        ("EUR 5.001", "EUR has 2 decimal digits, not 3"),
        ("JPY 5.0", "JPY has 0 decimal digits"),
        ("EUR 1,000.00", "is no sum of money. Write it so"),
        ("1000", "is no sum of money"),
        ("EUR 1e5", "is no sum of money"),
        ("EUR " + "9" * 30, "more than can be counted"),
        ("", "is no sum of money"),
    ],
)
def test_what_is_no_sum_is_refused(text, words):
    with pytest.raises(BadInput, match="--pool") as caught:
        Money.read(text, "--pool")
    assert words in str(caught.value)


def test_currencies_have_the_digits_of_iso_4217():
    assert {CURRENCIES[code] for code in ("JPY", "KRW", "VND", "CLP")} == {0}
    assert {CURRENCIES[code] for code in ("BHD", "TND", "IQD")} == {3}
    assert CURRENCIES["EUR"] == CURRENCIES["MGA"] == 2
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)


def test_decimal_texts():
    assert [decimal_text(*pair) for pair in ((5, 2), (-5, 2), (1234, 0), (0, 3))] == ["0.05", "-0.05", "1234", "0.000"]
