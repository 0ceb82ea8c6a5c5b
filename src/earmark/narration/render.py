"""A script to sound: spoken, levelled, with chapters, a transcript and a report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.media import Chapter, LoudnessMeter, write_audio
from earmark.narration.cache import Cache
from earmark.narration.master import STEREO, faded, gains, limited
from earmark.narration.script import Script, Utterance
from earmark.narration.script_file import script_json
from earmark.narration.transcript import Cue, vtt
from earmark.narration.voices import Speech, Voice

__all__ = ["FORMATS", "LOUDNESS", "Narration", "narrate"]

FORMATS = (".m4b", ".m4a", ".mp3", ".opus")
LOUDNESS = -16.0
"""LUFS of the stereo programme, as podcast platforms ask for."""
_LEAD_SECONDS, _TAIL_SECONDS = 0.4, 1.0
_BIT_RATE = 96_000
_CORRECTIONS, _NEAR = 3, 0.1


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made.

    Attributes:
        audio, transcript, script, report: where it lies.
        seconds: how long it is.
        made, kept: sentences spoken anew, and taken from the cache.
        loudness, true_peak: LUFS and dBTP before encoding.
    """

    audio: Path
    transcript: Path
    script: Path
    report: Path
    seconds: float
    made: int
    kept: int
    loudness: float
    true_peak: float


def narrate(script: Script, output: Path, voice: Voice, *, cache: Path) -> Narration:
    """Speak `script` and write the sound to `output`, with ``.vtt``, ``.script.json`` and ``.report.json`` beside it.

    Memory is flat: one sentence at a time is held. The same script and voice give the same bytes.

    Args:
        script: what is said.
        output: m4b, m4a, mp3 or opus.
        voice: who says it.
        cache: a folder for what was spoken; sentences that are there are not spoken again.

    Raises:
        BadInput: if nothing is said, or a file cannot be written.
        EarmarkError: if the voice fails.
    """
    if output.suffix.lower() not in FORMATS:
        raise BadInput(f"'{output.suffix}' is no format of a narration", where=str(output), mend="Use m4b, mp3 or opus")
    if not script.utterances:
        raise BadInput("there is nothing to say", where=script.uri or None)
    held = Cache(cache, voice, language=script.language)
    rate = voice.rate
    factors = gains(((each.voice, held.speech(each).samples) for each in script.utterances), rate=rate, target=LOUDNESS)
    cues = _timeline(script.utterances, held, rate)
    total = cues[-1].end + round(_TAIL_SECONDS * rate)
    chapters = _chapters(cues, script.title, total, rate)
    factors = _corrected(cues, held, factors, total=total, rate=rate)
    meter = LoudnessMeter(rate=rate, channels=1)
    blocks = _blocks(cues, held, factors, total=total, rate=rate)
    tags = {"title": script.title, "artist": script.byline, "comment": f"Synthetic speech by {voice.name}"}
    write_audio(
        output,
        (np.repeat(block, 2, axis=0) for block in _measured(blocks, meter)),
        rate=rate,
        tags={name: value for name, value in tags.items() if value},
        chapters=chapters,
        bit_rate=_BIT_RATE,
    )
    loudness = meter.result()
    made = Narration(
        audio=output,
        transcript=output.with_suffix(".vtt"),
        script=output.with_suffix(".script.json"),
        report=output.with_suffix(".report.json"),
        seconds=total / rate,
        made=held.made,
        kept=held.kept,
        loudness=loudness.integrated + STEREO,
        true_peak=loudness.true_peak,
    )
    _write(made.transcript, vtt(cues, rate=rate))
    _write(made.script, script_json(script))
    _write(made.report, json.dumps(_report(script, made, cues, chapters, voice, rate), ensure_ascii=False, indent=1))
    return made


def _timeline(utterances: Sequence[Utterance], held: Cache, rate: int) -> list[Cue]:
    cues: list[Cue] = []
    at = round(_LEAD_SECONDS * rate)
    for utterance in utterances:
        speech = held.again(utterance)
        cues.append(Cue(utterance, at, at + len(speech.samples), speech.words))
        at = cues[-1].end + round(utterance.pause * rate / 1000)
    return cues


def _blocks(
    cues: Sequence[Cue], held: Cache, factors: dict[str, float], *, total: int, rate: int
) -> Iterator[NDArray[np.float32]]:
    """One of the two equal channels of the programme, silence and sentences in turn [shape=(1, n)]."""
    at = 0
    for cue in cues:
        yield np.zeros((1, cue.start - at), np.float32)
        speech: Speech = held.again(cue.utterance)
        sound = limited(faded(speech.samples, rate=rate) * np.float32(factors.get(cue.utterance.voice, 1.0)), rate=rate)
        yield sound[None, :]
        at = cue.end
    yield np.zeros((1, total - at), np.float32)


def _corrected(
    cues: Sequence[Cue], held: Cache, factors: dict[str, float], *, total: int, rate: int
) -> dict[str, float]:
    """Factors that make up for what the limiter takes and for the pauses, measured on the programme itself."""
    for _ in range(_CORRECTIONS):
        meter = LoudnessMeter(rate=rate, channels=1)
        for _ in _measured(_blocks(cues, held, factors, total=total, rate=rate), meter):
            pass
        off = LOUDNESS - STEREO - meter.result().integrated
        if not np.isfinite(off) or abs(off) < _NEAR:
            break
        factors = {voice: factor * 10 ** (off / 20) for voice, factor in factors.items()}
    return factors


def _measured(blocks: Iterator[NDArray[np.float32]], meter: LoudnessMeter) -> Iterator[NDArray[np.float32]]:
    for block in blocks:
        if block.shape[1]:
            meter.push(block)
            yield block


def _chapters(cues: Sequence[Cue], title: str, total: int, rate: int) -> list[Chapter]:
    """Chapters where utterances start them; the first begins with the recording."""
    starts = [(cue.start / rate, cue.utterance.chapter) for cue in cues if cue.utterance.chapter]
    if not starts or starts[0][0] > cues[0].start / rate:
        starts.insert(0, (0.0, title or "Start"))
    starts[0] = (0.0, starts[0][1])
    ends = [*(start for start, _ in starts[1:]), total / rate]
    return [Chapter(name, start, end) for (start, name), end in zip(starts, ends, strict=True)]


def _report(
    script: Script, made: Narration, cues: Sequence[Cue], chapters: Sequence[Chapter], voice: Voice, rate: int
) -> dict[str, object]:
    """What was said of what, for people and programs that check."""
    return {
        "title": script.title,
        "uri": script.uri,
        "voice": voice.name,
        "synthetic": True,
        "seconds": round(made.seconds, 3),
        "loudness_lufs": round(made.loudness, 2),
        "true_peak_dbtp": round(made.true_peak, 2),
        "utterances": dict(Counter(cue.utterance.role for cue in cues)),
        "spoken_anew": made.made,
        "kept": made.kept,
        "word_times": "native" if any(cue.words for cue in cues) else "none",
        "chapters": [{"title": each.title, "start": round(each.start, 3)} for each in chapters],
        "images": [
            {"say": cue.utterance.say, "evidence": list(cue.utterance.evidence), "start": round(cue.start / rate, 3)}
            for cue in cues
            if cue.utterance.role == "image"
        ],
    }


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", where=str(path)) from error
