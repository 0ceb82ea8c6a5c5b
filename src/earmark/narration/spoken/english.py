"""Numbers in English words."""

from __future__ import annotations

__all__ = ["cardinal", "decimal", "digits", "money", "ordinal", "plural", "roman", "year"]

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LARGEST = 10**15
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def cardinal(number: int) -> str:
    """`number` in words; beyond a thousand million million its digits one by one."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number >= _LARGEST:
        return digits(str(number))
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {cardinal(rest)}" if rest else "")
    scale, name = next(each for each in _SCALES if number >= each[0])
    many, rest = divmod(number, scale)
    joint = " and " if 0 < rest < 100 else " "
    return f"{cardinal(many)} {name}" + (joint + cardinal(rest) if rest else "")


def ordinal(number: int) -> str:
    """`number` as a place in a row."""
    words = cardinal(number)
    at = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[at:]
    if last in _ORDINALS:
        return words[:at] + _ORDINALS[last]
    return words[:at] + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def digits(written: str) -> str:
    """Each digit of `written` by itself."""
    return " ".join(_ONES[int(char)] for char in written if char.isdecimal())


def decimal(written: str) -> str:
    """A number as it is written, with thousands in commas and a point, perhaps with a sign."""
    sign = "minus " if written[:1] in "-−–" and written[:1] else ""
    whole, point, rest = written.lstrip("-−–+").replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0" and not point:
        return sign + digits(whole)
    return sign + cardinal(int(whole or "0")) + (f" point {digits(rest)}" if rest else "")


def year(number: int) -> str:
    """`number` as a year."""
    century, rest = divmod(number, 100)
    if 2000 <= number < 2010 or not 1100 <= number <= 2099:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def roman(written: str) -> int:
    """The value of a Roman numeral; 0 if it is none."""
    values = [_ROMANS.get(char, 0) for char in written]
    total = sum(-here if here < then else here for here, then in zip(values, (*values[1:], 0), strict=False))
    return total if total > 0 and all(values) and _written(total) == written else 0


def _written(number: int) -> str:
    parts = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    found = ""
    for value, letters in parts:
        found += letters * (number // value)
        number %= value
    return found


def plural(word: str, written: str) -> str:
    """`word` as it follows the number `written`."""
    if written.replace(",", "") in ("1", "one") or word.endswith(("s", "z")) or word in _UNCHANGED:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    head, per, tail = word.partition(" per ")
    if per:
        return f"{plural(head, written)} per {tail}"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


_UNCHANGED = ("yuan", "yen", "baht", "megahertz", "percent", "rand")
_IRREGULAR = {"foot": "feet", "inch": "inches", "penny": "pence", "square foot": "square feet", "hertz": "hertz"}


def money(written: str, unit: str, part: str) -> str:
    """A sum: ``3.50`` dollars is three dollars and fifty cents."""
    whole, point, rest = written.replace(",", "").partition(".")
    if not point or len(rest) != 2 or not part:
        return f"{decimal(written)} {plural(unit, written)}"
    below = f"{cardinal(int(rest))} {plural(part, str(int(rest)))}"
    if int(rest) == 0:
        return f"{cardinal(int(whole))} {plural(unit, whole)}"
    return below if int(whole or 0) == 0 else f"{cardinal(int(whole))} {plural(unit, whole)} and {below}"
