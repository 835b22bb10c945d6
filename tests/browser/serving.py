"""The real service as a process of its own, as `mingzhang serve` starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 40.0


class Service:
    """Where it listens, and requests to it from outside the browser."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The JSON that it answers."""
        data = None if body is None else json.dumps(body).encode()
        named = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(self.url + path, data, named, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def alive(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/livez", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from service.cli import main; main()", *words]


def _surroundings(data: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MINGZHANG_")}
    return {**clean, "MINGZHANG_DATA_DIR": str(data), "PYTHONDONTWRITEBYTECODE": "1"}


def add_person(data: Path, name: str, password: str) -> None:
    """Somebody who may sign in; from then on nobody gets in without."""
    subprocess.run(_command("person", "create", name), input=password, text=True, env=_surroundings(data), check=True, capture_output=True)


@contextmanager
def running(data: Path, *options: str) -> Iterator[Service]:
    """A service on a free port, with its worker unless told otherwise, ended as an operator ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (data.parent / f"{data.name}.log").open("wb") as log:
        process = subprocess.Popen(
            _command("serve", "--port", str(port), *options), env=_surroundings(data), stdout=log, stderr=log, start_new_session=True
        )
        try:
            service = Service(port)
            end = time.monotonic() + START_SECONDS
            while not service.alive():
                assert process.poll() is None and time.monotonic() < end, Path(log.name).read_text("utf-8", "replace")[-2000:]
                time.sleep(0.1)
            yield service
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
