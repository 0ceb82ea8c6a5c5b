"""Suites, metrics and comparisons of runs."""
