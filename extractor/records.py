"""Every record that flows along the line, in flow order. Standard library only.

bytes -> Source -> Page* -> Reading* -> Table* -> Division -> Observation* -> Check* -> Report

Coordinates: points (1/72 inch) on the upright page, origin at its top left corner, x to the right, y downwards.
Plain text has no geometry: boxes are None and `number` is the line number in the file.
Records are frozen: a change is a new record (dataclasses.replace) that says why (`Edit`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

PageSource = Literal["text_layer", "ocr", "plain_text"]
Comparator = Literal["=", ">=", "<=", ">", "<"]
Unit = Literal["CNY", "percent", "point", "count"]
Status = Literal["pass", "fail", "not_applicable"]
Severity = Literal["error", "warning", "info"]
Kind = Literal["final_accounts", "budget", "department_self_evaluation", "project_self_evaluation", "other"]


class Box(NamedTuple):
    """A rectangle in points on the upright page, origin top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair: what stood there, what stands there now, and why (`joined_line`, `ocr_digit`, ...)."""

    why: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Warning_:
    """A part that was lost or left out. `code` is stable English, `message` is for people."""

    code: str
    message: str
    page: int | None = None


# --- identify ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One document as bytes, with what it really is (told from its bytes, not from its name)."""

    data: bytes = field(repr=False)
    filename: str | None
    media_type: str
    sha256: str
    encoding: str | None = None  # of text formats, as Python names it
    warnings: tuple[Warning_, ...] = ()


# --- render --------------------------------------------------------------------------------------


class Char(NamedTuple):
    """One character of a text layer. `size` and `box` in points; `angle` in degrees counter-clockwise."""

    text: str
    box: Box
    size: float
    font: str
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """The characters of a text layer as columns, one entry a character (numpy arrays of float64; a page has thousands, and
    one object each takes long). `boxes`: shape (n, 4). Character i is set in `fonts[font[i]]`."""

    text: str = field(repr=False)
    boxes: Any = field(repr=False)
    sizes: Any = field(repr=False)
    angles: Any = field(repr=False)
    fonts: tuple[str, ...] = field(repr=False)
    font: Any = field(repr=False)

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, index: int) -> Char:
        box = Box(*self.boxes[index].tolist())
        return Char(self.text[index], box, float(self.sizes[index]), self.fonts[self.font[index]], float(self.angles[index]))

    def __iter__(self) -> Iterator[Char]:
        return (self[index] for index in range(len(self)))

    def chosen(self, numbers: Any) -> Chars:
        """The characters of these numbers, in that order."""
        text = "".join(map(self.text.__getitem__, numbers.tolist()))
        return Chars(text, self.boxes[numbers], self.sizes[numbers], self.angles[numbers], self.fonts, self.font[numbers])


class Ruling(NamedTuple):
    """A straight ruled line, horizontal (y0 == y1) or vertical (x0 == x1), in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page before reading. Sizes in points; None for plain text."""

    number: int
    source: PageSource
    width: float | None = None
    height: float | None = None
    rotation: int = 0  # degrees clockwise that were undone
    skew: float = 0.0  # degrees that were undone
    chars: Chars | tuple[Char, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    lines: tuple[Line, ...] = ()  # plain text and html: the page arrives as lines
    picture: Any = None  # numpy uint8 array (height, width, 3), RGB, upright; None unless it must be read by OCR
    dpi: float | None = None  # of `picture`
    insets: tuple[Box, ...] = ()  # pictures on a page of text that may hold tables: `picture` shows them and nothing else
    trusted: bool = True  # False: the text layer cannot be trusted, the page needs OCR
    warnings: tuple[Warning_, ...] = ()


# --- read, mend ----------------------------------------------------------------------------------


class Glyph(NamedTuple):
    """One recognised character: probability 0..1, and the runners-up with theirs, best first."""

    text: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]
    box: Box


class Word(NamedTuple):
    """A run of characters without a gap. `confidence` is the smallest character probability (1.0 for text)."""

    text: str
    box: Box
    size: float = 0.0
    bold: bool = False
    confidence: float = 1.0
    glyphs: tuple[Glyph, ...] = ()


class Line(NamedTuple):
    """A printed line. `number` counts from 1 over the whole document in reading order
    (for plain text it is the line number in the file, also where lines were left out).

    `cells` is given where the source itself separates cells (tabs, pipes, html rows): one string a cell,
    blank cells included. `spans` then holds (column_span, row_span) of each cell where the source states them (html): the
    grid is dense, a position covered by another cell's span has text '' and (0, 0). Tabs and pipes state none: ().
    `level` is the heading level where markup states one (# ..., <h2>), else 0."""

    page: int
    number: int
    text: str
    box: Box | None = None
    words: tuple[Word, ...] = ()
    cells: tuple[str, ...] | None = None
    spans: tuple[tuple[int, int], ...] = ()
    level: int = 0
    bold: bool = False
    size: float = 0.0
    last: int = 0  # last line number covered, where a record covers several; 0 means `number`
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read: lines in reading order, rulings kept for the table finder."""

    page: int
    source: PageSource
    lines: tuple[Line, ...]
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    skew: float = 0.0
    rulings: tuple[Ruling, ...] = ()
    confidence: float | None = None  # mean of OCR, None otherwise
    warnings: tuple[Warning_, ...] = ()
    columns: int = 1  # of text that the sheet is set in, where this is one of them


# --- find ----------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where something stands: page, box in points (None for plain text), first and last line number."""

    page: int
    box: Box | None = None
    lines: tuple[int, int] | None = None


class Cell(NamedTuple):
    """One cell. A position covered by another cell's span has row_span = col_span = 0 and text ''.
    `confidence`: that this text stands in this row and column (structure), 0..1.
    `reading`: smallest character probability of OCR, None for text."""

    text: str = ""
    row_span: int = 1
    col_span: int = 1
    places: tuple[Place, ...] = ()
    confidence: float = 1.0
    reading: float | None = None
    glyphs: tuple[Glyph, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table, over all its pages. `columns[i]` is the header path of column i from top to bottom, words joined
    without inner spaces; every row of `rows` has len(columns) cells. Header rows, 栏次 rows of column numbers
    and repeated headers are not in `rows`. `lines`: numbers of all lines that are table text (title, unit and
    notes not included)."""

    id: str
    title: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    form: str | None = None
    unit: str | None = None  # as printed: 万元, 元, 亿元
    places: tuple[Place, ...] = ()  # one a page
    lines: frozenset[int] = frozenset()
    caption: tuple[int, ...] = ()  # numbers of the lines that hold title, 公开NN表, unit, agency name
    facts: tuple[tuple[str, str], ...] = ()  # label and value of other lines above it: 项目名称, 农村公路养护
    notes: tuple[str, ...] = ()  # 注, 说明 under it
    empty: bool = False  # declared empty (本表无数据) or an empty frame
    confidence: float = 1.0
    warnings: tuple[Warning_, ...] = ()


# --- divide --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One repaired paragraph, wrapped lines joined. `breaks`: (offset in text, line number) where each printed line
    begins, so that a figure in it can be traced to its line; `places` one a page."""

    text: str
    places: tuple[Place, ...]
    breaks: tuple[tuple[int, int], ...] = ()
    boxes: tuple[tuple[int, int, Box], ...] = ()  # (offset, page, box) of each printed line where there is geometry
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `number` as printed without its separator, None if unnumbered."""

    id: str
    parent: str | None
    level: int
    number: str | None
    title: str
    page: int
    paragraphs: tuple[Paragraph, ...] = ()
    heading: Paragraph | None = None  # the heading itself as text with places (figures stand in headings too)


@dataclass(frozen=True, slots=True)
class Division:
    """What the document is, and its outline in reading order."""

    kind: Kind
    title: str
    organization: str
    fiscal_year: int | None
    confidence: float
    sections: tuple[Section, ...]
    warnings: tuple[Warning_, ...] = ()


# --- observe, check, weigh -----------------------------------------------------------------------


class Evidence(NamedTuple):
    """Where a value is printed. `row`, `column`: position in the table's `rows`; None in prose."""

    place: Place
    table: str | None = None
    row: int | None = None
    column: int | None = None


class Signals(NamedTuple):
    """What a confidence is made of; each 0..1, None where it does not apply."""

    ocr: float | None = None
    structure: float | None = None
    mapping: float | None = None
    arithmetic: float | None = None


NO_SIGNALS = Signals()  # before a value was weighed


class Observation(NamedTuple):
    """One value stated in the document (see the data contract). Money in yuan."""

    id: str
    form: str
    indicator: str
    name: str
    raw_name: str
    column: str
    year: int | None
    value: Decimal | None
    text: str | None
    unit: Unit | None
    comparator: Comparator
    raw_value: str
    raw_unit: str | None
    evidence: tuple[Evidence, ...]
    signals: Signals = NO_SIGNALS
    confidence: float = 0.0
    repairs: tuple[Edit, ...] = ()


class Check(NamedTuple):
    """One identity, evaluated on the document's own numbers. Numbers are in `unit` (yuan for money)."""

    rule: str  # family.name
    status: Status
    severity: Severity
    message: str
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    unit: Unit | None = None
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the report says of a page; the page itself is gone by then."""

    number: int
    source: PageSource
    width: float | None
    height: float | None
    rotation: int
    skew: float
    ocr_confidence: float | None


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one document: what `output` turns into the published report."""

    source: Source
    pages: tuple[PageFacts, ...]
    division: Division
    tables: tuple[Table, ...]
    observations: tuple[Observation, ...]
    checks: tuple[Check, ...]
    warnings: tuple[Warning_, ...]
