"""Money: whole minor units of a currency, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from earmark.core.errors import BadInput

__all__ = ["CURRENCIES", "Money", "decimal_text"]

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

CURRENCIES = {code: digits for digits, codes in ((2, _TWO), (0, _NONE), (3, _THREE)) for code in codes.split()}
"""Decimal digits of the minor unit by code, of currencies that are legal tender.

Reference:
    ISO 4217, list one.
"""

MOST = 10**17
"""Minor units in one sum: what a 64-bit integer holds with room for sums of such."""

_AMOUNT = re.compile(r"([A-Za-z]{3})\s*(-?\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money.

    Attributes:
        currency: ISO 4217 code.
        minor: how many of its smallest units, such as cents; not negative.
    """

    currency: str
    minor: int

    @classmethod
    def read(cls, text: str, where: str) -> Self:
        """The sum that `text` says, such as ``EUR 100000.00`` or ``JPY 5000``.

        Raises:
            BadInput: if it says none: unknown currency, negative, more digits than the currency has, a comma.
        """
        found = _AMOUNT.fullmatch(text.strip())
        if not found:
            raise BadInput(f"{text!r} is no sum of money", where=where, mend="Write it so: EUR 100000.00")
        code, whole, fraction = found[1].upper(), found[2], found[3] or ""
        if code not in CURRENCIES:
            raise BadInput(
                f"there is no currency {code}", where=where, mend="It is a code of ISO 4217, such as EUR or JPY"
            )
        if whole.startswith("-"):
            raise BadInput(f"{text!r} is negative", where=where, mend="Give what is there to share")
        digits = CURRENCIES[code]
        if len(fraction) > digits:
            raise BadInput(f"{code} has {digits} decimal digits, not {len(fraction)}", where=where)
        minor = int(whole + fraction.ljust(digits, "0"))
        if minor > MOST:
            raise BadInput(f"{text!r} is more than can be counted", where=where, mend=f"Up to {MOST} minor units")
        return cls(code, minor)

    @property
    def digits(self) -> int:
        """Decimal digits of the currency's minor unit."""
        return CURRENCIES[self.currency]

    def __str__(self) -> str:
        return f"{self.currency} {decimal_text(self.minor, self.digits)}"


def decimal_text(minor: int, digits: int) -> str:
    """`minor` units as a decimal number: 1234 with two digits is ``12.34``.

    Example:
        >>> decimal_text(-5, 2)
        '-0.05'
    """
    sign, units = "-" if minor < 0 else "", str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{units[:-digits]}.{units[-digits:]}" if digits else sign + units
