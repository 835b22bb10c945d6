"""Sheets of performance indicators under whatever title: which of the four forms one is, by what its header words say."""

from __future__ import annotations

from collections.abc import Set

from extractor import knowledge
from extractor.knowledge import headings
from extractor.likeness import bare

BY_CONTENT = 0.8  # confidence of a form told by neither title nor signature
UNTITLED = 0.6  # the same where nothing says whether the sheet is of a project or of the whole department
TARGETS, RESULTS = "performance_target", "self_evaluation"
PROJECT, DEPARTMENT = "project", "department"
OTHERS = ("监控", "跟踪", "指标库", "说明")  # sheets of other kinds with the same indicators
WHOLE = ("整体", "部门绩效", "单位绩效")
PART = ("项目", "专项", "转移支付", "资金", "政策", "经费")


def evaluation_form(title: str, words: Set[str]) -> tuple[str, float] | None:
    """Form and confidence of a sheet whose columns hold the names of indicators by level and their targets or points (of one
    level where both targets and actual values stand beside them); None of any other. `title` plain, `words` bare: those of
    header and rows that are no numbers."""
    form = knowledge.load().forms[f"{PROJECT}_{RESULTS}"]
    columns = {heading.column.id for word in words if (heading := headings.match(form, (word,)))}
    levels = sum(any(bare(name) in words for name in names) for names in form.levels)
    if levels < (1 if columns >= {"target", "actual"} else 2) or not columns & {"target", "score"} or any(word in title for word in OTHERS):
        return None
    whose = _whose(title, words)
    what = RESULTS if columns & {"actual", "score"} else TARGETS
    return f"{whose or PROJECT}_{what}", BY_CONTENT if whose else UNTITLED


def _whose(title: str, words: Set[str]) -> str | None:
    """Whether a sheet is of the whole department or of a project, by its title or by what it names first; None if unsaid."""
    if any(word in title for word in WHOLE):
        return DEPARTMENT
    if any(word in title for word in PART) or words & headings.headings().project_words:
        return PROJECT
    labels = {bare(label) for row in knowledge.load().forms[f"{DEPARTMENT}_{RESULTS}"].rows for label in row.labels if "部门" in label}
    agencies = tuple(bare(word) for word in headings.headings().agency_words)  # in a scan the line above the frame may be in it
    return DEPARTMENT if words & labels or any(word.startswith(agencies) for word in words) else None
