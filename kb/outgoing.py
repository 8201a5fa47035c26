"""Which addresses an operator may have the product call, and which it may connect to.

Two looks at the same thing, because a name can be pointed elsewhere after it was checked (DNS
rebinding): `endpoint` reads what is written in a setting, `forbidden_peer` judges the number that
a name led to, right before the connection.
"""

from __future__ import annotations

import re
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Where clouds tell a machine its own credentials, by the names of their documentation.
_METADATA_NAMES = frozenset(
    """
    metadata metadata.google.internal metadata.goog instance-data instance-data.ec2.internal
    metadata.azure.com metadata.azure.internal metadata.tencentyun.com metadata.platformequinix.com
    """.split()
)
#: Link-local networks, where most metadata services are, and those that are elsewhere.
_FORBIDDEN: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this host, by a number that filters forget
            "169.254.0.0/16",
            "100.100.100.200/32",  # Alibaba
            "168.63.129.16/32",  # Azure
            "192.0.0.192/32",  # Oracle
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "fe80::/10",
            "fec0::/10",
            "fd00:ec2::/32",  # Amazon
            "fd20:ce::/32",  # Google
            "fd00:c1::a9fe:a9fe/128",  # Oracle
            "ff00::/8",
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
#: Numbers of a machine in the forms that only old C libraries read: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)


def endpoint(written: str) -> str:
    """The base address as it will be called, without a slash at its end.

    Raises ValueError that says what is wrong: another scheme than http and https, credentials,
    query or fragment in it, a link-local or metadata address, plain http beyond this machine.
    """
    text = written.strip()
    if not text.isascii() or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError("must be an address in ASCII without spaces")
    parts = urlsplit(text)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in {"http", "https"}:
        raise ValueError("must begin with https:// or, on this machine, http://")
    if "@" in parts.netloc:
        raise ValueError("must not hold credentials; the key has a setting of its own")
    if "?" in text or "#" in text or "\\" in text:
        raise ValueError("must end with its path, without query or fragment")
    _require_host(host)
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("plain http is for this machine only (localhost); use https://")
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{parts.scheme}://{shown}{port}{parts.path.rstrip('/')}"


def _require_host(host: str) -> None:
    address = _as_address(host)
    if address is not None:
        if fault := forbidden_peer(address):
            raise ValueError(fault)
        return
    if not _NAME.fullmatch(host) or _NUMERIC.fullmatch(host):
        raise ValueError("must name a host, or give its number in the usual form")
    if host in _METADATA_NAMES:
        raise ValueError(f"{host} gives out the credentials of a machine")


def is_loopback(host: str) -> bool:
    """Whether a host name or number is this machine by its own form, without asking anybody."""
    address = _as_address(host)
    return host == "localhost" if address is None else _plain(address).is_loopback


def forbidden_peer(address: Address) -> str:
    """Why a machine must not be connected to; empty where it may."""
    plain = _plain(address)
    if any(plain.version == network.version and plain in network for network in _FORBIDDEN):
        return f"{address} is a link-local, metadata or reserved address"
    return ""


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that carries it (mapped, compatible, 6to4, NAT64)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
