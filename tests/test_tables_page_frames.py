"""A frame around the page is no table; a table that fills the page is."""

from __future__ import annotations

from extractor.records import Reading, Ruling
from extractor.tables.page_frames import unframed

FRAME = (Ruling(25, 20, 570, 20, 1), Ruling(25, 822, 570, 822, 1), Ruling(25, 20, 25, 822, 1), Ruling(570, 20, 570, 822, 1))
ROW = Ruling(54, 100, 540, 100, 0.6)


def page(*rulings: Ruling) -> Reading:
    return Reading(1, "text_layer", (), 595, 842, rulings=rulings)


def test_a_frame_around_the_page_is_left_out() -> None:
    assert unframed(page(*FRAME, ROW)).rulings == (ROW,)


def test_a_frame_in_a_frame_as_well() -> None:
    inner = tuple(Ruling(r.x0 + (3 if r.x0 < 300 else -3), r.y0 + (3 if r.y0 < 400 else -3), r.x1 + (3 if r.x1 < 300 else -3),
                         r.y1 + (3 if r.y1 < 400 else -3), 1) for r in FRAME)  # fmt: skip
    assert unframed(page(*FRAME, *inner)).rulings == ()


def test_the_outline_of_a_table_that_fills_the_page_stays() -> None:
    joined = Ruling(25, 100, 570, 100, 0.6)
    assert unframed(page(*FRAME, joined)).rulings == (*FRAME, joined)


def test_an_open_frame_stays() -> None:
    assert unframed(page(*FRAME[:3])).rulings == FRAME[:3]
