"""Pages measured in other units than points (UserUnit, ISO 32000-1, 14.11.2).

pdfium takes every unit for a point: letters of 10 points, set as 2.5 units of 4 points, would be too small to be seen, and
their rules too close to each other. Such pages are written in points before it opens the file.
"""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

LARGEST = 14_400.0  # points a side, the most that viewers show of pages without a unit; larger sheets are left as they are


def in_points(pdf: pikepdf.Pdf) -> bool:
    """Write the pages that have a unit of their own in points; whether there are such pages."""
    measured = [(page, unit) for page in pdf.pages if (unit := unit_of(page)) != 1]
    fitting = [(page, unit) for page, unit in measured if 0 < max(map(abs, _corners(page.mediabox))) * unit <= LARGEST]
    for page, unit in fitting:
        _write(page, unit)
    notes = {note.objgen: (note, unit) for page, unit in fitting for note in _notes(pdf, page)}  # pages may share them
    for note, unit in notes.values():
        note.Rect = _enlarged(note.get("/Rect"), unit)
    return bool(fitting)


def unit_of(page: pikepdf.Page) -> float:
    """Points in one unit of a page; 1 where the file has no such number."""
    unit = _number(page.obj.get("/UserUnit"))
    return unit if unit > 0 else 1.0


def _number(given: Any) -> float:
    """A number as the file has it, 0 for anything else."""
    try:
        return float(given)
    except (TypeError, ValueError):
        return 0.0


def _corners(box: Any) -> list[float]:
    """The numbers of a rectangle in the page's units, zeros for anything else."""
    return list(map(_number, box)) if isinstance(box, Array) and len(box) == 4 else [0.0] * 4


def _write(page: pikepdf.Page, unit: float) -> None:
    """Boxes and contents of a page in points."""
    visible = page.cropbox
    page.mediabox = _enlarged(page.mediabox, unit)
    page.cropbox = _enlarged(visible, unit)
    page.contents_add(f"{unit:.6f} 0 0 {unit:.6f} 0 0 cm\n".encode(), prepend=True)
    del page.obj["/UserUnit"]


def _notes(pdf: pikepdf.Pdf, page: pikepdf.Page) -> list[Any]:
    """Annotations of a page, those written into the list itself made objects of their own, so that each is told from the others;
    viewers fit their appearances to their rectangles."""
    notes = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return []
    for place, note in enumerate(notes):
        if isinstance(note, Dictionary) and not note.is_indirect:
            notes[place] = pdf.make_indirect(note)
    return [note for note in notes if isinstance(note, Dictionary)]


def _enlarged(box: Any, unit: float) -> Array:
    return Array([x * unit for x in _corners(box)])
