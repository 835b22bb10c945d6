"""Clients that are slow, silent or greedy, and the honest one beside them."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest

from service.server import Patience, Server, bind, server

Message = MutableMapping[str, Any]
QUICK = Patience(header_seconds=0.4, bytes_per_second=1000, window_seconds=0.4, stall_seconds=0.4, connections=50, look_seconds=0.1)


async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    """Answers with the number of bytes it got; /large answers with 50 MB, /early before the body has come."""
    if scope["type"] == "lifespan":
        for kind in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{kind}.complete"})
        return
    count = 0
    if scope["path"] != "/early":
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            count += len(message.get("body", b""))
            if not message.get("more_body"):
                break
    if scope["path"] == "/slow":
        await asyncio.sleep(1.2)
    body = b"x" * 50_000_000 if scope["path"] == "/large" else str(count).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(patience: Patience) -> Iterator[tuple[str, int]]:
    """A server on a free port of loopback, in a thread."""
    sock = bind("127.0.0.1", 0)
    address: tuple[str, int] = sock.getsockname()
    running: Server = server(app, patience=patience)
    thread = Thread(target=lambda: running.run(sockets=[sock]))
    thread.start()
    while not running.started:
        time.sleep(0.01)
    try:
        yield address
    finally:
        running.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with served(QUICK) as bound:
        yield bound


def ask(address: tuple[str, int], path: str = "/", timeout: float = 5.0) -> bytes:
    """The whole answer to a plain request."""
    with socket.create_connection(address, timeout=timeout) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        return read_all(client)


def read_all(client: socket.socket) -> bytes:
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


def problem_of(answer: bytes) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return parsed


def test_an_honest_client_beside_sixty_silent_sockets() -> None:
    with served(Patience(connections=50)) as address:
        silent = [socket.create_connection(address) for _ in range(60)]
        for client in silent:
            client.sendall(b"GET /v1/jobs HTTP/1.1\r\nho")
        begun = time.monotonic()
        assert ask(address).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - begun < 1
        for client in silent:
            client.close()


def test_half_a_header_is_ended_with_a_problem(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost")
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 408") and problem_of(answer)["code"] == "request_timeout"


def test_a_header_that_drips_gains_no_time(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        begun = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while time.monotonic() - begun < 3:
                client.sendall(b"a: b\r\n")
                time.sleep(0.05)


def test_a_second_request_of_a_kept_connection_is_clocked_too(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.6)  # an idle connection is kept
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET / HT")
        assert read_all(client).startswith(b"HTTP/1.1 408")


def test_a_body_that_drips_is_ended(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n")
        begun = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while time.monotonic() - begun < 3:
                client.sendall(b"x")
                time.sleep(0.05)


def test_a_body_at_an_honest_rate_is_taken(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 3000\r\n\r\n")
        for _ in range(30):
            client.sendall(b"x" * 100)
            time.sleep(0.04)
        assert read_all(client).endswith(b"3000")


def test_a_request_that_the_application_works_on_is_left_alone(address: tuple[str, int]) -> None:
    assert ask(address, "/slow").endswith(b"0")


def test_an_answer_that_is_not_taken_is_ended(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(1.2)
        with pytest.raises(ConnectionResetError):
            read_all(client)


def test_a_large_answer_reaches_a_client_that_reads(address: tuple[str, int]) -> None:
    assert len(ask(address, "/large")) > 50_000_000


def test_a_client_that_sends_on_after_its_answer_is_ended(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"POST /early HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        begun = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while time.monotonic() - begun < 3:
                client.sendall(b"x" * 1000)
                time.sleep(0.02)


def test_answers_do_not_wait_for_acknowledgements(address: tuple[str, int]) -> None:
    """40 ms each, where the head and the body of an answer are sent apart and Nagle's algorithm is on."""
    with socket.create_connection(address, timeout=3) as client:
        seconds = []
        for _ in range(20):
            begun = time.monotonic()
            client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"\r\n\r\n0"):
                answer += client.recv(1000)
            seconds.append(time.monotonic() - begun)
    assert sorted(seconds)[10] < 0.03


def test_pipelined_requests_are_both_answered(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=3) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert read_all(client).count(b"HTTP/1.1 200") == 2


def test_where_all_places_work_a_newcomer_is_told_to_come_back() -> None:
    with served(Patience(connections=2)) as address:
        busy = [socket.create_connection(address) for _ in range(2)]
        for client in busy:
            client.sendall(b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        time.sleep(0.2)
        answer = ask(address)
        assert answer.startswith(b"HTTP/1.1 503") and b"retry-after" in answer
        assert all(read_all(client).endswith(b"0") for client in busy)
        for client in busy:
            client.close()
        assert ask(address).startswith(b"HTTP/1.1 200")
