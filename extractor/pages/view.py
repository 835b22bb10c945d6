"""A page as a person wants to see it: in colour, turned and deskewed as it was read, so that boxes of a report lie on it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from extractor.errors import ExtractionError
from extractor.options import Options
from extractor.pages.page_image.photo import sheet_of
from extractor.pages.page_image.picture import LEAST_SKEW
from extractor.pages.page_image.upright import straightened
from extractor.pages.pdf import readable
from extractor.records import Page, Source

Picture = NDArray[np.uint8]  # (height, width, 3), RGB

MOST_SIDE = 10_000  # px
MARGIN = 0.005  # of the page's sides, left around a crop so that its rules and neighbours show
WHOLE = (0.0, 0.0, 1.0, 1.0)


class NoSuchPage(ExtractionError):
    """The document has no page of that number."""

    code = "no_such_page"
    advice = "请检查页码。"


class NoPicture(ExtractionError):
    """The page is plain text, or could not be opened."""

    code = "no_picture"
    advice = "该页没有图像可看。"


def view(
    source: Source,
    page: Page | None,
    options: Options,
    *,
    width: int,
    rotation: int | None = None,
    skew: float = 0.0,
    box: Sequence[float] | None = None,
) -> bytes:
    """PNG, `width` px wide (less where that would be over options.max_render_pixels), of a rendered page, or of the part of
    it under `box` (fractions of the upright page from its top left corner). `rotation` and `skew`: as the report says of
    the page; None and 0 show it as the file says. Raises NoSuchPage, NoPicture."""
    if page is None:
        raise NoSuchPage("文件没有这一页。")
    part = _part(box)
    if page.picture is not None and not page.trusted:
        whole = _upright(page.picture, ((rotation or 0) - page.rotation) % 360 if rotation is not None else 0, skew)
    elif source.media_type == "application/pdf" and page.width:
        whole = _drawn(source, page, options, width / (part[2] - part[0]), rotation)
    else:
        raise NoPicture("该页是文字，没有图像。")
    return _png(_cut(whole, part), width, options)


def _part(box: Sequence[float] | None) -> tuple[float, float, float, float]:
    """The box with its margin, inside the page and not empty."""
    left, top, right, bottom = box or WHOLE
    left, right = sorted((left, right))
    top, bottom = sorted((top, bottom))
    inside = [min(1.0, max(0.0, side)) for side in (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)]
    if inside[2] - inside[0] <= MARGIN or inside[3] - inside[1] <= MARGIN:
        raise NoPicture("框在页面之外。")
    return inside[0], inside[1], inside[2], inside[3]


def _upright(picture: Picture, turn: int, skew: float) -> Picture:
    """As `straighten` stands it, but in its colours."""
    sheet = sheet_of(picture)
    turned = np.ascontiguousarray(np.rot90(picture if sheet is None else sheet, -turn // 90))
    return straightened(turned, skew) if abs(skew) >= LEAST_SKEW else turned


def _drawn(source: Source, page: Page, options: Options, width: float, rotation: int | None) -> Picture:
    """A page of a PDF drawn `width` px wide, within the limit of pixels."""
    data, _ = readable(source, options)
    document = pdfium.PdfDocument(data, password=options.password)
    try:
        sheet = document[page.number - 1]
        turn = ((page.rotation if rotation is None else rotation) - sheet.get_rotation()) % 360
        wide, high = sheet.get_size() if turn % 180 == 0 else sheet.get_size()[::-1]
        scale = min(width / wide, (options.max_render_pixels / (wide * high)) ** 0.5, MOST_SIDE / max(wide, high))
        bitmap = sheet.render(scale=scale, rotation=turn, rev_byteorder=True, draw_annots=False)
        return np.array(bitmap.to_numpy()[:, :, :3], np.uint8)
    except pdfium.PdfiumError as error:
        raise NoPicture("该页无法显示。") from error
    finally:
        document.close()


def _cut(picture: Picture, part: tuple[float, float, float, float]) -> Picture:
    height, width = picture.shape[:2]
    left, right = int(part[0] * width), max(int(part[0] * width) + 1, round(part[2] * width))
    top, bottom = int(part[1] * height), max(int(part[1] * height) + 1, round(part[3] * height))
    return picture[top:bottom, left:right]


def _png(picture: Picture, width: int, options: Options) -> bytes:
    height, present = picture.shape[:2]
    factor = min(width / present, (options.max_render_pixels / (height * present)) ** 0.5, MOST_SIDE / max(height, present))
    if abs(factor - 1) > 0.01:
        size = max(1, round(present * factor)), max(1, round(height * factor))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG", compress_level=3)
    return stream.getvalue()
