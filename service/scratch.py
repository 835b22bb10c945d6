"""The folders in which jobs keep what they have read so far. Nothing of value is lost with one of them but time."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

OLD_SECONDS = 300.0  # a younger folder may belong to a job that this process does not know of yet


def remove_old(folder: Path, active: Callable[[str], bool]) -> int:
    """Remove what belongs to no active job (`active(name)`) and was not touched lately: how many."""
    removed = 0
    for place in folder.iterdir():
        if time.time() - place.stat().st_mtime < OLD_SECONDS or active(place.name):
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
        removed += 1
    return removed
