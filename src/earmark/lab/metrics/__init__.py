"""What a system's answers are worth: one function per measure."""

from earmark.lab.metrics.segments import Segment, boundary_errors, match_segments, overlap_over_union, shared_seconds

__all__ = ["Segment", "boundary_errors", "match_segments", "overlap_over_union", "shared_seconds"]
