"""A contributor field, taken into the people and bodies that it names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from earmark.authors.bodies import is_body
from earmark.authors.brackets import CONJUNCTION, role_in, with_bracket
from earmark.authors.commas import Written, people_between_commas
from earmark.authors.contributor import AgentKind, Contributor
from earmark.authors.given import given_share
from earmark.authors.lexicon import COLLECTIVES, DEGREES
from earmark.authors.person import Name, folded, is_initial
from earmark.authors.roles import PLACEHOLDERS, ROLE_PREFIXES, ROLE_WORDS
from earmark.authors.script import clean, fold, in_own_case, script_runs, scripts

__all__ = ["parse_field"]

MOST = 200
"""Contributors taken from one field; what follows is left."""
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]?")
_MASK = re.compile("\ue000(\\d+)\ue001")
_STRONG = re.compile(r"\s*(?:;|\||\n|•|\s/\s|(?<=[^\W\d_]{3})/\s?(?=[^\W\d_])|/\s+(?=\w))\s*")
_BY_ROLE = re.compile(r"\s*\bby \(author\)\s*", re.I)
_DOTTED = re.compile(r"(?<=[^\W\d_]{4})\.+$")
_PEER = re.compile(
    r"(?<=[a-z.]) ((?:Marquis|Marquess|Earl|Duke|Duchess|Countess|Viscount|Baron|Bishop|Archbishop) of [A-Z])"
)
_SHOUTED = re.compile(r"(?<=[a-z] )[^\W\da-z_]{4,}(?=$| |,)|\b(?=[^\W\d_]*[^IVX])[^\W\da-z_]{3,}(?=$| and )")
_ROLES = re.compile(
    "|".join(rf"(?P<r{at}>(?<![\w-])(?:{pattern})(?=[\s(]|$))" for at, (pattern, _) in enumerate(ROLE_PREFIXES)), re.I
)
_PEN = re.compile(
    r"[\s,(]+(?P<pen>writing as|(?:also )?known as|a\.?k\.?a\.?|alias|under the (?:name|pseudonym)(?: of)?)\s+"
    r"|[\s,(]+(?P<of>pseud(?:onym)?\.?(?: of| for)|pen[- ]name of|i\.e\.,?)\s+"
    r"|[\s,(]+(?P<nee>née?|geb\.|born)\s+(?=[A-Z])",
    re.I,
)
_URL = re.compile(r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$", re.I)


@lru_cache(maxsize=100_000)
def parse_field(text: str) -> tuple[Contributor, ...]:
    """Who `text` names, in its order, at most 200.

    Never fails: a text that makes no sense comes back as one person, an empty one as nobody.
    """
    plain = clean(text).translate({0xE000: None, 0xE001: None})
    if not plain:
        return ()
    if _URL.match(plain):
        return (_placeholder(plain, "unknown"),)
    masked, brackets = _masked(plain)
    found: list[Contributor] = []
    for part in _STRONG.split(masked):
        for role, segment in _roles(part):
            found.extend(_people(segment, role, brackets))
            if len(found) >= MOST:
                return tuple(found[:MOST])
    return tuple(found) or (_person(Written(Name(family=plain)), plain, ""),)


def _masked(text: str) -> tuple[str, list[str]]:
    """`text` with each bracket as one sign that no separator cuts."""
    brackets: list[str] = []

    def keep(found: re.Match[str]) -> str:
        inside = found[1].strip()
        announced = _ROLES.match(inside)
        if announced and len(inside) > announced.end() + 2:
            return f", {inside};"
        if "," in inside and fold(inside.rsplit(",", 1)[1]) in ROLE_WORDS:
            return f"; {inside};"
        brackets.append(inside)
        ends = inside and role_in(inside) and re.match(r"\s*[^\W\d_]", text[found.end() :])
        return f"\ue000{len(brackets) - 1}\ue001" + (";" if ends else "")

    return _BRACKETS.sub(keep, _BY_ROLE.sub("; ", text)), brackets


def _shown(text: str, brackets: list[str]) -> str:
    return _MASK.sub(lambda found: f" ({brackets[int(found[1])]})", text).strip()


def _roles(part: str) -> list[tuple[str, str]]:
    """(role, text) for each stretch of `part`, cut where "edited by" and the like announce a role."""
    found: list[tuple[str, str]] = []
    role, begin = "", 0
    for match in _ROLES.finditer(part):
        if match.start() > 0 and match[0].lower() in ("by", "with") and part[match.start() - 1] not in " ,-;\ue001":
            continue
        found.append((role, part[begin : match.start()]))
        group = next(int(name[1:]) for name, value in match.groupdict().items() if value)
        role, begin = ROLE_PREFIXES[group][1], match.end()
    found.append((role, part[begin:]))
    return [(role, text.strip(" ,-:")) for role, text in found if text.strip(" ,.-:")]


def _people(segment: str, role: str, brackets: list[str]) -> list[Contributor]:
    segment = _PEER.sub(r", \1", _SHOUTED.sub(_lowered, in_own_case(_DOTTED.sub("", segment))))
    bare = _MASK.sub(" ", segment).strip(" ,.")
    inside = [role_of for mark in _MASK.findall(segment) if (role_of := role_in(brackets[int(mark)]))]
    held = role or (inside[-1] if inside and len(CONJUNCTION.split(segment)) == 1 else "")
    placeholder = PLACEHOLDERS.get(fold(bare))
    if not bare:
        return []
    if not any(char.isalnum() for char in bare):
        return [_placeholder(_shown(segment, brackets), "unknown")]
    if placeholder:
        return [replace(_placeholder(_shown(segment, brackets), placeholder), role=held)]
    if is_body(bare, [brackets[int(mark)] for mark in _MASK.findall(segment)]):
        whole = _shown(segment, brackets)
        return [Contributor(whole, AgentKind.body, Name(family=whole), role=held)]
    found: list[Contributor] = []
    for piece in _with_shared_family(_pieces(segment)):
        found.extend(_of_piece(piece, role, brackets))
    return found


def _lowered(found: re.Match[str]) -> str:
    """MOE to Moe, in a name whose other words are not shouted."""
    word = found[0]
    return word.capitalize() if word.isupper() and fold(word) not in DEGREES else word


def _pieces(segment: str) -> list[str]:
    return [piece.strip(" ,") for piece in CONJUNCTION.split(segment) if piece and piece.strip(" ,.")]


def _of_piece(piece: str, role: str, brackets: list[str]) -> list[Contributor]:
    plain = fold(_MASK.sub(" ", piece))
    if plain in PLACEHOLDERS:
        return [replace(_placeholder(_shown(piece, brackets), PLACEHOLDERS[plain]), role=role)]
    if is_body(_MASK.sub(" ", piece), []):
        return [Contributor(_shown(piece, brackets), AgentKind.body, Name(family=_shown(piece, brackets)), role=role)]
    tail = re.fullmatch(r"(.+?),? et\.? al\.?", piece)
    main, pens, others = _pen_names(tail[1] if tail else piece)
    if not main.strip(" ,."):
        return []
    marks = [int(mark) for mark in _MASK.findall(main)]
    written = people_between_commas(_latin_run(_MASK.sub(" ", main).strip(" ,")))
    found = []
    for at, person in enumerate(written):
        text = _shown(main, brackets) if len(written) == 1 else str(person.name)
        made = _person(person, text, role)
        if at == len(written) - 1 or len(written) == 1:
            made = replace(made, also=(*made.also, *_other_scripts(main), *others), pen_names=pens)
            for mark in marks:
                made = with_bracket(made, brackets[mark])
        found.append(made)
    return [*found, _placeholder("et al.", "others")] if tail else found


def _pen_names(piece: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(name, pen names, other names) of "X writing as Y", "Y, pseud. of X" and "X née Y"."""
    found = _PEN.search(piece)
    if found is None or not piece[: found.start()].strip(" ,.("):
        return piece, (), ()
    left, right = piece[: found.start()].strip(" ,"), piece[found.end() :].strip(" ,)")
    if (found["pen"] and found["pen"].lower() in ("writing as",)) or (found["pen"] or "").startswith("under"):
        return left, (right,), ()
    return left, (), (right,)


def _latin_run(text: str) -> str:
    """The Latin words of a name given in two scripts, else all of it."""
    if len(scripts(text)) < 2:
        return text
    runs = script_runs(text)
    latin = [words for script, words in runs if script == "LATIN" and len(fold(words)) > 2]
    return latin[0] if latin else runs[0][1]


def _other_scripts(text: str) -> tuple[str, ...]:
    text = _MASK.sub(" ", text).strip(" ,")
    if len(scripts(text)) < 2:
        return ()
    taken = _latin_run(text)
    return tuple(words for _, words in script_runs(text) if words and words != taken)


def _with_shared_family(pieces: list[str]) -> list[str]:
    """Jacob and Wilhelm Grimm; Wright, Orville and Wilbur: the family name stands once."""
    for at in range(len(pieces) - 1):
        left, right = pieces[at], pieces[at + 1]
        if "," not in left and _only_given(left) and "," not in right and len(right.split()) > 1:
            named = people_between_commas(right)
            pieces[at] = f"{left} {named[-1].name.family}".strip() if named else left
        elif left.count(",") == 1 and _only_given(right) and len(right.split()) == 1 and "\ue000" not in left:
            pieces[at + 1] = f"{left.split(',')[0]}, {right}"
    return pieces


def _only_given(piece: str) -> bool:
    words = piece.split()
    return all(is_initial(word) or given_share(folded(word)) > 0.75 for word in words) and (
        len(words) == 1 or all(given_share(folded(word)) > 0.8 for word in words[-1:] if not is_initial(word))
    )


def _person(written: Written, text: str, role: str) -> Contributor:
    several = folded(written.name.given.split(" ")[0]) in COLLECTIVES if written.name.given else False
    return Contributor(
        text,
        AgentKind.collective if several else AgentKind.person,
        written.name if written.name.family or written.name.given else replace(written.name, family=text or "?"),
        written.role or role,
        written.also,
        born=written.born,
        died=written.died,
    )


def _placeholder(text: str, kind: str) -> Contributor:
    return Contributor(text, AgentKind.placeholder, Name(family=kind))
