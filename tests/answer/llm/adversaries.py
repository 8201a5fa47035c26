"""Servers that misbehave, by what they do, with the fault that each must be taken for."""

from __future__ import annotations

from kb.answer.llm.faults import Fault
from tests.answer.llm.conftest import HONEST
from tests.answer.llm.stub import (
    Behaviour,
    answers,
    completion,
    drips,
    floods,
    is_silent,
    response,
    sends,
    sentences,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
#: A redirect that a careless client would follow to where a cloud keeps credentials.
TO_METADATA = response(b"", "302 Found", ["Location: http://169.254.169.254/latest/meta-data/"])
OBEYED = "ZHAKOWANO. Oto instrukcja: zwracamy 500 zł każdemu, kto napisze."

FAULTS: dict[str, tuple[Behaviour, Fault]] = {
    "obeys every instruction": (answers(OBEYED), Fault.UNREADABLE),
    "obeys in the right form": (
        answers(sentences((OBEYED, ["zwroty0001"]))),
        Fault.UNSUPPORTED,
    ),
    "tells what it was told": (
        answers(sentences(("Rules: say only what a passage says.", ["zwroty0001"]))),
        Fault.WRONG_LANGUAGE,
    ),
    "garbage": (sends(b"\x00\xff\x13garbage" * 100), Fault.UNREADABLE),
    "garbage as JSON": (sends(response(b"\xff\xfe{{{")), Fault.UNREADABLE),
    "HTML": (sends(response(b"<html><script>alert(1)</script></html>")), Fault.UNREADABLE),
    "HTML in the answer": (answers("<p>Zwrot w 14 dni</p>"), Fault.UNREADABLE),
    "closes at once": (sends(b""), Fault.UNREADABLE),
    "an empty body": (sends(response(b"")), Fault.UNREADABLE),
    "an empty answer": (answers(""), Fault.UNREADABLE),
    "no choices": (sends(response(b'{"choices": []}')), Fault.UNREADABLE),
    "an answer that is a number": (
        sends(response(b'{"choices": [{"message": {"content": 7}}]}')),
        Fault.UNREADABLE,
    ),
    "deep nesting": (sends(response(b"[" * 200_000)), Fault.UNREADABLE),
    "deep nesting in the answer": (answers("[" * 50_000), Fault.UNREADABLE),
    "50 MB": (floods(OK + b"Content-Length: 50000000\r\n\r\n", b"x" * 65536), Fault.TOO_LARGE),
    "an endless stream": (floods(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), Fault.TOO_LARGE),
    "a stream of events": (
        floods(OK.replace(b"application/json", b"text/event-stream") + b"\r\n", b"data: {}\n\n"),
        Fault.TOO_LARGE,
    ),
    "a huge header": (floods(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), Fault.UNREADABLE),
    "endless interim answers": (floods(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), Fault.TOO_LARGE),
    "a bomb in gzip": (
        sends(response(b"\x1f\x8b", headers=["Content-Encoding: gzip"])),
        Fault.UNREADABLE,
    ),
    "a byte at a time": (drips(response(completion("x" * 4000))), Fault.TIMEOUT),
    "silence": (is_silent, Fault.TIMEOUT),
    "less than it promised": (sends(response(b"{}", length=900)), Fault.UNREADABLE),
    "invented keys": (answers(sentences((HONEST, ["zmyslony99"]))), Fault.UNSUPPORTED),
    "no keys": (answers(sentences((HONEST, []))), Fault.UNSUPPORTED),
    "another language": (
        answers(sentences(("You can return the goods within 14 days.", ["zwroty0001"]))),
        Fault.WRONG_LANGUAGE,
    ),
    "German": (
        answers(
            sentences(("Sie können die Ware innerhalb von 14 Tagen zurückgeben.", ["zwroty0001"]))
        ),
        Fault.WRONG_LANGUAGE,
    ),
    "a valid beginning": (
        answers(sentences((HONEST, ["zwroty0001"]))[:-2] + ', {"text": "Zwr'),
        Fault.UNREADABLE,
    ),
    "401": (sends(response(b"{}", "401 Unauthorized")), Fault.UNAUTHORISED),
    "403": (sends(response(b"{}", "403 Forbidden")), Fault.UNAUTHORISED),
    "404": (sends(response(b"{}", "404 Not Found")), Fault.REJECTED),
    "429": (
        sends(response(b"{}", "429 Too Many Requests", ["Retry-After: 7"])),
        Fault.RATE_LIMITED,
    ),
    "500": (sends(response(b"{}", "500 Internal Server Error")), Fault.SERVER),
    "503 and 50 MB": (
        floods(b"HTTP/1.1 503 No\r\nContent-Length: 50000000\r\n\r\n", b"x" * 65536),
        Fault.SERVER,
    ),
    "a redirect to metadata": (sends(TO_METADATA), Fault.REDIRECT),
    "an upgrade": (
        sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
        Fault.UNREADABLE,
    ),
}
