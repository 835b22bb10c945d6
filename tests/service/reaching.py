"""Run by test_sandbox: shuts itself in, then tries what a document that took over the process would try."""

import ctypes
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from service.confinement import shut_in

own, other = Path(sys.argv[1]), Path(sys.argv[2])
locks = shut_in(own, 2_000_000_000)
tried: dict[str, str] = {}


def attempt(name: str, act: object) -> None:
    try:
        act()  # type: ignore[operator]
    except OSError as error:
        tried[name] = type(error).__name__
    else:
        tried[name] = "done"


def raw_socket() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")


attempt("socket", lambda: socket.create_connection(("127.0.0.1", 9)))
attempt("raw socket", raw_socket)
attempt("program", lambda: subprocess.run(["true"], check=True))
attempt("file", lambda: other.write_text("spoilt"))
attempt("remove", other.unlink)
attempt("own file", lambda: (own / "reading").write_text("page"))
tried["environment"] = str([name for name in os.environ if name.startswith("MINGZHANG")])
print(json.dumps({"locks": locks, "tried": tried}))
