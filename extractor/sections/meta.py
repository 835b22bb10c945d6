"""What the document is: kind, title, reporting agency and fiscal year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from extractor import periods
from extractor.knowledge.model import KindRule
from extractor.likeness import fold, likeness
from extractor.records import Kind, Table
from extractor.sections.entries import entered
from extractor.sections.kinds import BEGINNING, kind_of
from extractor.sections.strands import Strand, agency_named, is_caption, is_final, is_prose
from extractor.sections.titles import COVER_TITLE, SITE

_DATE = re.compile(
    r"^(?:[二2][〇○零O0][〇○零一二三四五六七八九\d]{2}年(?:[一二三四五六七八九十\d]{1,3}月)?(?:[一二三四五六七八九十\d]{1,3}[日号])?|20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?"
    r"|\d{1,2}\.\d{1,2}\.20\d\d(?:\d\d:\d\d)?)$"
)
_YEAR_ALONE = re.compile(r"^20\d\d年$")  # above the name of a report, of which it is the first line
_IMPRINT = re.compile(
    r"(?:印制|编制|编印|印发|制表|填报|盖章|（公章）|报送)$|^(?:联系|电话|日期|填报|编制|报送)|^附件[\d一二三四五六七八九十]*[:：]?$|^(?:目录|公开版|（公开版）)$"
    r"|^(?:监督)?索引号[:：]?[\dA-Za-z/-]{6,}$"
    # what a web page prints above a document
    r"|^(?:索引号|(?:发布|成文|生成|公开|批复)(?:日期|时间|机构|类别|方式|时限)|信息(?:来源|索引|分类)|来源|(?:浏览|点击|阅读|访问)(?:次数|量)?|字体|字号|您?(?:现在|当前)?(?:所在)?的?位置|主题(?:分类|词)|体裁分类|发文(?:字号|机关|机构)|文号|名称|有效性|打印|.{0,8}电话)[:：]"
    r"|^(?:欢迎(?:来到|访问|光临)|下载本页|打印|分享|无障碍)"
)
_NOISE = re.compile(
    r"20\d\d\s*年?(?:度)?|二[〇○零][〇○零一二三四五六七八九]{2}年(?:度)?|关于|(?:一般公共预算)?(?:财政拨款)?[“”\x22]?三公[“”\x22]?经费.{0,12}$|(?:区级|市级|省级|县级)?(?:部门|单位)?(?:收支)?(?:决算|预算)(?:[和及与暨、].{0,10})?(?:信息)?(?:公开)?(?:报表|报告|说明|情况说明|草案|文本)?$"
    r"|(?:部门)?整体(?:支出)?(?:预算)?绩效.*$|项目(?:支出)?(?:绩效)?(?:自评).*$|绩效(?:自评|评价).*$|财政(?:支出|资金)(?:项目)?绩效.*$|(?:公开)?(?:的)?(?:情况)?说明$|的$|公开$"
)
_AGENCY_END = re.compile(
    r"(?:局|厅|委|会|院|校|学|中专|职专|高中|初中|一中|中心|队|站|所|馆|部|处|署|府|室|社|团|园|台|库|场|行|司|办|组|镇|乡|街道|报|院区|医院|基地|公司|集团|党校|总队|支队|工会|管委|联|协|盟|狱)(?:[（(].{1,12}[）)])?$"
)
NAVIGATED = 2  # lines of a site by which a page of it is known
_BY_ITSELF = re.compile(r"(?:部门|单位|年度)(?:决算|预算)|自评(?:报告|表)|20\d\d年.*三公.*(?:决算|预算)")
_LABEL = re.compile(r"^\|?\s*标\s*题\s*[:：|]\s*\|?\s*")  # in the rows that a web page prints above a document
_CODE = re.compile(r"^\d{3,}[-—](?=[\u4e00-\u9fff])")  # 411001-某县某乡人民政府
_NUMBERED = re.compile(r"第.{1,2}部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]")
_YEAR_BEFORE = re.compile(r"^20\d\d年(?:度)?")
_YEAR_TOLD = re.compile(
    r"(?<![与同比较和])(20\d\d)\s*年(度)?(?!(?:度)?(?:决算|预算|执行)?数?(?:支出)?(?:相比|持平|比较|对比))"
)  # 与2015年度决算相比: told to compare
_TELLS = re.compile(
    r"^(?:[一二三四五六七八九十\d（(]{1,3}[）)、.．]\s*)?((?![本我各全该经根按为依])[\u4e00-\u9fff（）()]{4,36}?)\s*20\d\d\s*年(?:度)?[^，。；]{0,24}(?:预算|决算|三公|收入|支出|拨款)"
)  # 某某县水务局2016年度“三公”经费支出决算为…
_WELCOME = re.compile(r"^(?:您好[，,！!]?)?(?:欢迎(?:来到|访问|光临|进入))([\u4e00-\u9fff]{4,30}?)(?:官方|门户)*(?:网站|网)?[！!]?$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,14}(?:省|市|区|县|旗|州|盟|镇|乡|街道)$")  # what a full name has before the name that tables print
_SAME_TITLE = 0.75
_DECLARED = re.compile(
    r"^(?:说明|备?注)[:：](?!本|我)(.{4,30}?)(?:20\d\d年度?|本年度?|当年)*(?:没有|无|未)(?:使用|安排|发生)?(?:政府性基金|国有资本)"
)  # an empty form
_OVERVIEW = re.compile(r"^(?:第[一1]部分[:：]?(.{4,40}?)(?:基本)?(?:概况|情况)|一、(.{4,40}?)(?:基本)?概况)$")
_LABELLED = re.compile(
    r"(?:自评单位|评价单位|单位名称|部门名称|部门（单位）名称|项目单位|预算单位|主管部门|填报单位|编制单位|编制部门|部\s*门)\s*[:：]?\s*(?:\d{3,}[-—])?([\u4e00-\u9fff（）()]{4,40})"
)
_EXECUTES = re.compile(
    r"实施(?:单位|部门)(?:（盖章）|\(盖章\))?[\s:：|]+(?:\d{3,}[-—])?([\u4e00-\u9fff]{4,40})"
)  # in the sheet of one project
_NO_AGENCY = re.compile(r"部门及|[:：]|20\d\d年|执行$")  # of several, a field of a form, a part of a sentence
BY_ENTRY = 0.8  # the same of one that only filled-in sheets name
BY_SENTENCE = 0.7  # how sure an agency is that only sentences name
LAST_LETTERS = 3  # of a title, on a line of their own
_NAMED_PROJECT = re.compile(r"[（(][^（()）]{4,60}(?:资金|项目|经费|补助|专项)[)）]")  # below the title of a report on it
_ABOUT = re.compile(r"专项|项目|整体|绩效|财政|部门|单位|“?三公|预算|决算")  # what titles say behind the agency
SHORTEST_AGENCY = 5
_FIELD = re.compile(
    r"(?:名\s*称|编\s*码|代\s*码|方\s*式|类\s*[型别]|性\s*质|属\s*性|机\s*构|单\s*位|部\s*门|时\s*间|人|地\s*址|电\s*话)(?:[（(].{1,8}[）)])?\s*[:：]\s*\S"
)
_REMARK = re.compile(r"[（(][^（）()]{0,8}(?:表|版|稿|数)[）)]")  # （差额表）, （公开版）
_LEVEL = re.compile(r"[（(](?:本级|机关|本部|汇总|部门|单位|本单位|公开|公章|盖章)[）)]|(?:本级|机关本级)$")


class Meta(NamedTuple):
    """The facts of `document`, and how sure they are (0..1)."""

    kind: Kind
    title: str
    organization: str
    fiscal_year: int | None
    confidence: float


def describe(
    cover: Sequence[Strand], body: Sequence[str], tables: Sequence[Table], filename: str | None, rules: Sequence[KindRule]
) -> Meta:
    """Kind, title, agency, year from the cover lines, the text lines of the whole document, and the tables."""
    title = _title(cover, body, tables[0].title if tables else "", filename)
    kind, kind_sure = kind_of(title, body, tables, rules)
    agency, agency_sure = _agency(title, cover, body, tables)
    year, year_sure = _year(title, cover, body)
    return Meta(kind, title, agency, year, round(kind_sure * agency_sure * year_sure, 3))


def _title(cover: Sequence[Strand], body: Sequence[str], first_table: str, filename: str | None) -> str:
    """The cover's lines up to the last that ends as titles do; else the first line of the body that is a title; else
    that of the first table; else the file's name."""
    lines = [_CODE.sub("", fold_blanks(s.text)) for s in _below_the_site(cover) if not _is_frame(s.text)]
    lines = [t for t in lines if t and (not _DATE.match(t) or _YEAR_ALONE.match(t)) and not _IMPRINT.search(t) and not agency_named(t)]
    lines = [t for t in lines if not _FIELD.search(t)]
    ends = [i for i, t in enumerate(lines) if COVER_TITLE.search(t) or (i and _is_rest(lines[i - 1], t))]
    named = _named(body)
    if ends:
        last = ends[-1] + 1
        project = lines[last : last + 1] if _NAMED_PROJECT.fullmatch("".join(lines[last : last + 1])) else []
        title = "".join([*_once(_last_whole(lines[:last])), *project])
        navigated = sum(bool(SITE.search(s.text)) for s in cover) >= NAVIGATED
        if not (named and navigated) or (periods.years(title) and _from_title(title)):
            return title
    if named:
        return named
    if lines := [t for t in lines if not _DATE.match(t)]:
        return "".join(_once(lines))
    return re.sub(r"^附[表件]\d*[:：]", "", fold_blanks(first_table)) or (fold_blanks(PurePath(filename).stem) if filename else "")


def _below_the_site(cover: Sequence[Strand]) -> Sequence[Strand]:
    """The lines of a cover below what a web page prints above a report, where a title by itself stands there: whose site it
    is stands above."""
    last = max((i for i, s in enumerate(cover) if SITE.search(s.text)), default=-1)
    below = cover[last + 1 :]
    lines = [fold_blanks(s.text) for s in below]
    return below if any(map(_is_whole, (*lines, *map("".join, pairwise(lines))))) else cover


def _is_whole(text: str) -> bool:
    """Whether a line is a whole title: it names an agency and a year, and ends as titles do."""
    return bool(COVER_TITLE.search(text) and periods.years(text) and _from_title(text))


def _named(body: Sequence[str]) -> str:
    """The first line of the body that is a title by itself, with the agency on the line above where it names none; ''."""
    lines = (_LABEL.sub("", t).rstrip(" |") for t in body[:400])
    heads = [fold_blanks(t) for t in lines if len(t) <= 60 and not is_prose(t) and not is_final(t) and not SITE.search(t)]
    for above, t in pairwise(["", *heads]):
        if not _BY_ITSELF.search(t) or not COVER_TITLE.search(t) or _NUMBERED.match(t):
            continue
        if not _from_title(t) and _AGENCY_END.search(above) and len(above) >= 4:
            return above + t
        if _from_title(t) or periods.years(t):
            return t
    return ""


def _is_rest(line: str, rest: str) -> bool:
    """Whether a line holds the last letters of a title that is too long for the line above: 某某局部门决 | 算."""
    return len(rest) <= LAST_LETTERS and not COVER_TITLE.search(line) and bool(COVER_TITLE.search(line + rest))


def _is_frame(text: str) -> bool:
    """Whether a line is none of the cover: the unit of a table, the way to a page of a web site."""
    return is_caption(text) or bool(SITE.search(text))


def _once(lines: Sequence[str]) -> list[str]:
    """Without the lines all of whose words come again further down (a running head, an agency above a full title), or
    stood above in one line (the title of the first table)."""
    kept = [line for i, line in enumerate(lines) if not _within(line, "".join(lines[i + 1 :]))]
    return [line for i, line in enumerate(kept) if not any(line in other for other in kept[:i])]


def _last_whole(lines: list[str]) -> list[str]:
    """From the last line on with which the whole title begins again: a web page prints its own above the document's."""
    for i in range(len(lines) - 1, 0, -1):
        above, rest = "".join(lines[:i]), "".join(lines[i:])
        if _from_title(rest) and COVER_TITLE.search(lines[i - 1]) and likeness(above, rest) >= _SAME_TITLE:
            return lines[i:]
    if _is_whole(lines[-1]) and any(map(_is_whole, lines[:-1])):
        return lines[-1:]
    alone = _YEAR_BEFORE.match(lines[-1]) and _from_title(lines[-1]) and all(map(_AGENCY_END.search, lines[:-1]))
    return lines[-1:] if alone else lines


def _within(text: str, later: str) -> bool:
    """Whether the letters of a text come in a later one in the same order."""
    letters = iter(later)
    return all(letter in letters for letter in text)


def fold_blanks(text: str) -> str:
    """Without any white space."""
    return "".join(text.split())


def _agency(title: str, cover: Sequence[Strand], body: Sequence[str], tables: Sequence[Table]) -> tuple[str, float]:
    """Votes of the title, the cover, 第一部分 X概况 and the captions of the forms; where there are none, of what filled-in sheets
    name or of whom sentences are about."""
    votes: Counter[str] = Counter()
    _vote(votes, _from_title(title), 6)
    for strand in cover:
        text = fold_blanks(strand.text)
        if SITE.search(strand.text):
            continue
        _vote(votes, agency_named(strand.text), 2 if strand.text.startswith("主管") else 8)
        if not COVER_TITLE.search(text) and not _DATE.match(text) and not _FIELD.search(text) and len(text) >= 4:
            _vote(votes, text if _AGENCY_END.search(text) else "", 3)
    for line, below in zip(body, [*body[1:], ""], strict=False):
        if _DATE.match(fold_blanks(below)) and len(line) <= 40:  # who signs, above the date
            _vote(votes, line, 2)
        if declared := _DECLARED.match(fold_blanks(line)):
            _vote(votes, declared[1], 2)
        named = agency_named(line)
        if named:
            _vote(votes, named, 1)
            continue
        overview = _OVERVIEW.match(fold_blanks(line)) if len(line) < 60 else None
        labelled = _LABELLED.match(line) if not overview and len(line) < 80 else None
        _vote(votes, _NOISE.sub("", overview[1] or overview[2]) if overview else (labelled[1] if labelled else ""), 4 if overview else 1)
    if not votes and (executes := _EXECUTES.search("\n".join(body[:BEGINNING]))):
        _vote(votes, executes[1], 1)
    most = 0.99
    if not votes:
        most = BY_ENTRY
        for name, weight in entered(tables).items():
            _vote(votes, name, weight)
    if not votes:
        _vote_by_sentences(votes, body)
        most = BY_SENTENCE
    if not votes:
        return "", 0.3
    for short in list(votes):
        if longer := next((name for name in votes if name.endswith(short) and _PLACE.search(name.removesuffix(short))), ""):
            votes[longer] += votes.pop(short)  # 大才乡人民政府, of 环江毛南族自治县大才乡人民政府
    (best, count), *_others = votes.most_common(1)
    return best, min(most, 0.6 + 0.4 * count / sum(votes.values()))


def _vote_by_sentences(votes: Counter[str], body: Sequence[str]) -> None:
    """Whom the sentences are about (某某县水务局2016年度“三公”经费支出决算为68.3万元), and whose site it is."""
    for above, line in pairwise(["", *body]):
        begins = is_final(above) or not is_prose(above)
        sentences = re.split(r"(?<=[。；])\s*", line)
        for told in map(_TELLS.match, sentences if begins else sentences[1:]):
            _vote(votes, told[1] if told else "", 1)
        if (welcome := _WELCOME.match(fold_blanks(line))) and not welcome[1].endswith("政府"):
            _vote(votes, welcome[1], 1)


def _vote(votes: Counter[str], name: str, weight: int) -> None:
    name = _YEAR_BEFORE.sub("", _LEVEL.sub("", _REMARK.sub("", fold_blanks(name))).strip("：:"))
    name = name if fold(name).count("(") == fold(name).count(")") else name.strip("（）()")
    if 4 <= len(name) <= 40 and _AGENCY_END.search(name) and not _NO_AGENCY.search(name):
        votes[name] += weight


def _from_title(title: str) -> str:
    """The agency of a title: what is left of it without year and kind of report, or what stands before its year, or before
    the words that say what it is about (某某第四中学专项资金绩效自评价报告)."""
    for text in (title, re.split(r"20\d\d", title)[0]):
        before = ""
        while text != before:
            before, text = text, _NOISE.sub("", _REMARK.sub("", text))
        text = _LEVEL.sub("", text)
        if _AGENCY_END.search(text):
            return text
    heads = (title[: match.start()] for match in reversed(list(_ABOUT.finditer(title))))
    return next((head for head in heads if len(head) >= SHORTEST_AGENCY and _AGENCY_END.search(head)), "")


def _year(title: str, cover: Sequence[Strand], body: Sequence[str]) -> tuple[int | None, float]:
    """The year of the title; else of the cover's other lines (no dates) or of most 'YYYY年度' in the text."""
    votes: Counter[int] = Counter()
    for line in body:
        for match in _YEAR_TOLD.finditer(line):
            votes[int(match[1])] += 3 if match[2] else 1
    named = periods.year(title)
    if named is None:
        printed = [y for s in cover if not _DATE.match(fold_blanks(s.text)) for y in periods.years(s.text)]
        named = printed[0] if printed else None
    if named is not None:
        return named, 0.98 if votes[named] or not votes else 0.8
    if not votes:
        return None, 0.3
    year, count = votes.most_common(1)[0]
    return year, 0.6 + 0.35 * count / sum(votes.values())
