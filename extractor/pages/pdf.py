"""PDF to Page*: characters and ruled lines in upright coordinates, one page open at a time.

pdfium's raw interface is used for speed. Where pdfium cannot open a file or counts fewer pages than the page tree
holds, the file is re-saved by pikepdf (qpdf) and opened again.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.errors import DamagedDocument, DocumentTooLarge, PasswordRequired
from extractor.options import Options
from extractor.pages.page_image.paper import resolution
from extractor.pages.pdf_page.bombs import endless_pages
from extractor.pages.pdf_page.clips import Rect
from extractor.pages.pdf_page.crops import uncropped
from extractor.pages.pdf_page.damage import damaged_pages
from extractor.pages.pdf_page.fields import page_with_fields
from extractor.pages.pdf_page.frame import Boxes, Frame, page_frame
from extractor.pages.pdf_page.layers import take_out_hidden
from extractor.pages.pdf_page.marks import Marks, hiding, marks_of, without_watermarks
from extractor.pages.pdf_page.text import Text, text_of
from extractor.pages.pdf_page.trust import FEW, MOSTLY, covered_share, distrust, garbled
from extractor.pages.pdf_page.units import in_points
from extractor.records import Box, Page, Source, Warning_

DEFAULT_DPI = 200.0  # of a page picture made for OCR, where the page holds no large image
DPI_RANGE = (150.0, 300.0)  # below, letters are lost; above, OCR gains nothing
PICTURE_SHARE = 0.12  # of the page; smaller ones are emblems, seals and codes for telephones
PATCH_MARGIN = 0.1  # of a letter's height, around it
HEADER_BYTES = 1024  # before the header of a file, that readers pass over
REOPEN_EVERY = 250  # pages; pdfium keeps fonts and images of visited pages until the document is closed


def pages(source: Source, options: Options) -> Iterator[Page]:
    """Pages of a PDF in order. A page that cannot be opened comes back empty, not trusted, with a warning.

    Raises PasswordRequired, DamagedDocument, DocumentTooLarge.
    """
    given = _from_header(source.data)
    facts = _facts(given, options.password)
    data, count = _readable(given, facts, options)
    as_it_is = data is (facts.shown or given)
    repaired = () if as_it_is else (Warning_("document_repaired", "文件有损坏，已修复后读取。"),)
    for first in range(options.first_page - 1, min(count, options.last_page or count), REOPEN_EVERY):
        document = _open(data, options.password)
        document.init_forms()
        try:
            for index in filter(lambda i: options.wants(i + 1), range(first, min(count, first + REOPEN_EVERY))):
                page = _unread(index) if index in facts.endless else _page(document, index, options)
                page = _doubted(page) if index in facts.damaged else page
                yield page if index else replace(page, warnings=(*repaired, *page.warnings))
        finally:
            document.close()


class Facts(NamedTuple):
    """What qpdf says of a file: pages in its page tree (0 where it cannot tell), those that would draw for ever, those whose
    contents are damaged, and the file without layers that are switched off, in points and cropped as it is shown, where it is not so
    already."""

    pages: int
    endless: frozenset[int] = frozenset()
    damaged: frozenset[int] = frozenset()
    shown: bytes | None = None


def _facts(data: bytes, password: str | None) -> Facts:
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "", suppress_warnings=True) as pdf:
            facts = Facts(len(pdf.pages), endless_pages(pdf), damaged_pages(pdf))
            changed = (take_out_hidden(pdf), in_points(pdf), uncropped(pdf))
            return facts._replace(shown=_saved(pdf)) if any(changed) else facts
    except pikepdf.PasswordError as error:
        raise PasswordRequired("PDF 已加密，没有密码或密码不对。") from error
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return Facts(0)


def _unread(index: int) -> Page:
    """A page that cannot be opened, or must not be."""
    warning = Warning_("page_unreadable", f"第{index + 1}页无法打开，未能读取。", index + 1)
    return Page(index + 1, "text_layer", trusted=False, warnings=(warning,))


def _doubted(page: Page) -> Page:
    """A page of which only a part may have been drawn."""
    warning = Warning_("page_damaged", f"第{page.number}页的内容有损坏，可能没有读全。", page.number)
    return replace(page, warnings=(*page.warnings, warning))


def count(source: Source, options: Options) -> int:
    """Pages of a PDF. Raises as `pages`."""
    return readable(source, options)[1]


def readable(source: Source, options: Options) -> tuple[bytes, int]:
    """The bytes as pdfium reads them best, and the number of pages. Raises as `pages`."""
    given = _from_header(source.data)
    return _readable(given, _facts(given, options.password), options)


def _from_header(data: bytes) -> bytes:
    """The bytes without what stands before the header, where it is more than readers pass over; places are counted from there."""
    start = data.find(b"%PDF-")
    return data[start:] if start > HEADER_BYTES else data


def _readable(given: bytes, facts: Facts, options: Options) -> tuple[bytes, int]:
    """The bytes, mended where they must be, and the number of pages."""
    data, count = _sound(facts.shown or given, facts.pages, options)
    if count > options.max_pages:
        raise DocumentTooLarge(f"文件有 {count} 页，超过上限 {options.max_pages} 页。")
    return data, count


def _sound(data: bytes, expected: int, options: Options) -> tuple[bytes, int]:
    """The bytes, re-saved where pdfium reads less than the `expected` pages of the page tree, and the number of pages."""
    try:
        count = _count(data, options.password)
    except pdfium.PdfiumError:
        count = 0
    if count and count >= expected:
        return data, count
    repaired = _resaved(data, options.password)
    try:
        count_repaired = _count(repaired, options.password)
    except pdfium.PdfiumError:
        count_repaired = 0
    if count_repaired > count:
        return repaired, count_repaired
    if not count:
        raise DamagedDocument("PDF 打不开，也无法修复。")
    return data, count


def _count(data: bytes, password: str | None) -> int:
    document = _open(data, password)
    try:
        return len(document)
    finally:
        document.close()


def _open(data: bytes, password: str | None) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise PasswordRequired("PDF 已加密，没有密码或密码不对。") from error
        raise


def _resaved(data: bytes, password: str | None) -> bytes:
    """The file written anew by qpdf, which rebuilds a lost cross-reference table and page tree."""
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "", suppress_warnings=True) as pdf:
            return _saved(pdf)
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise DamagedDocument("PDF 损坏，无法修复。") from error


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _page(document: pdfium.PdfDocument, index: int, options: Options) -> Page:
    """One page. Its text layer is kept only where it can be trusted; else a picture is made for OCR."""
    try:
        page, undrawn = page_with_fields(document, index)
    except pdfium.PdfiumError:
        return _unread(index)
    try:
        frame = page_frame(page.raw)
        large = MOSTLY * frame.size[0] * frame.size[1]
        marks = hiding(marks_of(page.raw), document.raw, page.raw, large)
        text = text_of(page.raw, frame, marks)
        if 0 < len(text.codes) < FEW:  # on a cover or a page between parts a watermark is no scan
            marks = without_watermarks(marks, document.raw, page.raw, large)
        lost = _letters_lost(text, marks, frame)
        read = _text_page(index + 1, frame, marks, text, undrawn)
        if len(lost):
            return _patched_page(page, read, frame, lost, options)
        if reason := distrust(text, marks, frame):
            return _picture_page(page, read, marks, options, reason)
        if marks.images and len(alone := _pictures_alone(frame, marks, text)):
            return _illustrated_page(page, read, frame, alone, options)
        return read
    finally:
        page.close()


def _text_page(number: int, frame: Frame, marks: Marks, text: Text, undrawn: int) -> Page:
    """The page turned upright, by the direction of its own text where it has any."""
    turned = frame.turned(text.angle)
    left_out = text.left_out + [("note_left_out", f"第{number}页有 {undrawn} 处键入的注释没有外观，未读入。")] * bool(undrawn)
    return Page(
        number,
        "text_layer",
        *turned.size,
        rotation=turned.rotation,
        chars=text.upright(turned, marks.objects),
        rulings=marks.upright(turned),
        warnings=tuple(Warning_(code, message, number) for code, message in left_out),
    )


def _letters_lost(text: Text, marks: Marks, frame: Frame) -> Boxes:
    """Boxes on the upright page of the letters whose fonts have no map, (n, 4); they are taken out of a text that can be trusted
    without them. None otherwise."""
    without = garbled(text)
    if without is None:
        return np.zeros((0, 4))
    rest = replace(text, codes=text.codes[~without], boxes=text.boxes[~without], style=text.style[~without])
    if len(rest.codes) < FEW or distrust(rest, marks, frame):
        return np.zeros((0, 4))
    boxes = frame.turned(text.angle).upright(text.boxes[without])
    text.keep(~without)
    return boxes


def _patched_page(page: pdfium.PdfPage, read: Page, frame: Frame, lost: Boxes, options: Options) -> Page:
    """The page with a picture of nothing but the lost letters, which OCR reads into the rest."""
    height = lost[:, 3] - lost[:, 1]
    margin = np.stack((-height, -height, height, height), axis=1) * PATCH_MARGIN
    picture, dpi = _excerpt(page, read, frame, lost + margin, options)
    warning = Warning_("text_layer_untrusted", f"第{read.number}页有字体的字符无法对应（{len(lost)}字），这些字改用图像识别。", read.number)
    return replace(read, picture=picture, dpi=dpi, warnings=(*read.warnings, warning))


def _excerpt(page: pdfium.PdfPage, read: Page, frame: Frame, boxes: Boxes, options: Options) -> tuple[npt.NDArray[np.uint8], float]:
    """A picture of the upright page that shows nothing but what is within these boxes of it, and its resolution."""
    dpi = _affordable(DEFAULT_DPI, frame.size, options)
    upright = np.rot90(_rendered(page, dpi / 72), (frame.rotation - read.rotation) // 90 % 4)
    picture = np.full_like(upright, 255)
    for left, top, right, bottom in np.rint(boxes.clip(0) * dpi / 72).astype(int).tolist():
        picture[top:bottom, left:right] = upright[top:bottom, left:right]
    return picture, dpi


def _illustrated_page(page: pdfium.PdfPage, read: Page, frame: Frame, boxes: Boxes, options: Options) -> Page:
    """The page with a picture of its pictures where they are large enough to hold a table."""
    width, height = frame.size
    share = float(((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).sum()) / max(1.0, width * height)
    if share < PICTURE_SHARE:
        return read
    message = f"第{read.number}页有图片（约占页面{min(1.0, share):.0%}），其中的文字未读入。"
    read = replace(read, warnings=(*read.warnings, Warning_("picture_left_out", message, read.number)))
    if options.ocr == "none":
        return read
    picture, dpi = _excerpt(page, read, frame, boxes, options)
    return replace(read, picture=picture, dpi=dpi, insets=tuple(map(Box._make, boxes.tolist())))


def _pictures_alone(frame: Frame, marks: Marks, text: Text) -> Boxes:
    """Boxes on the upright page of the pictures beside its text that no text is printed on, (n, 4)."""
    alone = [image.box for image in marks.images if len(text.codes) and not _printed_on(image.box, text)]
    return frame.turned(text.angle).upright(np.array(alone, np.float64).reshape(-1, 4))


def _printed_on(box: Rect, text: Text) -> bool:
    """Whether a letter stands on a picture."""
    x, y = (text.boxes[:, 0] + text.boxes[:, 2]) / 2, (text.boxes[:, 1] + text.boxes[:, 3]) / 2
    return bool(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).any())


def _resolutions(frame: Frame, marks: Marks) -> tuple[float, float]:
    """Dots per inch of the page's picture by the file, and on the paper that was scanned. Converters make a page of one
    point a pixel, as large as a poster."""
    scan = covered_share(marks, frame) > MOSTLY
    stated = max((marks.image_dpi if scan else None) or DEFAULT_DPI, 1.0)
    width, height = frame.size
    return stated, resolution((width * stated / 72, height * stated / 72), (stated, stated))


def _affordable(dpi: float, size: tuple[float, float], options: Options) -> float:
    """The resolution, or what a page of this width and height in points may have."""
    width, height = size
    most = math.sqrt(options.max_render_pixels / max(width * height / 5184, 1e-6))  # 5184 = 72 x 72
    return min(dpi, most, 10_000 * 72 / max(width, height))


def _rendered(page: pdfium.PdfPage, scale: float) -> npt.NDArray[np.uint8]:
    """The page as /Rotate turns it, (height, width, 3), `scale` pixels a point."""
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    bitmap.close()
    return picture


def _picture_page(page: pdfium.PdfPage, read: Page, marks: Marks, options: Options, reason: str) -> Page:
    """A page whose text layer says nothing or cannot be trusted: its picture, upright as /Rotate says."""
    frame = page_frame(page.raw)
    stated, true = _resolutions(frame, marks)
    width, height = (side * stated / true for side in frame.size)
    dpi = min(max(true, DPI_RANGE[0]), DPI_RANGE[1])
    dpi = _affordable(dpi, (width, height), options)
    picture = _rendered(page, dpi / 72 * stated / true)
    warnings = read.warnings
    if read.chars:
        warnings += (Warning_("text_layer_untrusted", f"第{read.number}页的文字层不可信（{reason}），改用图像识别。", read.number),)
    return replace(
        read,
        source="ocr",
        width=width,
        height=height,
        rotation=frame.rotation,
        chars=(),
        rulings=(),
        picture=picture,
        dpi=dpi,
        trusted=False,
        warnings=warnings,
    )
