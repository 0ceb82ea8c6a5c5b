"""Export: a trained network becomes a model on a shelf, an ONNX file and its description."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from earmark.models import Model, models

__all__ = ["Described", "exported"]


@dataclass(frozen=True, slots=True)
class Described:
    """A model as its recipe describes it; see :class:`~earmark.models.Model`."""

    name: str
    does: str
    version: str
    licence: str
    recipe: str
    settings: Mapping[str, Any]


def exported(network: torch.nn.Module, examples: tuple[torch.Tensor, ...], described: Described, out: Path) -> Model:
    """Write `network` into folder `out`, described.

    Args:
        network: in evaluation mode; the first axis of its inputs may have any length, and the second of those that
            have more than two.
        examples: an example of each input.
        described: what it is.
        out: made if need be.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{described.name}.onnx"
    axes = tuple(dict.fromkeys(range(1 if example.ndim < 3 else 2), torch.export.Dim.DYNAMIC) for example in examples)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it names every package that it does not need
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter about itself
        program = torch.onnx.export(
            network, examples, dynamic_shapes=axes, dynamo=True, external_data=False, verbose=False
        )
    if program is None:
        raise RuntimeError("the exporter gave nothing back")
    content = _bare(program.model_proto).SerializeToString()
    path.write_bytes(content)
    said = {**asdict(described), "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    said.pop("name")
    (out / f"{described.name}.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    return next(model for model in models(out) if model.name == described.name)


def _bare(model: Any) -> Any:
    """The ONNX model without what the exporter notes of the sources that made it: paths of one machine."""
    graph = model.graph
    for noted in (model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
        noted.ClearField("metadata_props")
        noted.ClearField("doc_string")
    return model
