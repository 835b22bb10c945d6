"""Which addresses may be contacted: public ones only, each checked after it was resolved, and then used as it was checked.

`ipaddress.is_global` is not enough: it lets NAT64, 6to4, Teredo and others through, in which a private IPv4 address hides;
and resolvers take `127.1`, `2130706433` and `0x7f000001` for addresses. So what is judged is what the resolver gave.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
_REFUSED = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_ALLOWED_V6 = ipaddress.ip_network("2000::/3")  # global unicast; everything else (::, NAT64, ULA, link-local, ...) is refused
_REFUSED_V6 = tuple(map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16")))


class AddressRefused(Exception):
    """The URL leads, or may lead, to where we do not go. The message holds no address."""


class HostUnknown(Exception):
    """The name does not resolve now."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was checked. `pinned`: the same URL with the checked address in place of the name; `host`: what goes into
    the Host header and the TLS handshake."""

    url: str
    pinned: str
    host: str
    name: str  # host without port


def public(address: Address) -> bool:
    """Whether the address is one of the public internet, and hides no other."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return public(address.ipv4_mapped)
        return address in _ALLOWED_V6 and not any(address in net for net in _REFUSED_V6) and not address.scope_id
    return not any(address in net for net in _REFUSED)


def checked(url: str, *, hosts: Sequence[str] = (), any_public: bool = False) -> Target:
    """The target of a URL. A host of `hosts` (a name, or name:port) may be contacted wherever it leads, also on loopback:
    the operator named it. Others only where `any_public`, on the usual ports, and if every address of theirs is public.
    Raises AddressRefused, HostUnknown."""
    parts = urlsplit(url)
    try:
        name, port = (parts.hostname or "").rstrip(".").lower(), parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise AddressRefused("no valid port") from error
    if parts.scheme not in PORTS or not name or port is None or parts.username is not None or parts.password is not None:
        raise AddressRefused("only http and https, without user name")
    named = any(host.lower() in (name, f"{name}:{port}") for host in hosts)
    if not named and (not any_public or port not in PORTS.values()):
        raise AddressRefused("the host is not allowed")
    addresses = resolved(name, port)
    if not named and not all(map(public, addresses)):
        raise AddressRefused("the host leads to an address that is not public")
    return _target(url, name, port, addresses[0])


def resolved(name: str, port: int) -> tuple[Address, ...]:
    """All addresses of a name, IPv4 first. Raises HostUnknown."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown("the name does not resolve") from error
    addresses = {ipaddress.ip_address(str(entry[4][0])) for entry in found}
    return tuple(sorted(addresses, key=lambda address: (address.version, int(address))))


def _target(url: str, name: str, port: int, address: Address) -> Target:
    parts = urlsplit(url)
    plain = port == PORTS[parts.scheme]
    literal = f"[{address}]" if address.version == 6 else str(address)
    shown = f"[{name}]" if ":" in name else name
    place = literal if plain else f"{literal}:{port}"
    pinned = parts._replace(netloc=place, fragment="").geturl()
    return Target(parts._replace(fragment="").geturl(), pinned, shown if plain else f"{shown}:{port}", name)
