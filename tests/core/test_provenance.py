import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import earmark
from earmark.core.provenance import code, machine

UNKNOWN = {"version": earmark.__version__, "commit": None, "dirty": None}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only file of a package called earmark, in a git repository where nothing is committed yet."""
    if not shutil.which("git"):
        pytest.skip("needs git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    package = tmp_path / "earmark"
    package.mkdir()
    (package / "__init__.py").write_text("")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(earmark, "__file__", str(package / "__init__.py"))
    return package / "__init__.py"


def commit(file: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(file.parent), "add", "."], check=True)
    subprocess.run(["git", "-C", str(file.parent), *identity, "commit", "--quiet", "-m", "a"], check=True)


def test_a_checkout_names_its_commit_and_whether_the_code_differs(checkout):
    commit(checkout)
    clean = code()
    checkout.write_text("changed = True\n")
    assert (clean["version"], clean["dirty"]) == (earmark.__version__, False)
    assert len(str(clean["commit"])) == 40
    assert code() == {**clean, "dirty": True}


def test_a_repository_that_earmark_merely_lies_in_is_not_its_own(checkout):
    assert code() == UNKNOWN


def test_without_git_the_commit_is_unknown(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert code() == UNKNOWN


def test_the_machine_is_described_in_json():
    found = machine()
    assert found["python"] == platform.python_version()
    assert found["cores"]
    assert "numpy" in json.loads(json.dumps(found))["libraries"]


def test_it_imports_nothing_heavy():
    heavy = "{'av', 'numba', 'numpy', 'pyarrow', 'scipy', 'sqlalchemy'}"
    script = f"import sys, earmark.core.provenance; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", script], check=True)
