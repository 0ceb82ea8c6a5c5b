from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_suite_in_the_documentation_is_the_one_that_is_tested():
    example = (ROOT / "tests/lab/example_suite.py").read_text(encoding="utf-8")
    assert f"```python\n{example}```" in (ROOT / "docs/lab.md").read_text(encoding="utf-8")
