"""Order of the tests: the browser goes last."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playwright keeps an event loop running in this thread as long as its browser lives, which nobody else can stand."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
