"""What a document is, told from its bytes alone."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import DocumentTooLarge, EmptyDocument, ExtractionError, UnsupportedFormat
from extractor.intake import identify, sniff
from extractor.options import Options
from extractor.records import Source

REPORT = "部门收支预算总表\n单位：万元\n一、一般公共预算拨款收入\t1,284.36\n二、政府性基金预算拨款收入\t\n合计\t1,284.36\n"
TRADITIONAL = "部門預算總表\n單位：萬元\n一般公共預算財政撥款支出決算表，本年度收入合計。\n"


def of(data: bytes, **limits: int) -> Source:
    return identify(data, None, Options(**limits))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_recognised(encoding: str) -> None:
    source = of(REPORT.encode(encoding))
    assert source.encoding
    assert source.data.decode(source.encoding).removeprefix("\ufeff") == REPORT
    assert source.warnings == ()


def test_big5_of_a_traditional_mirror() -> None:
    assert of(TRADITIONAL.encode("big5")).encoding == "big5"


def test_a_wrong_charset_declaration_does_not_win() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{REPORT}</p></body></html>'
    assert of(page.encode("gbk")).encoding == "gb18030"
    page = page.replace("utf-8", "gb2312")
    assert of(page.encode("utf-8")).encoding == "utf-8"


def test_a_few_undecodable_bytes_are_kept_and_reported() -> None:
    data = (REPORT * 20).encode()
    source = of(data[:300] + b"\xff\xfe" + data[300:])
    assert source.encoding == "utf-8"
    assert [warning.code for warning in source.warnings] == ["undecodable_bytes"]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n\r\njunk %PDF-1.4\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nxxxx", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"II*\x00\x08\x00\x00\x00", "image/tiff"),
        (b"MM\x00*\x00\x00\x00\x08", "image/tiff"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a\x01\x00\x01\x00", "image/gif"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00" + b"\x00" * 20, "image/bmp"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "text/html"),
        ("<table><tr><td>合计</td></tr></table>".encode(), "text/html"),
        ("某局部门决算\n<table><tr><td>合计</td></tr></table>\n说明\n".encode(), "text/plain"),
        ("# 某局部门决算\n\n正文\n".encode(), "text/markdown"),
        ("项目|金额\n---|---\n合计|1\n".encode(), "text/markdown"),
        ("某局部门决算\n正文\n".encode(), "text/plain"),
        ("BM局的说明".encode(), "text/plain"),
    ],
)
def test_the_media_type_comes_from_the_bytes(data: bytes, media_type: str) -> None:
    assert identify(data, "report.xyz", Options()).media_type == media_type
    assert sniff.container(data) in (*sniff.CONTAINERS, None)


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", "\u3000\n\u3000".encode(), b"\x00" * 500, b"\xef\xbb\xbf"])
def test_a_file_of_blanks_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        of(data)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00word/document.xml",
        b"PK\x03\x04\x14\x00xl/workbook.xml",
        b"PK\x03\x04\x14\x00anything",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
        b"{\\rtf1\\ansi}",
        b"JVBERi0xLjQKJeLjz9MK",
        b"\x00\x00\x00\x0cjP  \r\n\x87\n",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00",
        bytes(range(256)) * 40,
        os.urandom(20_000),
    ],
)
def test_what_no_reader_takes_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        of(data)
    assert caught.value.advice


def test_limits_of_size_and_line_length() -> None:
    with pytest.raises(DocumentTooLarge):
        of(b"a" * 2000, max_text_bytes=1000)
    with pytest.raises(DocumentTooLarge):
        of(("合计" * 600).encode(), max_line_chars=1000)
    assert of(("合计" * 600 + "\n").encode(), max_line_chars=1200)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_our_errors(data: bytes) -> None:
    try:
        source = of(data)
    except ExtractionError:
        return
    assert source.media_type


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=40), st.sampled_from(["utf-8", "utf-16"]))
def test_any_chinese_text_survives_in_unicode(text: str, encoding: str) -> None:
    source = of(f"{text}\n单位：万元\n".encode(encoding))
    assert source.encoding and text in source.data.decode(source.encoding)


@pytest.mark.parametrize(
    "line", [" \n\t", " ", "\n", "-", "--|", "|- ", "# ", "*", "<p><table", "<a", "<p><table>" + "</table   ", "<!doctype" + " " * 90]
)
def test_formats_are_told_apart_in_no_time_whatever_the_text(line: str) -> None:
    """What decides on a format sees the bytes of strangers first, outside of any sandbox."""
    began = time.process_time()
    sniff.marked_up((line * 65_536)[:65_536])
    assert time.process_time() - began < 0.5
