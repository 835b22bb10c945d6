"""Identifiers and the clock."""

from __future__ import annotations

import secrets
import time


def now() -> float:
    """UTC seconds since 1970."""
    return time.time()


def new_id(kind: str) -> str:
    """`doc_...`, `job_...`: milliseconds, then 64 random bits, so that identifiers sort by age and cannot be guessed."""
    return f"{kind}_{time.time_ns() // 1_000_000:012x}{secrets.token_hex(8)}"
