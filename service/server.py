"""uvicorn with the protections that it lacks: clients that are slow to send, slow to read, or silent are ended.

uvicorn has a keep-alive time-out and nothing else: 60 sockets that send half a request line stop a service that limits its
concurrency. Here every connection is looked at once a second, and ends when it

* has not sent its headers after `header_seconds`,
* sends its body slower than `bytes_per_second` over `window_seconds` (time in which we do not read is not counted),
* does not take its answer for `stall_seconds`,
* goes on sending for `header_seconds` after it was answered.

Where all places are taken, a newcomer gets the place of the connection that has waited longest without a request.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

_GRACE_SECONDS = 15  # requests that run at SIGTERM have this long to finish


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client is waited for."""

    header_seconds: float = 10
    bytes_per_second: float = 5_000
    window_seconds: float = 10
    stall_seconds: float = 30
    idle_seconds: int = 75
    connections: int = 800  # below the usual 1,024 file descriptors of a process
    look_seconds: float = 1.0


class GuardedProtocol(H11Protocol):
    """One connection. `patience` is set by `guarded`, which makes a class for each server."""

    patience = Patience()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and start the clock of the headers."""
        super().connection_made(transport)
        self._phase: object = h11.IDLE
        self._since = self.loop.time()
        self._pending = True  # bytes of a request are awaited; False between the requests of a kept connection
        self._received = 0
        self._window = 0.0
        self._unread = -1
        self._stalled = 0.0
        self._refused = False
        self._make_room()
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what came, and start the clock of the headers where a kept connection asks again."""
        if not self._pending and self.conn.their_state is h11.IDLE:
            self._since = self.loop.time()
        self._pending = True
        self._received += len(data)
        if self._refused:
            self.transport.write(_refusal(503, "too_many_connections", "All connections are in use.", "Try again in a moment."))
            self.transport.close()
        else:
            super().data_received(data)

    def on_response_complete(self) -> None:
        """Answered: no bytes are awaited until the client asks again."""
        self._pending = bool(self.conn.trailing_data[0])
        super().on_response_complete()

    def _look_later(self) -> None:
        self._look = self.loop.call_later(self.patience.look_seconds, self._looked)

    def _looked(self) -> None:
        """Once a second: is this connection getting on?"""
        self._enter(self.conn.their_state)
        if self._is_stalled():
            self._abort()
        elif not self.transport.is_closing() and self._is_late():
            self._end()
        self._look_later()

    def _enter(self, phase: object) -> None:
        """Start the clocks of another phase: IDLE (headers), SEND_BODY, or what follows."""
        if phase is not self._phase:
            self._phase, self._since = phase, self.loop.time()
            self._received, self._window = 0, 0.0

    def _is_late(self) -> bool:
        waited = self.loop.time() - self._since
        if self._phase is h11.IDLE:
            return self._pending and waited > self.patience.header_seconds
        if self._phase is not h11.SEND_BODY:
            return False
        if self.cycle.response_complete:
            return waited > self.patience.header_seconds
        return self._is_slow()

    def _is_slow(self) -> bool:
        """Whether a full window has passed with too few bytes. While we do not read, the client is not to blame."""
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._received, self._window = 0, 0.0
            return False
        self._window += self.patience.look_seconds
        if self._window < self.patience.window_seconds:
            return False
        slow = self._received < self.patience.bytes_per_second * self._window
        self._received, self._window = 0, 0.0
        return slow

    def _is_stalled(self) -> bool:
        """Whether the client has not taken a byte of its answer for too long."""
        unread = self.transport.get_write_buffer_size()
        self._stalled = self._stalled + self.patience.look_seconds if unread and unread == self._unread else 0.0
        self._unread = unread
        return self._stalled > self.patience.stall_seconds

    def _end(self) -> None:
        """408 where the answer has not begun, then the end of the connection."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # the application hears http.disconnect
            self.cycle.message_event.set()
        begun = self.cycle is not None and self.cycle.response_started and self._phase is h11.SEND_BODY
        if begun or self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self._abort()
            return
        self.transport.write(_refusal(408, "request_timeout", "The request was not sent in time.", "Send it faster, or again."))
        self.transport.close()

    def _abort(self) -> None:
        """End at once: what the client did not take is not kept by the kernel either (linger of 0 seconds)."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _make_room(self) -> None:
        """Where all places are taken, end the connection that has waited longest without a request. Where there is
        none, this one is told so when it asks: an answer written before would be lost with the connection."""
        if len(self.connections) <= self.patience.connections:
            return
        others = [c for c in self.connections if isinstance(c, GuardedProtocol) and c is not self and not c.transport.is_closing()]
        waiting = [c for c in others if c.conn.their_state is h11.IDLE and c.conn.our_state is h11.IDLE]
        if waiting:
            min(waiting, key=lambda c: c._since).transport.abort()
        else:
            self._refused = len(others) >= self.patience.connections


def _refusal(status: int, code: str, title: str, advice: str) -> bytes:
    """An answer written below the application, in the shape of its problems."""
    problem = {"type": "about:blank", "code": code, "status": status, "title": title, "advice": advice, "retryable": True}
    body = json.dumps(problem).encode()
    reason = {408: "Request Timeout", 503: "Service Unavailable"}[status]
    head = f"HTTP/1.1 {status} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"retry-after: 1\r\nconnection: close\r\n\r\n" + body


def guarded(patience: Patience) -> type[GuardedProtocol]:
    """The protocol with this patience."""
    return type("GuardedProtocol", (GuardedProtocol,), {"patience": patience})


class Server(uvicorn.Server):
    """uvicorn's server; tells `on_stop` before it waits for requests, so that event streams can end."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, let requests finish, then stop the application."""
        self.on_stop()
        await super().shutdown(sockets)


def server(app: Any, *, patience: Patience = Patience(), on_stop: Callable[[], None] = lambda: None) -> Server:
    """A server for `app`; `serve(sockets=[...])` runs it. Logs go to the handlers that are there already; uvicorn's access log is off
    because it prints paths with their queries."""
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=guarded(patience),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=patience.idle_seconds,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config, on_stop)


def bind(host: str, port: int) -> socket.socket:
    """A listening address. OSError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it each answer waits 40 ms for an acknowledgement
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def run(app: Any, sock: socket.socket, *, patience: Patience = Patience(), on_stop: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT. uvicorn raises the signal again when it is done: it ends here."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: None)
    server(app, patience=patience, on_stop=on_stop).run(sockets=[sock])
