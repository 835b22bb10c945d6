"""Pieces of an evaluation table in text: runs of characters without a blank, and what each may be: a value or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from extractor.likeness import fold
from extractor.records import Line

PieceKind = Literal["value", "word", "text"]

_COMPARE = r"(?:═|>=|=>|≥|⩾|≧|<=|=<|≤|⩽|≦|=|>|<|不低于|不少于|不高于|不超过|大于等于|小于等于|大于|小于)"
_MEASURE = (
    r"(?:%|百分比|百分点|‰|[个次人名家户场期批项篇份件套台辆块张本册条处座所间天月年日周小时分钟元倍亩公里米吨度只株头组宗]{1,3}"
    r"|(?:人民币)?[百千万亿]+元?|平方米|公顷|千瓦|人次|人/次|/年|元/[人年月]{1,2})"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COMPARED = re.compile(rf"{_COMPARE}(?:{_NUMBER}){_MEASURE}?(?:\([^()]{{0,6}}\))?|(?:{_NUMBER}){_MEASURE}?[及]?以[上下内]")
_BEHIND_COMPARATOR = re.compile(rf"({_COMPARE})\s+(?=\d)")
_BEFORE_UNIT = re.compile(r"(?<=\d)\s+(?=[%％分]\s*[)）]|[%％])")
_IN_BRACKETS = re.compile(r"([(（])\s*(\d+(?:\.\d+)?)\s*(分?)\s*([)）])")
_ALONE, _UNIT_ALONE = re.compile(_COMPARE), re.compile(_MEASURE)
_PLACEHOLDER = re.compile(r"指标\d{1,2}[:：]?/?|[….]{1,6}|/")  # rows of the printed form that nobody filled in
_PLAIN = re.compile(rf"-?(?:{_NUMBER}){_MEASURE}?")
_BARE = re.compile(rf"-?(?:{_NUMBER})%?")
YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|\d{1,2}月(?:\d{1,2}日)?)?")

# Words that stand as a target or as a result where no number can; from published evaluation tables
WORDS = frozenset(
    [
        "相关",
        "科学",
        "合理",
        "完整",
        "真实",
        "合规",
        "健全",
        "公开",
        "规范",
        "完善",
        "有效",
        "及时",
        "达标",
        "合格",
        "充分",
        "明确",
        "准确",
        "安全",
        "优",
        "良",
        "中",
        "差",
        "好",
        "较好",
        "良好",
        "优秀",
        "显著",
        "明显",
        "较高",
        "提升",
        "提高",
        "增强",
        "改善",
        "促进",
        "完成",
        "已完成",
        "全部完成",
        "基本完成",
        "未完成",
        "按时完成",
        "按期完成",
        "达成预期指标",
        "达成预期目标",
        "达成年度指标",
        "部分达成预期指标",
        "部分达成预期指标并具有一定效果",
        "部分实现",
        "未达成预期指标",
        "达到预期",
        "达到预期目标",
        "达到预期效果",
        "有效提升",
        "有效提高",
        "有效保障",
        "有效改善",
        "有效促进",
        "显著提升",
        "显著提高",
        "显著改善",
        "明显提升",
        "明显提高",
        "明显改善",
        "持续提升",
        "持续改善",
        "不断提升",
        "不断提高",
        "不断完善",
        "逐步提升",
        "逐步提高",
        "稳步提升",
        "长期",
        "持续",
        "是",
        "符合",
        "到位",
        "定性",
        "严格执行",
        "良好以上",
    ]
)


class Piece(NamedTuple):
    """A run without blanks. `line`: line number; `at`: its position on that line from 0, `of`: pieces on that line."""

    text: str
    kind: PieceKind
    line: int
    page: int
    at: int
    of: int

    @property
    def value(self) -> bool:
        """Whether it can be a value: a number with or without comparator and measure."""
        return self.kind == "value"

    @property
    def compared(self) -> bool:
        """Whether it has a comparator: such a value is a target."""
        return self.value and bool(_COMPARED.fullmatch(fold(self.text)))

    @property
    def plain(self) -> bool:
        """Whether it is a number alone, at most with a percent sign: a weight, a score, a rate."""
        return self.value and bool(_BARE.fullmatch(fold(self.text)))


def pieces(lines: Iterable[Line]) -> list[Piece]:
    """All pieces of the lines in reading order."""
    found: list[Piece] = []
    for line in lines:
        texts = _chunks(line.text)
        found.extend(Piece(text, kind(text), line.number, line.page, i, len(texts)) for i, text in enumerate(texts))
    return list(_whole(piece for piece in found if not _PLACEHOLDER.fullmatch(fold(piece.text))))


def _whole(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, a target printed in columns of its own (= | 100 | %) as one."""
    held: list[Piece] = []
    for piece in found:
        held.append(piece)
        if len(held) == 1 and not _ALONE.fullmatch(fold(piece.text)):
            yield held.pop()
        elif len(held) == 2 and not piece.plain:
            yield from held
            held = []
        elif len(held) == 3:
            measured = bool(_UNIT_ALONE.fullmatch(fold(piece.text)))
            text = "".join(part.text for part in held[: 2 + measured]).replace("═", "=")
            yield held[1]._replace(text=text, kind=kind(text))
            held = [] if measured else held[2:]
            if held and not _ALONE.fullmatch(fold(piece.text)):
                yield held.pop()
    if len(held) == 2:
        held = [held[1]._replace(text=held[0].text + held[1].text, kind=kind(held[0].text + held[1].text))]
    yield from held


def _chunks(text: str) -> list[str]:
    """Runs without blanks; blanks inside brackets and after a comparator are no gaps: '(30 分)', '≥ 95 %'."""
    text = _BEHIND_COMPARATOR.sub(r"\1", text)
    text = _BEFORE_UNIT.sub("", text)
    return _IN_BRACKETS.sub(r"\1\2\3\4", text).split()


def kind(text: str) -> PieceKind:
    """What a run may be; years are words."""
    folded = fold(text)
    if YEAR.fullmatch(folded) and not folded.isdigit():
        return "text"
    if _COMPARED.fullmatch(folded) or _PLAIN.fullmatch(folded):
        return "value"
    return "word" if folded in WORDS else "text"
