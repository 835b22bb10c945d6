"""Annotated copies: the frame stands around the figure, also on turned pages."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest

from extractor.options import Options
from extractor.pages.annotate import annotate
from extractor.pages.pdf import pages
from extractor.records import Source
from tests.drawn_pdf import pdf, text


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_frame_stands_around_the_figure(rotation: int) -> None:
    source = pikepdf.open(io.BytesIO(pdf(lambda c: text(c, 100, 200, "187.40"))))
    source.pages[0].Rotate = rotation
    turned = io.BytesIO()
    source.save(turned)
    (page,) = pages(Source(turned.getvalue(), None, "application/pdf", ""), Options())
    assert page.width and page.height
    boxes = [char.box for char in page.chars]
    left, top, right, bottom = boxes[0].left, boxes[0].top, boxes[-1].right, boxes[0].bottom
    bbox = [left / page.width, top / page.height, right / page.width, bottom / page.height]
    evidence = SimpleNamespace(page=1, bbox=bbox)
    report = SimpleNamespace(
        pages=[SimpleNamespace(number=1, rotation=page.rotation)],
        observations=[SimpleNamespace(confidence=0.5, evidence=[evidence])],
    )
    assert frames(annotate(turned.getvalue(), report)) == [pytest.approx((99, 842 - 202, 130, 842 - 190), abs=6)]


def frames(data: bytes) -> list[tuple[float, ...]]:
    """Bounds of the frames on the first page, in user space."""
    copy = pypdfium2.PdfDocument(data)
    found = [obj.get_bounds() for obj in copy[0].get_objects() if obj.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    copy.close()
    return found


@pytest.mark.parametrize(
    ("entry", "value", "expected", "slack"),
    [
        ("/UserUnit", 72, (200, 1200, 600, 1600), 0.1),
        ("/CropBox", pikepdf.Array([9000, 9000, 9500, 9500]), (200, 1200, 600, 1600), 4),
        ("/CropBox", pikepdf.Array([200, 400, 1200, 1400]), (300, 1000, 500, 1200), 4),
    ],
)
def test_frames_are_thin_and_stand_right_however_the_page_is_measured(
    entry: str, value: object, expected: tuple[float, ...], slack: float
) -> None:
    source = pikepdf.open(io.BytesIO(pdf(lambda _: None, size=(2000, 2000))))
    source.pages[0].obj[entry] = value
    out = io.BytesIO()
    source.save(out)
    evidence = SimpleNamespace(page=1, bbox=[0.1, 0.2, 0.3, 0.4])
    observations = [SimpleNamespace(confidence=0.9, evidence=[evidence])]
    report = SimpleNamespace(pages=[SimpleNamespace(number=1, rotation=0)], observations=observations)
    assert frames(annotate(out.getvalue(), report)) == [pytest.approx(expected, abs=slack)]
