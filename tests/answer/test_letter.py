"""Files and e-mails become text, whatever is in them."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.letter import text_of_file, text_of_html, text_of_mail
from kb.errors import MessageError

PIECES = (
    b"Content-Type:", b" text/plain", b" text/html", b"multipart/mixed", b"; boundary=x", b"\"",
    b"; charset=", b"; charset*=", b"utf-8''x", b"\\", b"=?utf-8?q?", b"\r\n", b"\r\n\r\n",
    b"--x\r\n", b"--x--", b"Content-Transfer-Encoding: base64", b"message/rfc822", b"*1", b"'",
    b"Content-Disposition: attachment", b"; filename*0*=", b"(", b"<", b">", b";", b"=", b"\xff",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join) | st.binary())
def test_whatever_is_sent_is_text_or_a_clear_refusal(sent: bytes) -> None:
    for read in (text_of_mail, text_of_file):
        with suppress(MessageError):
            read(sent).encode()


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("", ""),
        ("Jak zwrócić?", "Jak zwrócić?"),
        ("<p>Dzień&nbsp;dobry,</p><p>jak\nod<b>dać</b> to?</p>", "Dzień dobry,\njak oddać to?"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("2 < 3 i 5 > 4, a &lt;b&gt; to nie znacznik", "2 < 3 i 5 > 4, a <b> to nie znacznik"),
        ("<a title='a>b' href=\"x\">link</a>", "link"),
        ("<!DOCTYPE html><head><style>p{}</style><title>x</title></head><body>a", "a"),
        ("<head><meta><body>a", "a"),
        ("a<script>if (a<b) {}</script>b<style>p{}</style>c<!-- <p>d -->e", "abce"),
        ("a<script>b", "ab"),
        ("a<o:p></o:p>b", "ab"),
    ],
)  # fmt: skip
def test_of_html_what_a_reader_sees_is_kept(html: str, seen: str) -> None:
    assert text_of_html(html) == seen


@pytest.mark.parametrize(
    "piece", ["<!--", "<a", "<a b='", "<", "<script>", "<div>", "&#", "<head>"]
)
def test_unfinished_html_takes_no_longer_than_its_length(piece: str) -> None:
    started = perf_counter()

    text_of_html(piece * (400_000 // len(piece)))

    # A tenth of it is usual; a parser that starts again at each tag takes a minute.
    assert perf_counter() - started < 2
