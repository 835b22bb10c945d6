"""A document by its URL: only from hosts that the operator named, every redirect checked anew, bounded in size and time."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

import httpx2

from service.addresses import AddressRefused, HostUnknown, checked
from service.blobs import Writer
from service.limits import LIMITS, Limits
from service.outbound import Unreachable, answered

REDIRECTS = 5
FETCH_SECONDS = 120.0  # for all of it; 100 MB at 1 MB a second
HEAD_BYTES = 65_536  # enough to tell a format
_NAMED = re.compile(r"filename\*=(?:utf-8|UTF-8)''([^;]+)|filename=\"?([^\";]+)\"?")


class FetchFailed(Exception):
    """The document could not be fetched. `code`: url_unreachable, body_too_large; the message is safe to be told."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that has arrived in the writer: the name the server gave it (not to be trusted), and its first bytes."""

    filename: str
    head: bytes = field(repr=False)


def fetch(url: str, hosts: Sequence[str], writer: Writer, *, limits: Limits = LIMITS) -> Fetched:
    """Fetch a document into `writer`; the caller commits it. `hosts`: the operator's list, which redirects may not leave
    either. Raises AddressRefused, FetchFailed, StorageFull."""
    end = time.monotonic() + FETCH_SECONDS
    for _ in range(REDIRECTS + 1):
        try:
            target = checked(url, hosts=hosts)
            with answered("GET", target, headers={"Accept": "*/*", "Accept-Encoding": "identity"}) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise FetchFailed("url_unreachable", f"HTTP {response.status_code}")
                return _taken(response, url, writer, limits, end)
        except HostUnknown as error:
            raise FetchFailed("url_unreachable", "the name does not resolve") from error
        except Unreachable as error:
            raise FetchFailed("url_unreachable", str(error)) from error
        except ValueError as error:
            raise AddressRefused("no valid URL") from error
    raise FetchFailed("url_unreachable", "too many redirects")


def _taken(response: httpx2.Response, url: str, writer: Writer, limits: Limits, end: float) -> Fetched:
    head, size = b"", 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > limits.body_bytes:
            raise FetchFailed("body_too_large", f"more than {limits.body_bytes:,} bytes")
        if time.monotonic() > end:
            raise FetchFailed("url_unreachable", f"not done after {FETCH_SECONDS:.0f} s")
        head += piece[: max(0, HEAD_BYTES - len(head))]
        writer.write(piece)
    return Fetched(_name(response.headers.get("content-disposition", ""), url), head)


def _name(disposition: str, url: str) -> str:
    found = _NAMED.search(disposition)
    given = (found.group(1) or found.group(2)) if found else urlsplit(url).path
    return unquote(given).replace("\\", "/").rpartition("/")[2].strip() or "document"
