"""Which code ran, on which machine."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import earmark
from earmark.core.canonical import Json

__all__ = ["code", "machine"]


def code() -> dict[str, Json]:
    """Version of earmark; with a checkout, its commit and whether the package differs from it (else both None)."""
    package = Path(earmark.__file__).parent
    tracked = _git(package, "ls-files", "--error-unmatch", "__init__.py")
    commit = _git(package, "rev-parse", "HEAD") if tracked else None
    changes = _git(package, "status", "--porcelain", "--", ".") if commit else None
    return {
        "version": earmark.__version__,
        "commit": commit,
        "dirty": None if changes is None else bool(changes),
    }


def machine() -> dict[str, Json]:
    """Processor, cores this process may use, memory in bytes, system, Python, and the libraries earmark stands on."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": _libraries(),
    }


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None if it is not there or refuses."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _cpu() -> str:
    try:
        described = Path("/proc/cpuinfo").read_text(errors="replace")
    except OSError:
        described = ""
    model = re.search(r"^model name\s*:\s*(.+)$", described, re.MULTILINE)
    return model[1] if model else platform.processor() or platform.machine()


def _libraries() -> dict[str, Json]:
    versions: dict[str, Json] = {}
    try:
        required = requires("earmark") or []
    except PackageNotFoundError:
        required = []  # run from its sources
    for requirement in required:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue  # an extra that is not installed
    return versions
