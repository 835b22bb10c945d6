"""The ground of pictures of pages made white: specks, seals, tints, shadows, the back of the sheet."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from extractor.pages.page_image import ghosts
from extractor.pages.page_image.ghosts import without_ghosts
from extractor.pages.page_image.ground import flattened, strengthened, without_seals, without_shadows
from extractor.pages.page_image.shrink import shrunk
from extractor.pages.page_image.specks import despeckled
from extractor.words.pieces import INK
from tests.drawn_pictures import DPI, drawn


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
    left = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY)[ring]
    assert left.min() > 170 and (left < INK).mean() < 0.001  # single pale dots at most: no stroke that anybody reads
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
