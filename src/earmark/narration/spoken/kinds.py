"""How each kind of short writing is said."""

from __future__ import annotations

import re
import unicodedata

from earmark.narration.spoken.english import cardinal, decimal, digits, money, ordinal, plural, roman, year
from earmark.narration.spoken.tables import (
    ACRONYMS,
    CURRENCIES,
    CURRENCY_CODES,
    MAGNITUDES,
    MONTH_NAMES,
    MONTHS,
    SYMBOLS,
    UNITS,
)

__all__ = [
    "said_capitals",
    "said_coded",
    "said_day_month",
    "said_decade",
    "said_emoji",
    "said_formula",
    "said_fraction",
    "said_iso_date",
    "said_mail",
    "said_measure",
    "said_named_date",
    "said_numeral",
    "said_pages",
    "said_part",
    "said_phone",
    "said_power",
    "said_slashed_date",
    "said_sum",
    "said_symbols",
    "said_temperature",
    "said_time",
    "said_web",
    "said_words_in",
    "said_year_or_number",
    "said_years",
]


def said_web(found: re.Match[str]) -> str:
    """A link is told by where it leads; nobody can listen to a path."""
    host = re.sub(r"^www\.", "", found["host"].lower())
    return f"a link to {_dotted(host)}"


def _dotted(name: str) -> str:
    return " dot ".join(re.sub(r"[-_]", " dash ", part) for part in name.split("."))


def said_mail(found: re.Match[str]) -> str:
    return f"{_dotted(found[1])} at {_dotted(found[2])}"


def said_words_in(name: str) -> str:
    """A name without blanks, parted where its capitals and digits say so."""
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name.replace("_", " "))) or name


def said_sum(found: re.Match[str]) -> str:
    unit, part = CURRENCIES[found["sign"]]
    return _amount(found["low"], found["number"], found["big"], unit, part)


def said_coded(found: re.Match[str]) -> str:
    unit, part = CURRENCY_CODES.get(found["code"] or "", ("", "")) if found["code"] else CURRENCIES[found["after"]]
    return _amount(None, found["number"], found["big"], unit, part)


def _amount(low: str | None, number: str, big: str | None, unit: str, part: str) -> str:
    lead = f"{decimal(low)} to " if low else ""
    if not big:
        return lead + (money(number, unit, part) if not low else f"{decimal(number)} {plural(unit, number)}")
    return f"{lead}{decimal(number)} {MAGNITUDES[big.strip()]} {plural(unit, '2')}"


def _month_day(month: str, day: int, written_year: str | None) -> str:
    return f"{month} {ordinal(day)}" + (f", {year(int(written_year))}" if written_year else "")


def said_iso_date(found: re.Match[str]) -> str | None:
    month, day = int(found[2]), int(found[3])
    return _month_day(MONTH_NAMES[month - 1], day, found[1]) if 1 <= month <= 12 and 1 <= day <= 31 else None


def said_slashed_date(found: re.Match[str]) -> str | None:
    """Month first, unless only the other order is a date."""
    month, day = int(found[1]), int(found[2])
    if month > 12:
        month, day = day, month
    return _month_day(MONTH_NAMES[month - 1], day, found[3]) if 1 <= month <= 12 and 1 <= day <= 31 else None


def said_day_month(found: re.Match[str]) -> str:
    return f"the {ordinal(int(found[1]))} of {MONTHS[found[2]]}" + (f" {year(int(found[3]))}" if found[3] else "")


def said_named_date(found: re.Match[str]) -> str | None:
    return _month_day(MONTHS[found[1]], int(found[2]), found[3]) if 1 <= int(found[2]) <= 31 else None


def said_time(found: re.Match[str]) -> str | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").replace(".", "").upper()
    if hour > 24 or minute > 59:
        return None
    words = cardinal(hour)
    if minute:
        words += f" oh {cardinal(minute)}" if minute < 10 else f" {cardinal(minute)}"
    elif not half:
        words += " o'clock" if hour <= 12 else " hundred"
    return f"{words} {' '.join(half)}".strip()


def said_measure(found: re.Match[str]) -> str:
    low = f"{decimal(found['low'])} to " if found["low"] else ""
    return f"{low}{decimal(found['number'])} {plural(UNITS[found['unit']], found['number'])}"


def said_temperature(found: re.Match[str]) -> str:
    scale = {"C": " Celsius", "F": " Fahrenheit", "": ""}[found[2] or ""]
    return f"{decimal(found[1])} {plural('degree', found[1])}{scale}"


def said_numeral(found: re.Match[str]) -> str | None:
    value = roman(found[2])
    if not value:
        return None
    counted = found[1].split()[-1].lower() in _COUNTED
    return f"{found[1]} {cardinal(value)}" if counted else f"{found[1]} the {ordinal(value)}"


_COUNTED = frozenset(
    {"chapter", "part", "act", "scene", "war", "volume", "book", "phase", "type", "bowl", "title", "section", "stage"}
    | {"article", "class", "level", "figure", "table", "appendix", "rocky", "fantasy", "apollo"}
)


def said_capitals(found: re.Match[str]) -> str | None:
    """Letters one by one, unless they are said as a word."""
    written = found[1]
    if written in ACRONYMS:
        return written.capitalize() + (found[2] or "")
    if len(written) > 5:
        return None
    return " ".join(written) + ("'s" if found[2] == "s" else found[2] or "")


def said_emoji(found: re.Match[str]) -> str:
    names = [unicodedata.name(char, "") for char in found[0] if not "\U0001f3fb" <= char <= "\U0001f3ff"]
    plainly = (re.sub(r"VARIATION SELECTOR.*|ZERO WIDTH.*", "", name).lower() for name in names)
    return ", ".join(dict.fromkeys(filter(None, plainly)))


def said_fraction(found: re.Match[str]) -> str | None:
    over, under = int(found[2]), int(found[3])
    if not 0 < over < under <= 100 or (under > 10 and over > 9):
        return None
    names = {2: "half", 4: "quarter"}
    name = names.get(under, ordinal(under))
    part = f"{'a' if name != 'eighth' else 'an'} {name}" if over == 1 else f"{cardinal(over)} {name}s"
    return f"{cardinal(int(found[1]))} and {part}" if found[1] else part


def said_power(found: re.Match[str]) -> str:
    raised = found[2].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")).lstrip("^")
    base = decimal(found[1]) if found[1][0].isdigit() else found[1]
    return f"{base} {({'2': 'squared', '3': 'cubed'}).get(raised) or f'to the power of {decimal(raised)}'}"


def said_year_or_number(found: re.Match[str]) -> str:
    written = found[0]
    return (
        year(int(written))
        if len(written) == 4 and written.isdecimal() and 1900 <= int(written) <= 2099
        else decimal(written)
    )


def said_decade(found: re.Match[str]) -> str:
    words = year(int(found[1])) if len(found[1]) == 4 else cardinal(int(found[1]))
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def said_phone(found: re.Match[str]) -> str:
    groups = re.findall(r"\d+", found[0])
    return ("plus " if found[0].startswith("+") else "") + ", ".join(digits(group) for group in groups)


def said_formula(found: re.Match[str]) -> str:
    return " ".join(
        cardinal(int(part)) if part.isdigit() else part for part in re.findall(r"[A-Z][a-z]?|\d+", found[0])
    )


def said_part(written: str) -> str:
    return cardinal(int(written))


def said_years(first: str, last: str) -> str:
    return f"{year(int(first))} to {year(int(last)) if len(last) == 4 else cardinal(int(last))}"


def said_pages(first: str, last: str | None) -> str:
    words = f"page {cardinal(int(first))}"
    return f"pages {cardinal(int(first))} to {cardinal(int(last))}" if last else words


def said_symbols(written: str) -> str:
    words = " ".join(filter(None, (SYMBOLS[char].strip() for char in dict.fromkeys(written.strip()))))
    return f" {words} " if words and words != "," else words + (" " if written[-1:] == " " or not words else "")
