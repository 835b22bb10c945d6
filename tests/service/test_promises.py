"""The table of promises names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_promise_is_shown_by_tests_that_exist() -> None:
    table = (ROOT / "service" / "README.md").read_text("utf-8").partition("## Promises")[2].partition("\n## ")[0]
    there = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^ *def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", table))
    assert len(named) > 40 and named <= there, named - there
    assert all(re.search(rf"^\| P{number} .*`test_", table, re.M) for number in range(1, 11))
