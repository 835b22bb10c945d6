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
    copy = pypdfium2.PdfDocument(annotate(turned.getvalue(), report))
    frames = [obj.get_bounds() for obj in copy[0].get_objects() if obj.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    assert frames == [pytest.approx((99, 842 - 202, 130, 842 - 190), abs=6)]
    copy.close()
