"""Ruled lines to frames: which lines belong together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Ruling
from extractor.tables.frames import TOUCH, frames
from extractor.tables.lattice import rectangles

GRID = 20.0  # points: far more than TOUCH
places = st.integers(0, 6)
flat = st.tuples(places, places, places).map(lambda p: Ruling(GRID * min(p[1:]), GRID * p[0], GRID * (max(p[1:]) + 1), GRID * p[0], 1.0))
upright = flat.map(lambda r: Ruling(r.y0, r.x0, r.y1, r.x1, 1.0))


def _meet(a: Ruling, b: Ruling) -> bool:
    """Whether a line across and a line down meet."""
    return b.y0 - TOUCH <= a.y0 <= b.y1 + TOUCH and a.x0 - TOUCH <= b.x0 <= a.x1 + TOUCH


def _joined(across: list[Ruling], down: list[Ruling]) -> list[set[int]]:
    """Numbers of the lines that meet, directly or through others, by merging groups as long as any meet."""
    groups = [{n} for n in range(len(across) + len(down))]
    for i, a in enumerate(across):
        for j, b in enumerate(down, len(across)):
            if _meet(a, b):
                one, other = (next(g for g in groups if n in g) for n in (i, j))
                groups = [g for g in groups if g is not one and g is not other] + [one | other]
    return groups


@given(st.lists(flat, min_size=1, max_size=8), st.lists(upright, min_size=1, max_size=8))
def test_lines_that_meet_are_never_parted(across: list[Ruling], down: list[Ruling]) -> None:
    found = [{*map(tuple, frame.across.tolist()), *map(tuple, frame.down.tolist())} for frame in frames([*across, *down])]
    lines = [*across, *down]
    for group in _joined(across, down):
        together = {tuple(lines[n][:4]) for n in group}
        if len(group) > 2:
            assert any(together <= frame for frame in found)


def test_frames_are_told_apart_and_take_the_lines_inside_them() -> None:
    def grid(left: float, top: float) -> list[Ruling]:
        rows = [Ruling(left, top + 20 * n, left + 100, top + 20 * n, 1) for n in range(3)]
        return rows + [Ruling(left + 50 * n, top, left + 50 * n, top + 40, 1) for n in range(3)]

    inside, far = Ruling(110, 130, 140, 130, 1), Ruling(110, 400, 140, 400, 1)
    found = frames([*grid(100, 100), *grid(100, 200), inside, far])
    assert [(len(frame.across), len(frame.down)) for frame in found] == [(4, 3), (3, 3)]
    assert [frame.box for frame in found] == [(100, 100, 200, 140), (100, 200, 200, 240)]


def test_pages_without_frames() -> None:
    line = Ruling(0, 10, 100, 10, 1)
    assert frames([]) == frames([line]) == frames([line, Ruling(200, 50, 200, 90, 1)]) == []


def test_a_cell_that_is_no_rectangle_is_several() -> None:
    assert rectangles([(0, 0), (0, 1), (1, 0), (1, 1)]) == [((0, 0), (2, 2))]
    corner = [(0, 0), (0, 1), (1, 0), (2, 0)]
    assert rectangles(corner) == [((0, 0), (1, 2)), ((1, 0), (2, 1))]
