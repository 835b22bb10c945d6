"""Text as both databases take it: PostgreSQL rejects U+0000 and lone surrogates, and PDFs do yield them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with each character that a database rejects replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def clean_data(value: object) -> object:
    """JSON data with all its texts and names cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): clean_data(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean_data(part) for part in value]
    return value
