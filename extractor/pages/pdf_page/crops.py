"""Crop boxes that lie apart from their sheet: viewers show the whole sheet, pdfium a page without width and height."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array


def uncropped(pdf: pikepdf.Pdf) -> bool:
    """Take such crop boxes away; whether there are any."""
    given = [(page, crop) for page in pdf.pages if isinstance(crop := page.obj.get("/CropBox"), Array)]
    apart = [page for page, crop in given if _is_apart(crop, page.mediabox)]
    for page in apart:
        del page.obj["/CropBox"]
    return bool(apart)


def _is_apart(crop: Any, sheet: Any) -> bool:
    """Whether two boxes of four numbers have no area in common."""
    try:
        (a, b, c, d), (e, f, g, h) = (map(float, box) for box in (crop, sheet))
    except (TypeError, ValueError):  # no box, which readers pass over
        return False
    return min(max(a, c), max(e, g)) <= max(min(a, c), min(e, g)) or min(max(b, d), max(f, h)) <= max(min(b, d), min(f, h))
