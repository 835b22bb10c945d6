"""Passwords of documents at rest: sealed under a key that only the document's own bytes give, so that neither the database nor
a copy of it opens anything. Any worker that has the document can read it; with the document the password is gone too.

AES-SIV (RFC 5297): the same password of the same document is the same text, so that known options stay known.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from service.blobs import Blobs

PASSWORD = "password"  # the option's name
_PURPOSE = b"mingzhang"  # BLAKE2's person: another digest than the one that names the blob


def sealed(options: Mapping[str, object], blobs: Blobs, sha256: str) -> dict[str, object]:
    """Options as they are stored. `sha256`: of the document, which is in the blob store. Raises Unknown."""
    given = options.get(PASSWORD)
    if not given:
        return dict(options)
    text = _cipher(blobs, sha256).encrypt(str(given).encode("utf-8", "surrogatepass"), None)
    return {**options, PASSWORD: base64.b64encode(text).decode()}


def opened(options: Mapping[str, object], blobs: Blobs, sha256: str) -> dict[str, Any]:
    """Stored options as a child process needs them. What is no sealed password is left out. Raises Unknown."""
    kept = options.get(PASSWORD)
    if not kept:
        return dict(options)
    rest = {name: value for name, value in options.items() if name != PASSWORD}
    try:
        text = _cipher(blobs, sha256).decrypt(base64.b64decode(str(kept), validate=True), None)
    except (InvalidTag, ValueError):
        return rest
    return {**rest, PASSWORD: text.decode("utf-8", "surrogatepass")}


def _cipher(blobs: Blobs, sha256: str) -> AESSIV:
    with blobs.open(sha256) as file:
        digest = hashlib.file_digest(cast("Any", file), lambda: hashlib.blake2b(person=_PURPOSE)).digest()
    return AESSIV(digest)
