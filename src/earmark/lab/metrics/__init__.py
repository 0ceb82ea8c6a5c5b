"""What a system's answers are worth: one function per measure, and metrics as definitions over per-item rows."""

from earmark.lab.metrics.calibration import Bin, brier_score, calibration_error, reliability
from earmark.lab.metrics.metric import Metric, detection, mean, of_rows, quantile, ratio
from earmark.lab.metrics.segments import Segment, boundary_errors, match_segments, overlap_over_union, shared_seconds

__all__ = [
    "Bin",
    "Metric",
    "Segment",
    "boundary_errors",
    "brier_score",
    "calibration_error",
    "detection",
    "match_segments",
    "mean",
    "of_rows",
    "overlap_over_union",
    "quantile",
    "ratio",
    "reliability",
    "shared_seconds",
]
