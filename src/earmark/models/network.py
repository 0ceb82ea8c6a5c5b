"""Networks: an ONNX file that answers arrays with arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.models.shelf import Model, verified

__all__ = ["Network"]


class Network:
    """A network on the processor, one thread a call: several callers share it, and workers do not fight for cores.

    Args:
        path: an ONNX file. It is a graph of arithmetic: unlike a pickle it cannot run code.

    Raises:
        BadInput: if it cannot be read as one.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            reason = str(error).partition("\n")[0]
            raise BadInput(f"this is no ONNX model that can be run: {reason}", where=str(path)) from error
        self._inputs = [one.name for one in self._session.get_inputs()]

    @classmethod
    def open(cls, model: Model) -> Network:
        """A model of the shelf, once its digest is checked.

        Raises:
            BadInput: if it is not the file that was put there.
        """
        return cls(verified(model))

    def __call__(self, *arrays: NDArray[Any]) -> NDArray[np.float32]:
        """The first output for these inputs, in the order of the graph's."""
        answer: NDArray[np.float32] = self._session.run(None, dict(zip(self._inputs, arrays, strict=True)))[0]
        return answer
