"""Languages of short texts: the suite in docs/lab.md."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from earmark.lab import Progress, Row
from earmark.lab.metrics import calibration_error, mean, of_rows, quantile, ratio


def detect(text: str) -> tuple[str, float]:
    """The system under test: a language and how sure it is."""
    german = sum(word in {"der", "die", "und", "ist"} for word in text.split())
    return ("de", 0.6 + 0.1 * min(german, 3)) if german else ("en", 0.8)


class LanguageSuite:
    name = "language"
    version = "1"
    slices = ("genre",)
    metrics = (
        mean("accuracy", "right"),
        of_rows("calibration error", ("probability", "right"), calibration_error, higher_is_better=False),
        quantile("words, median", "words", 0.5, unit="words"),
        ratio("errors per 1000 words", {"loss": 1000}, {"words": 1}, higher_is_better=False),
    )

    def files(self, data: Path) -> Iterable[Path]:
        return [data / "texts.csv"]

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        with (data / "texts.csv").open(newline="", encoding="utf-8") as stream:
            texts = list(csv.DictReader(stream))
        chance = np.random.default_rng(seed)
        for done, text in enumerate(texts, start=1):
            shared = {"item": text["id"], "group": text["author"], "genre": text["genre"], "truth": text["language"]}
            answers = {"earmark": detect(text["text"]), "coin": (str(chance.choice(["de", "en"])), 0.5)}
            for system, (found, probability) in answers.items():
                right = found == text["language"]
                row = {"system": system, "found": found, "probability": probability, "right": right, "loss": not right}
                yield shared | row | {"words": len(text["text"].split())}
            progress(done, len(texts))
