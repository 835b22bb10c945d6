"""PDF pages: what is seen is read, upright; what is not seen is left out; what cannot be opened is said."""

from __future__ import annotations

import io
import zlib
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import DamagedDocument, DocumentTooLarge, PasswordRequired
from tests.drawn_pdf import FONT, letters, pdf, read, text


def test_characters_have_upright_boxes_from_the_top_left() -> None:
    (page,) = read(pdf(lambda c: text(c, 100, 200, "收入总计")))
    assert letters(page) == "收入总计"
    first = page.chars[0].box
    assert abs(first.left - 100) < 1 and 188 < first.top < first.bottom < 205
    assert (page.width, page.height, page.rotation, page.trusted) == (595, 842, 0, True)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_turned_by_its_rotate_entry_is_read_upright(rotation: int) -> None:
    def draw(c: Canvas) -> None:
        c.saveState()
        c.translate(300, 400)
        c.rotate(rotation)
        c.setFont(FONT, 10)
        c.drawString(0, 0, "财政拨款")
        c.restoreState()

    upright = pikepdf.open(io.BytesIO(pdf(draw)))
    upright.pages[0].Rotate = rotation
    turned = io.BytesIO()
    upright.save(turned)
    for data in (pdf(draw), turned.getvalue()):  # drawn sideways without /Rotate, and with it
        (page,) = read(data)
        assert page.rotation == rotation
        boxes = [char.box for char in page.chars]
        assert all(b.left > a.left and abs(b.top - a.top) < 1 for a, b in pairwise(boxes))
        assert all(char.angle % 360 < 1 or char.angle > 359 for char in page.chars)


def test_what_nobody_sees_is_not_read() -> None:
    def draw(c: Canvas) -> None:
        text(c, 100, 100, "可见的文字")
        c.saveState()
        hidden = c.beginText(100, 600)
        hidden.setFont(FONT, 10)
        hidden.setTextRenderMode(3)
        hidden.textOut("隐藏")
        c.drawText(hidden)
        c.restoreState()
        c.setFillGray(1)
        text(c, 100, 300, "白字")
        c.setFillGray(0)
        text(c, 700, 300, "页外")
        c.saveState()
        clip = c.beginPath()
        clip.rect(100, 400, 30, 20)
        c.clipPath(clip, stroke=0, fill=0)
        c.setFont(FONT, 10)
        c.drawString(100, 405, "剪掉一半的话")
        c.restoreState()

    (page,) = read(pdf(draw))
    assert letters(page) == "可见的文字剪掉一"


def test_white_letters_on_a_dark_ground_are_read_and_shadows_are_not() -> None:
    def draw(c: Canvas) -> None:
        c.rect(90, 730, 200, 30, stroke=0, fill=1)
        c.setFillGray(1)
        text(c, 100, 100, "表头")
        c.setFillGray(0)
        text(c, 100, 200, "合计")
        text(c, 100.4, 200.3, "合计")

    (page,) = read(pdf(draw))
    assert letters(page) == "表头合计"


def test_a_slanted_watermark_is_left_out_and_said() -> None:
    def draw(c: Canvas) -> None:
        text(c, 100, 100, "正文正文正文正文")
        c.translate(200, 300)
        c.rotate(45)
        c.drawString(0, 0, "内部资料")

    (page,) = read(pdf(draw))
    assert letters(page) == "正文正文正文正文"
    assert [warning.code for warning in page.warnings] == ["slanted_text_left_out"]


def test_text_is_clipped_by_all_paths_of_its_own_clip() -> None:
    def draw(c: Canvas) -> None:
        for row in range(3):
            c.saveState()
            outer, inner = c.beginPath(), c.beginPath()
            outer.rect(100, 700 - 20 * row, 100, 20)
            inner.rect(100, 600, 40 + 20 * row, 200)
            c.clipPath(outer, stroke=0)
            c.clipPath(inner, stroke=0)
            text(c, 100, 842 - 705 + 20 * row, "一二三四五六七八")  # ten points a letter
            c.restoreState()
        text(c, 100, 300, "末")

    (page,) = read(pdf(draw))
    assert letters(page) == "一二三四" + "一二三四五六" + "一二三四五六七八" + "末"


def test_clips_of_any_shape_stand_side_by_side() -> None:
    def draw(c: Canvas) -> None:
        for row, corners in enumerate(
            [[(100, 0), (140, 0), (140, 15), (120, 20), (100, 15), (100, 5)], [(100, 0), (160, 0), (130, 20)], [], None]
        ):
            c.saveState()
            shape = c.beginPath()
            for n, (x, y) in enumerate(corners or []):
                (shape.lineTo if n else shape.moveTo)(x, 700 - 20 * row + y)
            if corners:
                shape.close()
            if corners is not None:  # an empty one clips nothing here, as pdfium has no box for it
                c.clipPath(shape, stroke=0)
            text(c, 100, 842 - 705 + 20 * row, "一二三四五六七八")  # ten points a letter
            c.restoreState()

    (page,) = read(pdf(draw))
    assert letters(page) == "一二三四" + "一二三四五六" + "一二三四五六七八" * 2


def test_text_of_forms_nested_too_deep_is_still_read() -> None:
    def draw(c: Canvas) -> None:
        for depth in range(12):
            c.beginForm(f"form{depth}")
            if depth:
                c.doForm(f"form{depth - 1}")
            text(c, 100, 100 + 20 * depth, str(depth % 10))
            c.endForm()
        c.doForm("form11")

    (page,) = read(pdf(draw))
    assert sorted(letters(page)) == sorted("012345678901")


def test_form_xobjects_are_read_where_they_stand() -> None:
    def draw(c: Canvas) -> None:
        c.beginForm("stamp")
        c.setFont(FONT, 10)
        c.drawString(0, 0, "表内")
        c.line(0, 10, 50, 10)
        c.endForm()
        c.translate(100, 500)
        c.doForm("stamp")

    (page,) = read(pdf(draw))
    assert letters(page) == "表内"
    assert page.rulings[0][:4] == pytest.approx((100, 332, 150, 332), abs=1)


def test_letters_that_say_in_words_what_they_stand_for_are_found_in_a_form_as_well() -> None:
    """Browsers write /ActualText for letters that share a glyph with a radical; pages put on a sheet become forms."""

    def draw(c: Canvas) -> None:
        text(c, 100, 100, "中")
        c._code.append("/Span <</ActualText <FEFF6587>>> BDC")
        text(c, 110, 100, "文")
        c._code.append("EMC")
        text(c, 120, 100, "字")

    sheet = pikepdf.new()
    page = sheet.add_blank_page(page_size=(842, 595))
    with pikepdf.open(io.BytesIO(pdf(draw))) as source:
        pikepdf.Page(page).add_overlay(source.pages[0], pikepdf.Rectangle(421, 0, 842, 595))
    stream = io.BytesIO()
    sheet.save(stream)
    (read_page,) = read(stream.getvalue())
    boxes = {char.text: char.box for char in read_page.chars}
    assert boxes["中"].left < boxes["文"].left < boxes["字"].left
    assert boxes["文"].top == pytest.approx(boxes["字"].top, abs=3)


def test_a_blank_page_stays_a_page() -> None:
    blank, full = read(pdf(lambda c: None, lambda c: text(c, 100, 100, "第二页")))
    assert (blank.number, blank.chars, blank.trusted) == (1, (), True)
    assert letters(full) == "第二页"


def test_a_page_of_one_picture_is_not_trusted_and_comes_as_a_picture() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (600, 850), "grey"))

    def draw(c: Canvas) -> None:
        text(c, 100, 100, "识别过的文字" * 20)
        c.drawImage(picture, 0, 0, 595, 842)
        text(c, 280, 830, "- 1 -")

    (page,) = read(pdf(draw))
    assert (page.trusted, page.source, page.chars) == (False, "ocr", ())
    assert page.picture.shape[2] == 3 and page.dpi is not None
    assert page.picture.shape[1] == pytest.approx(595 * page.dpi / 72, abs=2)


def test_a_password_is_asked_for() -> None:
    data = pdf(lambda c: text(c, 100, 100, "密"), encrypt=StandardEncryption("secret"))
    with pytest.raises(PasswordRequired):
        read(data)
    with pytest.raises(PasswordRequired):
        read(data, password="wrong")
    assert letters(read(data, password="secret")[0]) == "密"


def test_damage_is_repaired_or_said() -> None:
    data = pdf(lambda c: text(c, 100, 100, "第一页"), lambda c: text(c, 100, 100, "第二页"))
    without_table = data[: data.rindex(b"xref")]
    assert [letters(page) for page in read(without_table)] == ["第一页", "第二页"]
    with pytest.raises(DamagedDocument):
        read(b"%PDF-1.7\n" + bytes(200))


def test_a_page_with_damaged_contents_says_so() -> None:
    data = pdf(lambda c: text(c, 100, 100, "第一页"), lambda c: text(c, 100, 100, "第二页"), pageCompression=1)
    document = pikepdf.open(io.BytesIO(data))
    packed = zlib.compress(document.pages[1].Contents.read_bytes())
    document.pages[1].Contents.write(packed[:-1] + bytes((packed[-1] ^ 1,)), filter=pikepdf.Name.FlateDecode)
    stream = io.BytesIO()
    document.save(stream, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    sound, damaged = read(stream.getvalue())
    assert (sound.warnings, [warning.code for warning in damaged.warnings]) == ((), ["page_damaged"])
    assert letters(damaged) == "第二页"


def test_more_pages_than_allowed_are_refused() -> None:
    data = pdf(*[lambda c: None] * 3)
    with pytest.raises(DocumentTooLarge):
        read(data, max_pages=2)


def test_a_form_that_draws_itself_is_left_closed_and_the_other_pages_are_read() -> None:
    bomb = pikepdf.open(io.BytesIO(pdf(lambda c: text(c, 100, 100, "第一页"), lambda c: text(c, 100, 100, "第二页"))))
    form = bomb.make_stream(b"/F Do /F Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    bomb.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    bomb.pages[0].Contents = bomb.make_stream(b"/F Do")
    stream = io.BytesIO()
    bomb.save(stream)
    first, second = read(stream.getvalue())
    assert [warning.code for warning in first.warnings] == ["page_unreadable"] and not first.trusted
    assert letters(second) == "第二页"


def scan(*pictures: tuple[int, int], page: tuple[float, float]) -> bytes:
    """A page covered by grey JPEG pictures of these sizes (px), one upon the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageSize(page)
        for size in pictures:
            jpeg = io.BytesIO()
            Image.new("L", size, 230).save(jpeg, "JPEG")
            canvas.drawImage(ImageReader(jpeg), 0, 0, *page)

    return pdf(draw)


@pytest.mark.parametrize("page", [(1654, 2339), (1654 * 0.75, 2339 * 0.75), (595.3, 841.9), (198.5, 280.7)])
def test_a_scan_is_as_large_as_its_paper_whatever_the_page_says(page: tuple[float, float]) -> None:
    (found,) = read(scan((1654, 2339), page=page))
    assert found.dpi == pytest.approx(200, abs=1)
    assert (found.width, found.height) == (pytest.approx(595, abs=2), pytest.approx(842, abs=2))
    assert found.picture is not None and found.picture.shape[:2] == (pytest.approx(2339, abs=2), pytest.approx(1654, abs=2))


def test_letters_stored_apart_from_their_ground_are_read_as_fine_as_they_are() -> None:
    (found,) = read(scan((620, 877), (2480, 3508), page=(595.3, 841.9)))
    assert found.dpi == pytest.approx(300, abs=1)


@pytest.mark.parametrize(("alpha", "source"), [(255, "ocr"), (40, "text_layer")])
def test_a_picture_kept_without_loss_hides_text_where_nothing_shines_through(alpha: int, source: str) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(20):
            text(canvas, 60, 100 + 20 * row, "预算单位收入支出总表")
        how = {} if alpha == 255 else {"mask": "auto"}
        canvas.drawImage(
            ImageReader(Image.new("RGBA" if how else "RGB", (620, 877), (230, 230, 230, alpha)[: 4 if how else 3])), 0, 0, 596, 842, **how
        )

    (page,) = read(pdf(draw))
    assert page.source == source


@pytest.mark.parametrize(("left", "told"), [(60, ["picture_left_out"]), (-100, [])])
def test_a_picture_on_a_page_of_text_is_told_unless_it_is_a_ground(left: float, told: list[str]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (620, 400), 230)), left, 0, 480, 320 if told else 900)
        for row in range(8):
            text(canvas, 60, 100 + 20 * row, "收入支出决算总表见下图")

    (page,) = read(pdf(draw))
    assert page.source == "text_layer" and [w.code for w in page.warnings] == told
