"""A child that does to itself what the page says: the place of service.child in tests. Pages of a text are parted by \\f."""

import mmap
import os
import signal
import sys
import time
from pathlib import Path

import extractor.pipeline
from service import child

HONEST = extractor.pipeline.read_pages


def read_pages(source: object, options: object) -> object:
    text = source.data.decode("utf-8").split("\f")[options.first_page - 1]  # type: ignore[attr-defined]
    for name in ("SIGKILL", "SIGSEGV", "SIGABRT"):
        if name in text:
            os.kill(os.getpid(), getattr(signal, name))
    if "KILLED ONCE" in text and not (mark := Path(os.environ["TMPDIR"], "killed-once")).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(1000)
    if "MEMORY" in text:
        bytearray(10**11)
    if "MAPPED" in text:
        mmap.mmap(-1, 1_500_000_000)
    if "FILLED" in text:
        filled = bytearray(b"\x01") * 1_500_000_000
        time.sleep(5 * len(filled[:1]))
    if "ERROR" in text:
        raise ValueError(text)
    if "SLOW" in text:
        time.sleep(0.3)
    return HONEST(source, options)  # type: ignore[arg-type]


if __name__ == "__main__":
    extractor.pipeline.read_pages = read_pages  # type: ignore[assignment]
    child.main(sys.argv[1:])
