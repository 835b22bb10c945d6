"""Filled-in forms: what stands in fields and typed notes is text of the page; what is hidden or no text is not."""

from __future__ import annotations

import io

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Page, Source
from tests.drawn_pdf import letters, pdf, text


def form(c: Canvas) -> None:
    text(c, 100, 100, "收入总计")
    c.acroForm.textfield(name="total", value="1,234.56", x=200, y=735, width=80, height=14, fontSize=9, borderWidth=0)


def read(data: bytes) -> Page:
    (page,) = pages(Source(data, None, "application/pdf", ""), Options())
    return page


def changed(data: bytes, change: object) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document, document.pages[0].Annots[0])  # type: ignore[operator]
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_what_is_filled_in_is_read_where_it_stands() -> None:
    page = read(pdf(form))
    assert letters(page) == "收入总计1,234.56"
    field = page.chars[4].box
    assert 200 <= field.left < 210 and 90 < (field.top + field.bottom) / 2 < 110


def test_fields_that_the_reader_has_to_draw_are_read() -> None:
    def undrawn(document: pikepdf.Pdf, field: pikepdf.Object) -> None:
        del field["/AP"]
        document.Root.AcroForm.NeedAppearances = True

    assert letters(read(changed(pdf(form), undrawn))) == "收入总计1,234.56"


def test_hidden_fields_are_not_read() -> None:
    def hidden(_document: pikepdf.Pdf, field: pikepdf.Object) -> None:
        field["/F"] = 2

    assert letters(read(changed(pdf(form), hidden))) == "收入总计"


def test_typed_notes_are_read_and_stamps_are_not() -> None:
    def note(kind: str) -> object:
        def become(_document: pikepdf.Pdf, field: pikepdf.Object) -> None:
            field["/Subtype"] = pikepdf.Name(kind)
            del field["/FT"]

        return become

    assert letters(read(changed(pdf(form), note("/FreeText")))) == "收入总计1,234.56"
    assert letters(read(changed(pdf(form), note("/Stamp")))) == "收入总计"


def test_a_field_that_draws_itself_for_ever_is_not_followed() -> None:
    def endless(document: pikepdf.Pdf, field: pikepdf.Object) -> None:
        loop = document.make_stream(b"/A Do /A Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        loop.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=loop))
        field["/AP"] = pikepdf.Dictionary(N=document.make_indirect(loop))

    page = read(changed(pdf(form), endless))
    assert [warning.code for warning in page.warnings] == ["page_unreadable"]


def test_signatures_are_not_read() -> None:
    """Who signed and when stands upon the page, over its text."""

    def signature(_document: pikepdf.Pdf, field: pikepdf.Object) -> None:
        field["/FT"] = pikepdf.Name.Sig

    assert letters(read(changed(pdf(form), signature))) == "收入总计"


def test_a_typed_note_whose_letters_stand_in_a_form_is_read() -> None:
    def nested(document: pikepdf.Pdf, field: pikepdf.Object) -> None:
        field["/Subtype"] = pikepdf.Name.FreeText
        del field["/FT"]
        inner = field.AP.N
        drawn = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=inner))
        field.AP.N = document.make_stream(b"/A Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=inner.BBox, Resources=drawn)

    assert letters(read(changed(pdf(form), nested))) == "收入总计1,234.56"


def test_a_typed_note_that_nothing_draws_is_told() -> None:
    def undrawn(words: str) -> object:
        def become(document: pikepdf.Pdf, field: pikepdf.Object) -> None:
            field["/Subtype"], field["/Contents"] = pikepdf.Name.FreeText, pikepdf.String(words)
            del field["/FT"], field["/AP"], document.Root["/AcroForm"]

        return become

    for words, told in (("1,234.56", ["note_left_out"]), ("", [])):
        page = read(changed(pdf(form), undrawn(words)))
        assert letters(page) == "收入总计" and [warning.code for warning in page.warnings] == told
