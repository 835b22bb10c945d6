"""Formats told from their first bytes, and text formats from their markup."""

from __future__ import annotations

import re
from typing import NamedTuple

PDF_HEADER_BYTES = 1024  # ISO 32000-1 Annex H: the header may stand anywhere in the first 1024 bytes
JUNK_BYTES = 65_536  # what servers have put before it: messages, pages, blanks
MARKUP_CHARS = 4096  # where an html document shows what it is

CONTAINERS = ("application/pdf", "image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp", "image/gif")  # see container
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_PDF = re.compile(rb"%PDF-\d\.\d\s{1,4}(?:%[^\r\n]{0,200}\s{1,4})?\d{1,9} \d{1,5} obj\b")  # the header with the first object behind it
_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
# Possessive where two repeats meet: files of nothing but blanks, or of tags that never end, must not take minutes.
_BLOCK = re.compile(r"\s*+<(?:table|div|p|h[1-6]|ul|ol|section|article|span|style|meta|title|center|br)\b", re.I)
_TABLE, _TABLE_END = re.compile(r"<table\b", re.I), re.compile(r"</table\s*+>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.I)
_MARKDOWN = re.compile(r"^(?:#{1,6}[^\S\n]++\S|[^\S\n]*+\|?[^\S\n]*+:?-{2,}+:?[^\S\n]*+\|(?:[^\S\n]|[:|-])*+$|\*\*\S)", re.M)


class Refusal(NamedTuple):
    """Why a format is not read, and what a person can do."""

    message: str
    advice: str


_OFFICE = "请在 Office 或 WPS 中打开后另存为 PDF 再上传。"
_PICTURE = "请另存为 PNG 或 JPEG 后再上传。"
_UNPACK = "请先解压，再上传其中的 PDF、图片或文本文件。"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧版 Office 文件（doc、xls 或 ppt），暂不支持。", _OFFICE),
    (b"{\\rtf", "这是 RTF 文件，暂不支持。", _OFFICE),
    (b"\x1f\x8b", "这是 gzip 压缩文件。", _UNPACK),
    (b"Rar!\x1a\x07", "这是 RAR 压缩文件。", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "这是 7z 压缩文件。", _UNPACK),
    (b"\x00\x00\x00\x0cjP  ", "这是 JPEG 2000 图片，暂不支持。", _PICTURE),
    (b"MZ", "这是可执行程序。", "请上传文档本身。"),
    (b"\x7fELF", "这是可执行程序。", "请上传文档本身。"),
    (b"JVBERi0", "这是 base64 编码的 PDF。", "请先解码，再上传其中的 PDF。"),
    (b"MIME-Version:", "这是网页归档文件（mht），暂不支持。", "请在浏览器中打开后另存为 HTML 或打印为 PDF。"),
)
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")  # brands of ISO/IEC 23008-12
_TELEPHONE = Refusal("这是 HEIC 或 AVIF 图片（手机照片），暂不支持。", _PICTURE)
_FILM = Refusal("这是视频或音频文件。", "请上传文档本身。")
_ZIPPED = (
    (b"word/", "这是 Word 文件（docx），暂不支持。", _OFFICE),
    (b"xl/", "这是 Excel 文件（xlsx），暂不支持。", _OFFICE),
    (b"ppt/", "这是 PowerPoint 文件（pptx），暂不支持。", _OFFICE),
    (b"OFD.xml", "这是 OFD 版式文件，暂不支持。", "请用 OFD 阅读器打开后另存或打印为 PDF 再上传。"),
    (b"opendocument", "这是 OpenDocument 文件，暂不支持。", _OFFICE),
)


def container(data: bytes) -> str | None:
    """Media type of a PDF or picture (one of CONTAINERS), None for anything else."""
    if b"%PDF-" in data[:PDF_HEADER_BYTES] or _PDF.search(data, 0, JUNK_BYTES):
        return "application/pdf"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00" and len(data) > 26:
        return "image/bmp"
    return next((media_type for magic, media_type in _PICTURES if data.startswith(magic)), None)


def refused(data: bytes) -> Refusal | None:
    """Why the bytes are of a known kind that no reader takes; None if they are not."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        named = next((Refusal(message, advice) for name, message, advice in _ZIPPED if name in data), None)
        return named or Refusal("这是 ZIP 压缩文件。", _UNPACK)
    if data[4:8] == b"ftyp":
        return _TELEPHONE if data[8:12] in _HEIF else _FILM
    return next((Refusal(message, advice) for magic, message, advice in _REFUSED if data.startswith(magic)), None)


def marked_up(text: str) -> str:
    """text/html, text/markdown or text/plain. A text file with a table of tags in it stays a text file."""
    if _DOCUMENT.search(text[:MARKUP_CHARS]) or (_BLOCK.match(text.lstrip("\ufeff")) and _mostly_tags(text)):
        return "text/html"
    return "text/markdown" if _MARKDOWN.search(text) else "text/plain"


def _mostly_tags(text: str) -> bool:
    """Whether most lines outside tables carry tags."""
    lines = [line for line in _without_tables(text).split("\n") if line.strip()]
    return sum(bool(_TAG.search(line)) for line in lines) * 2 >= len(lines)


def _without_tables(text: str) -> str:
    """The text around tables; one that does not end is no table."""
    kept, place = [], 0
    while (begun := _TABLE.search(text, place)) and (ended := _TABLE_END.search(text, begun.end())):
        kept.append(text[place : begun.start()])
        place = ended.end()
    return "".join((*kept, text[place:]))
