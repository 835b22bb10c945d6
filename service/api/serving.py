"""Stored bytes as answers: never shown as a page of this service, named safely, not sent again where they are known."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request

from service.uploads import safe_name

ATTACHED: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
_PIECE = 1 << 18  # bytes sent at a time


def saved_as(name: str) -> str:
    """Content-Disposition under which a browser saves the answer (RFC 6266), with an ASCII name for old programs."""
    safe = safe_name(name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "replace").decode()
    plain = "".join("_" if c in '"\\%;?' or c < " " else c for c in plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def matches(request: Request, tag: str) -> bool:
    """Whether the client has what `tag` names already (If-None-Match, weak comparison, RFC 9110 13.1.2)."""
    told = request.headers.get("if-none-match", "")
    known = {each.strip().removeprefix("W/").strip('"') for each in told.split(",")}
    return told.strip() == "*" or tag in known


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file, which is closed at the end."""
    with file:
        while piece := file.read(_PIECE):
            yield piece
