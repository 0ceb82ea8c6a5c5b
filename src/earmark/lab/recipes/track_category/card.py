"""The card: what the model was made of, what it can do and what not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from earmark.lab.recipes.track_category.measure import Measured
from earmark.lab.recipes.track_category.members import Members
from earmark.tracks.labels import LABELS
from earmark.tracks.scores import Belief

if TYPE_CHECKING:
    from earmark.lab.recipes.track_category.recipe import Ingredients

__all__ = ["card"]


def card(ingredients: Ingredients, parts: tuple[Members, Members, Members], belief: Belief, figures: Measured) -> str:
    """The card of a model, Markdown.

    Args:
        ingredients: what it was made of.
        parts: training, development and test recordings.
        belief: how sure it may be.
        figures: on the test recordings.
    """
    made_of = "\n".join(
        f"| {label} | " + " | ".join(_counted(part, label) for part in parts) + f" | {precision:.3f} |"
        for label, precision in zip(LABELS, figures.by_label, strict=True)
    )
    return CARD.format(
        windows=ingredients.windows,
        rounds=ingredients.rounds,
        seed=ingredients.seed,
        made_of=made_of.replace("nan", "–"),
        figures=figures,
        belief=belief,
        day=date.today().isoformat(),
    )


def _counted(part: Members, label: str) -> str:
    some = [
        one for content, kinds in part.recordings.items() if content == label for kind in kinds.values() for one in kind
    ]
    return f"{len({one.path for one in some})} ({len({one.group for one in some})})"


CARD = """# track-category

Tells, for each window of 10.24 s, how probable it is that it holds music, speech, or one of twelve kinds of functional
sound; several may hold at once. It reads 64 mel bands of the window (`earmark/tracks/spectrum.py`), relative to its
loudest, and twelve descriptors (`earmark/tracks/descriptors.py`), and has about 0.2 million parameters. The verdict on
a whole track is made of its windows by rules (`earmark/tracks/rules.py`).

## Made of
{windows} windows drawn at random: one content alone, or two over each other at levels up to 30 dB apart; other speeds,
rooms and equalisers, one channel or two different ones, codecs, silence at an end, short windows. Recordings, in
brackets the artists, speakers or sources they come from (none is in two columns), and the average precision on the
test windows:

| label | training | development | test | average precision |
|---|---|---|---|---|
{made_of}

Only recordings whose licence is CC0, CC BY, BSD or the public domain were learned from; the others are tested on. The
weights are free to use under the project's licence. Made from nothing besides: noise of any colour, noise with the
spectrum of recorded rain, water, wind and machines, steady tones, drones, and slow pads (as music).

## Figures
On {figures.windows} windows of the test recordings that hold one thing; {day}:

| what | figure |
|---|---|
| macro F1 of music, speech, functional, all windows | {figures.macro_f1:.4f} |
| the same, of the windows that are believed | {figures.believed_f1:.4f} |
| share of windows that are believed (probability at least {belief.believed:.2f}) | {figures.coverage:.4f} |
| windows of music believed to be functional | {figures.music_called_functional:.4f} |
| expected calibration error | {figures.calibration:.4f} |
| mean average precision over labels | {figures.precision:.4f} |

Figures on whole tracks, and on attempts to deceive it, are in `docs/tracks.md`.

## Limits
- Music it learned from is instrumental: game music, renders of General MIDI scores. Singing is nearly absent.
- Voices are read speech in a few European languages; whispering and ASMR are absent.
- There are few recordings of wind, thunder, crowds and insects, and no long recordings of fans or air conditioning.
- Noise of one colour and tones are mostly made from nothing; recorded members are few.
- Nothing above 8 kHz is heard.

## To train it again
`earmark train track-category --windows {windows} --rounds {rounds} --seed {seed}` with folders of music, voices and
functional sound; see `docs/models.md`.
"""
