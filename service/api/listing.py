"""Pages of lists: opaque cursors, bound to what was asked, so that a cursor never continues another list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from service.api.wire import Listing
from service.limits import LIMITS
from service.problems import Problem

MAX_CURSOR = 300  # characters
Limit = Annotated[int, Query(ge=1, le=LIMITS.page_size, description="entries of a page")]
Cursor = Annotated[str | None, Query(max_length=MAX_CURSOR, description="`next` of the page before, with the same filters")]

Row = TypeVar("Row")
Told = TypeVar("Told")


def written(place: str | int, *asked: object) -> str:
    """The cursor of a place in the list that was `asked` for."""
    text = json.dumps([place, _mark(asked)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str | None, kind: type[Row], *asked: object) -> Row | None:
    """The place that a cursor of the same list means, None without one. Problem invalid_cursor."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place, mark = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise Problem("invalid_cursor") from None
    if type(place) is not kind or mark != _mark(asked):
        raise Problem("invalid_cursor")
    return place


def listed(
    rows: Sequence[Row], limit: int, tell: Callable[[Row], Told], place: Callable[[Row], str | int], *asked: object
) -> Listing[Told]:
    """A page of at most `limit` of `rows`, which hold one more where the list goes on."""
    more = len(rows) > limit
    shown = rows[:limit]
    return Listing(items=[tell(row) for row in shown], next=written(place(shown[-1]), *asked) if more else None)


def cut(rows: Sequence[Row], cursor: str | None, limit: int, *asked: object) -> tuple[list[Row], str | None]:
    """A page of a list that is all there, and the cursor of the next one."""
    start = read(cursor, int, *asked) or 0
    if start < 0:
        raise Problem("invalid_cursor")
    end = start + limit
    return list(rows[start:end]), written(end, *asked) if end < len(rows) else None


def _mark(asked: Sequence[object]) -> str:
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
