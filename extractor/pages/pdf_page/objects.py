"""The objects of a PDF page in drawing order, form XObjects entered."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.frame import Boxes
from extractor.pages.pdf_page.pdfium import Ready

MOST_OBJECTS = 200_000  # a page that draws more is a bomb, not a page
DEEPEST_FORM = 40  # each program that lays a page on another one puts it into a form

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Objects:
    """Objects in drawing order, a form before what it draws. `seen_through[i]` is the number in `matrices` of the matrix
    through which object i is seen."""

    handles: list[Ready] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    seen_through: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=lambda: [IDENTITY])

    def of_kind(self, kind: int) -> list[int]:
        """Numbers of the objects of one kind."""
        return [number for number, own in enumerate(self.kinds) if own == kind] if kind in self.kinds else []

    def chosen(self, numbers: list[int]) -> list[Ready]:
        """Handles of the objects of these numbers."""
        return list(map(self.handles.__getitem__, numbers))

    def matrices_of(self, numbers: list[int]) -> Boxes:
        """Matrices through which objects are seen, shape (n, 6)."""
        return np.array(self.matrices)[[self.seen_through[n] for n in numbers]].reshape(-1, 6)


def objects_of(page: Any) -> Objects:
    """All objects of a page."""
    found = Objects()
    count = min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)
    _gather(list(map(pdfium.page_object, repeat(pdfium.ready(pdfium.address(page))), range(count))), 0, 0, found)
    return found


def _gather(addresses: list[int], matrix: int, depth: int, found: Objects) -> None:
    """Add objects side by side, and what forms among them draw."""
    handles = list(map(pdfium.ready, addresses))
    kinds = list(map(pdfium.kind_of, handles))
    if raw.FPDF_PAGEOBJ_FORM not in kinds or depth >= DEEPEST_FORM:
        found.handles += handles
        found.addresses += addresses
        found.kinds += kinds
        found.seen_through += [matrix] * len(handles)
        return
    for handle, address, kind in zip(handles, addresses, kinds, strict=True):
        if len(found.handles) >= MOST_OBJECTS:
            return
        found.handles.append(handle)
        found.addresses.append(address)
        found.kinds.append(kind)
        found.seen_through.append(matrix)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            found.matrices.append(_times(_matrix(handle), found.matrices[matrix]))
            count = min(pdfium.form_count(handle), max(0, MOST_OBJECTS - len(found.handles)))
            inner = list(map(pdfium.form_object, repeat(address), range(count)))
            _gather(inner, len(found.matrices) - 1, depth + 1, found)


def _matrix(handle: Ready) -> Matrix:
    m = raw.FS_MATRIX()
    if not pdfium.matrix_of(handle, ctypes.byref(m)):
        return IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = multiplied(np.array([m]), np.array([n]))[0].tolist()
    return (a, b, c, d, e, f)


def multiplied(m: Boxes, n: Boxes) -> Boxes:
    """First m, then n, row by row; shapes (k, 6)."""
    columns = (
        m[:, 0] * n[:, 0] + m[:, 1] * n[:, 2],
        m[:, 0] * n[:, 1] + m[:, 1] * n[:, 3],
        m[:, 2] * n[:, 0] + m[:, 3] * n[:, 2],
        m[:, 2] * n[:, 1] + m[:, 3] * n[:, 3],
        m[:, 4] * n[:, 0] + m[:, 5] * n[:, 2] + n[:, 4],
        m[:, 4] * n[:, 1] + m[:, 5] * n[:, 3] + n[:, 5],
    )
    return np.array(columns).T


def through(boxes: Boxes, m: Boxes) -> Boxes:
    """The boxes (k, 4) around boxes seen through matrices (k, 6)."""
    corners_x = [m[:, 0] * boxes[:, i] + m[:, 2] * boxes[:, j] + m[:, 4] for i in (0, 2) for j in (1, 3)]
    corners_y = [m[:, 1] * boxes[:, i] + m[:, 3] * boxes[:, j] + m[:, 5] for i in (0, 2) for j in (1, 3)]
    return np.stack((np.min(corners_x, 0), np.min(corners_y, 0), np.max(corners_x, 0), np.max(corners_y, 0)), axis=1)
