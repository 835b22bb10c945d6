"""HTTP to the outside: one request to a checked address, no proxy, no cookies, no redirect followed by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2

from service.addresses import Target

CONNECT_SECONDS, SILENT_SECONDS = 10.0, 20.0
AGENT = "mingzhang"


class Unreachable(Exception):
    """The host did not answer, or not in HTTP. The message names the kind of failure only."""


@contextmanager
def answered(
    method: str, target: Target, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[httpx2.Response]:
    """The response, its body not yet read, to a request that goes to the very address that was checked; for TLS the
    certificate is checked against the name. Raises Unreachable, also while the body is read."""
    sent = {**(headers or {}), "Host": target.host, "User-Agent": AGENT}
    limits = httpx2.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx2.Client(trust_env=False, follow_redirects=False, timeout=limits) as client,
            client.stream(
                method, target.pinned, content=content, headers=sent, extensions={"sni_hostname": target.name}
            ) as response,
        ):  # fmt: skip
            yield response
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise Unreachable(type(error).__name__) from error
