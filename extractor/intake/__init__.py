"""Bytes to Source: what the document really is, told from its bytes."""

from __future__ import annotations

import hashlib

from extractor.options import Options
from extractor.records import Source


def identify(data: bytes, filename: str | None, options: Options) -> Source:
    """First draft, to be replaced."""
    return Source(data, filename, "text/plain", hashlib.sha256(data).hexdigest(), "utf-8")
