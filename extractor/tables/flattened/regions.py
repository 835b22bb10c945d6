"""Where the flattened tables of a text stand: form titles in the body, and how far each table reaches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.folios import is_folio
from extractor.knowledge.model import Form, Knowledge, Shape
from extractor.likeness import bare, fold
from extractor.records import Line
from extractor.tables.captions import Caption, Notes, caption, frame, notes
from extractor.tables.flattened.feet import Mark, titles_first

EVIDENCE_LINES = 9  # non-blank lines below a title within which its table must show
MAX_PREFIX = 30  # characters of year and agency before a form's title
MAX_REST = 6  # characters of the second line of a heading
PROSE_CHARS = 24  # a line with a full stop that is at least that long is a sentence

_FRAME = re.compile(
    r"公开\d+|公开[一二三四五六七八九十]+表|单位[:：]|栏次|行次|科目编码|科目编号|科目代码|科目名称|功能分类|一级指标|指标值|权重|分值|得分|预算数|决算数|项目名称|^项目|名称\)?[:：]?|^收入|\d{4}年度?\)?$"
)
_ENDINGS, _LAST_LETTERS = ("表", "情况", "明细"), frozenset("表况细")  # of every title of a form; most lines lack the letters
_PART = re.compile(r"^第[一二三四五六七八九十]+(?:部分|章|篇)")
_SECTION = re.compile(r"^(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])")
_EXPLANATION = re.compile(r"(?:情况|说明|分析|结论|建议|问题|措施|思路|工作|结果)[。：:]?$")
_CLAUSES = re.compile(r"[。；]|，.*，|,(?=[\u4e00-\u9fff]).*,(?=[\u4e00-\u9fff])")
_LABEL = re.compile(
    r"[（(]?(?:附?表|附件)?\s*(?:财决|预决?)?公开\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:-\d+)?\s*表?[)）]?|^附?[表件]\s*\d+(?:[-.]\d+)?[:：、.]?"
)
_TAIL = re.compile(r"\((?:按[^()]{2,10}|续表?|\d+|[一二三四五六七八九十]+|.{0,10}年度?|.{0,12}单位.{0,6})\)$|[.…·]{2,}\d*$")
_OTHER_FUND = re.compile(r"预算财政拨款|基金|资本|财政拨款|公共预算|项目|三公|采购|债务|专户|绩效|资产")
# what a converter runs together with the title in one line: 收入总体情况表部门：某局 表2 单位：元
_FRAMED = re.compile(
    r"(?<=[表情况细）)])\s*(?:(?:编制|填报|公开|预算|主管)?(?:部门|单位)(?:名称)?\s*[:：]|(?:金额)?单位\s*[:：]|(?:财决|预决?)?公开\s*\d{1,2}\s*表).*$"
)
_OWN_FUND = re.compile(r"财政拨款(?=(?:一般)?公共预算|政府性基金|国有资本)")  # 财政拨款一般公共预算支出表: the title names its fund itself
_CONTENTS = re.compile(r"[.…·]{3,}\s*\d*\s*$|\s\d{1,3}$")
_FIGURE = re.compile(r"\d\.\d|\d[,，]\d{3}")  # the last row of the table before is no line of a title
_NOTE = re.compile(r"^[（(]?(?:备注|附注|注|说明)\s*\d*\s*[:：]")


PROJECT = re.compile(r"\s*项目(?:支出)?名称[:：\s]\s*(?P<name>\S.*)")
_Catalogue = Sequence[tuple[str, Form]]  # title as compared, form


@dataclass(frozen=True, slots=True)
class Region:
    """A flattened table in the text. `lines`: header and body, in reading order; `shape` is that of the form, or what
    its header looks like where the form is unknown."""

    form: Form | None
    shape: Shape
    title: str
    caption: Caption
    lines: tuple[Line, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class _Title:
    """A form title at `index` of the lines, printed on `height` lines."""

    index: int
    height: int
    text: str
    form: Form | None


def in_order(lines: Sequence[Line], known: Knowledge) -> list[Line]:
    """The lines with words, those of pages that print their form's title last with the title first. `lines`: all of them."""
    catalogue = _catalogue(known)

    def mark(page: Sequence[Line], index: int) -> Mark | None:
        title = _title_at(page, index, catalogue)
        return Mark(title.height, (title.form.codes or "") if title.form else "") if title is not None else None

    return titles_first(lines, mark)


def regions(lines: Sequence[Line], taken: frozenset[int], known: Knowledge) -> list[Region]:
    """Regions of flattened tables in reading order. `lines`: all non-blank lines of the document; `taken`: numbers of
    those that other tables have; a region never reaches over them."""
    titles = _titles(lines, taken, _catalogue(known))
    found: list[Region] = []
    for number, title in enumerate(titles):
        limit = titles[number + 1].index if number + 1 < len(titles) else len(lines)
        region = _region(lines, title, limit, taken)
        if region is not None:
            found.append(region)
    return _continued(found)


def _titles(lines: Sequence[Line], taken: frozenset[int], catalogue: _Catalogue) -> list[_Title]:
    candidates: list[_Title] = []
    for index, line in enumerate(lines):
        if line.number in taken or line.cells is not None or (candidates and index < candidates[-1].index + candidates[-1].height):
            continue
        title = _title_at(lines, index, catalogue)
        if title is not None:
            candidates.append(title)
    starts = {title.index for title in candidates}
    return [title for title in candidates if _followed(lines, title, starts, taken)]


def _catalogue(known: Knowledge) -> _Catalogue:
    """Titles and aliases of all forms as compared, longest first."""
    return _by_length(tuple(known.forms.values()))


@lru_cache(maxsize=4)
def _by_length(forms: tuple[Form, ...]) -> _Catalogue:
    pairs = {(bare(alias), form.id): (bare(alias), form) for form in forms for alias in form.titles}
    return sorted(pairs.values(), key=lambda pair: -len(pair[0]))


def _title_at(lines: Sequence[Line], index: int, catalogue: _Catalogue) -> _Title | None:
    text = _FRAMED.sub("", lines[index].text.strip())
    for height in (1, 2):
        if height == 2:
            if index + 1 >= len(lines) or len(fold(text)) > MAX_PREFIX or _FIGURE.search(text):
                return None
            text += lines[index + 1].text.strip()
        form, title = _named(text, catalogue)
        if form is not None and not (height == 2 and _named(lines[index + 1].text, catalogue)[0] is not None):
            return _Title(index, height, title, form)
    return None


def _named(text: str, catalogue: _Catalogue) -> tuple[Form | None, str]:
    """The form whose title the text is, after year, agency, numbering and 公开NN表 are taken off; the title without blanks."""
    if len(text) > 90 or _LAST_LETTERS.isdisjoint(fold(text)) or (_CONTENTS.search(text.strip()) and re.search(r"[.…·]{3,}", text)):
        return None, ""
    title = _TAIL.sub("", _LABEL.sub("", fold(text)).strip("#* "))
    compared = bare(title)
    if not compared.endswith(_ENDINGS):
        return None, ""
    for alias, form in catalogue:
        if compared.endswith(alias):
            prefix = _OWN_FUND.sub("", compared)[: -len(alias)]
            if len(prefix) <= MAX_PREFIX and not _OTHER_FUND.search(prefix) and not re.search(r"[，。；：(（]$|如下|见", prefix):
                return form, title
    return None, ""


def _followed(lines: Sequence[Line], title: _Title, starts: set[int], taken: frozenset[int]) -> bool:
    """Whether a table follows and not the next entry of a contents list."""
    begin = title.index + title.height
    for index in range(begin, min(begin + EVIDENCE_LINES, len(lines))):
        line = lines[index]
        if index in starts or _PART.match(fold(line.text)) or line.number in taken:
            return False
        if _FRAME.search(fold(line.text)) and not _is_sentence(line):
            return True
    return False


def _is_sentence(line: Line) -> bool:
    folded = fold(line.text)
    return len(folded) >= PROSE_CHARS and bool(_CLAUSES.search(line.text)) and not re.search(r"\d$", folded)


def _region(lines: Sequence[Line], title: _Title, limit: int, taken: frozenset[int]) -> Region | None:
    begin = title.index + title.height
    body_from = _caption_end(lines, begin, limit)
    above = title.index > 0 and lines[title.index - 1].page == lines[title.index].page
    head = caption(lines[title.index - above : body_from])
    shape = _shape(title.form)
    end = _end(lines, body_from, limit, taken, shape)
    body = _without_folios(lines[body_from:end])
    if not body:
        return None
    below = notes(lines[end:limit])
    folios = {line.number for line in lines[body_from:end]} - {line.number for line in body}
    numbers = {line.number for line in lines[title.index : body_from]} | set(head.lines) | folios
    unit = head.unit or _unit_within(lines[title.index : begin + EVIDENCE_LINES])
    whole = title.text if not head.title or head.title.endswith(title.text) else head.title  # what is above is none of it
    head = Caption(whole, unit, head.agency, head.label, tuple(sorted(numbers)))
    return Region(title.form, shape, title.text, head, body, below)


def _without_folios(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without page numbers, also one whose dashes stand on lines of their own at the foot of a page."""
    texts = [line.text.strip() for line in lines]
    dropped: set[int] = set()
    for i, line in enumerate(lines):
        last = i + 1 == len(lines) or lines[i + 1].page != line.page
        if last and re.fullmatch(r"([-—–])\n\d{1,3}\n\1", "\n".join(texts[max(0, i - 2) : i + 1])):
            dropped |= {i - 2, i - 1, i}
    return tuple(line for i, line in enumerate(lines) if i not in dropped and not is_folio(texts[i]))


def _shape(form: Form | None) -> Shape:
    """Shape of the form; an evaluation table with one level of names is a plain list."""
    if form is None:
        return "coded"
    return "list" if form.shape == "evaluation" and len(form.levels) == 1 else form.shape


def _caption_end(lines: Sequence[Line], begin: int, limit: int) -> int:
    """Index of the first line below the title that is not 公开NN表, unit, agency or year."""
    index = begin
    while index < limit and index < begin + EVIDENCE_LINES and _is_caption(lines[index].text):
        index += 1
    return index


def _is_caption(text: str) -> bool:
    part = frame(text)
    if (part.label or part.unit) and not part.rest.strip():
        return True
    folded = fold(text)
    rest = re.sub(r"(?:金额|计量)?单位[:：]?\(?(?:人民币)?[百千万亿]*元\)?", "", _LABEL.sub("", folded))
    rest = re.sub(r"\(?(?:19|20)\d\d年?度?\)?(?:部门)?(?:决算|预算)?", "", rest)
    return (
        not rest.strip("()（）")
        or bool(re.match(r"^(?:编制|填报|公开|预算|主管)?(?:部门|单位)(?:\(单位\))?(?:名称|全称)?[:：]", rest))
        or is_folio(folded)
    )


def _unit_within(lines: Sequence[Line]) -> str | None:
    for line in lines:
        match = re.search(r"单位[:：]?\s*[（(]?(?:人民币)?([百千万亿]*元)", fold(line.text))
        if match:
            return match[1]
    return None


def _end(lines: Sequence[Line], begin: int, limit: int, taken: frozenset[int], shape: Shape) -> int:
    """Index after the last line of the table that begins at `begin`."""
    stop = _stops_evaluation if shape == "evaluation" else _stops_money
    free = begin
    if shape == "evaluation":  # goals and tasks above the indicators have headings of their own
        free = next((i for i in range(begin, limit) if re.search(r"一级|指标|权重|分值", lines[i].text)), begin)
    for index in range(begin, limit):
        line = lines[index]
        if line.number in taken or line.cells is not None or _PART.match(fold(line.text)):
            return index
        if index >= free and stop(lines, begin, index, shape):
            return index
    return limit


def _stops_money(lines: Sequence[Line], begin: int, index: int, shape: Shape) -> bool:
    """A note, a heading or a sentence ends a table of amounts."""
    line, folded = lines[index], fold(lines[index].text)
    if _NOTE.match(line.text.strip()) or line.level or _is_sentence(line):
        return True
    if _SECTION.match(folded) and (_EXPLANATION.search(folded + _rest(lines, index)) or shape not in ("panels", "wide", "list")):
        return True
    return shape == "list" and index > begin and bool(_SECTION.match(folded)) and not re.search(r"\d$", folded)


def _rest(lines: Sequence[Line], index: int) -> str:
    """The few letters on the next line that end a heading which fills its own: 二、…支出情况说 | 明"""
    below = fold(lines[index + 1].text) if index + 1 < len(lines) else ""
    full = len(fold(lines[index].text)) >= PROSE_CHARS
    return below if full and len(below) <= MAX_REST and not re.search(r"\d", below) else ""


def _stops_evaluation(lines: Sequence[Line], begin: int, index: int, _shape: Shape) -> bool:
    """An evaluation table is full of sentences and numbered items; it ends after its total, or at the next heading
    once its indicators have begun."""
    folded = fold(lines[index].text)
    if _NOTE.match(lines[index].text.strip()):
        return True
    if _SECTION.match(folded) and _EXPLANATION.search(folded):
        return True
    tail = "".join(fold(line.text) for line in lines[max(begin, index - 4) : index])
    total = re.search(r"总分[:：]?(?:\d+(?:\.\d+)?){1,2}$", tail)
    return bool(total) and not re.fullmatch(r"\.?\d+(?:\.\d+)?", folded)


def _continued(found: list[Region]) -> list[Region]:
    """A form whose title is printed again on the next page is one table."""
    joined: list[Region] = []
    for region in found:
        last = joined[-1] if joined else None
        if last is not None and last.form is not None and region.form is last.form and not last.notes.texts and _carries_on(last, region):
            lines = last.lines + region.lines
            numbers = tuple(sorted({*last.caption.lines, *region.caption.lines}))
            head = Caption(last.caption.title, last.caption.unit or region.caption.unit, last.caption.agency, last.caption.label, numbers)
            joined[-1] = Region(last.form, last.shape, last.title, head, lines, region.notes)
        else:
            joined.append(region)
    return joined


def _carries_on(last: Region, region: Region) -> bool:
    """Whether the second is the first one's next page: a new table of the same form has a total of its own, or is about
    a project of its own."""
    if all(any(PROJECT.match(line.text) for line in part.lines) for part in (last, region)):
        return False
    total = re.compile(r"^(?:合计|总计)\S*\d|^(?:合计|总计)\s")
    both = [any(total.match(line.text.strip()) for line in part.lines) for part in (last, region)]
    return not all(both) and last.title == region.title
