"""OCR engines: what a recogniser's time steps say, what a probability map shows, and one real reading."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from models import EngineUnavailable, OcrChar, OcrLine, open_ocr, quads_of, runtime, weights
from models.detection import OVERLAP, SCALE, joined, lines, prepare, strips
from models.recognition import HEIGHT, WIDEST, batches, bucket, cut, decode
from models.recorded import RecordedOcr, load, save


def steps(*best: str) -> tuple[models.Step, ...]:
    """Time steps from their best characters; '' is the blank; 'a|b' has a runner-up."""
    return tuple(tuple((text, 0.9 if i == 0 else 0.1) for i, text in enumerate(step.split("|"))) for step in best)


def text(chars: tuple[OcrChar, ...]) -> str:
    return "".join(char.text for char in chars)


def test_equal_neighbours_are_one_character_and_a_blank_parts_two() -> None:
    assert text(decode(steps("", "0", "0", "", "0", ".", "5", "5"), 1.0)) == "00.5"


def test_a_character_stands_where_its_time_step_is() -> None:
    first, second = decode(steps("", "合", "", "", "", "计", "", ""), 1.0)
    assert first.left < 1.5 / 8 < first.right <= second.left < 5.5 / 8 < second.right


def test_padding_does_not_move_the_characters() -> None:
    (char,) = decode(steps("", "1", "", "", "", "", "", ""), 0.5)
    assert char.left <= 1.5 / 4 <= char.right


def test_runners_up_are_told() -> None:
    (char,) = decode(steps("", ".|,", ""), 1.0)
    assert (char.text, char.alternatives) == (".", ((",", 0.1),))


@pytest.mark.parametrize(("width", "padded"), [(8, 48), (48, 48), (49, 80), (300, 336)])
def test_lines_are_padded_to_their_bucket(width: int, padded: int) -> None:
    assert bucket(width) == padded


def test_batches_hold_every_line_once_and_no_empty_one() -> None:
    crops = [np.zeros((HEIGHT, width, 3), np.uint8) for width in (40, 0, 500, 41, 300)]
    seen = [(index, batch.shape[3]) for members, batch in batches(crops) for index in members]
    assert sorted(seen) == [(0, 48), (2, 576), (3, 48), (4, 336)]


def test_a_tight_line_gets_its_white_margin() -> None:
    line = cut(np.zeros((20, 60, 3), np.uint8), quads_of([[[0, 0], [60, 0], [60, 20], [0, 20]]])[0], 0.25)
    assert line.shape[0] == HEIGHT
    assert line[2, 2].min() > 240
    assert line[HEIGHT // 2, line.shape[1] // 2].max() < 15


def test_an_askew_line_is_turned_straight() -> None:
    picture = np.full((120, 200, 3), 255, np.uint8)
    corners = cv2.boxPoints(((100.0, 60.0), (120.0, 20.0), 10.0)).astype(np.float32)
    cv2.fillPoly(picture, [np.round(corners).astype(np.int32)], (0, 0, 0))
    quad = np.array([[43.0, 40.5], [161.0, 61.3], [157.7, 81.0], [39.5, 60.0]], np.float32)
    assert cut(picture, quad).mean() < 60


def test_a_blob_of_probability_is_one_grown_line() -> None:
    probability = np.zeros((96, 128), np.float32)
    probability[40:50, 20:100] = 0.9
    (quad,) = lines(probability, 128, 96)
    assert quad[0][0] < 20 and quad[0][1] < 40 and quad[2][0] > 100 and quad[2][1] > 50
    assert quad[2][1] < 64


def test_specks_and_faint_blobs_are_no_lines() -> None:
    probability = np.zeros((96, 128), np.float32)
    probability[10, 10] = 1.0
    probability[40:50, 20:100] = 0.3
    assert lines(probability, 128, 96).shape == (0, 4, 2)


def test_the_detector_sees_white_padding() -> None:
    pixels = prepare(np.full((33, 40, 3), 255, np.uint8))
    assert pixels.shape == (1, 64, 64, 3)
    assert pixels.min() == 255


def test_a_large_sheet_is_looked_at_in_strips_and_no_line_is_taken_twice() -> None:
    rows = strips(1287, 1819)
    assert rows[0].start == 0 and rows[-1].stop == 1287 and all(a.stop - b.start >= OVERLAP for a, b in pairwise(rows))
    assert len({strip.stop - strip.start for strip in rows}) == 1  # one height: the runtime prepares for each
    edge = (rows[0].stop + rows[1].start) // 2  # a line on the border of two strips, and one far from it in each
    heights = [(edge - 200, edge - 1), (edge + 1, edge + 200)]
    found = [(r, quads_of([box(y - r.start) for y in ys])) for r, ys in zip(rows[:2], heights, strict=True)]
    assert joined(found)[:, 0, 1].tolist() == [edge - 210, edge - 11, edge + 190]
    assert strips(1100, 830) == [slice(0, 1100)]


def box(middle: float) -> list[list[float]]:
    return [[10, middle - 10], [90, middle - 10], [90, middle + 10], [10, middle + 10]]


def test_few_shapes_of_batches_serve_all_lines() -> None:
    """Each shape that the runtime sees costs it megabytes."""
    random = np.random.default_rng(5)
    pages = ([np.zeros((HEIGHT, int(w), 3), np.uint8) for w in random.integers(8, WIDEST, n)] for n in random.integers(1, 400, 40))
    assert len({batch.shape for crops in pages for _, batch in batches(crops)}) <= 32


def test_the_largest_values_of_a_network_are_told_with_their_classes() -> None:
    picture = np.random.default_rng(4).normal(0, 1, (2, 3, HEIGHT, 96)).astype(np.float32)
    every, _ = runtime.load(weights.weight_file("recogniser"), threads=1, precise=True)(picture)
    values, classes = runtime.load(weights.weight_file("recogniser"), threads=1, best=6, precise=True)(picture)
    assert np.allclose(values, -np.sort(-every, axis=-1)[..., :6], atol=1e-6)
    assert np.allclose(values, np.take_along_axis(every, classes, -1), atol=1e-6)


def test_what_openvino_and_onnx_runtime_take_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = np.random.default_rng(3).integers(0, 256, (1, 64, 96, 3), np.uint8)
    first, _ = runtime.load(weights.weight_file("detector"), threads=1, precise=True, scale=SCALE)(picture)
    monkeypatch.setitem(sys.modules, "openvino", None)
    second, _ = runtime.load(weights.weight_file("detector"), threads=1, scale=SCALE)(picture)
    assert np.allclose(first, second, atol=2e-3)


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Path(weights.__file__).with_name("weights.toml").read_text(encoding="utf-8")
    changed = tmp_path / "weights.toml"
    changed.write_text(register.replace('sha256 = "', 'sha256 = "0'), encoding="utf-8")
    monkeypatch.setattr(weights, "_REGISTER", changed)
    with pytest.raises(EngineUnavailable, match="detector"):
        weights.weight_file("detector")


def test_an_unknown_engine_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        open_ocr("tesseract")


def test_a_recording_is_replayed_at_another_scale(tmp_path: Path) -> None:
    chars = tuple(OcrChar(c, 0.99, i / 4, (i + 1) / 4) for i, c in enumerate("收入合计"))
    line = OcrLine(((20.0, 20.0), (100.0, 20.0), (100.0, 40.0), (20.0, 40.0)), "收入合计", chars)
    save([line], tmp_path / "page.jsonl")
    ocr = RecordedOcr(lines=load(tmp_path / "page.jsonl"), width=200)
    half = np.full((50, 100, 3), 255, np.uint8)
    (quad,) = ocr.detect(half)
    assert quad.tolist()[0] == [10.0, 10.0]
    left = quads_of([[[10, 10], [30, 10], [30, 20], [10, 20]]])
    assert [read.text for read in ocr.recognise(half, left)] == ["收入"]


def test_printed_amounts_are_found_and_read() -> None:
    picture = np.full((220, 420, 3), 255, np.uint8)
    for row, amount in enumerate(("64,840,547.00", "-968.28")):
        cv2.putText(picture, amount, (30, 70 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    ocr = open_ocr("default", threads=1)
    read = sorted(ocr.recognise(picture, ocr.detect(picture)), key=lambda line: line.quad[0][1])
    assert [line.text for line in read] == ["64,840,547.00", "-968.28"]
    assert all(0.5 < line.probability <= 1 for line in read)
    assert len(read[0].steps) > len(read[0].text)


@pytest.mark.parametrize(
    "corners", [[(5, 5), (5, 5), (5, 5), (5, 5)], [(90, 5), (99, 5), (99, 9), (90, 9)], [(90, 5), (99, 8), (98, 12), (89, 9)]]
)
def test_a_line_without_area_or_beside_the_picture_is_cut_out_as_nothing(corners: list[tuple[int, int]]) -> None:
    picture = np.full((20, 60, 3), 255, np.uint8)
    assert cut(picture, np.array(corners, np.float32)).shape == (HEIGHT, 0, 3)
