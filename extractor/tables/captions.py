"""What stands above and below a table body: title, 公开NN表, unit, agency; notes. Shared by all table finders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.records import Line

MAX_CAPTION_LINES = 10  # 公开NN表, year, agency, unit, a title over two lines, and page debris between them
MAX_TITLE_CHARS = 60  # the longest official title has 31
MAX_FACT_CHARS = 30  # 项目名称：农村公路养护工程补助资金
MAX_TAIL_CHARS = 6  # a title line this short is the rest of the line before it (…绩效目标申 | 报表)
SCRAP = 2  # characters that are no title
MAX_NOTE_LINES = 14  # a 注 of five items, wrapped
WRAPPED_CHARS = 20  # a printed line shorter than this has not run to the margin

_GAP = r"[\s\u3000]*"
_NUMERAL = r"(?:\d{1,2}(?:\s*[-—–.．]\s*\d{1,2})*|[一二三四五六七八九十]{1,3})"
_UNIT = re.compile(
    rf"[（(]?(?:金额|计量|货币|数量)?单{_GAP}位{_GAP}[（(:：为]?{_GAP}(?:均为)?(?:人民币)?{_GAP}[（(]?(?P<unit>百万元|亿元|万{_GAP}元|千元|元)"
    rf"(?:[,，、/]{_GAP}(?:[%％人个辆台次批户]|人次)+)*[)）]?(?:[（(]列至[^）)]*[)）])?[)）]?(?![\u4e00-\u9fff])"
)
_BARE_UNIT = re.compile(rf"^{_GAP}[（(](?:人民币)?(?P<unit>百万元|亿元|万元|千元|元)[)）]{_GAP}$")
_LABEL = re.compile(
    rf"[（(]?(?P<label>(?:[\u4e00-\u9fff]{{0,4}}公开|财决|批复|预算|决算|[A-Z]{{1,3}}){_GAP}{_NUMERAL}{_GAP}表(?:{_GAP}[-—]\d+)?"
    rf"|(?:^|(?<=\s))(?:[\u4e00-\u9fff]{{0,4}}公开)?(?:附{_GAP}[表件]|表){_GAP}{_NUMERAL}(?=[\s:：、)）\u3000]|$|[\u4e00-\u9fff]))[)）]?{_GAP}[:：、]?"
)
_AGENCY = re.compile(
    r"(?:公开|编制|填报|填表|预算|主管|自评|评价|申报|实施|报送|填列)?(?:部门|单位)(?:[（(](?:单位|部门|公章|盖章|签章)[)）])?(?:全称|名称)?"
    r"(?:[（(](?:公章|盖章|签章)[)）])?[ \u3000]*[:：][ \u3000]*(?P<agency>.*?)(?=[ \u3000]{2,}|\t|[ \u3000]*[（(]?(?:20|２０)\d\d|$)"
)
_AGENCY_UNMARKED = re.compile(r"(?:公开|编制|填报|填表|预算|主管|申报)?(?:部门|单位)(?:名称)?[^，。；、]{4,40}")
_YEAR = re.compile(
    r"[（(]?\s*(?:(?:公开|预算|决算)?年度[:：])?\s*(?:20\s?\d\s?\d|二[〇○零O][〇○零一二三四五六七八九]{2})\s*(?:[年.．/-]\s*[\d一二三四五六七八九十]{1,2}\s*[月.．/-](?:\s*[\d一二三四五六七八九十]{1,3}\s*[日号]?)?|年?\s*(?:度)?)\s*[)）]?"
)
_SMALL = re.compile(
    r"(?:(?:编制|填报|填表|公开|批复|打印)?(?:日期|时间)[:：].*|[（(]?续表?[)）]?|第?\s*\d{1,3}\s*页?(?:\s*[，,/]?\s*共?\s*\d+\s*页?)?|[-—–]\s*\d+\s*[-—–]|[\s\u3000:：（()）]*)"
)
_FORM_END = re.compile(r"(?:表|得分情况|决算情况|明细|一览|目录清单|台账)(?:[（(][^（）()]{1,16}[)）])?(?:[（(]续[)）])?$")
_HEADING = re.compile(r"第[一二三四五六七八九十]+(?:部分|章|节)")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))\s*")
_NOTE = re.compile(
    r"[（(]?(?:备\s*注|注\s*释|注|说\s*明|附注|填表说明|情况说明|备注说明)\s*\d*\s*[:：]|[（(]?(?:备注|注)\s*\d*\s*[.．、]|\*\s*注|[★※]\s*\S"
)
_EMPTY = re.compile(
    r"(?:本|此|该|故|因此)(?:表|公开表)?.{0,14}?(?:无数据|空表|为空|无内容|无数字)|无此项(?:支出|收入|内容|预算|经费|数据)"
    r"|(?:没有|无|未|不涉及).{0,30}(?:支出|收入|预算|安排|拨款|资金|经费).{0,20}(?:空表|无数据|为空|不涉及|以空表)"
)
_NOTHING = re.compile(r"[（(]?(?:无|本表无数据|无数据|本表为空表?|空表|此表无内容|不涉及|本单位无此项内容)[)）]?[。.]?")
_CONDITION = re.compile(r"[如若]果?(?:本|无|没有|部门|单位|数据)")
_ITEM = re.compile(r"(?:\d{1,2}\s*[.、．)）]|[（(]\d{1,2}[)）]|[①-⑳])")
# the last row of the table before, the title of the whole report, and what a web page prints below it are no first lines of a title
_NO_FIRST_LINE = re.compile(
    r"\d\.\d|\d[,，]\d{3}|(?:部门|单位)(?:决算|预算)(?:公开)?$|^(?:(?:信息)?来源|(?:发布|更新|公开)(?:时间|日期|机构)|作者|浏览|点击|字[号体])[^:：]{0,4}[:：]"
)
_SENTENCE = re.compile(r"[。；;！？!?]|，.*，")
_LABELLED = re.compile(r"[\u4e00-\u9fff（）()]{1,8}[:：][^:：]+")  # a fact of another kind beside the unit, or a misread 部门：…
_SAYING = re.compile("[元表件:：]")  # units, labels and agencies have one of these
_MARKED = re.compile(r"[*<#\\]")
_MARKS = re.compile(r"\*\*|</?[bi]>|^\s*#+\s*|\\(?=[*_#])")  # of markdown and html
_SIDES = {"(": ")", "（": "）", "“": "”", "《": "》", "【": "】", "〔": "〕"}


@dataclass(frozen=True, slots=True)
class Caption:
    """What a table says of itself above its body. `title` on one line without inner spaces, '' if there is none;
    `unit` as printed (万元); `label` the printed 公开NN表 or 表3-1; `lines` numbers of all lines that belong to it."""

    title: str = ""
    unit: str | None = None
    agency: str | None = None
    label: str | None = None
    lines: tuple[int, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()  # what else it says, with its label: 项目名称, 农村公路养护


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands below a body. `texts`: each note joined; `lines`: their numbers; `empty`: the form is declared empty."""

    texts: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    empty: bool = False


class Frame(NamedTuple):
    """One line taken apart: what it says of the table, and the `rest` that says something else."""

    unit: str | None
    label: str | None
    agency: str | None
    rest: str


def caption(above: Sequence[Line]) -> Caption:
    """Caption of the body that follows `above` (in reading order, the nearest line last; the caller leaves out what
    belongs to the table before). A sentence, a heading of another kind or an ordinary line ends the search."""
    frames: list[Frame] = []
    title: list[str] = []
    numbers: list[int] = []
    passed: list[int] = []
    facts: list[tuple[str, str]] = []
    level = 0
    for line in reversed([line for line in above if line.text.strip()][-MAX_CAPTION_LINES:]):
        if not frames and _NOTE.match(line.text.strip()):
            continue  # converters that print the words around a table before its rows put what stands below it here
        part = frame(line.text)
        if not title and part.rest and not part.unit and (said := _facts(part.rest)):
            passed.append(line.number)  # it belongs to the caption where a title stands above it
            facts[:0] = said
            frames += [part] if part.label or part.agency else []
            continue
        if part.rest and not _is_beside_unit(part):
            if (title and line.level != level) or not _extends(part.rest, title, line, framed=bool(frames)):
                break
            title.insert(0, part.rest)
            numbers += passed
            passed = []
            level = line.level  # a heading above a title in plain print is not its first line
        frames.append(part)
        numbers.append(line.number)
    return Caption(
        _bare_title("".join(title)),
        next((part.unit for part in frames if part.unit), None),
        next((part.agency for part in frames if part.agency), None),
        next((part.label for part in frames if part.label), None),
        tuple(sorted(numbers)) if title or any(part.unit or part.label or part.agency for part in frames) else (),
        tuple(facts) if title else (),
    )


def contradict(first: Caption, second: Caption) -> bool:
    """Whether two captions give different values to one label: 项目名称：行道树养护, 项目名称：公园维护."""
    known = dict(first.facts)
    return any(known.get(label, value) != value for label, value in second.facts)


def _facts(text: str) -> list[tuple[str, str]]:
    """Labels and values of a line that says nothing but facts (报表编号：0013zp    填报人：李某); [] of another one."""
    parts = re.split(r"\s{2,}", text.strip())
    if not all(len(part) <= MAX_FACT_CHARS and _LABELLED.fullmatch(part) for part in parts):
        return []
    pairs = (re.split(r"[:：]", part, maxsplit=1) for part in parts)
    return [(label.strip(), value.strip()) for label, value in pairs]


def _is_beside_unit(part: Frame) -> bool:
    """Whether what is left of a line that states the unit is a fact of another kind, the agency without its colon, which scans lose,
    or too short for a title (a stroke of a pencil that was read as letters)."""
    if not part.unit or is_title(part.rest):
        return False
    rest = re.sub(r"\s+", "", part.rest)
    return len(rest) <= SCRAP or bool(_LABELLED.fullmatch(part.rest) or _AGENCY_UNMARKED.fullmatch(rest))


def frame(text: str) -> Frame:
    """Unit, label and agency said in a line, and what is left of it without year, date and page number."""
    framed = furniture(text)
    return framed._replace(rest=_rest(framed.rest.strip()))


def furniture(text: str) -> Frame:
    """Unit, label and agency said in a line, and all that is left of it."""
    text = _unmarked(text)
    unit = label = agency = None
    if not _SAYING.search(text):  # as most lines; looking for these signs is far cheaper than trying the patterns
        return Frame(None, None, None, text)
    if "元" in text:
        unit, text = _taken(_BARE_UNIT, text, "unit")
        if not unit:
            unit, text = _taken(_UNIT, text, "unit")
    if "表" in text or "件" in text:
        label, text = _taken(_LABEL, text, "label")
    if ":" in text or "：" in text:
        agency, text = _taken(_AGENCY, text, "agency")
    return Frame(_tight(unit), _tight(label), _tight(agency), text)


def _rest(text: str) -> str:
    """The words left, '' where only a year, a date or a page number is left."""
    if _SMALL.fullmatch(text):
        return ""
    dated = "20" in text or "二" in text
    return "" if dated and _SMALL.fullmatch(_YEAR.sub("", text, count=1).strip()) else text


def _taken(pattern: re.Pattern[str], text: str, group: str) -> tuple[str | None, str]:
    """What the pattern's group says, and the text without the match."""
    match = pattern.search(text)
    if not match:
        return None, text
    return match[group], f"{text[: match.start()]}  {text[match.end() :]}"


def _tight(text: str | None) -> str | None:
    return re.sub(r"\s+", "", text).strip("：:") or None if text else None


def _unmarked(text: str) -> str:
    return (_MARKS.sub("", text) if _MARKED.search(text) else text).strip()


def is_title(text: str) -> bool:
    """Whether a line can be the title of a form: short, no sentence, ends with 表 or the like."""
    text = "".join(text.split())
    if not 2 < len(text) <= MAX_TITLE_CHARS or not _FORM_END.search(text):
        return False
    return not (_HEADING.match(text) or _NOTE.match(text) or _SENTENCE.search(text))


def _extends(text: str, title: Sequence[str], line: Line, *, framed: bool) -> bool:
    """Whether a line is the title, or the line before the rest of a title found below it."""
    tight = re.sub(r"\s+", "", text)
    if _HEADING.match(tight) or _NOTE.match(tight) or _SENTENCE.search(tight) or tight[-1] in ":：，,、" or len(tight) > MAX_TITLE_CHARS:
        return False
    if not title:
        marked = framed or line.level > 0 or line.bold
        return is_title(tight) or (marked and bool(re.search(r"[\u4e00-\u9fff]{2}", tight))) or _is_tail(tight)
    first = bool(re.search(r"[\u4e00-\u9fff]{2}", tight)) and not is_title(tight) and not _NO_FIRST_LINE.search(tight)
    return first and len(title) < 2 and _is_tail(title[0])


def _is_tail(text: str) -> bool:
    """The rest of a title broken over two lines: very short, or its brackets do not match."""
    tight = re.sub(r"\s+", "", text)
    unmatched = any(tight.count(close) > tight.count(opening) for opening, close in _SIDES.items())
    return bool(_FORM_END.search(tight)) and (len(tight) <= MAX_TAIL_CHARS or unmatched)


def _bare_title(text: str) -> str:
    return _NUMBERING.sub("", re.sub(r"\s+", "", text)).strip("：:")


def notes(below: Sequence[Line]) -> Notes:
    """Notes that follow a body (`below` in reading order, nearest first). Wrapped lines are joined; anything that is
    neither a note nor its continuation ends them."""
    texts: list[str] = []
    numbers: list[int] = []
    last = ""
    for line in [line for line in below if line.text.strip()][:MAX_NOTE_LINES]:
        text = _unmarked(line.text)
        if _starts_note(text):
            texts.append(text)
        elif texts and _continues_note(text, texts[-1], last):
            texts[-1] = _joined(texts[-1], text)
        elif not _SMALL.fullmatch(text):
            break
        numbers.append(line.number)
        last = text
    return Notes(tuple(texts), tuple(numbers) if texts else (), any(declares_empty(text) for text in texts))


def _starts_note(text: str) -> bool:
    return bool(_NOTE.match(text) or _NOTHING.fullmatch(text)) or (declares_empty(text) and len(text) <= MAX_TITLE_CHARS)


def _continues_note(text: str, note: str, last: str) -> bool:
    """A next item of a numbered note, or the rest of a line that ran to the margin without an end."""
    if _ITEM.match(text) and _ITEM.search(note[:8]):
        return True
    ended = last.rstrip()[-1:] in "。！？!?；;" or (last.rstrip()[-1:] in ")）" and len(last) < WRAPPED_CHARS)
    return not ended and len(last) >= WRAPPED_CHARS and not is_title(text) and not _HEADING.match(text) and not _NUMBERING.match(text)


def _joined(first: str, second: str) -> str:
    gap = " " if first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalpha() else ""
    return f"{first}{gap}{second}"


def declares_empty(text: str) -> bool:
    """Whether a note says that the form has no data (本表无数据, 无此项支出); a rule (如无数据…) does not."""
    return bool(_NOTHING.fullmatch(text.strip()) or _EMPTY.search(text)) and not _CONDITION.search(text)


def body_range(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """First row and end of the table proper, where title, unit, agency and notes stand in rows of the table itself.
    `rows`: the cell texts, blanks as ''. The rows outside are to be given to `caption` and `notes` as lines."""
    first, end = 0, len(rows)
    while first < end - 1 and _is_caption_row(rows[first]):
        first += 1
    lowest = end
    while lowest > first + 1 and len(_distinct(rows[lowest - 1])) <= 1:
        lowest -= 1
    starts = (r for r in range(lowest, end) if any(_starts_note(text) for text in _distinct(rows[r])))
    return first, next(starts, end)


def _distinct(row: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in row if text.strip()))


def _is_caption_row(row: Sequence[str]) -> bool:
    """A row of one title, or of unit, label and agency only; a blank row above the body counts as well."""
    titles: list[str] = []
    framed = True
    for text in _distinct(row):
        part = frame(text)
        if not part.rest:
            unfilled = text.rstrip()[-1:] in ":："  # 部门： with nobody's name
            framed = framed and bool(part.unit or part.label or part.agency or unfilled or _YEAR.search(text))
        elif titles:  # as in nearly all rows that are none
            return False
        else:
            titles.append(part.rest)
    return len(row) > 1 and is_title(titles[0]) if titles else framed


def row_line(row: Sequence[str], line: Line) -> Line:
    """A caption or note row of a table as a line, its texts two spaces apart."""
    return line._replace(text="  ".join(_distinct(row)), cells=None, spans=())
