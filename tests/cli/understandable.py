"""The command line with the tests' analyzer installed: ``python -m tests.cli.understandable understand …``."""

from pathlib import Path

import earmark.core
from earmark.cli.app import main
from earmark.core import Installed
from tests.engine.analyzers import Obedient


def install(home: Path) -> Installed:
    return Installed({"test.obedient": Obedient()})


if __name__ == "__main__":
    earmark.core.installed_analyzers = install
    main()
