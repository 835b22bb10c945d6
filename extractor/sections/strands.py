"""Lines as the divider sees them: text, indent and reach in columns, gaps, and what else claims them.

A column is half a Chinese character, so that text files (display width) and pages (points) are measured alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.folios import is_folio
from extractor.records import Line, Reading

_MARKUP = re.compile(r"^#{1,6}\s+|^[-*•]\s+(?=\S)(?!\d+\s*[-—]$)|\*\*|__(?=\S)|</?(?:b|strong)>")
_LONE_NUMBER = re.compile(r"[-—–－\s·]*\d{1,4}[-—–－\s·]*")  # nearly always that of a page
_STRAY = re.compile(r"(?![%％])[^\w\s]{1,3}|[A-Za-z]")  # a tick, a staple, the edge of a stamp, as OCR sees them
_FORM_NUMBER = re.compile(r"(?:财决|公开|预算?公开|表)\s*[\d０-９]{1,3}\s*(?:-\d+)?\s*表?")
_UNIT = re.compile(r"[（(]?(?:金额)?\s*单位\s*[:：]?\s*(?:人民币)?\s*(?:元|千元|万元|亿元|百万元|%|％|个|辆)[）)]?")
_AGENCY = re.compile(
    r"(?:公开)?(?:部\s*门|编制部门|编制单位|填报单位|填报部门|申报单位|申报部门|填表单位|部门名称|单位名称|部门[（(]单位[）)](?:名称)?|预算(?:主管)?(?:部门|单位)|主管部门)\s*(?:名称)?\s*[:：]"
)
_REPORTER = re.compile(r"(?:项目(?:实施)?单位|自评单位|评价单位|被评价单位)\s*(?:名称)?\s*[:：]")
_NEXT_FACT = re.compile(
    r"\s{2,}|(?:金额)?单位\s*[:：]|20\d\d\s*年|(?:填报|填表|编制|申报|评价|报送)?(?:日期|时间)|填[报表]人|联系|\t|[:：]"
)
_UNIT_ANYWHERE = re.compile(r"单位\s*[:：]\s*(?:人民币)?[千万亿百]*元")
SENTENCE_END = re.compile(
    r"[。！？；!?;：:][”’」』）)】\]\"']*(?:\s、)?$|(?<=[\u4e00-\u9fff%％）)])\.$"
    r"|。[（(](?:详?见|具体)[^（）()。]{2,14}[）)]$"  # …4.4%。（详见附表1）
)
PROSE = re.compile(r"[，。；！？]|[\u4e00-\u9fff\d%％)）]\s*[,;]\s*[\u4e00-\u9fff]")
_ENOUGH = 8  # lines of text that show the margin of a page
COMMENT = re.compile(r"^(?:备?注|说明|附注)\s*[:：]?\s*(?:\d|[:：]|本表)|^(?:备?注|说明|附注)\s*[:：]")


@dataclass(frozen=True, slots=True)
class Strand:
    """One printed line. `indent` and `reach` (where it begins and ends) in columns from the left margin of its
    neighbourhood; `gap` lines from the one before (1: the next line of the file)."""

    line: Line
    text: str
    indent: float
    reach: float
    gap: int
    cells: bool = False
    columns: int = 1  # of text that the sheet is set in

    @property
    def number(self) -> int:
        """Line number in the document."""
        return self.line.number

    @property
    def page(self) -> int:
        """Page it is printed on."""
        return self.line.page


@lru_cache(maxsize=8192)
def columns(text: str) -> int:
    """Display width: 2 for a Chinese character or full-width sign, 1 for the others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def clean(text: str) -> str:
    """Without markup debris (#, **, list dashes) and outer blanks."""
    text = text.strip().strip("\ufeff\u200b")
    if text[:1] in "#*-•_<" or "**" in text or "</" in text:
        text = _MARKUP.sub("", text).strip()
    return text.replace("\\*", "*") if "\\" in text else text


def strands(readings: Sequence[Reading], claimed: frozenset[int] = frozenset()) -> tuple[Strand, ...]:
    """All printed lines in reading order, blank ones and page numbers left out. Lines `claimed` by tables do not
    count for the margins of a page."""
    frames = _frames(readings, claimed)
    found: list[Strand] = []
    for reading, (left, em) in zip(readings, frames, strict=True):
        for line in reading.lines:
            text = clean(line.text)
            if text and not (is_folio(text) or _LONE_NUMBER.fullmatch(text)) and not (reading.source == "ocr" and _STRAY.fullmatch(text)):
                strand = _strand(line, text, left, em, found[-1] if found else None)
                found.append(replace(strand, columns=reading.columns) if reading.columns > 1 else strand)
    return tuple(found)


def _strand(line: Line, text: str, left: float, em: float, before: Strand | None) -> Strand:
    gap = line.number - (before.line.last or before.line.number) if before else 1
    cells = line.cells is not None and len([c for c in line.cells if c.strip()]) > 1
    if line.box and em:
        scale = 2 / em
        return Strand(line, text, (line.box.left - left) * scale, (line.box.right - left) * scale, gap, cells)
    indent = columns(line.text.expandtabs(4)) - columns(line.text.expandtabs(4).lstrip())
    return Strand(line, text, indent, indent + columns(text), gap, cells)


def _frames(readings: Sequence[Reading], claimed: frozenset[int]) -> list[tuple[float, float]]:
    """Left margin in points and size of the running text, page by page; zeros without geometry. Pages with little
    text take the margin of the others, where it is to the left of theirs and near."""
    blocks = [[x for x in r.lines if x.box and x.text.strip() and x.number not in claimed] for r in readings]
    sizes = sorted(line.size or _height(line) for block in blocks for line in block)
    if not sizes:
        return [(0.0, 0.0)] * len(readings)
    em = sizes[len(sizes) // 2]
    lefts = [_left(block) for block in blocks]
    usual = sorted(left for left, block in zip(lefts, blocks, strict=True) if len(block) >= _ENOUGH)
    usual = usual or [min(left for left, block in zip(lefts, blocks, strict=True) if block)]
    common = usual[len(usual) // 2]
    few = [len(block) < _ENOUGH and common < left < common + 4 * em for left, block in zip(lefts, blocks, strict=True)]
    return [(common if short else left, em) for left, short in zip(lefts, few, strict=True)]


def _left(block: Sequence[Line]) -> float:
    lefts = sorted(line.box.left for line in block if line.box)
    return lefts[len(lefts) // 20] if lefts else 0.0


def _height(line: Line) -> float:
    return line.box.bottom - line.box.top if line.box else 0.0


def is_caption(text: str) -> bool:
    """Lines around a table that are neither heading nor paragraph: 公开01表, 单位：万元, 部门：…, 表 3-1 …."""
    if len(text) > 80 or "。" in text:
        return False
    return bool(
        _FORM_NUMBER.fullmatch(text)
        or _UNIT.fullmatch(text)
        or _UNIT_ANYWHERE.search(text)
        or _AGENCY.match(text)
        or re.match(r"表\s*\d+(?:\s*[-—.]\s*\d+)?[\s:：]", text)
        or re.fullmatch(r"附?表\s*[一二三四五六七八九十\d]{1,3}\s*[:：]?", text)
        or re.fullmatch(r"[（(]\s*20\d\d\s*年度?\s*[）)]", text)
    )


def agency_named(text: str) -> str:
    """The body named by a caption (部门：X 2021 年度 单位：万元) or a label of the cover (自评单位：X), or ''."""
    match = (_AGENCY.match(text) or _REPORTER.match(text)) if ":" in text or "：" in text else None
    if not match:
        return ""
    rest = _NEXT_FACT.split(text[match.end() :].lstrip())[0]
    return re.sub(r"\s+", "", rest)


def is_final(text: str) -> bool:
    """Whether the text ends as a sentence, a list item or an announcement ends (。；：)."""
    return bool(SENTENCE_END.search(text))


def is_prose(text: str) -> bool:
    """Whether the text has the punctuation of a sentence."""
    return bool(PROSE.search(text))


def measure(block: Sequence[Strand]) -> float | None:
    """Full width of the printed lines of a neighbourhood in columns; None where lines are not wrapped."""
    reaches = sorted((s.reach for s in block if s.reach >= 24), reverse=True)
    if len(reaches) < 3:
        return None
    widest = reaches[min(len(reaches) // 12, len(reaches) - 3)]
    crowd = sum(1 for r in reaches if widest - 6 <= r <= widest + 3)
    return widest if crowd >= max(3, 0.3 * len(reaches)) else None
