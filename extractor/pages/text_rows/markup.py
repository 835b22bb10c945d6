"""Markup inside a line of text: markdown, stray HTML tags, entities, formulas. Pure functions on strings.

Text dumps carry the debris of the program that made them, whatever their name says, so plain text and markdown are
read alike.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_BREAK = re.compile(r"<br\s*/?>", re.I)
_BOLD_TAG = re.compile(r"<(b|strong)\b[^<>]*>.*</\1\s*>", re.I)
# only names of HTML elements: <=95% and <10% are targets, no tags
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|body|center|code|col|colgroup|div|em|font|h[1-6]|head|hr|html|i|img|ins|label|li|mark|meta|o:p|ol|p|pre|s|small|span|strong|sub|sup"
    r"|table|tbody|td|tfoot|th|thead|tr|tt|u|ul)(?:\s[^<>]*)?/?>|<!--.*?-->|<!doctype[^<>]*>",
    re.I,
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+|(?=[\u4e00-\u9fff（(“]))(.*?)\s*#*\s*")
_LIST = re.compile(r"^\s*[-*+•●▪]\s+(?=\S)(?!\d+\s*[-—]\s*$)")
_QUOTE = re.compile(r"^\s*>\s*(?=[\u4e00-\u9fff（“])")
_BOLD = re.compile(r"\*\*\s*(\S(?:.*?\S)?)\s*\*\*|__(?=\S)(.*?\S)__")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<$%&])")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\((?:https?://|#|/|\.)[^)\s]*\)")
_RULE = re.compile(r"\s*(?:[-*_=]\s?){3,}\s*|\s*`{3}.*")
_FORMULA = re.compile(r"\$\s*([^$\u4e00-\u9fff]{1,40}?)\s*\$|\\\(\s*(.{1,40}?)\s*\\\)")
_COMMANDS = (
    (re.compile(r"\\(?:geqslant|geq|ge)(?![a-z])\s*"), "≥"),
    (re.compile(r"\\(?:leqslant|leq|le)(?![a-z])\s*"), "≤"),
    (re.compile(r"\\times(?![a-z])\s*"), "×"),
    (re.compile(r"\\sim(?![a-z])\s*"), "~"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\(?:textcircled|text|mathrm|mathbf)\s*\{([^{}]*)\}"), r"\1"),
)


class Marked(NamedTuple):
    """A line without its markup. `level` of a heading, else 0; `bold` where the whole line is."""

    text: str
    level: int
    bold: bool


def marked(line: str) -> Marked:
    """A line of running text taken out of its markup; a ruler or code fence becomes ''."""
    if not _has_markup(line):
        return Marked(line, 0, False)
    if _RULE.fullmatch(line):
        return Marked("", 0, False)
    heading = _HEADING.fullmatch(line)
    text = heading[2] if heading else _QUOTE.sub("", _LIST.sub("", line, count=1), count=1)
    bold = bool(_BOLD.fullmatch(text.strip()) or _BOLD_TAG.fullmatch(text.strip()))
    return Marked(inline(text), len(heading[1]) if heading else 0, bold)


def inline(text: str) -> str:
    """Text without inline markup: bold, tags, entities, escapes, links, formulas. A cell of asterisks only is kept
    (budget tables print ** for 甲 in the row of column numbers)."""
    if not _has_markup(text) or not text.strip("*　 "):
        return text
    text = _TAG.sub("", _BREAK.sub(" ", text))
    text = _FORMULA.sub(_formula, html.unescape(text).replace("\xa0", " "))
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    text = _BOLD.sub(lambda match: match[1] or match[2], text).replace("**", "")
    return _ESCAPE.sub(r"\1", text)


def broken(line: str) -> list[str]:
    """The line cut at <br>."""
    return _BREAK.split(line) if "<" in line else [line]


def _has_markup(text: str) -> bool:
    return any(mark in text for mark in "#*_<>&\\$[-+=•●▪`")


def _formula(match: re.Match[str]) -> str:
    text = match[1] or match[2]
    for command, sign in _COMMANDS:
        text = command.sub(sign, text)
    return text if "\\" not in text else match[0]


def joined(first: str, second: str) -> str:
    """Two printed pieces of one text: a space between Latin words only."""
    first, second = first.rstrip(), second.lstrip()
    latin = first[-1:].isascii() and second[:1].isascii() and first[-1:].isalnum() and second[:1].isalnum()
    return f"{first} {second}" if latin else first + second
