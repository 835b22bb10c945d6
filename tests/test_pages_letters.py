"""Letters of PDF pages that are drawn and not seen, and letters that are seen and have no meaning."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.pages.pdf_page.layers import _is_hidden
from extractor.records import Page
from tests.drawn_pdf import HEIGHT, letters, pdf, read, text


def test_what_was_painted_over_is_not_read() -> None:
    def draw(c: Canvas) -> None:
        text(c, 100, 100, "金额12.34万元")
        c.setFillGray(1)
        c.rect(119, HEIGHT - 103, 21, 13, stroke=0, fill=1)
        c.setFillGray(0)
        text(c, 120, 100, "56.78")
        text(c, 100, 200, "电话号码")
        c.rect(118, HEIGHT - 203, 30, 13, stroke=0, fill=1)  # made unreadable
        text(c, 100, 300, "标出的字")
        c.setFillColorRGB(1, 1, 0, alpha=0.4)
        c.rect(98, HEIGHT - 303, 60, 13, stroke=0, fill=1)  # marked with a pen
        c.setFillGray(0, alpha=1)
        text(c, 100, 400, "三角下的字")
        corner = c.beginPath()
        corner.moveTo(90, HEIGHT - 420)
        corner.lineTo(200, HEIGHT - 420)
        corner.lineTo(90, HEIGHT - 380)
        corner.close()
        c.drawPath(corner, stroke=0, fill=1)

    (page,) = read(pdf(draw))
    assert letters(page) == "金额万元56.78电话标出的字三角下的字"


def test_layers_that_are_switched_off_are_not_read() -> None:
    document = pikepdf.open(io.BytesIO(pdf(lambda c: text(c, 100, 100, "决算数"))))
    layers = [document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=name)) for name in ("draft", "final")]
    off = pikepdf.Array(layers[:1])
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(layers), D=pikepdf.Dictionary(OFF=off))
    page = document.pages[0]
    either = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=pikepdf.Array(layers)))
    page.Resources.Properties = pikepdf.Dictionary(A=layers[0], B=layers[1], C=either)
    page.Resources.Font.Latin = document.make_indirect(pikepdf.Dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    form = document.make_stream(b"BT /Latin 9 Tf 9 9 Td (4.44) Tj ET 0 0 9 9 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 99, 99])
    form.OC, form.Resources = layers[0], page.Resources
    page.Resources.XObject = pikepdf.Dictionary(F=document.make_indirect(form))
    shown = "/OC /{} BDC BT /Latin 9 Tf 100 {} Td ({}) Tj ET {} 600 m {} 700 l S EMC\n"
    marked = "".join(shown.format(name, 500 - 20 * n, f"{n}.00", 100 * n, 100 * n) for n, name in enumerate("ABC", 1))
    page.contents_add(("\n" + marked + "/F Do").encode())
    stream = io.BytesIO()
    document.save(stream)
    (read_page,) = read(stream.getvalue())
    assert letters(read_page) == "决算数2.003.00"
    assert read_page.warnings == () and [ruling.x0 for ruling in read_page.rulings] == [200, 300]


@pytest.mark.parametrize(("expression", "shown"), [("And", False), ("Or", True), ("Not", True)])
def test_layers_that_depend_on_others_by_an_expression(expression: str, shown: bool) -> None:
    document = pikepdf.open(io.BytesIO(pdf(lambda c: text(c, 100, 100, "决算数"))))
    off, on = (document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=name)) for name in ("draft", "final"))
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=[off, on], D=pikepdf.Dictionary(OFF=[off]))
    layers = [off] if expression == "Not" else [on, pikepdf.Array([pikepdf.Name.Or, off])]
    told = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, VE=pikepdf.Array([pikepdf.Name(f"/{expression}"), *layers]))
    document.pages[0].Resources.Properties = pikepdf.Dictionary(A=document.make_indirect(told))
    document.pages[0].contents_add(b"/OC /A BDC", prepend=True)
    document.pages[0].contents_add(b"EMC")
    stream = io.BytesIO()
    document.save(stream)
    assert letters(read(stream.getvalue())[0]) == ("决算数" if shown else "")


def test_expressions_that_share_or_hold_themselves_are_told_once() -> None:
    document = pikepdf.new()
    off = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG))
    shared = document.make_indirect(pikepdf.Array([pikepdf.Name.Not, off]))
    for _ in range(15):
        shared = document.make_indirect(pikepdf.Array([pikepdf.Name.And, *[shared] * 4]))
    around = document.make_indirect(pikepdf.Array([pikepdf.Name.And, off]))
    around.extend([around] * 4)
    told = [pikepdf.Dictionary(Type=pikepdf.Name.OCMD, VE=expression) for expression in (shared, around)]
    assert [_is_hidden(layer, frozenset({off.objgen})) for layer in told] == [False, True]


@pytest.mark.parametrize(("colour", "trusted"), [((220, 60, 60, 90), True), ((20, 20, 20, 255), False)])
def test_a_pale_emblem_over_a_cover_is_a_watermark_and_dark_print_is_a_scan(colour: tuple[int, ...], trusted: bool) -> None:
    emblem = Image.new("RGBA", (595, 842), (0, 0, 0, 0))
    emblem.paste(colour, (200, 300, 400, 500))

    def draw(c: Canvas) -> None:
        text(c, 200, 200, "2023年度部门决算", 20)
        c.drawImage(ImageReader(emblem), 0, 0, 595, 842, mask="auto")

    (page,) = read(pdf(draw))
    assert (page.trusted, letters(page)) == (trusted, "2023年度部门决算" if trusted else "")


def test_letters_without_meaning_are_not_trusted() -> None:
    (page,) = read(pdf(lambda c: text(c, 100, 100, "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾")))
    assert not page.trusted
    assert "text_layer_untrusted" in [warning.code for warning in page.warnings]


def test_letters_of_a_font_without_a_map_come_as_a_picture_beside_the_rest() -> None:
    """As titles do whose font alone was embedded without the meaning of its letters."""

    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 20)
        c.drawString(200, HEIGHT - 100, "abcde")
        for line in range(4):
            text(c, 100, 200 + 20 * line, "本表反映部门本年度取得的各项收入情况。")

    def mapped(last: int) -> Page:
        """The page, its title's letters up to the last of so many mapped to private use."""
        made = pikepdf.open(io.BytesIO(pdf(draw)))
        helvetica = next(font for font in made.pages[0].Resources.Font.values() if font.BaseFont == "/Helvetica")
        cmap = f"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <61> <{0x60 + last:x}> <E061> endbfrange"
        helvetica.ToUnicode = made.make_stream(cmap.encode())
        stream = io.BytesIO()
        made.save(stream)
        return read(stream.getvalue())[0]

    page = mapped(5)
    assert (page.trusted, page.source, len(page.chars)) == (True, "text_layer", 4 * 19)
    assert [warning.code for warning in page.warnings] == ["text_layer_untrusted"]
    assert page.picture is not None and page.dpi is not None
    rows, columns, _ = (page.picture < 128).nonzero()
    assert 80 < rows.min() * 72 / page.dpi < rows.max() * 72 / page.dpi < 110
    assert 195 < columns.min() * 72 / page.dpi < columns.max() * 72 / page.dpi < 300
    few = mapped(2)  # bullets and ticks
    assert few.picture is None and len(few.chars) == 4 * 19 + 5


def drawn_letters(first: int, count: int) -> bytes:
    """A page of so many letters of a Type 3 font whose own measure is a hundred times that of the page; they mean the
    code points from `first` on."""
    document = pikepdf.new()
    box = document.make_stream(b"100 0 0 0 100 100 d1 0 0 80 80 re f")
    cmap = f"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <41> <{0x40 + count:x}> <{first:04x}> endbfrange"
    names = [f"/g{n}" for n in range(count)]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        FontMatrix=[1, 0, 0, 1, 0, 0],
        FontBBox=[0, 0, 100, 100],
        FirstChar=0x41,
        LastChar=0x40 + count,
        Widths=[100] * count,
        CharProcs=pikepdf.Dictionary(dict.fromkeys(names, box)),
        Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=[0x41, *map(pikepdf.Name, names)]),
        ToUnicode=document.make_stream(cmap.encode()),
    )
    page = document.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(T=document.make_indirect(font)))
    page.Contents = document.make_stream(f"BT /T .1 Tf 100 700 Td <{bytes(range(0x41, 0x41 + count)).hex()}> Tj ET".encode())
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_drawn_letters_may_be_of_any_size_by_their_own_measure() -> None:
    (page,) = read(drawn_letters(ord("一"), 4))
    assert letters(page) == "一丁丂七"
    assert [8 < char.size < 12 for char in page.chars] == [True] * 4


@pytest.mark.parametrize("first", [0x2701, 0x1])
def test_ornamental_signs_and_control_codes_are_letters_whose_meaning_was_lost(first: int) -> None:
    (page,) = read(drawn_letters(first, 20))
    assert (page.trusted, page.chars) == (False, ())


def test_a_font_of_latin_letters_as_wide_as_chinese_ones_has_the_map_of_another_font() -> None:
    """As programs leave it that make one font of several; signs that Chinese fonts set as wide are right."""

    def told(cmap: str, printed: str, figures: int = 20, pitch: float = 10) -> Page:
        def draw(c: Canvas) -> None:
            for n in range(20):
                text(c, 100, 40 + 20 * n, "")
                c.drawString(100, HEIGHT - 40 - 20 * n, printed, charSpace=pitch - 10)
                c.setFont("Helvetica", 10)
                c.drawString(400, HEIGHT - 40 - 20 * n, "1,234.56" if n < figures else "")

        made = pikepdf.open(io.BytesIO(pdf(draw)))
        font = next(font for font in made.pages[0].Resources.Font.values() if font.BaseFont != "/Helvetica")
        font.ToUnicode = made.make_stream(f"1 begincodespacerange <0000> <ffff> endcodespacerange 4 beginbfchar {cmap} endbfchar".encode())
        stream = io.BytesIO()
        made.save(stream)
        return read(stream.getvalue())[0]

    lost = "<5176> <0077> <529f> <00df> <516d> <007d> <3001> <0031>"
    page = told(lost, "其他功能科目六、一般")
    assert (page.trusted, letters(page), page.picture is None) == (True, "1,234.56" * 20, False)
    assert not told(lost, "其他功能科目六、一般", figures=3).trusted
    assert told(lost, "其他功能科目六、一般", pitch=5).picture is None  # the font does not tell how wide its letters are
    signs = "<5176> <00b1> <529f> <00b0> <516d> <00b7> <3001> <00d7>"
    assert told(signs, "误差其5功，乘以六、").picture is None


def test_accented_letters_within_chinese_words_are_letters_whose_meaning_was_lost() -> None:
    sentence = "本表反映部门本年度取得的各项收入情况，其中财政拨款收入按批复的决算数填列。" * 4
    for told, trusted in ((sentence + "部门á财æ拨款ø收入", False), (sentence + "得分80×权重÷2，直径Ø20，résumé", True)):
        (page,) = read(pdf(lambda c, told=told: [text(c, 50, 100 + 20 * n, told[40 * n : 40 * n + 40]) for n in range(5)]))
        assert page.trusted == trusted
