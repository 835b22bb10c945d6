"""Reading a page's picture: cut at rules, second looks, and the ink that is left over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from extractor import words
from extractor.options import Options
from extractor.records import Box, Char, Page, Reading, Ruling
from extractor.separators import separated
from extractor.words import ocr as words_ocr
from extractor.words.numbers import GRAMMATICAL, mended
from extractor.words.ocr import read_picture
from extractor.words.pieces import cut, unclaimed
from extractor.words.second_look import Piece, _measure, read_twice
from models import OcrChar, OcrLine

Picture = NDArray[np.uint8]


def chars(text: str, **runners_up: tuple[tuple[str, float], ...]) -> tuple[OcrChar, ...]:
    count = len(text)
    return tuple(OcrChar(c, 0.98, i / count, (i + 1) / count, runners_up.get(f"at{i}", ())) for i, c in enumerate(text))


class Told:
    """An engine that finds the boxes it is told and reads the texts it is told, whatever the picture shows."""

    name = "told"

    def __init__(self, boxes: list[tuple[int, int, int, int]], *texts: str, start: float = 0.0) -> None:
        self._boxes, self._texts = boxes, list(texts)
        self._start = start  # where the first character begins, as a fraction of the line

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        corners = [[[a, b], [c, b], [c, d], [a, d]] for a, b, c, d in self._boxes]
        return np.asarray(corners, np.float32).reshape(-1, 4, 2)

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        said = [self._texts.pop(0) if self._texts else "" for _ in quads]
        return tuple(OcrLine(tuple((float(x), float(y)) for x, y in q), t, self._placed(t)) for q, t in zip(quads, said, strict=True))

    def _placed(self, text: str) -> tuple[OcrChar, ...]:
        rest = 1 - self._start
        return tuple(c._replace(left=self._start + rest * c.left, right=self._start + rest * c.right) for c in chars(text))

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.zeros(len(quads), np.float32)


class Seen(Told):
    """An engine that finds one line around all ink of the picture it is shown, and keeps the picture's size."""

    shown = (0, 0)

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        self.shown = picture.shape[:2]
        ys, xs = np.nonzero(picture[:, :, 0] < 128)
        self._boxes = [(int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max()))]
        return super().detect(picture)


def blank(width: int = 600, height: int = 200) -> Picture:
    return np.full((height, width, 3), 255, np.uint8)


def written(picture: Picture, text: str, x: int, y: int) -> Picture:
    cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2, cv2.LINE_AA)
    return picture


def read(picture: Picture, engine: Told, monkeypatch: pytest.MonkeyPatch, rulings: tuple[Ruling, ...] = ()) -> Reading:
    monkeypatch.setattr(words_ocr, "shared_ocr", lambda _name: engine)
    height, width = picture.shape[:2]
    page = Page(3, "ocr", width * 0.72, height * 0.72, picture=picture, dpi=100.0, rulings=rulings, trusted=False)
    return read_picture(page, Options())


def test_what_the_text_layer_lacks_is_read_from_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = written(blank(), "xxxx", 60, 100)
    monkeypatch.setattr(words_ocr, "shared_ocr", lambda _name: Told([(55, 70, 140, 110)], *["合计"] * 2))
    amount = tuple(Char(c, Box(200 + 5 * i, 60, 205 + 5 * i, 70), 10.0, "SimSun", 0.0) for i, c in enumerate("12.50"))
    page = Page(3, "text_layer", 432.0, 144.0, chars=amount, picture=picture, dpi=100.0)
    reading = words.read(page, Options())
    assert [line.text for line in reading.lines] == ["合计 12.50"]
    assert [word.confidence < 1 for word in reading.lines[0].words] == [True, False]
    assert (reading.source, reading.confidence) == ("text_layer", None)
    assert "page_unreadable" in [warning.code for warning in words.read(page, Options(ocr="none")).warnings]


@pytest.mark.parametrize(
    ("read_as", "printed"),
    [
        ("25.225.78", "25,225.78"),
        ("25,225,78", "25,225.78"),
        ("1。744、680", "1,744,680"),
        ("49,575.561.95", "49,575,561.95"),
        ("一9,491.61", "-9,491.61"),
        ("77,323:14", "77,323.14"),
        ("8.727.717.85.", "8,727,717.85"),
        ("2024.09.12.", None),
        ("1.2.3.", None),
        ("12604.173.00%", None),
        ("2024.09.12", None),
        ("192.168.1.1", None),
        ("1.234", None),
        ("第3.4页", None),
    ],
)
def test_separators_follow_the_groups_of_digits(read_as: str, printed: str | None) -> None:
    found = mended(chars(read_as))
    assert (None if found is None else "".join(c.text for c in found)) == printed


def test_a_mended_sign_is_less_certain() -> None:
    found = mended(chars("25.225.78", at2=((",", 0.02),)))
    assert found is not None
    assert found[2].probability <= 0.9
    assert found[0].probability == 0.98


def test_a_letter_with_a_digit_in_second_place_is_that_digit() -> None:
    found = mended(chars("6l,3O1.52", at1=(("1", 0.3),), at4=(("0", 0.4),)))
    assert found is not None
    assert "".join(c.text for c in found) == "61,301.52"
    assert mended(chars("6X,301.52")) is None
    nought = mended(chars("O", at0=(("0", 0.1),)))
    assert nought is not None
    assert nought[0].text == "0"
    assert mended(chars("O")) is None


@given(st.decimals(min_value=1000, max_value=10**12, places=2), st.lists(st.sampled_from(".,，。、:"), min_size=8, max_size=8))
def test_any_mixture_of_separators_gives_the_amount_back(amount: object, signs: list[str]) -> None:
    printed = f"{amount:,}"
    spoilt = "".join(signs[i % 8] if c in ",." else c for i, c in enumerate(printed))
    assert separated(spoilt) == printed


@given(st.text(alphabet="0123456789.,-%一、", max_size=14))
def test_what_is_mended_is_always_an_amount_with_the_same_digits(text: str) -> None:
    found = mended(chars(text)) if text else None
    if found is not None:
        after = "".join(c.text for c in found)
        assert GRAMMATICAL.fullmatch(after)
        assert [c for c in after if c.isdigit()] == [c for c in text if c.isdigit()]


def test_a_line_is_cut_at_the_rule_between_two_cells() -> None:
    picture = written(written(blank(), "741.64", 60, 100), "total", 260, 100)
    wall = Ruling(220 * 0.72, 0, 220 * 0.72, 144, 1)
    boxes = cut(np.array([[50, 70, 360, 112]], np.int32), (wall,), picture[:, :, 1], 100 / 72)
    assert len(boxes) == 2
    assert boxes[0][2] < 220 < boxes[1][0]


def test_a_letter_that_reaches_over_the_rule_stays_whole() -> None:
    picture = written(blank(), "85,859.66", 60, 100)
    wall = Ruling(69 * 0.72, 0, 69 * 0.72, 144, 1)  # in the middle of the 8
    (box,) = cut(np.array([[50, 70, 260, 112]], np.int32), (wall,), picture[:, :, 1], 100 / 72)
    assert box[0] < 69


def _parted(picture: Picture, wall: int, box: tuple[int, int, int, int]) -> list[list[int]]:
    rule = Ruling(wall * 0.72, 0, wall * 0.72, 144, 1)
    return cut(np.array([box], np.int32), (rule,), picture[:, :, 1], 100 / 72).tolist()


def test_an_amount_that_reaches_over_the_rule_leaves_the_name_before_it() -> None:
    """The name ends well before its border, the amount begins a little before it."""
    picture = written(written(blank(), "name", 20, 100), "80452550.32", 130, 100)
    name, amount = _parted(picture, 139, (10, 70, 330, 112))  # in the middle of the 8
    assert name[2] < 110 < amount[0] < 135
    against = written(written(blank(), "name", 20, 100), "80452550.32", 130, 100)
    against[70:112, 146:150] = 255
    name, amount = _parted(against, 147, (10, 70, 330, 112))  # the 8 ends at the rule
    assert name[2] < 110 < amount[0] < 135


def test_a_strip_of_the_neighbours_last_letter_is_no_word() -> None:
    picture = written(written(blank(), "132774.16", 60, 100), "30217", 260, 100)
    wall = Ruling(240 * 0.72, 0, 240 * 0.72, 144, 1)
    found = cut(np.array([[50, 70, 236, 112], [200, 70, 360, 112]], np.int32), (wall,), picture[:, :, 1], 100 / 72)
    assert len(found) == 2


def test_a_rule_that_runs_beside_a_curled_line_does_not_cut_it() -> None:
    picture = written(blank(), "21011 name", 60, 100)
    floor = Ruling(0, 92 * 0.72, 432, 92 * 0.72, 1)  # through the letters, where the page is white: it bends away
    found = cut(np.array([[50, 70, 260, 112]], np.int32), (floor,), picture[:, :, 1], 100 / 72)
    assert len(found) == 1 and found[0][1] < 82 and found[0][3] >= 100
    rows = written(written(blank(), "21011", 60, 70), "21012", 60, 112)
    between = Ruling(0, 80 * 0.72, 432, 80 * 0.72, 1)
    assert len(cut(np.array([[50, 40, 200, 124]], np.int32), (between,), rows[:, :, 1], 100 / 72)) == 2


def test_a_line_of_prose_takes_its_stop_along_and_an_amount_no_dirt() -> None:
    picture = written(blank(900), "a sentence of the report that ends here", 40, 100)
    end = int(np.flatnonzero((picture[:, :, 1] < 128).any(axis=0))[-1])
    cv2.circle(picture, (end + 14, 96), 4, (0, 0, 0), 2)
    (line,) = cut(np.array([[30, 70, end + 3, 112]], np.int32), (), picture[:, :, 1], 100 / 72)
    assert line[2] >= end + 17
    amount = written(blank(), "85,859.66", 60, 100)
    end = int(np.flatnonzero((amount[:, :, 1] < 128).any(axis=0))[-1])
    cv2.circle(amount, (end + 14, 96), 4, (0, 0, 0), 2)
    (box,) = cut(np.array([[50, 70, end + 3, 112]], np.int32), (), amount[:, :, 1], 100 / 72)
    assert box[2] <= end + 3


def test_a_box_of_two_rows_is_two_boxes() -> None:
    picture = written(written(blank(), "upper row", 60, 70), "lower row", 60, 120)
    others = [[300, 50, 420, 76], [300, 100, 420, 126]]
    for x0, _, _, y1 in others:
        written(picture, "row", x0, y1 - 4)
    boxes = cut(np.array([[50, 40, 230, 130], *others], np.int32), (), picture[:, :, 1], 100 / 72)
    assert sum(box[0] < 250 for box in boxes.tolist()) == 2


def test_words_far_apart_are_two() -> None:
    picture = written(written(blank(), "left", 40, 100), "right", 420, 100)
    boxes = cut(np.array([[30, 70, 520, 112]], np.int32), (), picture[:, :, 1], 100 / 72)
    assert len(boxes) == 2


def test_ink_that_no_line_claims_is_found_and_specks_are_not() -> None:
    picture = written(blank(), "lost", 300, 100)
    picture[20:22, 20:22] = 0
    (box,) = unclaimed(picture[:, :, 1], np.zeros((0, 4), np.int32), 100 / 72).tolist()
    assert box[0] < 305 and box[2] > 345


def test_a_minus_that_was_not_read_is_told_by_its_ink() -> None:
    picture = blank()
    cv2.line(picture, (60, 88), (72, 88), (0, 0, 0), 2)
    written(picture, "968.28", 80, 100)
    box = np.array([[59, 76, 178, 102]], np.int32)
    (piece,) = read_twice(picture, box, Told([], "968.28", start=0.2))
    assert piece.line.text == "-968.28"
    assert piece.edit is not None and piece.edit.why == "ocr_digit"


def test_a_number_without_a_minus_gets_none() -> None:
    picture = written(blank(), "468.28", 80, 100)
    (piece,) = read_twice(picture, np.array([[80, 76, 190, 102]], np.int32), Told([], "468.28"))
    assert piece.line.text == "468.28" and piece.edit is None


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("六·经营收入", "六、经营收入"),
        ("十一.节能环保支出", "十一、节能环保支出"),
        ("一般公共预算", "一般公共预算"),
        ("1·卫生支出", "1．卫生支出"),
    ],
)
def test_an_ordinal_keeps_its_mark(read_as: str, meant: str) -> None:
    (piece,) = read_twice(written(blank(), "xxxxx", 80, 100), np.array([[80, 84, 170, 101]], np.int32), Told([], read_as, read_as))
    assert piece.line.text == meant


@pytest.mark.parametrize("read_as", ["·般公共", "-般公共", "般公共"])
def test_a_leading_one_is_told_by_its_ink(read_as: str) -> None:
    picture = written(blank(), "HHH", 112, 100)
    cv2.line(picture, (82, 91), (104, 91), (0, 0, 0), 3)
    engine = Told([], *[read_as] * 2, start=0.0 if len(read_as) == 4 else 0.3)
    (piece,) = read_twice(picture, np.array([[80, 79, 170, 102]], np.int32), engine)
    assert piece.line.text == "一般公共"
    (letter,) = read_twice(written(blank(), "HHHH", 80, 100), np.array([[80, 79, 170, 102]], np.int32), Told([], read_as, read_as))
    assert letter.line.text == read_as


def test_a_lone_dash_is_one_whatever_was_read() -> None:
    picture = blank()
    cv2.line(picture, (80, 90), (92, 90), (0, 0, 0), 3)
    (piece,) = read_twice(picture, np.array([[78, 80, 96, 101]], np.int32), Told([], "曲", "曲"))
    assert piece.line.text == "-" and piece.line.probability < 0.95
    dot = blank()
    cv2.circle(dot, (86, 90), 2, (0, 0, 0), -1)
    (piece,) = read_twice(dot, np.array([[78, 80, 96, 101]], np.int32), Told([], "曲", "曲"))
    assert piece.line.text == "曲"


def test_a_page_is_read_in_points_with_its_mended_number(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = written(blank(), "25,225.78", 100, 100)
    reading = read(picture, Told([(95, 70, 260, 110)], "25.225.78"), monkeypatch)
    (line,) = reading.lines
    assert line.text == "25,225.78" and reading.source == "ocr" and reading.page == 3
    assert [(e.why, e.before) for e in line.edits] == [("ocr_digit", "25.225.78")]
    (word,) = line.words
    assert word.box.left == pytest.approx(72, abs=2) and len(word.glyphs) == 9
    assert reading.confidence is not None and 0.9 < reading.confidence < 1


def test_lines_are_looked_for_where_there_is_print_and_keep_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Seen([], "123456")
    reading = read(written(blank(900, 1200), "123456", 500, 700), engine, monkeypatch)
    (word,) = (word for line in reading.lines for word in line.words)
    assert (word.box.left, word.box.bottom) == (pytest.approx(360, abs=3), pytest.approx(504, abs=3))
    assert engine.shown[0] < 100 and engine.shown[1] < 200


def test_unread_ink_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read(written(blank(), "HANDWRITING", 100, 100), Told([]), monkeypatch)
    assert reading.lines == ()
    assert [(w.code, w.page) for w in reading.warnings] == [("unread_ink", 3)]


def test_without_an_engine_a_page_is_unreadable_and_nothing_follows_from_it() -> None:
    reading = read_picture(Page(2, "ocr", 595.0, 842.0, picture=blank(), dpi=72.0, trusted=False), Options(ocr="none"))
    assert reading.lines == () and [w.code for w in reading.warnings] == ["page_unreadable"]


def test_a_blank_page_is_read_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read(blank(), Told([]), monkeypatch)
    assert reading.lines == () and reading.warnings == () and reading.confidence is None


@pytest.mark.parametrize(
    ("read_as", "meant"), [("共171.497元", "共171.49万元"), ("共171.49万元", "共171.49万元"), ("共171.4元整", "共171.4元整")]
)
def test_ten_thousand_read_as_one_more_decimal(read_as: str, meant: str) -> None:
    wide = chars(read_as, at7=(("万", 0.1),))
    line = OcrLine(((0.0, 0.0),) * 4, read_as, wide)
    assert _measure(Piece(line, [0, 0, 90, 12])).line.text == meant


def test_a_digit_that_a_rule_runs_through_is_less_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = written(blank(), "85,859.66", 100, 100)
    wall = Ruling(109 * 0.72, 0, 109 * 0.72, 144, 1)
    reading = read(picture, Told([(90, 70, 260, 112)], "85,859.66"), monkeypatch, (wall,))
    (word,) = reading.lines[0].words
    assert word.confidence <= 0.85 < min(g.probability for g in word.glyphs[2:])


@pytest.mark.parametrize(
    ("read_as", "printed"),
    [("1C1028198.74", "101028198.74"), ("E0,452,550.32", "80,452,550.32"), ("CC1028198.74", None), ("C20601", None), ("SZ01.3", None)],
)
def test_a_cut_digit_is_told_by_its_shape_in_a_long_amount(read_as: str, printed: str | None) -> None:
    found = mended(chars(read_as))
    assert (found and "".join(char.text for char in found)) == printed
    assert found is None or min(char.probability for char in found) <= 0.5


@pytest.mark.parametrize(
    ("read_as", "printed"),
    [("2397.22.", "2397.22"), (".0.17", "0.17"), ("93..77", "93.77"), ("0]", "01"), ("2O1", "201"), ("3.", None), ("l", None)],
)
def test_specks_and_strokes_in_numbers(read_as: str, printed: str | None) -> None:
    found = mended(chars(read_as))
    assert (found and "".join(char.text for char in found)) == printed
