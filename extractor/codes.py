"""Codes of accounts as printed: 201, 20103, 2010301 (functional classes 2xx), 30101 (economic ones 3xx, 5xx). Pure functions."""

from __future__ import annotations

import re

ACCOUNT = r"[2-5]\d{2}(?:\d{2}){0,2}"  # class, group, item
_ACCOUNT = re.compile(ACCOUNT)


def is_account(text: str) -> bool:
    """Whether a text may be the code of an account, whole and without blanks. So may the amount 300 be, and the year 2023 not."""
    return _ACCOUNT.fullmatch(text) is not None
