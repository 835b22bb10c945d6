"""A copy of a PDF with the observations drawn on it: a frame around each figure, coloured by its confidence."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import pikepdf

from extractor.errors import DamagedDocument, PasswordRequired
from extractor.pages.pdf_page.units import unit_of

SURE, LIKELY = 0.95, 0.8  # from here up green, from here up amber, below red
COLOURS = {"green": (0.1, 0.6, 0.2), "amber": (0.9, 0.6, 0.0), "red": (0.85, 0.1, 0.1)}
LINE = 0.8  # points


class TurnedPage(Protocol):
    """A page of a report: its number, and the degrees clockwise that were undone to read it."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def rotation(self) -> int: ...  # noqa: D102


class Place(Protocol):
    """A piece of evidence: page, and box as fractions of the upright page from its top left corner."""

    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def bbox(self) -> list[float] | None: ...  # noqa: D102


class Weighed(Protocol):
    """An observation: how sure it is, and where it stands."""

    @property
    def confidence(self) -> float: ...  # noqa: D102
    @property
    def evidence(self) -> Sequence[Place]: ...  # noqa: D102


class Marked(Protocol):
    """What a published report says of places."""

    @property
    def pages(self) -> Sequence[TurnedPage]: ...  # noqa: D102
    @property
    def observations(self) -> Sequence[Weighed]: ...  # noqa: D102


class Mark(NamedTuple):
    """A box to draw: left, top, right, bottom as fractions of the upright page, and its colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str


def annotate(pdf_bytes: bytes, report: Marked, password: str | None = None) -> bytes:
    """The PDF with a frame around each observation's place: green, amber or red by confidence. Raises PasswordRequired
    and DamagedDocument."""
    try:
        pdf = pikepdf.open(io.BytesIO(pdf_bytes), password=password or "", suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise PasswordRequired("PDF 已加密，没有密码或密码不对。") from error
    except pikepdf.PdfError as error:
        raise DamagedDocument("PDF 打不开，无法标注。") from error
    out = io.BytesIO()
    with pdf:
        rotations = {page.number: page.rotation for page in report.pages}
        for number, marks in _by_page(report.observations).items():
            if number <= len(pdf.pages):
                page = pdf.pages[number - 1]
                page.contents_add(b"q\n", prepend=True)  # what the page leaves of its own drawing state stays its own
                page.contents_add(b"\nQ\n" + _overlay(page, marks, rotations.get(number, 0)))
        pdf.save(out)
    return out.getvalue()


def _by_page(observations: Iterable[Weighed]) -> dict[int, list[Mark]]:
    """What to draw, by page number."""
    marks: dict[int, list[Mark]] = {}
    for observation in observations:
        for place in observation.evidence:
            if place.bbox:
                left, top, right, bottom = place.bbox
                marks.setdefault(place.page, []).append(Mark(left, top, right, bottom, _colour(observation.confidence)))
    return marks


def _colour(confidence: float) -> str:
    return "green" if confidence >= SURE else "amber" if confidence >= LIKELY else "red"


def _overlay(page: pikepdf.Page, marks: Iterable[Mark], rotation: int) -> bytes:
    """Content stream that strokes the boxes, in user space of a page turned clockwise by `rotation` to stand upright."""
    frame = _visible(page)
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    if rotation in (90, 270):
        width, height = height, width
    point = 1 / unit_of(page)
    commands = ["q", f"{LINE * point:.4f} w", "[] 0 d"]
    for mark in marks:
        x0, y0 = _user(frame, rotation, mark.left * width - point, mark.top * height - point)
        x1, y1 = _user(frame, rotation, mark.right * width + point, mark.bottom * height + point)
        r, g, b = COLOURS[mark.colour]
        commands.append(f"{r} {g} {b} RG {min(x0, x1):.4f} {min(y0, y1):.4f} {abs(x1 - x0):.4f} {abs(y1 - y0):.4f} re S")
    return "\n".join([*commands, "Q"]).encode("ascii")


def _visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Crop box within media box, the media box where they lie apart: left, bottom, right, top in user space."""
    crop, media = ([float(v) for v in box] for box in (page.cropbox, page.mediabox))
    xs, ys = sorted((crop[0], crop[2])), sorted((crop[1], crop[3]))
    media_xs, media_ys = sorted((media[0], media[2])), sorted((media[1], media[3]))
    left, bottom, right, top = max(xs[0], media_xs[0]), max(ys[0], media_ys[0]), min(xs[1], media_xs[1]), min(ys[1], media_ys[1])
    return (left, bottom, right, top) if left < right and bottom < top else (media_xs[0], media_ys[0], media_xs[1], media_ys[1])


def _user(frame: tuple[float, float, float, float], rotation: int, x: float, y: float) -> tuple[float, float]:
    """A point of the upright page in user space: the inverse of pdf_page.frame.Frame.upright."""
    left, bottom, right, top = frame
    width, height = right - left, top - bottom
    if rotation == 90:
        x, y = y, height - x
    elif rotation == 180:
        x, y = width - x, height - y
    elif rotation == 270:
        x, y = width - y, x
    return left + x, top - y
