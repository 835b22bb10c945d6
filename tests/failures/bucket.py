"""An S3-compatible store small enough to read: one bucket in memory, on loopback."""

import hashlib
import re
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Bucket:
    """Objects by key, and all bytes ever put, in order; `environment` is what a process needs to reach them."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.written: list[bytes] = []
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _key(self) -> str:
                return unquote(urlsplit(self.path).path).partition("/")[2].partition("/")[2]

            def _answer(self, status: int, body: bytes = b"", **heads: str) -> None:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **heads}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bucket.objects[self._key()] = body
                bucket.written.append(body)
                self._answer(200, ETag=_tag(body))

            def do_GET(self) -> None:
                if "list-type" in parse_qs(urlsplit(self.path).query):
                    self._answer(200, bucket.listing(), Content_Type="application/xml")
                elif (body := bucket.objects.get(self._key())) is None:
                    self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
                else:
                    self._answer(200, body, ETag=_tag(body), Last_Modified=formatdate(usegmt=True))

            do_HEAD = do_GET

            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
                for key in re.findall("<Key>([^<]*)</Key>", asked):
                    bucket.objects.pop(key, None)
                self._answer(200, b"<DeleteResult></DeleteResult>", Content_Type="application/xml")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {
            "MINGZHANG_BLOB_URL": "s3://mingzhang/blobs",
            "AWS_ENDPOINT": f"http://127.0.0.1:{self.server.server_port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "local",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }

    def listing(self) -> bytes:
        """All of it; a test has few objects."""
        entry = "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>{}</Size></Contents>"
        rows = "".join(entry.format(escape(key), len(body)) for key, body in sorted(self.objects.items()))
        return f"<ListBucketResult><Name>mingzhang</Name><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _tag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'
