"""A child process that opens documents shuts itself in: no network, no programs, no writing outside its folder,
bounded memory. Linux only needs no privilege for it (seccomp, Landlock, rlimits); each lock that holds is named.

seccomp: linux/Documentation/userspace-api/seccomp_filter.rst; Landlock: userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

FILE_BYTES = 1_000_000_000  # the largest file a child may write: pages of a report as it read them
FILES = 256  # open files: a report opens a dozen

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF: LD|W|ABS, JMP|JEQ|K, JMP|JGE|K, RET|K
_X32 = 0x40000000  # system calls of the x32 ABI: the same ones by other numbers
_IO_URING = (425, 426, 427)  # the same on all architectures; it could open sockets past the filter
# socket connect accept bind listen accept4, execve execveat, ptrace process_vm_readv process_vm_writev, unshare setns mount
_REFUSED: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 288, 59, 322, 101, 310, 311, 272, 308, 165)),
    "aarch64": (0xC00000B7, (198, 203, 202, 200, 201, 242, 221, 281, 117, 270, 271, 97, 268, 40)),
}
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_CHANGES = 0b1_1111_1111_0010  # write a file; remove and make directory entries of every kind
_ABI_WITH_TRUNCATE = 3


def shut_in(folder: Path, memory: int) -> tuple[str, ...]:
    """Bound this process: `memory` bytes of address space, files written below `folder` only, no network, no programs.
    Call it before any other thread is started. Gives the locks that hold: some kernels lack one."""
    _bound(memory)
    libc = ctypes.CDLL(None, use_errno=True)
    locks = ["rlimits"]
    _close_python_sockets()
    if sys.platform == "linux":
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        locks += ["landlock"] * _write_below(libc, folder) + ["seccomp"] * _refuse_calls(libc)
    return tuple(locks)


def die_with(parent: int) -> None:
    """Be killed when the thread that started this process ends. `parent`: its process id; where it is gone already,
    this process ends here."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _bound(memory: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    for kind, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, FILE_BYTES), (resource.RLIMIT_NOFILE, FILES)):
        _, most = resource.getrlimit(kind)
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (limit, limit))


class _NoSocket(socket.socket):
    """A class, because others derive from it (ssl)."""

    def __init__(self, *_arguments: object, **_named: object) -> None:
        raise PermissionError("no network in a process that opens documents")


def _close_python_sockets() -> None:
    """The lock of last resort where the kernel gives none: Python code in this process opens no socket."""
    socket.socket = _NoSocket  # type: ignore[misc]


class _Filter(ctypes.Structure):
    """struct sock_filter, eight bytes an instruction."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    """Have the kernel refuse (EPERM) sockets, programs, and looks into other processes."""
    if platform.machine() not in _REFUSED:
        return False
    architecture, calls = _REFUSED[platform.machine()]
    code = _program(architecture, (*calls, *_IO_URING))
    buffer = ctypes.create_string_buffer(code)
    program = _Filter(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p).value)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, calls: Iterable[int]) -> bytes:
    """Classic BPF over struct seccomp_data (offset 0: call number, offset 4: architecture)."""
    refuse = struct.pack("=HBBI", _RETURN, 0, 0, _REFUSE)
    lines = [struct.pack("=HBBI", _LOAD, 0, 0, 4), struct.pack("=HBBI", _EQUAL, 1, 0, architecture), refuse]
    lines += [struct.pack("=HBBI", _LOAD, 0, 0, 0), struct.pack("=HBBI", _AT_LEAST, 0, 1, _X32), refuse]
    for call in calls:
        lines += [struct.pack("=HBBI", _EQUAL, 0, 1, call), refuse]
    return b"".join((*lines, struct.pack("=HBBI", _RETURN, 0, 0, _ALLOW)))


def _write_below(libc: ctypes.CDLL, folder: Path) -> bool:
    """Have the kernel refuse every change of a file system outside `folder`."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = _CHANGES | (_TRUNCATE if version >= _ABI_WITH_TRUNCATE else 0)
    rules = libc.syscall(_LANDLOCK_CREATE, struct.pack("=Q", rights), 8, 0)
    if rules < 0:
        return False
    try:
        below = _allow(libc, rules, folder, rights) and _allow(libc, rules, Path(os.devnull), _WRITE_FILE)
        return below and libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> bool:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        return bool(libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, place), 0) == 0)
    finally:
        os.close(place)
