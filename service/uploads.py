"""Documents as they arrive: streamed to disk, hashed and counted on the way, told by their first bytes.

Nothing is opened or decoded here; a document is opened in child processes only.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from extractor.intake.sniff import container, marked_up, refused
from service.blobs import Writer
from service.limits import LIMITS, Limits
from service.problems import Problem

HEAD_BYTES = 65_536  # enough to tell a format; office packages name their parts this early
FIELD_BYTES = 100_000  # of all fields beside the file together
PARTS = 20  # of one form
HEADER_BYTES = 10_000  # of one part
GRACE_SECONDS = 10.0  # before the rate of an upload counts
MAX_NAME = 200  # characters
UNNAMED = "document"
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # control, direction marks, surrogates, line ends


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that has arrived in `writer` but is not kept yet, and the other fields of its form."""

    writer: Writer = field(repr=False)
    head: bytes = field(repr=False)
    filename: str
    fields: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """What the first bytes show; a text format where they show nothing else. Problem: empty_document, unsupported_format."""
        if not self.writer.size:
            raise Problem("empty_document")
        return media_type(self.head)


def media_type(head: bytes) -> str:
    """Of a document by its first bytes. Problem unsupported_format."""
    if reason := refused(head):
        raise Problem("unsupported_format", reason.message, advice=reason.advice)
    return container(head) or marked_up(_as_text(head))


def _as_text(head: bytes) -> str:
    """Good enough to see tags: they are ASCII in all encodings but UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def safe_name(name: str) -> str:
    """A file name that can be shown and saved: no folders, no control or direction characters, at most MAX_NAME long."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8", "replace"))
    bare = text[max(text.rfind("/"), text.rfind("\\")) + 1 :]
    printable = "".join(c for c in bare if unicodedata.category(c) not in _UNPRINTABLE).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    kept = printable if len(printable) <= MAX_NAME or not dot else stem[: MAX_NAME - len(ending[:20]) - 1] + dot + ending[:20]
    return kept[:MAX_NAME] or UNNAMED


async def receive(stream: AsyncIterable[bytes], content_type: str, writer: Writer, limits: Limits = LIMITS) -> Upload:
    """A multipart form with its part `file` written into `writer`, which the caller commits or drops. Problem:
    malformed_body, body_too_large, too_slow, unsupported_media_type. StorageFull."""
    form = _Form(_boundary(content_type))
    async for chunk in paced(stream, limits):
        form.feed(chunk)
        if form.pending:
            await run_in_threadpool(form.pass_on, writer)
    form.close()
    return Upload(writer, bytes(form.head), form.filename, form.texts())


def _boundary(content_type: str) -> bytes:
    kind, parameters = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        raise Problem("unsupported_media_type")
    boundary = parameters.get(b"boundary", b"")
    if not 0 < len(boundary) <= 200:
        raise Problem("malformed_body", "multipart without a boundary")
    return boundary


async def paced(stream: AsyncIterable[bytes], limits: Limits = LIMITS) -> AsyncIterator[bytes]:
    """The chunks of a body that comes fast enough and is not too large. Problem: too_slow, body_too_large."""
    began, size = time.monotonic(), 0
    chunks = aiter(stream)
    while True:
        try:
            with anyio.fail_after(limits.idle_seconds):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except ClientDisconnect:  # nobody is left to be told
            raise Problem("malformed_body", "the connection ended too early") from None
        except TimeoutError:
            raise Problem("too_slow", headers={"Connection": "close"}) from None
        size += len(chunk)
        if size > limits.body_bytes:
            raise Problem("body_too_large", f"{limits.body_bytes:,} bytes at most", headers={"Connection": "close"})
        if size < limits.body_bytes_per_second * (time.monotonic() - began - GRACE_SECONDS):
            raise Problem("too_slow", headers={"Connection": "close"})
        yield chunk


class _Form:
    """A multipart form on its way: the part named `file` is kept in `pending` until written, the others as text."""

    def __init__(self, boundary: bytes) -> None:
        self.pending = bytearray()
        self.head = bytearray()
        self.filename = UNNAMED
        self._values: dict[str, bytearray] = {}
        self._target: bytearray | None = None
        self._header = [bytearray(), bytearray()]
        self._headers: dict[bytes, bytes] = {}
        self._parts = self._files = 0
        self._ended = False
        self._parser = MultipartParser(boundary, self._callbacks())

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._extend(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._extend(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, start, end: self._add(data[start:end]),
            "on_end": self._end,
        }

    def feed(self, chunk: bytes) -> None:
        """Parse the next bytes."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise Problem("malformed_body", "not a multipart form") from error

    def pass_on(self, writer: Writer) -> None:
        """What came of the file so far, to disk. Called in a thread, for it takes time."""
        writer.write(bytes(self.pending))
        self.head += self.pending[: max(0, HEAD_BYTES - len(self.head))]
        self.pending.clear()

    def close(self) -> None:
        """The body has ended. Problem malformed_body where the form has not, or has no file."""
        if not self._ended:
            raise Problem("malformed_body", "the form ends too early")
        if self._files != 1:
            raise Problem("malformed_body", "the form needs one part named file")

    def texts(self) -> dict[str, str]:
        """The fields beside the file. Problem malformed_body where one is not UTF-8."""
        try:
            return {name: value.decode("utf-8") for name, value in self._values.items()}
        except UnicodeDecodeError as error:
            raise Problem("malformed_body", "fields must be UTF-8") from error

    def _begin(self) -> None:
        self._parts += 1
        self._headers = {}
        if self._parts > PARTS:
            raise Problem("malformed_body", f"{PARTS} parts at most")

    def _extend(self, which: int, data: bytes) -> None:
        self._header[which] += data
        if len(self._header[which]) > HEADER_BYTES:
            raise Problem("malformed_body", "part header too long")

    def _end_header(self) -> None:
        name, value = (bytes(part) for part in self._header)
        self._headers[name.strip().lower()] = value
        self._header = [bytearray(), bytearray()]

    def _open(self) -> None:
        """A part begins: where its bytes go is told by its name."""
        _, parameters = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = parameters.get(b"name", b"").decode("utf-8", "replace")
        if name == "file":
            self._files += 1
            self._target = None
            self.filename = safe_name(_decoded(parameters.get(b"filename", b"")))
        elif name and name not in self._values:
            self._target = self._values.setdefault(name, bytearray())
        else:
            raise Problem("malformed_body", "each part needs a name of its own")

    def _add(self, data: bytes) -> None:
        if self._target is None:
            self.pending += data
            return
        self._target += data
        if sum(map(len, self._values.values())) > FIELD_BYTES:
            raise Problem("body_too_large", f"fields may have {FIELD_BYTES:,} bytes")

    def _end(self) -> None:
        self._ended = True


def _decoded(name: bytes) -> str:
    """File names come as UTF-8; old Chinese programs send GB18030."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
