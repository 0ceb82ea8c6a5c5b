"""What is written short: a pattern for each kind, the first that matches counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from earmark.narration.spoken.english import cardinal, decimal, ordinal
from earmark.narration.spoken.kinds import (
    said_capitals,
    said_coded,
    said_day_month,
    said_decade,
    said_emoji,
    said_formula,
    said_fraction,
    said_iso_date,
    said_mail,
    said_measure,
    said_named_date,
    said_numeral,
    said_pages,
    said_part,
    said_phone,
    said_power,
    said_slashed_date,
    said_sum,
    said_symbols,
    said_temperature,
    said_time,
    said_web,
    said_words_in,
    said_year_or_number,
    said_years,
)
from earmark.narration.spoken.tables import (
    ABBREVIATIONS,
    CURRENCIES,
    CURRENCY_CODES,
    FRACTIONS,
    MAGNITUDES,
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


def _rule(kind: str, pattern: str, say: Callable[[re.Match[str]], str | None], flags: int = 0) -> Rule:
    return Rule(kind, re.compile(pattern, flags), say)


_SIGNS = _any(CURRENCIES)
_MONTH = rf"({_any(MONTHS)})\.?"
_SCORED = r"(?:won|lost|win|beat|beaten|draw|drew|defeat|defeated|victory|lead|leading|led|score|loss|winning)"

RULES: tuple[Rule, ...] = (
    _rule("address", r"(?:https?://|www\.)(?P<host>[\w.-]*\w)(?:[/?#:][^\s<>\"”]*[\w/])?", said_web),
    _rule("mail", r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", said_mail),
    _rule("handle", r"(?<![\w@])@(\w{2,})", lambda found: f"at {said_words_in(found[1])}"),
    _rule("hashtag", r"(?<![\w&])#([A-Za-z]\w+)", lambda found: f"hashtag {said_words_in(found[1])}"),
    _rule(
        "money",
        rf"(?P<sign>{_SIGNS})\s?(?:(?P<low>{_NUMBER}){_DASH}(?:{_SIGNS})?)?(?P<number>{_NUMBER})(?P<big>{_BIG})?",
        said_sum,
    ),
    _rule(
        "money",
        rf"(?:\b(?P<code>{_any(CURRENCY_CODES)})\s?)(?P<after>)(?P<number>{_NUMBER})(?P<big>{_BIG})?",
        said_coded,
    ),
    _rule("money", rf"(?P<code>)(?<![\w.])(?P<number>{_NUMBER})(?P<big>{_BIG})?\s?(?P<after>[€£¥₹])", said_coded),
    _rule("date", r"\b(\d{4})-(\d{2})-(\d{2})\b", said_iso_date),
    _rule("date", r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", said_slashed_date),
    _rule("date", rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?(?:\s(\d{{4}}))?\b", said_day_month),
    _rule("date", rf"\b{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(\d{{4}}))?(?![\d:])", said_named_date),
    _rule(
        "phone",
        r"(?<!\w)(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\+\d{1,3}(?:[\s-]\d{2,4}){2,4}\b",
        said_phone,
    ),
    _rule(
        "version",
        r"\bv(\d+(?:\.\d+)*)\b",
        lambda found: "version " + " point ".join(map(said_part, found[1].split("."))),
    ),
    _rule("version", r"\b(\d+(?:\.\d+){2,})\b", lambda found: " point ".join(map(said_part, found[1].split(".")))),
    _rule("time", r"\b(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s?(?P<half>[ap]\.?m\b\.?))?(?![:\d])", said_time, re.I),
    _rule("time", r"\b(?P<hour>\d{1,2})(?P<minute>)\s?(?P<half>[ap]\.?m\b\.?)", said_time, re.I),
    _rule("temperature", rf"([-−]?(?:{_NUMBER}))\s?°\s?([CF])\b", said_temperature),
    _rule("temperature", rf"([-−]?(?:{_NUMBER}))\s?°()", said_temperature),
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
        said_measure,
    ),
    _rule("power", r"(\d+(?:\.\d+)?|\b[a-zA-Z])(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^-?\d+)", said_power),
    _rule(
        "magnitude",
        rf"(?<![\w.])({_NUMBER})\s?(k|m|mn|bn|tn|K|M|B)\b",
        lambda found: f"{decimal(found[1])} {MAGNITUDES[found[2]]}",
    ),
    _rule("ordinal", r"\b(\d[\d,]*)(?:st|nd|rd|th)\b", lambda found: ordinal(int(found[1].replace(",", "")))),
    _rule("decade", r"(?<!\w)['’]?(\d{4}|\d0)s\b", said_decade),
    _rule("fraction", r"(?<![\w/])(?:(\d+)\s)?(\d{1,2})/(\d{1,3})(?![\w/])", said_fraction),
    _rule(
        "fraction",
        rf"(?:(\d+)\s?)?([{''.join(FRACTIONS)}])",
        lambda found: (f"{cardinal(int(found[1]))} and " if found[1] else "") + FRACTIONS[found[2]],
    ),
    _rule("page", r"\bpp?\.\s?(\d+)(?:[-–](\d+))?", lambda found: said_pages(found[1], found[2])),
    _rule("years", r"\b([12]\d{3})[-–](\d{2}|[12]\d{3})\b", lambda found: said_years(found[1], found[2])),
    _rule(
        "range",
        rf"(?<![\w.-])({_NUMBER})[-–—]({_NUMBER})(?![\w-]|\.\d)",
        lambda found: f"{decimal(found[1])} to {decimal(found[2])}",
    ),
    _rule("numeral", r"\b((?:World\s)?[A-Z][a-z]+)\s([IVXLCDM]{2,}|[IVX])\b(?<!\sI)", said_numeral),
    _rule("number", r"\b(?:No|Nr)\.\s?(\d+)", lambda found: f"number {cardinal(int(found[1]))}"),
    _rule("saint", r"\bSt\.?\s(?=[A-Z])", lambda _: "Saint "),
    _rule("street", r"(?<=[a-z]\s)St\.(?!\w)", lambda _: "Street"),
    _rule("abbreviation", rf"(?<![\w.])(?:{_any(ABBREVIATIONS)})(?!\w)", lambda found: ABBREVIATIONS[found[0]]),
    _rule("formula", r"\b(?=[A-Z]\w*\d)(?:(?:H|C|N|O|S|Na|Cl|Ca|Fe|K|Mg|P)\d{0,2}){2,6}\b", said_formula),
    _rule("capitals", r"\b([A-Z]{2,})((?:'s|’s|s)?)\b(?![-\w])", said_capitals),
    _rule("capitals", r"\b((?:[A-Z]\.){2,})()", lambda found: " ".join(found[1].replace(".", ""))),
    _rule(
        "emoji",
        "[\u2600-\u27bf\U0001f300-\U0001faff\U0001f1e6-\U0001f1ff][\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2600-\u27bf\U0001f300-\U0001faff]*",
        said_emoji,
    ),
    _rule("number", rf"(?<![\w.])[-−](?:{_NUMBER})\b", lambda found: decimal(found[0])),
    _rule("number", rf"(?<![A-Za-z\d])(?:{_NUMBER})(?![\d])", said_year_or_number),
    _rule("stretched", r"\b\w*?([a-z])\1{2,}\w*\b", lambda found: re.sub(r"([a-z])\1{2,}", r"\1", found[0]), re.I),
    _rule("slash", r"(?<=[A-Za-z])/(?=[A-Za-z])", lambda _: " or "),
    _rule("symbol", rf"\s?[{re.escape(''.join(SYMBOLS))}]+\s?", lambda found: said_symbols(found[0])),
)
