"""Callbacks reach whom they may reach, signed, until they are taken. Documents are fetched from where they may be fetched."""

import io
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from posting import pages
from standardwebhooks import Webhook

from service import addresses, callbacks, fetch, outbound
from service.addresses import AddressRefused, HostUnknown, checked, public
from service.blobs import FolderBlobs
from service.callbacks import PAUSES, Callbacks
from service.limits import LIMITS
from service.settings import Settings
from service.store import Store
from service.store.tables import Delivery


class Receiver:
    """A server on loopback: answers with the statuses it was given, keeps what it was sent."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heads: dict[str, str] = {}
        self.content = b""
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.received.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                for name, value in {**receiver.heads, "Content-Length": str(len(receiver.content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(receiver.content)

            do_POST = do_GET = handle_any

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def delivered(store: Store, blobs: FolderBlobs, tmp_path: Path, receiver: Receiver) -> Callable[..., Delivery]:
    """A job that ended, its callback tried once: how the delivery stands then."""

    def tried(url: str, *hosts: str, times: int = 1) -> Delivery:
        document = store.add_document("qinghai", blobs.put(pages("一")), "报告.txt", "text/plain", 3)
        job, _ = store.submit_job("qinghai", document.id, {}, "key", deadline=9e9, callback=url)
        store.finish(job.id, "failed", None, None, {"code": "damaged_document"})
        for _ in range(times):
            Callbacks(Settings(data_dir=tmp_path, callback_hosts=hosts), store).deliver_due()
        (delivery,) = store.deliveries("qinghai", job.id)
        return delivery

    return tried


def test_a_callback_is_signed_and_tells_the_end(delivered: Callable[..., Delivery], receiver: Receiver, store: Store) -> None:
    delivery = delivered(f"http://{receiver.host}/done?for=1", receiver.host)
    assert delivery.delivered and delivery.next_try is None and delivery.attempts == 1
    ((path, headers, body),) = receiver.received
    told = Webhook(store.secret("qinghai")).verify(body, headers)
    assert path == "/done?for=1" and headers["host"] == receiver.host and headers["webhook-id"] == delivery.id
    assert (told["type"], told["data"]["state"], told["data"]["problem"]) == ("job.failed", "failed", {"code": "damaged_document"})


def test_a_callback_that_is_not_taken_is_tried_later(delivered: Callable[..., Delivery], receiver: Receiver) -> None:
    receiver.statuses = [503]
    delivery = delivered(f"http://{receiver.host}/", receiver.host, times=2)
    assert (delivery.delivered, delivery.attempts, delivery.last_error) == (None, 1, "HTTP 503")
    assert delivery.next_try and len(receiver.received) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_of_callbacks_are_not_followed(delivered: Callable[..., Delivery], receiver: Receiver, status: int) -> None:
    receiver.statuses, receiver.heads = [status], {"Location": f"http://{receiver.host}/elsewhere"}
    assert delivered(f"http://{receiver.host}/", receiver.host).last_error == f"HTTP {status}"
    assert len(receiver.received) == 1


def test_a_receiver_that_wants_no_more_gets_no_more(delivered: Callable[..., Delivery], receiver: Receiver) -> None:
    receiver.statuses = [410]
    delivery = delivered(f"http://{receiver.host}/", receiver.host)
    assert delivery.next_try is None and delivery.delivered is None


@pytest.mark.parametrize("shown", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_loopback_is_called_only_where_the_operator_named_it(delivered: Callable[..., Delivery], receiver: Receiver, shown: str) -> None:
    delivery = delivered(f"http://{shown}:{receiver.server.server_port}/")
    assert delivery.last_error == "the address is not allowed" and delivery.next_try is None
    assert not receiver.received


def test_pauses_grow_and_end() -> None:
    moments = [callbacks.next_try(attempts) for attempts in range(len(PAUSES) + 1)]
    assert moments[-1] is None
    waits = [moment for moment in moments if moment is not None]
    assert waits == sorted(waits)


# --- addresses

INSIDE = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.0.0.170", "192.168.1.1", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "::7f00:1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_lead_inside_are_refused(address: str) -> None:
    assert not public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "::ffff:223.5.5.5", "2400:3200::1", "2606:4700:4700::1111"])
def test_addresses_of_the_internet_are_not(address: str) -> None:
    assert public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_every_private_address_is_refused_in_every_dress(address: ipaddress.IPv4Address) -> None:
    if not address.is_global:
        assert not public(address)
        number = int(address)
        for dressed in (0x64FF9B << 96 | number, 0xFFFF << 32 | number, 0x2002 << 112 | number << 80, number):
            assert not public(ipaddress.IPv6Address(dressed))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://gov.cn/a",
        "file:///etc/passwd",
        "http://",
        "http://u:p@gov.cn/",
        "http://gov.cn:99999/",
        "http://gov.cn:22/",
        "gopher://gov.cn",
        "//gov.cn",
    ],
)
def test_urls_of_other_kinds_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked(url, any_public=True)


def answer(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    entries = [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in found]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_args, **_named: entries)


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "223.5.5.5", "10.0.0.1")
    with pytest.raises(AddressRefused):
        checked("https://gov.example/a", any_public=True)


def test_the_address_that_was_checked_is_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "2400:3200::1", "223.5.5.5")
    target = checked("https://公开.GOV.example./a?b=1#c", any_public=True)
    assert (target.pinned, target.name) == ("https://223.5.5.5/a?b=1", "公开.gov.example")


def test_a_name_that_does_not_resolve_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(addresses.socket, "getaddrinfo", fails)
    with pytest.raises(HostUnknown):
        checked("http://nowhere.example/", any_public=True)


# --- TLS to the address that was checked


def certificate(name: str, folder: Path) -> Path:
    """A certificate that says it is `name`, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    built = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    told = built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    path = folder / f"{name}.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + told)
    return path


@pytest.mark.parametrize("name", ["gov.example", "other.example"])
def test_the_certificate_is_that_of_the_name_not_of_the_address(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The connection goes to the checked address, whatever the name leads to by then; only who holds the name's certificate is believed."""
    asked: list[str | None] = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate(name, tmp_path))
    server.sni_callback = lambda _socket, told, _context: asked.append(told)
    receiver.server.socket = server.wrap_socket(receiver.server.socket, server_side=True)
    trusted = ssl.create_default_context(cafile=tmp_path / f"{name}.pem")
    monkeypatch.setattr(outbound.httpx2, "Client", partial(outbound.httpx2.Client, verify=trusted))
    port = receiver.server.server_port
    with monkeypatch.context() as then:  # and only then does the name lead here
        then.setattr(addresses.socket, "getaddrinfo", lambda *_args, **_named: [(2, 1, 6, "", ("127.0.0.1", port))])
        target = checked(f"https://gov.example:{port}/callback", hosts=["gov.example"])
    if name == "other.example":
        with pytest.raises(outbound.Unreachable), outbound.answered("POST", target, content=b"{}"):
            pass
        assert receiver.received == []
    else:
        with outbound.answered("POST", target, content=b"{}") as answer:
            assert answer.status_code == 200
        assert receiver.received[0][1]["host"] == f"gov.example:{port}"
    assert asked == ["gov.example"]


# --- fetching


class Sink:
    """A writer that keeps what it gets."""

    def __init__(self) -> None:
        self.file, self.size = io.BytesIO(), 0

    def write(self, data: bytes) -> None:
        self.size += self.file.write(data)


def test_a_document_is_fetched_from_a_named_host(receiver: Receiver) -> None:
    receiver.content, receiver.heads = b"%PDF-1.7 ...", {"Content-Disposition": "attachment; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf"}
    sink = Sink()
    found = fetch.fetch(f"http://{receiver.host}/a/b.pdf", [receiver.host], sink)  # type: ignore[arg-type]
    assert (found.filename, found.head, sink.file.getvalue()) == ("决算.pdf", receiver.content, receiver.content)


def test_a_document_is_fetched_from_no_other(receiver: Receiver) -> None:
    with pytest.raises(AddressRefused):
        fetch.fetch(f"http://{receiver.host}/", ["gov.example"], Sink())  # type: ignore[arg-type]
    assert not receiver.received


def test_every_redirect_is_checked(receiver: Receiver) -> None:
    receiver.statuses, receiver.heads = [302], {"Location": "http://169.254.169.254/latest/meta-data"}
    with pytest.raises(AddressRefused):
        fetch.fetch(f"http://{receiver.host}/", [receiver.host], Sink())  # type: ignore[arg-type]
    receiver.statuses, receiver.heads = [302] * 9, {"Location": "/again"}
    with pytest.raises(fetch.FetchFailed, match="redirects"):
        fetch.fetch(f"http://{receiver.host}/", [receiver.host], Sink())  # type: ignore[arg-type]


def test_a_fetched_document_is_bounded(receiver: Receiver) -> None:
    from dataclasses import replace

    receiver.content = b"x" * 5000
    with pytest.raises(fetch.FetchFailed) as told:
        fetch.fetch(f"http://{receiver.host}/", [receiver.host], Sink(), limits=replace(LIMITS, body_bytes=1000))  # type: ignore[arg-type]
    assert told.value.code == "body_too_large"


def test_what_is_not_there_is_told(receiver: Receiver) -> None:
    receiver.statuses = [404]
    with pytest.raises(fetch.FetchFailed, match="HTTP 404"):
        fetch.fetch(f"http://{receiver.host}/", [receiver.host], Sink())  # type: ignore[arg-type]
    receiver.close()
    with pytest.raises(fetch.FetchFailed, match="ConnectError"):
        fetch.fetch(f"http://{receiver.host}/", [receiver.host], Sink())  # type: ignore[arg-type]
