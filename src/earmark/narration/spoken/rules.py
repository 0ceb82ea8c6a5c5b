"""What is written short, and how it is said: a pattern and a function for each kind, the first that matches counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from earmark.narration.spoken.english import cardinal, decimal, digits, money, ordinal, plural, roman, year
from earmark.narration.spoken.tables import (
    ABBREVIATIONS,
    ACRONYMS,
    CURRENCIES,
    CURRENCY_CODES,
    FRACTIONS,
    MAGNITUDES,
    MONTH_NAMES,
    MONTHS,
    SYMBOLS,
    UNITS,
)

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of short writing.

    Attributes:
        kind: its name.
        pattern: what it looks like.
        say: the match in words; None if it is not of this kind after all.
    """

    kind: str
    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str | None]


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DASH = r"\s?[-–—]\s?"


def _any(words: object) -> str:
    assert hasattr(words, "__iter__")
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BIG = rf"\s?(?:{_any(MAGNITUDES)})(?![\w])"


def _web(found: re.Match[str]) -> str:
    """A link is told by where it leads; nobody can listen to a path."""
    host = re.sub(r"^www\.", "", found["host"].lower())
    return f"a link to {_dotted(host)}"


def _dotted(name: str) -> str:
    return " dot ".join(re.sub(r"[-_]", " dash ", part) for part in name.split("."))


def _mail(found: re.Match[str]) -> str:
    return f"{_dotted(found[1])} at {_dotted(found[2])}"


def _words_in(name: str) -> str:
    """A name without blanks, parted where its capitals and digits say so."""
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name.replace("_", " "))) or name


def _sum(found: re.Match[str]) -> str:
    unit, part = CURRENCIES[found["sign"]]
    return _amount(found["low"], found["number"], found["big"], unit, part)


def _coded(found: re.Match[str]) -> str:
    unit, part = CURRENCY_CODES.get(found["code"] or "", ("", "")) if found["code"] else CURRENCIES[found["after"]]
    return _amount(None, found["number"], found["big"], unit, part)


def _amount(low: str | None, number: str, big: str | None, unit: str, part: str) -> str:
    lead = f"{decimal(low)} to " if low else ""
    if not big:
        return lead + (money(number, unit, part) if not low else f"{decimal(number)} {plural(unit, number)}")
    return f"{lead}{decimal(number)} {MAGNITUDES[big.strip()]} {plural(unit, '2')}"


def _month_day(month: str, day: int, written_year: str | None) -> str:
    return f"{month} {ordinal(day)}" + (f", {year(int(written_year))}" if written_year else "")


def _iso_date(found: re.Match[str]) -> str | None:
    month, day = int(found[2]), int(found[3])
    return _month_day(MONTH_NAMES[month - 1], day, found[1]) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _slashed_date(found: re.Match[str]) -> str | None:
    """Month first, unless only the other order is a date."""
    month, day = int(found[1]), int(found[2])
    if month > 12:
        month, day = day, month
    return _month_day(MONTH_NAMES[month - 1], day, found[3]) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _day_month(found: re.Match[str]) -> str:
    return f"the {ordinal(int(found[1]))} of {MONTHS[found[2]]}" + (f" {year(int(found[3]))}" if found[3] else "")


def _named_date(found: re.Match[str]) -> str | None:
    return _month_day(MONTHS[found[1]], int(found[2]), found[3]) if 1 <= int(found[2]) <= 31 else None


def _time(found: re.Match[str]) -> str | None:
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


def _measure(found: re.Match[str]) -> str:
    low = f"{decimal(found['low'])} to " if found["low"] else ""
    return f"{low}{decimal(found['number'])} {plural(UNITS[found['unit']], found['number'])}"


def _temperature(found: re.Match[str]) -> str:
    scale = {"C": " Celsius", "F": " Fahrenheit", "": ""}[found[2] or ""]
    return f"{decimal(found[1])} {plural('degree', found[1])}{scale}"


def _numeral(found: re.Match[str]) -> str | None:
    value = roman(found[2])
    if not value:
        return None
    counted = found[1].split()[-1].lower() in _COUNTED
    return f"{found[1]} {cardinal(value)}" if counted else f"{found[1]} the {ordinal(value)}"


_COUNTED = frozenset(
    {"chapter", "part", "act", "scene", "war", "volume", "book", "phase", "type", "bowl", "title", "section", "stage"}
    | {"article", "class", "level", "figure", "table", "appendix", "rocky", "fantasy", "apollo"}
)
_KINGS = "Louis|Henry|Charles|George|Edward|James|William|John|Paul|Pius|Elizabeth|Richard|Philip|Benedict|Francis|Leo"
_KINGS += "|Napoleon|Alexander|Nicholas|Frederick|Ferdinand|Gregory|Innocent|Clement|Ramses|Peter|Catherine"


def _capitals(found: re.Match[str]) -> str | None:
    """Letters one by one, unless they are said as a word."""
    written = found[1]
    if written in ACRONYMS:
        return written.capitalize() + (found[2] or "")
    if len(written) > 5:
        return None
    return " ".join(written) + ("'s" if found[2] == "s" else found[2] or "")


def _emoji(found: re.Match[str]) -> str:
    names = [unicodedata.name(char, "") for char in found[0] if not "\U0001f3fb" <= char <= "\U0001f3ff"]
    plainly = (re.sub(r"VARIATION SELECTOR.*|ZERO WIDTH.*", "", name).lower() for name in names)
    return ", ".join(dict.fromkeys(filter(None, plainly)))


def _fraction(found: re.Match[str]) -> str | None:
    over, under = int(found[2]), int(found[3])
    if not 0 < over < under <= 100 or (under > 10 and over > 9):
        return None
    names = {2: "half", 4: "quarter"}
    name = names.get(under, ordinal(under))
    part = f"{'a' if name != 'eighth' else 'an'} {name}" if over == 1 else f"{cardinal(over)} {name}s"
    return f"{cardinal(int(found[1]))} and {part}" if found[1] else part


def _power(found: re.Match[str]) -> str:
    raised = found[2].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")).lstrip("^")
    base = decimal(found[1]) if found[1][0].isdigit() else found[1]
    return f"{base} {({'2': 'squared', '3': 'cubed'}).get(raised) or f'to the power of {decimal(raised)}'}"


def _year_or_number(found: re.Match[str]) -> str:
    written = found[0]
    return year(int(written)) if len(written) == 4 and 1900 <= int(written) <= 2099 else decimal(written)


def _decade(found: re.Match[str]) -> str:
    words = year(int(found[1])) if len(found[1]) == 4 else cardinal(int(found[1]))
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _phone(found: re.Match[str]) -> str:
    groups = re.findall(r"\d+", found[0])
    return ("plus " if found[0].startswith("+") else "") + ", ".join(digits(group) for group in groups)


def _formula(found: re.Match[str]) -> str:
    return " ".join(
        cardinal(int(part)) if part.isdigit() else part for part in re.findall(r"[A-Z][a-z]?|\d+", found[0])
    )


def _rule(kind: str, pattern: str, say: Callable[[re.Match[str]], str | None], flags: int = 0) -> Rule:
    return Rule(kind, re.compile(pattern, flags), say)


_SIGNS = _any(CURRENCIES)
_MONTH = rf"({_any(MONTHS)})\.?"
_SCORED = r"(?:won|lost|win|beat|beaten|draw|drew|defeat|defeated|victory|lead|leading|led|score|loss|winning)"

RULES: tuple[Rule, ...] = (
    _rule("address", r"(?:https?://|www\.)(?P<host>[\w.-]*\w)(?:[/?#:][^\s<>\"”]*[\w/])?", _web),
    _rule("mail", r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", _mail),
    _rule("handle", r"(?<![\w@])@(\w{2,})", lambda found: f"at {_words_in(found[1])}"),
    _rule("hashtag", r"(?<![\w&])#([A-Za-z]\w+)", lambda found: f"hashtag {_words_in(found[1])}"),
    _rule(
        "money",
        rf"(?P<sign>{_SIGNS})\s?(?:(?P<low>{_NUMBER}){_DASH}(?:{_SIGNS})?)?(?P<number>{_NUMBER})(?P<big>{_BIG})?",
        _sum,
    ),
    _rule(
        "money",
        rf"(?:\b(?P<code>{_any(CURRENCY_CODES)})\s?)(?P<after>)(?P<number>{_NUMBER})(?P<big>{_BIG})?",
        _coded,
    ),
    _rule("money", rf"(?P<code>)(?<![\w.])(?P<number>{_NUMBER})(?P<big>{_BIG})?\s?(?P<after>[€£¥₹])", _coded),
    _rule("date", r"\b(\d{4})-(\d{2})-(\d{2})\b", _iso_date),
    _rule("date", r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", _slashed_date),
    _rule("date", rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?(?:\s(\d{{4}}))?\b", _day_month),
    _rule("date", rf"\b{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(\d{{4}}))?(?![\d:])", _named_date),
    _rule(
        "phone",
        r"(?<!\w)(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\+\d{1,3}(?:[\s-]\d{2,4}){2,4}\b",
        _phone,
    ),
    _rule(
        "version", r"\bv(\d+(?:\.\d+)*)\b", lambda found: "version " + " point ".join(map(_part, found[1].split(".")))
    ),
    _rule("version", r"\b(\d+(?:\.\d+){2,})\b", lambda found: " point ".join(map(_part, found[1].split(".")))),
    _rule("time", r"\b(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s?(?P<half>[ap]\.?m\b\.?))?(?![:\d])", _time, re.I),
    _rule("time", r"\b(?P<hour>\d{1,2})(?P<minute>)\s?(?P<half>[ap]\.?m\b\.?)", _time, re.I),
    _rule("temperature", rf"([-−]?(?:{_NUMBER}))\s?°\s?([CF])?\b", _temperature),
    _rule("temperature", rf"([-−]?(?:{_NUMBER}))\s?°()", _temperature),
    _rule(
        "percent",
        rf"(?:({_NUMBER})\s?%?{_DASH})?([-−+]?(?:{_NUMBER}))\s?(?:%|percent\b|per cent\b)",
        lambda found: (f"{decimal(found[1])} to " if found[1] else "") + f"{decimal(found[2])} percent",
    ),
    _rule(
        "score",
        rf"(\b{_SCORED}(?:\s(?:by|of|at|was|it|is|them|the game|the match))*\s)(\d{{1,3}}){_DASH}(\d{{1,3}})\b",
        lambda found: f"{found[1]}{cardinal(int(found[2]))} {cardinal(int(found[3]))}",
    ),
    _rule(
        "magnitude",
        rf"(?<![\w.])({_NUMBER})(m)(?=\s(?:people|users|customers|copies|viewers|views|homes|jobs|votes|tonnes|barrels"
        r"|shares|downloads|subscribers|visitors|voters|workers|children|adults|cases|doses|vehicles|cars|units)\b)",
        lambda found: f"{decimal(found[1])} {MAGNITUDES[found[2]]}",
    ),
    _rule(
        "unit",
        rf"(?<![\w.])(?:(?P<low>{_NUMBER}){_DASH})?(?P<number>{_NUMBER})[\s-]?(?P<unit>{_any(UNITS)})(?![\w'’])",
        _measure,
    ),
    _rule("power", r"(\d+(?:\.\d+)?|\b[a-zA-Z])(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^-?\d+)", _power),
    _rule(
        "magnitude",
        rf"(?<![\w.])({_NUMBER})\s?(k|m|mn|bn|tn|K|M|B)\b",
        lambda found: f"{decimal(found[1])} {MAGNITUDES[found[2]]}",
    ),
    _rule("ordinal", r"\b(\d[\d,]*)(?:st|nd|rd|th)\b", lambda found: ordinal(int(found[1].replace(",", "")))),
    _rule("decade", r"(?<!\w)['’]?(\d{4}|\d0)s\b", _decade),
    _rule("fraction", r"(?<![\w/])(?:(\d+)\s)?(\d{1,2})/(\d{1,3})(?![\w/])", _fraction),
    _rule(
        "fraction",
        rf"(?:(\d+)\s?)?([{''.join(FRACTIONS)}])",
        lambda found: (f"{cardinal(int(found[1]))} and " if found[1] else "") + FRACTIONS[found[2]],
    ),
    _rule("page", r"\bpp?\.\s?(\d+)(?:[-–](\d+))?", lambda found: _pages(found[1], found[2])),
    _rule("years", r"\b([12]\d{3})[-–](\d{2}|[12]\d{3})\b", lambda found: _years(found[1], found[2])),
    _rule(
        "range",
        rf"(?<![\w.-])({_NUMBER})[-–—]({_NUMBER})(?![\w-]|\.\d)",
        lambda found: f"{decimal(found[1])} to {decimal(found[2])}",
    ),
    _rule("numeral", r"\b((?:World\s)?[A-Z][a-z]+)\s([IVXLCDM]{2,}|[IVX])\b(?<!\sI)", _numeral),
    _rule("number", r"\b(?:No|Nr)\.\s?(\d+)", lambda found: f"number {cardinal(int(found[1]))}"),
    _rule("saint", r"\bSt\.?\s(?=[A-Z])", lambda _: "Saint "),
    _rule("street", r"(?<=[a-z]\s)St\.(?!\w)", lambda _: "Street"),
    _rule("abbreviation", rf"(?<![\w.])(?:{_any(ABBREVIATIONS)})(?!\w)", lambda found: ABBREVIATIONS[found[0]]),
    _rule("formula", r"\b(?=[A-Z]\w*\d)(?:(?:H|C|N|O|S|Na|Cl|Ca|Fe|K|Mg|P)\d{0,2}){2,6}\b", _formula),
    _rule("capitals", r"\b([A-Z]{2,})((?:'s|’s|s)?)\b(?![-\w])", _capitals),
    _rule("capitals", r"\b((?:[A-Z]\.){2,})()", lambda found: " ".join(found[1].replace(".", ""))),
    _rule(
        "emoji",
        "[\u2600-\u27bf\U0001f300-\U0001faff\U0001f1e6-\U0001f1ff][\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2600-\u27bf\U0001f300-\U0001faff]*",
        _emoji,
    ),
    _rule("number", rf"(?<![\w.])[-−](?:{_NUMBER})\b", lambda found: decimal(found[0])),
    _rule("number", rf"(?<![A-Za-z\d])(?:{_NUMBER})(?![\d])", _year_or_number),
    _rule("stretched", r"\b\w*?([a-z])\1{2,}\w*\b", lambda found: re.sub(r"([a-z])\1{2,}", r"\1", found[0]), re.I),
    _rule("slash", r"(?<=[A-Za-z])/(?=[A-Za-z])", lambda _: " or "),
    _rule("symbol", rf"\s?[{re.escape(''.join(SYMBOLS))}]+\s?", lambda found: _symbols(found[0])),
)


def _part(written: str) -> str:
    return cardinal(int(written))


def _years(first: str, last: str) -> str:
    return f"{year(int(first))} to {year(int(last)) if len(last) == 4 else cardinal(int(last))}"


def _pages(first: str, last: str | None) -> str:
    words = f"page {cardinal(int(first))}"
    return f"pages {cardinal(int(first))} to {cardinal(int(last))}" if last else words


def _symbols(written: str) -> str:
    words = " ".join(filter(None, (SYMBOLS[char].strip() for char in dict.fromkeys(written.strip()))))
    return f" {words} " if words and words != "," else words + (" " if written[-1:] == " " or not words else "")
