"""Suites, metrics and comparisons of runs."""

from earmark.lab.compare import Comparison, Difference, ItemDifference, compare
from earmark.lab.run import Evaluation, evaluate, read_evaluation
from earmark.lab.score import Score
from earmark.lab.suite import MAIN, Progress, Row, Suite, every_file, installed_suite, installed_suites

__all__ = [
    "MAIN",
    "Comparison",
    "Difference",
    "Evaluation",
    "ItemDifference",
    "Progress",
    "Row",
    "Score",
    "Suite",
    "compare",
    "evaluate",
    "every_file",
    "installed_suite",
    "installed_suites",
    "read_evaluation",
]
