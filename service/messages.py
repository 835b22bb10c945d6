"""What the command line says, in Chinese and English as the reader's locale asks. Codes stay English."""

from __future__ import annotations

import os
from collections.abc import Mapping

_TEXTS: dict[str, tuple[str, str]] = {
    "reading": ("读取", "reading"),
    "page": ("第{page}页", "page {page}"),
    "failed": ("{file}：{code}：{message}", "{file}: {code}: {message}"),
    "advice": ("  建议：{advice}", "  advice: {advice}"),
    "cannot_open": ("{file}：无法打开（{reason}）", "{file}: cannot be opened ({reason})"),
    "document": ("文件", "document"),
    "found": (
        "{title}｜{organization}｜{year}｜{tables} 张表｜{observations} 个数据｜{failing} 处不一致",
        "{title} | {organization} | {year} | {tables} tables | {observations} figures | {failing} contradictions",
    ),
    "form": ("表", "form"),
    "figures": ("数据", "figures"),
    "sure": ("平均把握", "mean confidence"),
    "contradictions": ("文件自身不一致之处", "Where the document contradicts itself"),
    "warnings": ("提示", "Warnings"),
    "no_directory": ("{path} 不是文件夹", "{path} is not a folder"),
    "no_samples": ("{path} 下没有 expected.json", "no expected.json below {path}"),
    "bad_output": ("{count} 个文件须用 --output 指定输出文件", "{count} files in this format need --output"),
    "annotate_one": ("--annotate 只用于一个 PDF 文件", "--annotate takes exactly one PDF"),
    "unknown_stage": ("没有“{stage}”这一步，可选：{stages}", "there is no stage {stage!r}; stages are {stages}"),
    "sample": ("样本", "sample"),
    "meta": ("文件信息", "meta"),
    "headings": ("标题", "headings"),
    "paragraphs": ("段落", "paragraphs"),
    "tables": ("表格 F1", "tables F1"),
    "prose": ("文字召回", "prose recall"),
    "checks": ("不一致 找到/应有", "contradictions found"),
    "false": ("误报", "false alarms"),
    "calibration": ("校准误差", "calibration error"),
    "all": ("合计", "all"),
}  # fmt: skip


def language(environment: Mapping[str, str] | None = None) -> str:
    """'zh' or 'en': Chinese unless the locale asks for another language (POSIX order: LC_ALL, LC_MESSAGES, LANG)."""
    environment = os.environ if environment is None else environment
    asked = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "zh_CN")
    return "zh" if asked.startswith(("zh", "C", "POSIX")) else "en"


def say(key: str, **values: object) -> str:
    """The text of a message in the reader's language. KeyError for a message that does not exist."""
    chinese, english = _TEXTS[key]
    return (chinese if language() == "zh" else english).format(**values)
