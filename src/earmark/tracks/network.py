"""The network: what each window holds."""

from __future__ import annotations

from functools import cache

from earmark.models import Model, Network, shipped

__all__ = ["MODEL", "category_model", "category_network"]

MODEL = "track-category"


@cache
def category_model() -> Model:
    """The model as the shelf describes it: its version and settings.

    Raises:
        BadInput: if it is missing or not described as it should be.
    """
    return shipped(MODEL)


@cache
def category_network() -> Network:
    """The network, loaded once per process: mel bands [shape=(windows, FRAMES, BANDS), uint8; see
    :func:`~earmark.tracks.spectrum.mel_input`] and descriptors [shape=(windows, len(DESCRIPTORS)), float32] to the
    probability of each label [shape=(windows, len(LABELS))].

    Raises:
        BadInput: if its file is damaged.
    """
    return Network.open(category_model())
