"""Letters spread out by the typesetter: 项 目, 合 计, 因 公 出 国."""

from __future__ import annotations

import re

# words of two characters that forms spread, one after the other; a run of letters is cut into them where it can be
_PAIRS = (
    "项目合计总计小计共计收入支出金额名称单位部门科目编码栏次行次序号备注目录预算决算年度类别指标目标分值得分权重说明附件附表前言日期数量"
    "单价内容摘要结转结余经费年初年末本年上年执行完成姓名职务概况职责机构"
)
WORDS = frozenset(_PAIRS[i : i + 2] for i in range(0, len(_PAIRS), 2))
LEFT_ALONE = frozenset({"类款项", "类款项目", "甲乙", "甲乙丙", "甲乙丙丁", "是否", "优良中差", "有无", "男女", "年月日", "年月", "月日"})
MIN_RUN = 3  # letters: two alone may be two words
_HAN = r"[\u4e00-\u9fff]"
_RUN = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_HAN}[ \u3000]+)+{_HAN}(?![\u4e00-\u9fff])")


def closed(text: str) -> str:
    """The text with spread words closed up: runs of single Chinese characters with spaces between them."""
    if " " not in text and "\u3000" not in text:
        return text
    return _RUN.sub(lambda match: _closed_run(match[0], whole=match[0] == text.strip()), text)


def _closed_run(run: str, *, whole: bool) -> str:
    """One run; a gap wider than the others parts two words."""
    gaps = [len(gap) for gap in re.findall(r"\s+", run)]
    if max(gaps) > min(gaps) + 1:
        parts = re.split(rf"\s{{{max(gaps)},}}", run)
        return "  ".join(_closed_run(part, whole=whole) if " " in part or "\u3000" in part else part for part in parts)
    letters = re.sub(r"\s", "", run)
    pairs = [letters[i : i + 2] for i in range(0, len(letters), 2)]
    if letters in LEFT_ALONE:
        return run
    if all(pair in WORDS for pair in pairs):  # two heads side by side: 收 入 支 出
        return " ".join(pairs)
    return letters if whole or len(letters) >= MIN_RUN else run
