"""Pictures of pages: opened within limits, stood upright, cleaned, their ruled lines found."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import AppendingTiffWriter, ImageFileDirectory_v2

from extractor.errors import DamagedDocument, DocumentTooLarge
from extractor.options import Options
from extractor.pages.image import pages
from extractor.pages.page_image import ghosts
from extractor.pages.page_image import unruled as unruled_module
from extractor.pages.page_image.ghosts import without_ghosts
from extractor.pages.page_image.ground import flattened, strengthened, without_seals, without_shadows
from extractor.pages.page_image.paper import resolution
from extractor.pages.page_image.photo import sheet_of
from extractor.pages.page_image.reversed_print import righted
from extractor.pages.page_image.rules import ruled
from extractor.pages.page_image.shrink import shrunk
from extractor.pages.page_image.specks import despeckled
from extractor.pages.page_image.unruled import unruled
from extractor.pages.page_image.upright import skew_of, straightened, turned_by
from extractor.records import Page, Source
from models import OcrLine

Picture = NDArray[np.uint8]
DPI = 150


def drawn(rows: int = 12, *, size: tuple[int, int] = (900, 1200)) -> Picture:
    """A grey page with a table of three columns of amounts, rules of 2 px."""
    page = np.full((size[1], size[0]), 255, np.uint8)
    bottom = 150 + 60 * rows
    for row in range(rows + 1):
        cv2.line(page, (90, 150 + 60 * row), (810, 150 + 60 * row), 0, 2)
    for x in (90, 400, 600, 810):
        cv2.line(page, (x, 150), (x, bottom), 0, 2)
    for row in range(rows):
        for x in (110, 420, 620):
            cv2.putText(page, f"{1234 + 77 * row}.{row:02d}", (x, 192 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    return page


def source(image: Image.Image, form: str, **how: object) -> Source:
    out = io.BytesIO()
    image.save(out, form, **how)
    return Source(out.getvalue(), f"scan.{form.lower()}", f"image/{form.lower()}", "0" * 64)


def opened(image: Image.Image, form: str, **how: object) -> list[Page]:
    return list(pages(source(image, form, **how), Options()))


class Upright:
    """An engine that tells which way up the drawn digits stand by nothing but the test's word."""

    name = "told"

    def __init__(self, *, down: bool) -> None:
        self._down = down

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        return np.zeros((0, 4, 2), np.float32)

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        return ()

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.full(len(quads), float(self._down), np.float32)


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


@pytest.mark.parametrize("degrees", [-4.0, -0.6, 0.0, 0.35, 1.6, 6.5])
def test_skew_is_measured(degrees: float) -> None:
    askew = straightened(drawn(), -degrees)
    assert skew_of(askew, DPI) == pytest.approx(degrees, abs=0.06)


def test_the_edge_of_a_sheet_on_a_larger_glass_does_not_tell_the_skew() -> None:
    glass = np.full((1500, 1800), 255, np.uint8)
    glass[:1200, :900] = straightened(drawn(2), -0.8)
    glass[1210:1220] = 40
    assert skew_of(glass, DPI) == pytest.approx(0.8, abs=0.06)


def test_a_bar_of_a_window_beside_a_sheet_is_no_part_of_it() -> None:
    shot = np.full((1300, 1100, 3), 82, np.uint8)
    shot[:56], shot[70:1280, 90:990] = 240, 255
    sheet = sheet_of(shot)
    assert sheet is not None and sheet.shape[:2] == (pytest.approx(1210, abs=12), pytest.approx(900, abs=12))


@pytest.mark.parametrize("level", [0, 84, 142])
def test_light_print_on_a_dark_field_is_turned(level: int) -> None:
    page, head = drawn(), (slice(152, 208), slice(92, 808))
    page[head] = level + (255 - page[head].astype(int)) * (255 - level) // 255  # white letters
    found = righted(page, DPI)
    black = drawn()
    assert float(np.mean(found[head] < 128)) == pytest.approx(float(np.mean(black[head] < 128)), rel=0.3)
    assert np.median(found[head]) == 255 and np.array_equal(found[260:], page[260:])


def test_black_print_on_a_dark_field_is_not_turned() -> None:
    shaded = drawn()
    shaded[150:210] = shaded[150:210] * 0.5
    assert righted(shaded, DPI) is shaded


def test_digits_of_small_print_are_no_dashes_of_a_rule() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    for row in range(31):
        cv2.line(page, (100, 150 + 21 * row), (500, 150 + 21 * row), 0, 2)
        if row < 30:
            cv2.putText(page, f"1,{234 + 7 * row}.{row + 56}", (424, 166 + 21 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA)
    for x in (100, 300, 500):
        cv2.line(page, (x, 150), (x, 780), 0, 2)
    rulings, _ = ruled(page, 200)
    assert sorted(round(r.x0 * 200 / 72) for r in rulings if r.x0 == r.x1) == [pytest.approx(x, abs=2) for x in (100, 300, 500)]


def test_words_in_line_with_those_of_the_next_line_do_not_tell_the_skew() -> None:
    page = np.full((1754, 2480), 255, np.uint8)  # two pages side by side, their lines half a line apart
    for row in range(30):
        for x, y in ((200, 200), (500, 200), (1700, 216), (2000, 216)):
            cv2.putText(page, f"{1234 + 7 * row}.{row + 56}", (x, y + 32 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2, cv2.LINE_AA)
    assert abs(skew_of(page, DPI)) < 0.3


def test_a_page_with_a_word_or_two_is_not_askew() -> None:
    page = np.full((1754, 1240), 255, np.uint8)
    cv2.putText(page, "end.", (110, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    cv2.putText(page, "- 17 -", (580, 1650), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    assert skew_of(page, DPI) == 0.0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_is_turned_back(degrees: int) -> None:
    words = drawn(14, size=(900, 1200))
    for row in range(9):
        cv2.putText(words, "total revenue and expenditure of the year", (95, 40 + 12 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0, 1)
    fed = np.ascontiguousarray(np.rot90(words, -degrees // 90))
    # a page on its side is first turned clockwise; one that was fed at 90 degrees then stands on its head
    assert turned_by(fed, DPI, Upright(down=degrees in (90, 180))) == (360 - degrees) % 360


def test_rules_are_found_and_letters_are_not() -> None:
    rulings, mask = ruled(drawn(), DPI)
    across = sorted(r.y0 for r in rulings if r.y0 == r.y1)
    down = sorted(r.x0 for r in rulings if r.x0 == r.x1)
    assert across == pytest.approx([(150 + 60 * row) * 72 / DPI for row in range(13)], abs=1)
    assert down == pytest.approx([x * 72 / DPI for x in (90, 400, 600, 810)], abs=1)
    assert mask.across[150, 300] and not mask.across[185, 130]
    assert mask.down[300, 400] and not mask.down[185, 130]


def test_letters_that_rules_run_through_are_left() -> None:
    page, clean = drawn(), np.full((1200, 900), 255, np.uint8)
    for picture in (page, clean):
        cv2.putText(picture, "8", (390, 185), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)  # the rule at 400 runs through it
    left = unruled(page, ruled(page, DPI)[1])
    ink = clean[160:190, 385:410] < 128
    assert (left[160:190, 385:410] < 128)[ink].mean() > 0.8
    assert (left[195:205, 385:410] > 200).all()
    assert (left[148:153, 200:380] > 200).all()


def test_rules_are_painted_out_alike_whatever_the_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    page = drawn()
    cv2.putText(page, "8", (390, 525), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)  # on a rule, at the end of a band
    _, ink = ruled(page, DPI)
    in_bands = unruled(page, ink)
    monkeypatch.setattr(unruled_module, "BAND", len(page))
    assert np.array_equal(in_bands, unruled(page, ink)) and (in_bands != page).any()


def test_strewn_specks_go_and_points_stay() -> None:
    page = drawn()
    random = np.random.default_rng(1).random(page.shape)
    dirty = page.copy()
    dirty[random < 0.01], dirty[random > 0.99] = 0, 255
    assert np.mean(despeckled(dirty, 200) != page) < 0.2 * np.mean(dirty != page)
    alone = page.copy()
    alone[30, 30] = 0
    assert despeckled(alone, 200) is alone


def test_pale_print_is_made_dark_and_dark_print_stays() -> None:
    page = drawn()
    pale = (150 + page * (105 / 255)).astype(np.uint8)
    assert strengthened(pale).min() < 60
    assert strengthened(page) is page
    assert strengthened(np.full((50, 50), 255, np.uint8)).min() == 255


def test_broken_faint_and_drifting_rules_are_whole() -> None:
    page = drawn()
    page[page < 128] = 150  # printed in grey
    page[:, 300:304] = 255
    page[:, 500:503] = 255
    rulings, _ = ruled(straightened(page, 0.08), DPI)
    across = [r for r in rulings if r.y0 == r.y1]
    assert len(across) == 13
    assert all(r.x1 - r.x0 > 335 for r in across)


def test_double_rules_of_a_low_row_are_both_found() -> None:
    """The header 类 ‖ 款 ‖ 项: short uprights 2 points apart between double rules."""
    page = np.full((600, 900), 255, np.uint8)
    for y in (100, 105, 152, 157, 400, 405):
        cv2.line(page, (90, y), (700, y), 0, 1)
    for x in (90, 95, 180, 185, 270, 275, 695, 700):
        cv2.line(page, (x, 100), (x, 157), 0, 1)
    rules, _ = ruled(page, 200)
    assert sum(r.x0 == r.x1 for r in rules) >= 4  # a pair may be taken for one


def test_dashed_rules_are_rules_and_leader_dots_are_none() -> None:
    page = np.full((600, 900), 255, np.uint8)
    for y in (100, 160, 220):
        for x in range(90, 690, 10):
            cv2.rectangle(page, (x, y), (x + 5, y + 1), 0, -1)
    for x in (90, 400, 690):
        for y in range(100, 220, 10):
            cv2.rectangle(page, (x, y), (x + 1, y + 5), 0, -1)
    for x in range(90, 690, 10):
        cv2.rectangle(page, (x, 400), (x + 2, 402), 0, -1)
    rules, _ = ruled(page, 200)
    assert len([r for r in rules if r.y0 == r.y1]) == 3
    assert len([r for r in rules if r.x0 == r.x1]) == 3


def test_what_hangs_free_between_two_rules_is_none() -> None:
    page = drawn()
    cv2.line(page, (440, 203), (580, 203), 0, 2)  # an underline in a cell
    assert len([r for r in ruled(page, DPI)[0] if r.y0 == r.y1]) == 13


def test_a_page_of_prose_has_no_rules() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    for row in range(25):
        cv2.putText(page, "HEILEHTIT EFTLI THE LIT", (60, 80 + 44 * row), cv2.FONT_HERSHEY_DUPLEX, 1.4, 0, 3, cv2.LINE_AA)
    assert ruled(page, DPI)[0] == ()


def test_a_red_seal_goes_and_the_figures_under_it_stay() -> None:
    page = np.dstack([drawn()] * 3)
    ink = np.full_like(page, 255)
    cv2.circle(ink, (500, 400), 110, (215, 40, 45), 8, cv2.LINE_AA)
    sealed = (page.astype(np.float32) * ink / 255).astype(np.uint8)
    cleaned = without_seals(sealed, DPI)
    assert cleaned[400, 390].min() > 225  # on the ring
    assert np.abs(cleaned.astype(int) - page).mean() < 1.5


def test_edges_of_a_seal_that_jpeg_made_grey_go_too() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    cv2.circle(page, (450, 450), 200, (215, 40, 45), 8, cv2.LINE_AA)
    cv2.putText(page, "5715.20", (320, 460), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3, cv2.LINE_AA)
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=75)
    spoilt = np.asarray(Image.open(io.BytesIO(out.getvalue())), np.uint8)
    clean = without_seals(spoilt, 200)
    ring = cv2.circle(np.zeros((900, 900), np.uint8), (450, 450), 200, 1, 20) > 0
    assert cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY)[ring].min() > 195
    assert clean[430:465, 320:520].min() < 40


def test_an_oblong_stamp_goes() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    cv2.rectangle(page, (200, 300), (520, 420), (205, 35, 40), 5)
    assert without_seals(page, 200).min() > 150


def test_letters_printed_in_red_stay() -> None:
    page = np.full((400, 900, 3), 255, np.uint8)
    cv2.putText(page, "RED HEADING OF THE OFFICE", (60, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (200, 20, 20), 4)
    assert np.array_equal(without_seals(page, DPI), page)


def test_tinted_cells_and_falling_light_become_white() -> None:
    page = drawn().astype(np.float32)
    page[150:210, 90:810] *= 0.8
    page *= np.linspace(1.0, 0.7, page.shape[1])[np.newaxis]
    flat = flattened(page.astype(np.uint8), DPI)
    assert flat[175, 380] > 235 and flat[900, 880] > 235
    assert flat[151, 300] < 60


def test_shadows_at_the_edge_go_and_rules_that_reach_it_stay() -> None:
    page = drawn()
    page[:, :30] = 20
    cv2.line(page, (0, 1100), (899, 1100), 0, 2)
    clean = without_shadows(page, DPI)
    assert clean[600, 10] == 255 and clean[1100, 500] < 40


def test_the_back_of_the_sheet_goes() -> None:
    front, back = drawn(), np.roll(drawn()[:, ::-1], 25, axis=0)
    seen = np.minimum(front, (255 - (255 - back.astype(np.float32)) * 0.2)).astype(np.uint8)
    cleaned = without_ghosts(seen, DPI)
    assert np.abs(cleaned.astype(int) - front).mean() < 0.4 * np.abs(seen.astype(int) - front).mean()
    assert np.array_equal(without_ghosts(front, DPI), front)


def test_sharp_and_soft_print_is_not_searched_for_the_back_of_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghosts, "_darkest", None)  # the look at every mark: no call of it comes back
    for page in (drawn(), cv2.GaussianBlur(drawn(), (0, 0), 0.8).astype(np.uint8)):
        assert without_ghosts(page, DPI) is page


def test_a_picture_made_small_shows_the_means() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1203, 907), dtype=np.uint8)
    for scale in (0.9, 0.5, 0.36, 0.17):
        small, wanted = shrunk(noise, scale), cv2.resize(noise, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        assert np.abs(np.subtract(small.shape, wanted.shape)).max() <= 2
        assert abs(float(small.mean()) - float(wanted.mean())) < 0.5
    assert shrunk(noise, 1.0) is noise


def test_a_page_printed_in_grey_alone_stays() -> None:
    grey = np.maximum(drawn(), 170).astype(np.uint8)
    assert np.array_equal(without_ghosts(grey, DPI), grey)


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


def test_which_way_is_up_is_asked_of_lines_where_rules_are_mistaken_for_them() -> None:
    class Torn(Upright):
        """Of two minds about long strips, sure about the lines that it finds itself."""

        def detect(self, picture: Picture) -> NDArray[np.float32]:
            return np.array([[[10, y], [90, y], [90, y + 8], [10, y + 8]] for y in range(10, 130, 12)], np.float32)

        def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
            found = np.ptp(quads[:, :, 0], axis=1) < 300
            return np.where(found, float(self._down), np.arange(len(quads)) % 2).astype(np.float32)

    words = np.full((1200, 900), 255, np.uint8)
    for row in range(30):
        cv2.putText(words, "total revenue and expenditure of the year", (95, 60 + 35 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    assert turned_by(words, DPI, Torn(down=False)) == 0
    assert turned_by(words, DPI, Torn(down=True)) == 180


def test_shadows_along_the_edges_do_not_turn_a_cover() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    cv2.putText(page, "report of the year", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3)
    page[::9, :20] = 0
    assert turned_by(page, DPI, Upright(down=False)) == 0
