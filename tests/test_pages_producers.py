"""What other programs make of a report's pages: put into forms, drawn as outlines, cropped, cut off, sent with a page before it."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Name
from reportlab.pdfgen.canvas import Canvas

from extractor.intake import identify
from extractor.options import Options
from samples.drawing import installed_fonts
from tests.drawn_pdf import HEIGHT, letters, pdf, read, stroke, text

SENTENCE = "本表反映部门本年度取得的各项收入情况。"
NUMBERED = "!\"##$%&'()*+,-./012)344534356766/089*:;<=$12)>*?@354?36A.BCDEFG"  # letters numbered as they are used


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def codes(data: bytes) -> list[str]:
    return [warning.code for warning in read(data)[0].warnings]


def test_rules_are_found_however_many_forms_lie_around_them() -> None:
    def draw(c: Canvas) -> None:
        for depth in range(15):
            c.beginForm(f"form{depth}")
            if depth:
                c.doForm(f"form{depth - 1}")
            else:
                text(c, 100, 100, "合计")
                stroke(c, 90, 110, 300, 110)
            c.endForm()
        c.doForm("form14")

    (page,) = read(pdf(draw))
    assert letters(page) == "合计" and len(page.rulings) == 1


def test_outlines_of_letters_are_no_rules() -> None:
    """Converters draw letters that were set bold by a stroke as paths of their own."""

    def draw(c: Canvas) -> None:
        letter = c.beginPath()
        letter.rect(100, 700, 9, 9)
        letter.moveTo(112, 700)
        letter.curveTo(114, 702, 114, 706, 112, 708)
        letter.moveTo(90, 690)
        letter.lineTo(300, 690)  # a rule
        c.drawPath(letter)

    (page,) = read(pdf(draw))
    assert [(round(r.x0), round(r.x1)) for r in page.rulings] == [(90, 300)]


@pytest.mark.parametrize(
    ("line", "beside", "trusted"),
    [
        (NUMBERED, "", False),
        (NUMBERED, "附表", False),
        ("xxVTs,tw2nouvEJ3?7cLMRS", "", False),
        ("1,234.56 (7.89%) 2023/06", "", True),
        ("http://czj.a.gov.cn/?id=1&p=2#a a_b@c.cn", SENTENCE, True),
    ],
)
def test_letters_numbered_as_they_are_used_are_not_trusted(line: str, beside: str, trusted: bool) -> None:
    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 10)
        for n in range(5):
            c.drawString(60, 700 - 20 * n, line)
        text(c, 60, 300, beside)

    (page,) = read(pdf(draw))
    assert page.trusted == trusted and bool(page.chars) == trusted


def test_a_font_that_numbers_its_letters_is_read_as_a_picture_beside_the_others() -> None:
    def draw(c: Canvas) -> None:
        for n in range(6):
            text(c, 60, 100 + 20 * n, SENTENCE)
        c.setFont("Helvetica", 10)
        c.drawString(60, 300, NUMBERED)

    (page,) = read(pdf(draw), ocr="none")
    assert letters(page) == 6 * SENTENCE and page.trusted and page.picture is not None
    assert [warning.code for warning in page.warnings] == ["text_layer_untrusted"]


def test_letters_of_a_negative_size_stand_upright_by_their_matrix() -> None:
    def negative(document: pikepdf.Pdf) -> None:
        contents = document.pages[0].Contents
        contents.write(b"BT /F1 -10 Tf -1 0 0 -1 100 700 Tm (1,234.56) Tj ET")

    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 10)
        c.drawString(0, 0, "1")

    (page,) = read(changed(pdf(draw), negative))
    assert letters(page) == "1,234.56" and page.rotation == 0
    assert {(char.size, char.angle) for char in page.chars} == {(10, 0)}


@pytest.mark.parametrize(("box", "size"), [([700, 900, 900, 1200], (595, 842)), ([50, 700, 300, 842], (250, 142)), (["a"], (595, 842))])
def test_a_crop_box_apart_from_its_sheet_is_passed_over(box: list[object], size: tuple[float, float]) -> None:
    data = pdf(lambda c: text(c, 100, 100, "收入总计"))
    (page,) = read(changed(data, lambda document: document.pages[0].obj.__setitem__("/CropBox", Array(box))))
    assert letters(page) == "收入总计" and (page.width, page.height) == size


@pytest.mark.parametrize("grey", [0.0, 0.8, 1.0])
def test_what_was_made_unreadable_is_told_and_what_was_printed_anew_is_not(grey: float) -> None:
    def draw(c: Canvas) -> None:
        text(c, 100, 100, "金额12.34万元")
        c.setFillGray(grey)
        c.rect(119, HEIGHT - 103, 21, 13, stroke=0, fill=1)

    data = pdf(draw)
    assert letters(read(data)[0]) == "金额万元"
    assert codes(data) == ([] if grey else ["text_painted_over"])


def test_a_font_embedded_in_part_that_is_lost_is_told() -> None:
    def lost(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].Resources.Font.values():
            font.BaseFont = Name("/ABCDEF+STSong-Light")
            for part in font.get("/DescendantFonts", []):
                part.BaseFont = part.FontDescriptor.FontName = font.BaseFont

    data = pdf(lambda c: text(c, 100, 100, "收入总计"))
    assert codes(data) == [] and codes(changed(data, lost)) == ["font_damaged"]


@pytest.mark.parametrize("junk", [b"\0" * 2000, b"<html><body>\r\n" * 200, "警告：下载\r\n".encode() * 300])
def test_what_a_server_put_before_the_file_is_passed_over(junk: bytes) -> None:
    data = junk + pdf(lambda c: text(c, 100, 100, "收入总计"))
    assert identify(data, None, Options()).media_type == "application/pdf"
    assert letters(read(data)[0]) == "收入总计" and codes(data) == []


def test_a_text_that_speaks_of_headers_is_a_text() -> None:
    assert identify(("正文。" * 500 + "\n文件头为 %PDF-1.7 的文件\n").encode(), None, Options()).media_type == "text/plain"


@pytest.mark.parametrize(("size", "told"), [(80, ["watermark_left_out"]), (32, [])])
def test_huge_letters_over_the_text_are_a_watermark_and_a_title_above_it_is_none(size: int, told: list[str]) -> None:
    def draw(c: Canvas) -> None:
        for n in range(10):
            text(c, 60, 100 + 20 * n, SENTENCE)
        c.setFillGray(0.8)
        text(c, 60, 200 if told else 60, "内部资料", size)

    data = pdf(draw)
    assert len(letters(read(data)[0])) == 190 + 4 * (not told) and codes(data) == told


def test_a_large_title_over_lines_of_large_print_is_no_watermark() -> None:
    def draw(c: Canvas) -> None:
        text(c, 60, 130, "部门决算", 40)
        for n in range(5):
            text(c, 60, 112 + 18 * n, "某市某局汇报", 16)

    data = pdf(draw)
    assert "部门决算" in letters(read(data)[0]) and codes(data) == []


@pytest.mark.parametrize("baseline", range(414, 426))
def test_commas_of_a_form_that_is_turned_upside_down_stay_on_their_line(baseline: int) -> None:
    """Near the middle of the page a comma's ink mirrored lies where its letter box is."""

    def draw(c: Canvas) -> None:
        c.beginForm("turned")
        c.transform(1, 0, 0, -1, 0, 2 * (HEIGHT - baseline))
        c.setFont("Helvetica", 10)
        for n, letter in enumerate("1,234.56"):
            c.drawString(100 + 5 * n, HEIGHT - baseline, letter)
        c.endForm()
        c.transform(1, 0, 0, -1, 0, HEIGHT)
        c.doForm("turned")

    (page,) = read(pdf(draw))
    assert len({round(char.box.top, 2) for char in page.chars}) == 1


@pytest.mark.skipif(not installed_fonts(), reason="no Chinese font")
def test_a_page_whose_letters_have_no_outlines_is_told() -> None:
    """Of a font whose glyphs were lost pdfium gives nothing, though the file says what its letters mean."""

    def hollow(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].Resources.Font.values():
            file = font.FontDescriptor.FontFile2 if "/FontDescriptor" in font else None
            if file is not None:
                whole = file.read_bytes()
                start, length = struct.unpack(">II", whole[(at := whole.index(b"glyf") + 8) : at + 8])
                file.write(whole[:start] + bytes(length) + whole[start + length :])

    def draw(c: Canvas) -> None:
        c.setFont(installed_fonts()[0], 10)
        for n, letter in enumerate(SENTENCE):
            c.drawString(60 + 10 * n, 700, letter)

    data = pdf(draw)
    assert letters(read(data)[0]) == SENTENCE and codes(data) == []
    assert codes(changed(data, hollow)) == ["font_damaged"]
