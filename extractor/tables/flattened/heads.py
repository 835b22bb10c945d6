"""Header of an evaluation table in text: where the indicators begin, and in which order their columns stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.likeness import fold
from extractor.tables.flattened.values import Piece

# What a header of indicators is made of, whole words and the pieces they break into
_WORD = re.compile(
    r"(?:一级|二级|三级|四级|级|年度|年|全年|预期|计划|目标|绩效|指标|标|目|名称|内容|值|说明|解释|评分|评价|计分|标准|依据|方法|计算|公式|实际|完成|情况|分值|分|权重|权|重|自评|评|得|得分|度量|单位|性质|类型|序|号|"
    r"未完成|未|完|成|原因|原|因|分析|析|偏差|偏|差|及|和|与|改进|改|进|整改|措施|措|施|备注|备|注|指|[(（]?[\d%]*分?[)）]?|[/、（）()])+"
)
MAX_ABOVE = 12  # pieces of a row of headers above the one with the names
MAX_HEAD_PIECES = 60  # a header of eight columns, one character a line

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("reason", r"(?:未完成|偏差|未达标|差异)?原因.{0,8}?(?:措施|说明)|(?:未完成|偏差|差异)?原因(?:分析)?|备注", "偏差原因分析及改进措施"),
    ("explanation", r"指标(?:说明|解释)|评[分价]标准|计分标准|计算(?:公式|方法)|评分细则|指标解释", "指标说明"),
    ("actual", r"(?:全年)?实际(?:完成)?(?:指标)?(?:值|情况)|(?:年度|指标|全年)?完成(?:值|情况)|实际|完成值", "实际完成值"),
    ("target", r"(?:年度|预期|计划|全年)?(?:绩效)?(?:指标|目标)值|年度|目标值", "指标值"),
    ("weight", r"分值(?:权重)?|权重(?:分值)?|标准分|满分|分值", "分值"),
    ("score", r"(?:自评)?得分|自评分|评分", "得分"),
)
HEADERS = {kind: words for kind, _, words in COLUMNS}
NAMES = ("一级指标", "二级指标", "三级指标")


class Head(NamedTuple):
    """`begin`, `end`: positions of the header in the pieces, end excluded; `columns`: (kind, words) of the columns
    behind the names, from left to right; `levels`: how many levels of names there are."""

    begin: int
    end: int
    columns: tuple[tuple[str, str], ...]
    levels: int


def head(pieces: Sequence[Piece]) -> Head | None:
    """The first header of indicators; None where there is none."""
    for begin, piece in enumerate(pieces):
        if fold(piece.text).startswith("一级") and _is_head(pieces, begin):
            end = begin
            while end < min(len(pieces), begin + MAX_HEAD_PIECES) and _head_piece(pieces, end, begin):
                end += 1
            text = "".join(fold(p.text) for p in pieces[begin:end])
            columns = _columns(text)
            if not {"weight", "score"} & {kind for kind, _ in columns}:
                columns += _columns_above(pieces[max(0, begin - MAX_ABOVE) : begin], columns)
            return Head(begin, end, columns, max(2, sum(level in text for level in ("一级", "二级", "三级"))))
    return None


_LEVEL_KINDS = (("first", re.compile(r"一级")), ("second", re.compile(r"二级")), ("third", re.compile(r"三级")))
_NAMED_INDICATOR = re.compile(r"(?:绩效|具体|评价|考核)?指标(?:名称|内容)?")  # heads the names where no 三级指标 does


def column_of_header(words: str) -> str:
    """What a column of these header words holds: a level of names, or one of COLUMNS; '' where they say nothing."""
    level = next((kind for kind, pattern in _LEVEL_KINDS if pattern.search(words)), "")
    found = _columns(words)
    level = level or ("score" if words.endswith("得") else "")  # 自评得 | 分, of which the rest was lost
    return level or (found[0][0] if found else "named" if _NAMED_INDICATOR.fullmatch(words) else "")


def is_header_word(text: str) -> bool:
    """Whether a piece may go on in a header."""
    return bool(_WORD.fullmatch(fold(text))) and not fold(text).isdigit()


def _columns_above(pieces: Sequence[Piece], known: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Columns of the row above where the lower row only parts its first cell (绩效指标: 一级指标 ... 度量单位)."""
    start = len(pieces)
    while start and _WORD.fullmatch(fold(pieces[start - 1].text)):
        start -= 1
    names = {kind for kind, _ in known}
    return tuple(column for column in _columns("".join(fold(p.text) for p in pieces[start:])) if column[0] not in names)


def _is_head(pieces: Sequence[Piece], begin: int) -> bool:
    text = "".join(fold(p.text) for p in pieces[begin : begin + 12])
    return bool(re.match(r"一级(?:指标)?.{0,6}二级", text))


def _head_piece(pieces: Sequence[Piece], at: int, begin: int) -> bool:
    """Whether a piece still is of the header. Words that head nothing any more (a second 得分) end it."""
    text = fold(pieces[at].text)
    if not _WORD.fullmatch(text) or text.isdigit():
        return False
    before = "".join(fold(p.text) for p in pieces[begin:at])
    complete = len(_columns(before)) >= 2 and bool(re.search(r"措施$|备注$|得分$|说明$|标准$|值$", before))
    first_level = bool(re.match(r"(?:决策|过程|产出|效益|投入|满意度|成本|绩效|预算)", text))
    return not (complete and first_level)


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """Columns whose words stand in the joined header, by where they stand."""
    rest = re.sub(r"[一二三四]级指?标?", lambda m: "#" * len(m[0]), text)
    found: list[tuple[int, str, str]] = []
    for kind, pattern, words in COLUMNS:
        match = re.search(pattern, rest)
        if match:
            found.append((match.start(), kind, match[0] if len(match[0]) > 2 or kind in ("weight", "score") else words))
            rest = rest[: match.start()] + "#" * len(match[0]) + rest[match.end() :]
    return tuple((kind, words) for _, kind, words in sorted(found))
