"""Stored bytes as answers: never shown as a page of this service, named safely, not sent again where they are known."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

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


class FileAnswer(StreamingResponse):
    """A file sent piece by piece, closed whatever becomes of the request: also where nothing of it is sent (HEAD)."""

    def __init__(self, file: BinaryIO, *, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(iter(partial(file.read, _PIECE), b""), headers=headers, media_type=media_type)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, then closes the file."""
        with self._file:
            await super().__call__(scope, receive, send)
