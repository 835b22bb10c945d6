"""Bytes to Source: what the document really is, told from its bytes."""

from __future__ import annotations

import hashlib

from extractor.errors import DocumentTooLarge, EmptyDocument, UnsupportedFormat
from extractor.intake.encoding import Decoded, decode
from extractor.intake.sniff import container, marked_up, refused
from extractor.options import Options
from extractor.records import Source, Warning_

MAX_CONTROLS = 0.1  # share of control characters above which bytes are no text
MAX_LOST = 0.05  # share of undecodable characters above which no encoding fits
MIN_FIT = 0.3  # share of everyday text below which a guessed encoding is no encoding (Big5 text reaches 0.6)


def identify(data: bytes, filename: str | None, options: Options) -> Source:
    """What the bytes are. The name and a declared charset are not believed.
    Raises EmptyDocument, UnsupportedFormat, DocumentTooLarge."""
    if not data or data.isspace():
        raise EmptyDocument("文件没有内容。")
    if reason := refused(data):
        raise UnsupportedFormat(reason.message, advice=reason.advice)
    digest = hashlib.sha256(data).hexdigest()
    if media_type := container(data):
        return Source(data, filename, media_type, digest)
    return _text(data, filename, digest, options)


def _text(data: bytes, filename: str | None, digest: str, options: Options) -> Source:
    """A text format. Raises as `identify`."""
    if len(data) > options.max_text_bytes:
        raise DocumentTooLarge(f"文本文件有 {len(data):,} 字节，超过上限 {options.max_text_bytes:,} 字节。")
    decoded = decode(data)
    _require_text(decoded)
    media_type = marked_up(decoded.text)
    if media_type != "text/html" and (longest := max(map(len, decoded.text.split("\n")))) > options.max_line_chars:
        raise DocumentTooLarge(f"有一行长达 {longest:,} 个字符，超过上限 {options.max_line_chars:,}。")
    warnings = (
        (Warning_("undecodable_bytes", f"有 {decoded.lost} 处字节无法按 {decoded.encoding} 解码，以 � 代替。"),) if decoded.lost else ()
    )
    return Source(data, filename, media_type, digest, decoded.encoding, warnings)


def _require_text(decoded: Decoded) -> None:
    """Raise EmptyDocument for blanks only, UnsupportedFormat for binary rubbish."""
    text = decoded.text
    if not text.strip("\ufeff\x00 \t\r\n\f\v\u3000\xa0\u200b"):
        raise EmptyDocument("文件中只有空白。")
    controls = sum(text.count(chr(code)) for code in range(1, 32) if chr(code) not in "\t\n\r\f\v\x1a")
    lost = decoded.lost > MAX_LOST * len(text) + 2
    if lost or controls > MAX_CONTROLS * len(text) + 2 or decoded.fit < MIN_FIT:
        raise UnsupportedFormat("文件内容不是文字，也不是可识别的格式。")
