"""Pages that would draw for ever: forms that draw themselves, or each other, too many times.

pdfium follows them until memory ends, and it cannot be stopped from within; so they are told before it opens the page.
"""

from __future__ import annotations

import re
from typing import Any

import pikepdf

MOST_FORMS = 20_000  # form drawings on one page
MOST_BYTES = 20_000_000  # of one content stream that is looked at
DEEPEST = 60  # forms within forms
_DO = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s+Do\b")


def endless_pages(pdf: pikepdf.Pdf) -> frozenset[int]:
    """Indices of the pages whose forms, drawn as their contents say, would never end or be far too many."""
    known: dict[tuple[int, int], int] = {}
    endless = set()
    for index, page in enumerate(pdf.pages):
        forms = _forms(page.obj) | _appearances(page.obj)
        if any(_forms(form) for form in forms.values()):
            drawn = sum(_drawings(form, known, ()) for form in forms.values())
            if drawn > MOST_FORMS:
                endless.add(index)
    return frozenset(endless)


def _forms(holder: Any) -> dict[str, Any]:
    """Form XObjects in the resources of a page or form, by name."""
    resources = holder.get("/Resources")
    xobjects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(xobjects, pikepdf.Dictionary):
        return {}
    return {name: obj for name, obj in xobjects.items() if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Form"}


def _appearances(page: Any) -> dict[str, Any]:
    """What fields and notes of a page draw, by number."""
    notes = page.get("/Annots")
    dictionaries = [note for note in notes if isinstance(note, pikepdf.Dictionary)] if isinstance(notes, pikepdf.Array) else []
    normal = [note["/AP"].get("/N") for note in dictionaries if isinstance(note.get("/AP"), pikepdf.Dictionary)]
    return {str(number): form for number, form in enumerate(normal) if isinstance(form, pikepdf.Stream)}


def _drawings(form: Any, known: dict[tuple[int, int], int], around: tuple[tuple[int, int], ...]) -> int:
    """How many forms are drawn when this one is, itself included; over MOST_FORMS for one that draws itself."""
    key = form.objgen
    if key in around or len(around) > DEEPEST:
        return MOST_FORMS + 1
    if key not in known:
        inner = _forms(form)
        total = 1
        for name in _DO.findall(_content(form)) if inner else ():
            child = inner.get("/" + name.decode("latin-1"))
            total += _drawings(child, known, (*around, key)) if child is not None else 0
            if total > MOST_FORMS:
                break
        known[key] = total
    return known[key]


def _content(form: Any) -> bytes:
    try:
        return bytes(form.read_bytes()[:MOST_BYTES])
    except (pikepdf.PdfError, RuntimeError, ValueError):  # a stream that does not decode draws nothing
        return b""
