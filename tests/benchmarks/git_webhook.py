"""Forged, replayed and malformed pushes against a running server: none is taken, none breaks it.

`python -m tests.benchmarks.git_webhook [REQUESTS]`, 10,000 by default; ends with 1 when one is.
Each comes from an address of its own, as behind a proxy: else all but twenty were refused unread.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

from kb.publishing.requests import finish, pending
from tests.bases import Base, new_base
from tests.benchmarks.server import serving
from tests.connectors.git_pushes import HOSTS, SECRET, push

ADDRESS = "/hooks/git"
_SIGNED_BY = tuple(sign for sign, secret in HOSTS.values() if secret == SECRET)
_ODD = (
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"ref": {}}',
    b'{"ref": "refs/heads/main"',
)


class Sender:
    """One connection that is kept, from another address each time."""

    def __init__(self, port: int, seed: int) -> None:
        self._port, self.chance = port, random.Random(seed)
        self._open: HTTPConnection | None = None

    def send(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer; 0 where there was none."""
        octets = ".".join(str(self.chance.randrange(1, 255)) for _ in range(3))
        said = headers | {"X-Forwarded-For": f"11.{octets}", "Content-Type": "application/json"}
        try:
            self._open = self._open or HTTPConnection("127.0.0.1", self._port, timeout=60)
            self._open.request("POST", ADDRESS, body, said)
            answer = self._open.getresponse()
            answer.read()
        except OSError:
            self.close()
            return 0
        return answer.status

    def close(self) -> None:
        """Close the connection; the next one sent opens another."""
        if self._open:
            self._open.close()
        self._open = None


def forged(chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """A push that nobody with the secret has signed so."""
    sign = chance.choice(_SIGNED_BY)
    body = push(after=f"{chance.getrandbits(160):040x}")
    headers = sign(body, f"f-{chance.getrandbits(64)}")
    proofs = [name for name in headers if "signature" in name or name.endswith("token")]
    how = chance.randrange(4)
    for name in proofs:
        value = headers[name]
        at = chance.randrange(len(value))
        other = "0" if value[at] != "0" else "1"
        headers[name] = (
            value[:at] + other + value[at + 1 :],  # one character is wrong
            value[:-1],
            "",
            chance.choice(("sha256=", "sha1=", "")) + f"{chance.getrandbits(256):064x}",
        )[how]
    return body, headers


def malformed(chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """A body that says nothing, well signed or not, or headers that cannot be."""
    body = chance.choice((*_ODD, chance.randbytes(chance.randrange(1, 400))))
    sign = chance.choice(_SIGNED_BY)
    headers = sign(body, f"m-{chance.getrandbits(64)}")
    if chance.random() < 0.5:
        name = chance.choice(sorted(headers))
        headers[name] = "".join(
            chr(chance.randrange(33, 256)) for _ in range(chance.randrange(200))
        )
    return body, headers


def replayed(
    chance: random.Random, taken: list[tuple[bytes, dict[str, str]]]
) -> tuple[bytes, dict[str, str]]:
    """One that was taken before, as it was or under another name."""
    body, headers = chance.choice(taken)
    if chance.random() < 0.5:
        names = ("delivery", "idempotency-key")
        other = f"r-{chance.getrandbits(64)}"
        headers = {k: other if k.endswith(names) else v for k, v in headers.items()}
    return body, headers


def attack(base: Base, port: int, requests: int, seed: int = 6) -> tuple[Counter[str], bool]:
    """Answers by kind and status, and whether any asked for a publish."""
    sender = Sender(port, seed)
    taken = []
    for number, sign in enumerate(_SIGNED_BY):
        body = push(after=f"{number + 1:040x}")
        genuine = body, sign(body, f"g-{number}")
        if (status := sender.send(*genuine)) != 202:
            raise SystemExit(f"A genuine push was answered {status}.")
        taken.append(genuine)
    request = pending(base.data)
    assert request is not None
    finish(base.data, request)
    counts: Counter[str] = Counter()
    for _ in range(requests):
        kind = sender.chance.choice(("forged", "replayed", "malformed"))
        if kind == "replayed":
            sent = replayed(sender.chance, taken)
        else:
            sent = (forged if kind == "forged" else malformed)(sender.chance)
        counts[f"{kind} {sender.send(*sent)}"] += 1
    sender.close()
    return counts, pending(base.data) is not None


def main(requests: int) -> int:
    with tempfile.TemporaryDirectory(prefix="git-webhook-") as folder:
        base = new_base(Path(folder))
        settings = {
            "content_repo": base.repo,
            "content_ref": "main",
            "data_dir": base.data,
            "embedder": "fake",
            "git_webhook_secret": SECRET,
            "rate_limit": 0,
            "proxy_hops": 1,
        }
        with serving(settings, workers=2) as server:
            started = perf_counter()
            counts, asked = attack(base, server.port, requests)
            took = perf_counter() - started
    for name, number in sorted(counts.items()):
        print(f"{name:<16} {number:>6}")
    wrong = sum(n for name, n in counts.items() if name[-3:] == "202" or name[-3:] >= "500")
    unanswered = sum(n for name, n in counts.items() if name.endswith(" 0"))
    print(f"{requests} requests in {took:.0f} s; taken or server errors: {wrong}; "
          f"unanswered: {unanswered}; a publish was asked for: {asked}")  # fmt: skip
    return int(bool(wrong or unanswered or asked))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
