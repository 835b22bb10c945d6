"""Pages whose unit is not the point (UserUnit) are read as the same pages in points."""

from __future__ import annotations

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.drawn_pdf import pdf, read, stroke, text


def form(c: Canvas) -> None:
    text(c, 100, 100, "收入总计")
    stroke(c, 90, 80, 300, 80)
    stroke(c, 90, 110, 300, 110)
    c.acroForm.textfield(name="total", value="1,234.56", x=200, y=735, width=80, height=14, fontSize=9, borderWidth=0)


def measured(data: bytes, unit: float) -> bytes:
    """The pages with all measures in a unit of so many points."""
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.mediabox = [float(x) / unit for x in page.mediabox]  # type: ignore[arg-type]
            page.contents_add(f"{1 / unit} 0 0 {1 / unit} 0 0 cm\n".encode(), prepend=True)
            for note in page.obj.Annots:
                note.Rect = pikepdf.Array([float(x) / unit for x in note.Rect])
            page.obj.UserUnit = unit
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("unit", [0.5, 4.0, 12.0])
def test_a_page_is_the_same_whatever_its_unit(unit: float) -> None:
    plain, found = read(pdf(form))[0], read(measured(pdf(form), unit))[0]
    assert (found.width, found.height) == pytest.approx((plain.width, plain.height), abs=0.01)
    assert "".join(char.text for char in found.chars) == "收入总计1,234.56"
    for a, b in zip(plain.chars, found.chars, strict=True):
        assert (*b.box, b.size) == pytest.approx((*a.box, a.size), abs=0.1)
    assert [tuple(line) for line in found.rulings] == [pytest.approx(tuple(line), abs=0.1) for line in plain.rulings]
    assert not found.warnings


@pytest.mark.parametrize("unit", [pikepdf.Array([4]), pikepdf.Name("/A"), 0, -2, 1_000_000])
def test_a_unit_that_is_none_or_makes_no_sheet_changes_nothing(unit: object) -> None:
    with pikepdf.open(io.BytesIO(pdf(form))) as document:
        document.pages[0].obj.UserUnit = unit
        (page,) = read(saved(document))
    assert (page.width, page.height, page.chars[0].size) == (595, 842, 10)


@pytest.mark.parametrize("direct", [False, True])
def test_a_page_that_stands_in_the_document_twice_is_the_same_both_times(direct: bool) -> None:
    with pikepdf.open(io.BytesIO(measured(pdf(form), 4.0))) as document:
        if direct:  # the note written into the page's list itself
            note = dict(document.pages[0].Annots[0].items()) | {"/Subtype": pikepdf.Name.FreeText}
            document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(note)])
        document.Root.Pages.Kids.append(document.pages[0].obj)
        document.Root.Pages.Count = 2
        first, second = read(saved(document))
    assert [char.box for char in first.chars] == [char.box for char in second.chars]
    assert (first.width, len(first.chars)) == (595, 12)
