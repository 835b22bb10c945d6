"""`make load`: the service under load on this machine, beside the command line. Prints the numbers; exit 1 where a promise is broken.

1. 200 documents from 20 clients, against the same documents on the command line with as many workers (at most 1.15 times);
2. people who read meanwhile (locust): 95 of 100 answers within 50 ms;
3. memory of the API process over 10,000 requests: flat.

Bounded, on loopback, in a folder of its own. --documents and --requests make it shorter; the machine should have nothing else to do.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2

HERE = Path(__file__).parent
SAMPLES = [HERE.parents[1] / "samples" / name / f"{name}.txt" for name in ("001", "003")]
CLIENTS, READERS = 20, 10
MOST_RATIO, MOST_P95_MS, MOST_GROWTH = 1.15, 50.0, 1.10
WARM_REQUESTS = 1000


def documents(folder: Path, count: int) -> list[Path]:
    """Different documents: the samples, each with a line of its own at the end."""
    folder.mkdir()
    texts = [sample.read_text("utf-8") for sample in SAMPLES]
    paths = [folder / f"{n:03}.txt" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_text(f"{texts[n % len(texts)]}\n第{n}份。\n", "utf-8")
    return paths


def on_command_line(paths: list[Path], workers: int) -> float:
    """Seconds that the same documents take with `mingzhang extract` in so many processes; starting them is counted."""
    begun = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "service.cli", "extract", *map(str, paths[n::workers]), "--format", "jsonl", "-o", os.devnull],
            stderr=subprocess.DEVNULL,
        )
        for n in range(workers)
    ]
    codes = [process.wait() for process in running]
    if any(codes):
        raise SystemExit(f"the command line failed: {codes}")
    return time.monotonic() - begun


@contextmanager
def served(folder: Path, workers: int) -> Iterator[tuple[int, str]]:
    """The service: process id and address. Stopped at the end."""
    log = folder / "serve.log"
    environment = {**os.environ, "MINGZHANG_DATA_DIR": str(folder / "data"), "MINGZHANG_TENANT_QUEUE_LIMIT": "1000"}
    environment["MINGZHANG_LOG_LEVEL"] = "warning"
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--workers", str(workers)]
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=environment, stderr=stream, start_new_session=True)
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text())):
            if process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        while not _ready(found[0]):
            time.sleep(0.2)
        yield process.pid, found[0]
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def post(address: str, paths: list[Path]) -> list[str]:
    """Post documents from CLIENTS clients at once: their jobs."""
    with httpx2.Client(base_url=address, timeout=60) as client, ThreadPoolExecutor(CLIENTS) as clients:

        def one(path: Path) -> str:
            answer = client.post("/v1/documents", files={"file": (path.name, path.read_bytes())})
            if answer.status_code != 202:
                raise SystemExit(f"{answer.status_code} {answer.text}")
            return str(answer.json()["job"]["id"])

        return list(clients.map(one, paths))


def ended(address: str, count: int) -> None:
    """Wait until so many jobs are done; none may end otherwise."""
    with httpx2.Client(base_url=address, timeout=60) as client:
        while True:
            told = client.get("/metrics").text
            states = {name: float(value) for name, value in re.findall(r'mingzhang_jobs\{state="(\w+)"\} (\S+)', told)}
            if states.get("done", 0) >= count:
                return
            if set(states) - {"queued", "running", "done"}:
                raise SystemExit(f"jobs ended otherwise: {states}")
            time.sleep(0.25)


@contextmanager
def readers(address: str, folder: Path) -> Iterator[Path]:
    """People who read, as long as the block runs; the path of what locust measured."""
    command = [sys.executable, "-m", "locust", "-f", str(HERE / "locustfile.py"), "--headless", "--host", address]
    command += ["-u", str(READERS), "-r", str(READERS), "--csv", str(folder / "readers"), "--only-summary"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(5)  # locust starts
    try:
        yield folder / "readers_stats.csv"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def memory(address: str, pid: int, requests: int) -> tuple[float, float]:
    """Resident MB of the API process after a warm-up, and after so many requests more."""
    with httpx2.Client(base_url=address, timeout=60) as client:
        job = client.get("/v1/jobs?state=done&limit=1").json()["items"][0]["id"]
        asked = ("/v1/jobs?limit=20", f"/v1/jobs/{job}", f"/v1/jobs/{job}/report/observations?limit=20", "/v1/limits", "/v1/nothing")
        _ask(client, asked, WARM_REQUESTS)
        before = resident_mb(pid)
        _ask(client, asked, requests)
        return before, resident_mb(pid)


def _ask(client: httpx2.Client, paths: Sequence[str], count: int) -> None:
    for n in range(count):
        status = client.get(paths[n % len(paths)]).status_code
        if status not in (200, 404):
            raise SystemExit(f"{paths[n % len(paths)]}: {status}")


def main() -> int:
    """All three, and 0 where every promise held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=max(1, min(4, os.cpu_count() or 1)))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = documents(folder / "documents", asked.documents)
        plain = on_command_line(paths, asked.workers)
        print(f"command line: {asked.documents} documents, {asked.workers} processes: {plain:.1f} s", flush=True)
        with served(folder, asked.workers) as (pid, address):
            begun = time.monotonic()
            post(address, paths)
            posted = time.monotonic() - begun
            ended(address, asked.documents)
            service = time.monotonic() - begun
            print(f"service: posted in {posted:.1f} s, done in {service:.1f} s: {service / plain:.2f} times the command line", flush=True)
            more = documents(folder / "more", asked.documents)
            for path in more:
                path.write_text(path.read_text("utf-8") + "另一份。\n", "utf-8")
            with readers(address, folder) as measured:
                post(address, more)
                ended(address, 2 * asked.documents)
            p95, count, failures = _percentile(measured)
            print(f"readers meanwhile: {count} requests, {failures} failures, 95th percentile {p95:.0f} ms", flush=True)
            before, after = memory(address, pid, asked.requests)
            print(f"memory of the API process: {before:.1f} MB, after {asked.requests} requests {after:.1f} MB", flush=True)
    kept = [service <= MOST_RATIO * plain, p95 <= MOST_P95_MS, failures == 0, after <= MOST_GROWTH * before]
    print("kept" if all(kept) else f"broken: {kept}")
    return 0 if all(kept) else 1


def _percentile(measured: Path) -> tuple[float, int, int]:
    rows = list(csv.DictReader(measured.open()))
    total = next(row for row in rows if row["Name"] == "Aggregated")
    for row in rows:
        print(f"  {row['Name']:45} {row['Request Count']:>6} requests  median {row['50%']:>4} ms  95% {row['95%']:>4} ms")
    return float(total["95%"]), int(total["Request Count"]), int(total["Failure Count"])


if __name__ == "__main__":
    sys.exit(main())
