"""Pictures in words: only what the page itself says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

from earmark.narration.nodes import Figure, Image, plain

__all__ = ["described", "worn_out"]

_WORD = re.compile(r"\w+")
_FILE = re.compile(r"[\w%-]*\.(?:jpe?g|png|gif|webp|svg|bmp)|(?:img|dsc|image|photo|screenshot)[-_ ]?\d*[\w-]*", re.I)
_EMPTY = frozenset({"image", "photo", "picture", "illustration", "img", "photograph", "graphic", "figure"})
_SAME = 0.6
_LONGEST = 400
_SHARED = 3


def described(
    figure: Figure, *, images: str, captions: str, title: str = "", worn: Set[str] = frozenset()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is said of `figure`, with where each sentence comes from: ``alt``, ``caption`` or ``credit``.

    A decorative picture is silent, an alternative text that the caption repeats is not said, nor is the name of a
    file. Nothing is said that the page does not say.

    Args:
        figure: pictures with their caption.
        images: the treatment of pictures.
        captions: the treatment of captions.
        title: that of the article, which many pages give as alternative text.
        worn: alternative texts that say nothing; see :func:`worn_out`.
    """
    shown = [image for image in figure.images if not image.decorative]
    if not shown:
        return
    caption = plain(figure.caption) if captions == "read" else ""
    alts = [
        alt
        for image in shown
        if (alt := _telling(image)) and alt not in worn and not any(_repeats(alt, known) for known in (caption, title))
    ]
    if images in ("read", "announce"):
        for number, alt in enumerate(dict.fromkeys(alts)):
            yield f"{'Image' if number == 0 else 'Another image'}: {_ended(alt)}", ("alt",)
    if caption:
        lead = "Caption" if alts and images != "skip" else "Image caption"
        yield f"{lead}: {_ended(caption)}", ("caption",)


def worn_out(figures: Iterable[Figure]) -> frozenset[str]:
    """Alternative texts that more than three pictures of an article share, as pictograms do."""
    counts = Counter(image.alt for figure in figures for image in figure.images if image.alt)
    return frozenset(alt for alt, count in counts.items() if count > _SHARED)


def _telling(image: Image) -> str:
    """The alternative text, if it says anything."""
    alt = (image.alt or "").strip()
    if _FILE.fullmatch(alt) or alt.lower() in _EMPTY or not _WORD.search(alt):
        return ""
    return alt if len(alt) <= _LONGEST else f"{alt[:_LONGEST].rsplit(' ', 1)[0]} …"


def _repeats(alt: str, caption: str) -> bool:
    words = _WORD.findall(alt.lower())
    known = set(_WORD.findall(caption.lower()))
    return bool(known) and sum(word in known for word in words) >= _SAME * len(words)


def _ended(text: str) -> str:
    return text if text[-1:] in ".!?…" else f"{text}."
