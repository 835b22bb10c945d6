"""Pictures of pages: opened within limits, stood upright, cleaned, their ruled lines found."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import AppendingTiffWriter, ImageFileDirectory_v2

from extractor.errors import DamagedDocument, DocumentTooLarge
from extractor.options import Options
from extractor.pages.image import pages
from extractor.pages.page_image.paper import resolution
from extractor.pages.page_image.photo import sheet_of
from extractor.records import Page, Source
from tests.drawn_pictures import DPI, drawn


def source(image: Image.Image, form: str, **how: object) -> Source:
    out = io.BytesIO()
    image.save(out, form, **how)
    return Source(out.getvalue(), f"scan.{form.lower()}", f"image/{form.lower()}", "0" * 64)


def opened(image: Image.Image, form: str, **how: object) -> list[Page]:
    return list(pages(source(image, form, **how), Options()))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_every_format_gives_the_same_page(form: str) -> None:
    (page,) = opened(Image.fromarray(drawn()), form, dpi=(DPI, DPI))
    assert page.picture.shape[2] == 3 and not page.trusted and page.source == "ocr"
    assert page.picture[100, 100].min() > 240


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_colour_mode_is_read(mode: str) -> None:
    image = Image.fromarray(drawn()).convert("L")
    image = Image.fromarray(drawn().astype(np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    (page,) = opened(image, "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    assert page.picture.dtype == np.uint8
    assert page.picture[20, 20].min() > 240 and page.picture.min() < 30


def test_what_shines_through_is_white() -> None:
    (page,) = opened(Image.new("RGBA", (400, 500), (0, 0, 0, 0)), "PNG")
    assert page.picture.min() == 255


def test_a_tiff_of_three_frames_is_three_pages() -> None:
    frames = [Image.fromarray(drawn(n)).convert("1") for n in (3, 4, 5)]
    found = opened(frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(DPI, DPI))
    assert [page.number for page in found] == [1, 2, 3]
    assert found[0].dpi == DPI


def test_of_an_animation_the_first_frame_is_read_and_said_so() -> None:
    frames = [Image.fromarray(drawn(n)) for n in (3, 4)]
    (page,) = opened(frames[0], "GIF", save_all=True, append_images=frames[1:])
    (still,) = opened(frames[0], "GIF")
    assert [w.code for w in page.warnings] == ["frames_left_out"] and not still.warnings
    assert np.abs(page.picture.astype(int) - still.picture).max() < 3


def test_a_camera_says_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[274] = 6  # turned by 90 degrees
    (page,) = opened(Image.new("RGB", (600, 300), "white"), "JPEG", exif=exif)
    assert page.height and page.width and page.height > page.width


@pytest.mark.parametrize(
    ("size", "stated", "dpi"),
    [
        ((1654, 2339), (200, 200), 200),
        ((1654, 2339), None, 200),
        ((1654, 2339), (1, 1), 200),
        ((3024, 4032), (72, 72), 345),
        ((1240, 1754), (96, 96), 150),  # what converters say of anything
        ((1654, 2339), (600, 600), 200),  # a whole sheet is no smaller than A5
        ((1500, 900), (300, 300), 300),  # a cutting may be
        ((1654, 7017), None, 200),  # three sheets in one strip
    ],
)
def test_resolution_is_believed_where_it_makes_a_sheet(size: tuple[int, int], stated: object, dpi: int) -> None:
    assert round(resolution(size, stated)) == pytest.approx(dpi, abs=1)


def tiff(*frames: tuple[Image.Image, dict[str, object]]) -> Source:
    """A TIFF of frames that are saved each in its own way."""
    out = io.BytesIO()
    with AppendingTiffWriter(out) as writer:
        for image, how in frames:
            image.save(writer, "TIFF", **how)
            writer.newFrame()
    return Source(out.getvalue(), "scan.tif", "image/tiff", "0" * 64)


def test_every_frame_has_its_own_resolution() -> None:
    page = Image.new("1", (1240, 1754), 1)
    found = pages(tiff((page, {"dpi": (140, 140)}), (page, {})), Options())
    assert [round(page.dpi or 0) for page in found] == [140, 150]


def test_copies_and_masks_are_no_pages() -> None:
    small = ImageFileDirectory_v2()
    small[254] = 1
    page = Image.fromarray(drawn())
    found = list(pages(tiff((page, {}), (page.resize((90, 120)), {"tiffinfo": small}), (page, {})), Options()))
    assert [page.number for page in found] == [1, 2]
    assert all(page.picture.shape[0] > 1000 for page in found)
    (alone,) = opened(page, "MPO", save_all=True, append_images=[page.resize((90, 120))])
    assert alone.picture.shape[0] > 1000


def test_oblong_dots_of_a_fax_are_made_square() -> None:
    (page,) = opened(Image.new("1", (1728, 1145), 1), "TIFF", dpi=(204, 98))
    assert page.picture.shape[:2] == (round(1145 * 204 / 98), 1728)
    assert page.height == pytest.approx(842, abs=3)


def test_what_there_is_of_a_broken_file_is_read() -> None:
    whole = source(Image.fromarray(drawn()), "JPEG").data
    (page,) = pages(Source(whole[: len(whole) * 3 // 4], None, "image/jpeg", ""), Options())
    assert [w.code for w in page.warnings] == ["page_incomplete"] and page.picture[:200].min() < 60
    frames = tiff((Image.fromarray(drawn()), {}), (Image.fromarray(drawn()), {})).data
    first, second = pages(Source(frames[:-60], None, "image/tiff", ""), Options())
    assert first.picture is not None
    assert second.picture is None and [w.code for w in second.warnings] == ["page_unreadable"]


def test_too_many_pixels_and_frames_are_refused() -> None:
    big = source(Image.new("1", (2000, 2000)), "PNG")
    with pytest.raises(DocumentTooLarge):
        list(pages(big, Options(max_image_pixels=1_000_000)))
    many = source(Image.new("1", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("1", (9, 9))] * 4)
    with pytest.raises(DocumentTooLarge):
        list(pages(many, Options(max_pages=3)))


def test_damage_is_told() -> None:
    whole = source(Image.fromarray(drawn()), "JPEG").data
    for data in (whole[:300], b"\xff\xd8\xff\xe0nothing", whole[:20] + b"\0" * 50):
        with pytest.raises(DamagedDocument):
            list(pages(Source(data, None, "image/jpeg", ""), Options()))


def test_a_photographed_sheet_is_cut_out() -> None:
    page = np.dstack([drawn()] * 3)
    corners = np.array([[60, 50], [830, 80], [850, 1150], [40, 1120]], np.float32)
    flat = np.array([[0, 0], [900, 0], [900, 1200], [0, 1200]], np.float32)
    photo = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat, corners), (900, 1200), borderValue=(50, 45, 40))
    sheet = sheet_of(np.asarray(photo, np.uint8))
    assert sheet is not None and sheet[:5].min() > 150
    assert sheet_of(page) is None
    shaded = page.copy()
    shaded[:12], shaded[:, :40] = 40, 50  # a fold at the left, the lid along the top
    assert sheet_of(shaded) is None
