"""How much memory processes hold."""

from __future__ import annotations

import os
from pathlib import Path


def resident_bytes(process: int) -> int:
    """Memory that a process and its descendants hold; 0 where the system does not tell (no /proc)."""
    return sum(_resident(each) for each in (process, *_descendants(process)))


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _descendants(process: int) -> list[int]:
    try:
        below = [int(child) for path in Path(f"/proc/{process}/task").glob("*/children") for child in path.read_text().split()]
    except (OSError, ValueError):
        return []
    return below + [each for child in below for each in _descendants(child)]
