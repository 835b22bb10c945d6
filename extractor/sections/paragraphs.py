"""Wrapped lines joined to paragraphs. Whether a line continues the one before is decided from what the
neighbourhood shows: its full measure, indents, blank lines, sentence ends, numbering, open brackets, split numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.geometry import union
from extractor.records import Box, Edit, Paragraph, Place
from extractor.sections.indents import goes_on_at_margin, goes_on_centred, hangs
from extractor.sections.numbering import TOP_STYLES, Marker, marker
from extractor.sections.setting import FULL, INDENT, Layout, Setting, is_full, layout_of, opens_page, settings_of
from extractor.sections.strands import Strand, is_caption, is_final, is_prose
from extractor.sections.titles import SCORED

FIRST = 4.5  # columns by which a first line is shorter where its indent was lost
LONG = 60.0  # columns; headings are shorter
ALIKE, ALIKE_SEEN = 1.14, 1.4  # by which sizes of one type may differ: as set, and as the heights of letters that OCR saw
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_OPEN_END = re.compile(r"[，、,（(《“‘「『【=＝/+＋×~～]$|[\u4e00-\u9fff]\s*[-－—]$")
_CLOSING_START = re.compile(r"^[，。、；：！？,;!?）)》”’」』】%％×＝=]|^\.(?!\d)|^[（(][类款项][）)]")
_MEASURE_WORD = re.compile(r"^(?:[万亿千百]*元|[%％‰]|年(?!初|末|度?部门)|月|日|个|人次|辆|台|分(?!析|类)|项(?!目)|次)")
_BRACKETS = {"（": "）)", "(": "）)", "《": "》", "【": "】", "“": '”"', "「": "」"}
_OPENER = re.compile(
    r"^(?:20\d\d\s*年|[我本](?:部门|单位|局|委|厅|办|会|区|市|县|院|校|中心)|[一二三四五六]是|根据|按照|通过|为了?(?:进一步|深入|全面|贯彻|加强|规范)|组织对|纳入|外宾接待|其他国内|公务用车(?:购置|运行)|公务接待费|因公出国|注[:：]|说明[:：])"
)
_LEVEL_START = re.compile(r"[（(][类款项][)）]")
_ITEM = re.compile(r"[（(](\d{1,2})[)）]")
_ORDINALS = "二三四五六七八九十"
_ORDINAL = re.compile(rf"([{_ORDINALS}])是")
_CONTINUER = re.compile(
    r"^(?:其中|主要[原是]|决算数|完成|同时|与上年|比上年|较上年|授予|占|并|年初预算|支出决算|全年|增加|减少|具体[情包]|原因|以及|和|的|等)"
)
_WORDS = frozenset({"支出", "收入", "决算", "预算", "拨款", "经费"})  # …“三公”经费支 | 出决算总额为…
_AMOUNT_START = re.compile(r"^\d[\d,]*(?:\.\d+)?\s*[万亿]?元\s*[，。；,;]")  # …收入支出总计 | 900.00 万元。与…
_ANNOUNCED = re.compile(r"(?:如下|分别[为是])[：:]$")
TAIL = re.compile(r"^(?:总体|具体|支出|收入|决算|预算)*(?:情况)?(?:说明|明|表|总表|报表|报告|概况|情况|况|告|书)[。：:]?$")
_LABEL = re.compile(
    r"^(?:[图表]\s*\d|(?:任务|目标|项目|指标|问题|措施|重点工作)\s*[一二三四五六七八九十\d]{1,2}\s*[：:]|[\u4e00-\u9fff（）()]{2,8}[：:])"
)
_NAMED = re.compile(r"^(?:图\s*\d|(?:任务|目标|项目|指标|问题|措施|重点工作)\s*[一二三四五六七八九十\d]{1,2}\s*[：:])")
_EXPLAINED = re.compile(r"^[^，。；：:]{2,30}[：:](?:是|主要是)?指\S")
_TITLE_END = re.compile(r"(?:说明|情况|概况|职责|职能|设置|解释|附件|附录|报告|措施|概述|结论|表)[。:：]?$")
_TITLE_MAY_END = re.compile(r"(?:分析|问题|建议|构成|结果|目标|任务|工作|管理|评价)[。:：]?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong together: a heading or a paragraph. `breaks` as in records.Paragraph."""

    strands: tuple[Strand, ...]
    text: str
    breaks: tuple[tuple[int, int], ...]
    marker: Marker | None

    @property
    def first(self) -> Strand:
        """The line it begins with."""
        return self.strands[0]


def units(block: Sequence[Strand], barriers: frozenset[int] = frozenset()) -> list[Unit]:
    """Headings and paragraphs of running text (table text taken out before). No unit runs across a barrier: the
    index of a line before which something else stood."""
    settings = settings_of(block)
    layout = layout_of(block, settings)
    found: list[list[int]] = []
    for i, strand in enumerate(block):
        if found and i not in barriers and _continues(block, settings, layout, found[-1], strand):
            found[-1].append(i)
        else:
            found.append([i])
    return [unit([block[i] for i in group]) for group in found]


def unit(group: Sequence[Strand]) -> Unit:
    """The lines of one heading or paragraph, joined."""
    text, breaks = "", []
    for strand in group:
        glue = " " if re.search(r"[A-Za-z]$", text) and re.match(r"[A-Za-z]", strand.text) else ""
        text += glue
        breaks.append((len(text), strand.number))
        text += strand.text
    return Unit(tuple(group), text, tuple(breaks), marker(text))


def paragraph(source: Unit, start: int = 0) -> Paragraph:
    """The record of a unit; `start` is the offset where its text begins (after the numbering of a heading)."""
    text = source.text[start:]
    breaks = tuple((max(0, offset - start), number) for offset, number in source.breaks)
    boxes = tuple(
        (max(0, offset - start), s.page, s.line.box) for (offset, _), s in zip(source.breaks, source.strands, strict=True) if s.line.box
    )
    edits = tuple(e for s in source.strands for e in s.line.edits)
    if len(source.strands) > 1:
        edits += (Edit("joined_line", "\n".join(s.text for s in source.strands), source.text),)
    return Paragraph(text, places(source.strands), breaks, boxes, edits)


def places(group: Sequence[Strand]) -> tuple[Place, ...]:
    """One place a page."""
    found: dict[int, list[Strand]] = {}
    for strand in group:
        found.setdefault(strand.page, []).append(strand)
    return tuple(Place(page, _box(lines), (lines[0].number, lines[-1].line.last or lines[-1].number)) for page, lines in found.items())


def _box(lines: Sequence[Strand]) -> Box | None:
    boxes = [s.line.box for s in lines if s.line.box]
    return union(boxes) if boxes else None


# --- the decision -------------------------------------------------------------------------------------


def _continues(block: Sequence[Strand], settings: Sequence[Setting], layout: Layout, group: Sequence[int], strand: Strand) -> bool:
    """Whether `strand` continues the unit whose lines are `group`."""
    i = group[-1] + 1
    before, setting = block[i - 1], settings[i - 1]
    text = "".join(block[k].text for k in group[-6:])
    if _set_apart(before, strand) or is_caption(strand.text) or is_caption(before.text):
        return False
    whole = is_final(strand.text) or is_full(strand, settings[i])
    if opens_page(strand) and is_final(before.text) and not (layout.indented_tops and whole):
        return False  # a sentence that ends a page of text, whatever its length
    full = is_full(before, setting, FIRST if len(group) == 1 and not layout.indented else 0.0)
    found = marker(strand.text)
    if layout.indented and full and strand.indent - settings[i].left < INDENT and _counts_on(text, strand.text):
        return True
    if found and _begins(found, text, full, strand):
        return False
    if _NAMED.match(strand.text) and (is_final(before.text) or not is_prose(text)):
        return False
    if _torn(text, before, strand):
        return True
    if TAIL.match(strand.text) and not is_final(text) and not is_prose(text) and full:
        return True
    centred = setting.full is not None and goes_on_centred(before, strand, text, setting.left, setting.full)
    if centred or (full and hangs(block[group[0]], strand, text)):
        return True
    if layout.indented and strand.indent - settings[i].left >= INDENT and not _is_open(text, strand.text):
        return False
    if SCORED.search(text) and marker(text) and len(text) <= 60:
        return False
    if len(group) == 1 and setting.full is None and goes_on_at_margin(block, i):
        return True
    if is_final(before.text):
        return full and is_full(before, setting, _allowance(layout, len(group) == 1)) and _after_final(block, settings, layout, i, text)
    if is_prose(text) or _is_run_in(text) or _explains(text) or (setting.full is None and _is_torn_sentence(text, before, strand)):
        return _after_prose(before, strand, full)
    return full and not _is_title_before(text, strand)


def _is_title_before(text: str, strand: Strand) -> bool:
    """A full line that is a whole heading, before a line that begins its body."""
    if TAIL.match(strand.text) or re.search("[：:]", text):
        return False
    ended = _TITLE_END.search(text) or (_TITLE_MAY_END.search(text) and is_prose(strand.text) and _OPENER.match(strand.text))
    return bool(ended) and (is_prose(strand.text) or marker(text) is not None or bool(_LABEL.match(strand.text)))


def _allowance(layout: Layout, first: bool) -> float:
    """What a full line that ends a sentence may fall short beyond FULL (negative: less). Indents decide by themselves."""
    if layout.indented:
        return 0.0
    return layout.ragged - FULL + (FIRST if layout.shortened and first else 0.5)


def _set_apart(before: Strand, strand: Strand) -> bool:
    """Markup or type tells the lines apart."""
    if before.line.level != strand.line.level:
        return True
    if before.line.level and strand.line.level:
        return True
    if before.line.size and strand.line.size:
        seen = any(line.words and line.words[0].glyphs for line in (before.line, strand.line))
        low = seen and not all(map(_IDEOGRAPH.search, (before.text, strand.text)))  # figures are seen to be lower than letters
        ratio, alike = before.line.size / strand.line.size, ALIKE_SEEN if seen else ALIKE
        if not low and not 1 / alike < ratio < alike:
            return True
    return before.line.bold != strand.line.bold and not is_prose(before.text) and before.line.box is None


def _begins(found: Marker, text: str, full: bool, strand: Strand) -> bool:
    """Whether a number at the start of a line begins an item and is not the middle of a sentence."""
    if _is_open(text, strand.text):
        return False
    if found.style in TOP_STYLES and not found.rest.startswith(("，", "。", "）", "”", "的", "中")):
        return True
    if not found.rest or _CLOSING_START.match(found.rest):
        return False
    if found.style == "decimal" or (found.style == "chinese" and not found.separator.strip("，,")):
        return (not full and not is_prose(text)) or is_final(text)
    return is_final(text) or not _OPEN_END.search(text) or found.value == 1


def _is_bare(text: str) -> bool:
    """Whether a line is the number of a heading whose words stand on the next: （一） | “三公”经费情况说明."""
    found = marker(text)
    return found is not None and not found.rest and found.style not in ("decimal", *TOP_STYLES)


def _counts_on(text: str, following: str) -> bool:
    """Whether a line goes on with the items that its paragraph counts within its lines: …（1）…；（2）…； | （3）…"""
    item = _ITEM.match(following)
    before = f"{int(item[1]) - 1})" if item else ""
    return bool(item) and re.sub("[）]", ")", text).find(before) > 1


def _is_run_in(text: str) -> bool:
    """A numbered item that explains its name: 4、X项目绩效自评情况：根据年初设定的."""
    found = marker(text)
    return found is not None and bool(re.search(r"[：:].{4,}$", found.rest))


def _explains(text: str) -> bool:
    """A term and the beginning of what it means: 年末结转和结余：指本年度预算安排、因客观条件."""
    return bool(_EXPLAINED.match(text))


def _is_torn_sentence(text: str, before: Strand, strand: Strand) -> bool:
    """Where too few lines are wrapped to know the measure: a long line that lists things and ends nowhere, and a sentence
    end after it."""
    listing = "、" in text and marker(text) is None and not _TITLE_END.search(text)
    return listing and before.reach >= LONG and is_final(strand.text)


def _is_open(text: str, following: str) -> bool:
    """A bracket is open at the end of `text` and is closed in the line that follows."""
    for opening, closing in _BRACKETS.items():
        last = text.rfind(opening)
        if last >= 0 and not any(c in text[last + 1 :] for c in closing):
            where = [p for p in (following.find(c) for c in closing) if p >= 0]
            again = following.find(opening)
            if where and (again < 0 or min(where) < again):
                return True
    return False


def _torn(text: str, before: Strand, strand: Strand) -> bool:
    """The break falls within a bracket, a number, a formula, or before punctuation: it must be mended."""
    if _CLOSING_START.match(strand.text) or _is_open(text, strand.text) or _LEVEL_START.match(strand.text):
        return True
    if _is_bare(text) and marker(strand.text) is None:
        return True
    if _AMOUNT_START.match(strand.text) and _IDEOGRAPH.match(text[-1:]):
        return True
    if text[-1:] + strand.text[:1] in _WORDS and marker(strand.text) is None:
        return True
    if _OPEN_END.search(before.text) and not is_final(before.text):
        return True
    if re.search(r"\d\s*[万亿千百]+$", before.text) and strand.text.startswith("元"):
        return True
    if re.search(r"\d[.,，]$", before.text) and re.match(r"\d{1,3}(?!\d|[、.．])", strand.text):
        return True
    digits = bool(re.search(r"\d$", before.text)) and is_prose(text) | ("：" in text)
    return digits and bool(re.match(r"\d", strand.text) or _MEASURE_WORD.match(strand.text))


def _after_final(block: Sequence[Strand], settings: Sequence[Setting], layout: Layout, i: int, text: str) -> bool:
    """A full line that ends a sentence: does its paragraph go on? Indents and blank lines say so, else the odds."""
    strand, setting = block[i], settings[i]
    if layout.indented:
        return True
    if layout.spaced:
        return strand.gap <= 1
    odds = _odds_of_measure(strand, setting, layout) + (2 if block[i - 1].text.endswith(("；", ";")) else 0)
    odds -= 2 if _ANNOUNCED.search(block[i - 1].text) else 0
    odds += 2 if _CONTINUER.match(strand.text) else 0
    ordinal = _ORDINAL.match(strand.text)
    if ordinal:
        return "一二三四五六七八九"[_ORDINALS.index(ordinal[1])] + "是" in text[2:]
    odds -= 2 if _OPENER.match(strand.text) and block[i - 1].text.endswith(("。", "！", "？", "）", "”")) else 0
    return odds >= 0


def _odds_of_measure(strand: Strand, setting: Setting, layout: Layout) -> int:
    """Where indents were lost a first line is shorter by the indent: a line of full measure is none."""
    if not layout.shortened or setting.full is None or is_final(strand.text):
        return 0
    short = setting.full - strand.reach
    weight = 3 if layout.ragged <= 3 else 1
    if short <= min(layout.ragged, 2.5):
        return weight
    return -weight if short <= FIRST + layout.ragged else 0


def _after_prose(before: Strand, strand: Strand, full: bool) -> bool:
    """A sentence that has not ended goes on, unless the next line plainly begins something else."""
    if full:
        return True
    if is_prose(strand.text) or is_final(strand.text):
        return not _OPENER.match(strand.text) or strand.gap <= before.gap
    return len(strand.text) <= 8 or before.gap == strand.gap
