"""Run folders: what was measured, on what, by which code, and every answer.

    runs/music-20260314T150926Z-3f2a9c1e/
        manifest.json        suite, code, data hash, seed, machine, time, scores
        predictions.parquet  one row per system and item
        data.parquet         name, size and digest of every file the suite read

A folder appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from earmark.core.canonical import content_id
from earmark.core.errors import BadInput
from earmark.core.provenance import code, machine
from earmark.core.unfinished import unfinished
from earmark.lab.data import DataFile, data_files, data_hash
from earmark.lab.predictions import REQUIRED, prediction_table
from earmark.lab.score import Score, score
from earmark.lab.suite import Progress, Suite

__all__ = ["FORMAT", "Evaluation", "evaluate", "read_evaluation"]

FORMAT = "earmark.evaluation/1"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run of a suite.

    Attributes:
        folder: where it lies.
        manifest: the content of manifest.json.
        predictions: one row per system and item.
    """

    folder: Path
    manifest: dict[str, Any]
    predictions: pa.Table

    @property
    def scores(self) -> list[Score]:
        return [Score(**line) for line in self.manifest["scores"]]

    def data_files(self) -> list[DataFile]:
        """The files the suite read."""
        return [DataFile(**row) for row in _read_table(self.folder / "data.parquet").to_pylist()]


def evaluate(suite: Suite, data: Path, *, out: Path, seed: int, progress: Progress) -> Evaluation:
    """Run `suite` on folder `data` and keep the run in a new folder under `out`.

    Args:
        suite: what to measure.
        data: the suite's data.
        out: folder of runs; made if missing.
        seed: of the suite's own draws and of the bootstrap.
        progress: told (done, total) items now and then.

    Raises:
        BadInput: if the data cannot be used or `out` cannot be written.
    """
    if not data.is_dir():
        raise BadInput("no such folder", where=str(data), mend="--data names the folder with the suite's data")
    files = data_files(suite.files(data), data)
    with unfinished(out, "unfinished") as folder:
        made_by = {"code": code(), "machine": machine()}
        started, wall, cpu = datetime.now(UTC), time.perf_counter(), _cpu_seconds()
        table = prediction_table(suite.evaluate(data, seed=seed, progress=progress), suite=suite.name)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "suite": suite.name,
            "suite_version": suite.version,
            "started": started.isoformat(),
            "seconds": {"wall": time.perf_counter() - wall, "cpu": _cpu_seconds() - cpu},
            "seed": seed,
            "data": {
                "folder": str(data.absolute()),
                "hash": data_hash(files),
                "files": len(files),
                "bytes": sum(file.size for file in files),
            },
            **made_by,
            "scores": [asdict(line) for line in score(table, suite.metrics, suite.slices, seed=seed)],
        }
        name = f"{suite.name}-{started:%Y%m%dT%H%M%SZ}-{content_id(manifest)[:8]}"
        _write(folder, manifest, table, files)
        folder.rename(out / name)
    return Evaluation(out / name, manifest, table)


def read_evaluation(folder: Path) -> Evaluation:
    """The run in `folder`.

    Raises:
        BadInput: if it is not a run folder, was written by a newer earmark, or is damaged.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except OSError as error:
        mend = "Give a folder that 'earmark evaluate' wrote"
        raise BadInput("not a run: manifest.json cannot be read", where=str(folder), mend=mend) from error
    except ValueError as error:
        raise BadInput(f"manifest.json is not JSON: {error}", where=str(folder)) from error
    form = manifest.get("format") if isinstance(manifest, dict) else None
    if form != FORMAT:
        raise BadInput(f"not a run this earmark can read: format {form!r}, expected {FORMAT!r}", where=str(folder))
    lacking = {"suite", "suite_version", "seed", "data", "scores"} - manifest.keys()
    if lacking:
        raise BadInput(f"manifest.json lacks {', '.join(sorted(lacking))}", where=str(folder))
    table = _read_table(folder / "predictions.parquet")
    if absent := [name for name in REQUIRED if name not in table.column_names]:
        raise BadInput(f"predictions.parquet lacks {', '.join(absent)}", where=str(folder))
    return Evaluation(folder, manifest, table)


def _write(folder: Path, manifest: dict[str, Any], table: pa.Table, files: Sequence[DataFile]) -> None:
    pq.write_table(table, folder / "predictions.parquet", compression="zstd")
    pq.write_table(pa.Table.from_pylist([asdict(file) for file in files]), folder / "data.parquet", compression="zstd")
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _read_table(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise BadInput(f"{path.name} cannot be read: {error}", where=str(path.parent)) from error


def _cpu_seconds() -> float:
    """Of this process and of its workers that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
