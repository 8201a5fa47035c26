"""Letters as they come, well made and badly."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.inbox.mail import Automatic, read_head, read_letter


def raw(*headers: str, body: str | bytes = "Gdzie paczka?", charset: str = "utf-8") -> bytes:
    """A letter with lines of header of one's own, CRLF as on the wire."""
    head = "\r\n".join(headers).encode("utf-8", "surrogateescape")
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode(charset))


ORDINARY = (
    "From: =?utf-8?q?Ewa_=C5=BBak?= <Ewa@Example.PL>",
    "To: pomoc@sklep.example",
    "Subject: =?utf-8?b?xbvDs8WCdGEgcGFjemth?=",
    "Message-ID: <1@example.pl>",
    "Date: Wed, 25 Nov 2026 10:00:00 +0100",
    "Content-Type: text/plain; charset=utf-8",
)


def test_an_ordinary_letter_says_who_writes_and_what() -> None:
    letter = read_letter(raw(*ORDINARY, body="Dzień dobry,\r\ngdzie paczka?\r\n"))

    assert (letter.name, letter.sender, letter.address) == (
        "Ewa Żak", "Ewa@example.pl", "Ewa@example.pl",
    )  # fmt: skip
    assert (letter.subject, letter.mail_id) == ("Żółta paczka", "<1@example.pl>")
    assert letter.text == "Dzień dobry,\ngdzie paczka?"
    assert (letter.automatic, letter.attachments, letter.whole) == (Automatic.NO, (), True)


def test_an_answer_goes_where_the_letter_wants_it() -> None:
    letter = read_letter(
        raw("From: Formularz <sklep@sklep.example>", "Reply-To: Jan Maj <jan@example.org>")
    )

    assert (letter.sender, letter.address, letter.name) == (
        "sklep@sklep.example", "jan@example.org", "Jan Maj",
    )  # fmt: skip


def test_a_letter_names_what_it_answers_the_nearest_first() -> None:
    letter = read_letter(
        raw("Message-ID: <4@x>", "In-Reply-To: <3@x>", "References: <1@x>\r\n <2@x> <3@x> <4@x>")
    )

    assert letter.answers == ("<3@x>", "<2@x>", "<1@x>")


@pytest.mark.parametrize("charset", ["utf-8", "cp1250"])
@pytest.mark.parametrize(
    "stated",
    [
        (),
        ("Content-Type: text/plain",),
        ("Content-Type: text/plain; charset=us-ascii",),
        ("Content-Type: text/plain; charset=x-nieznany",),
        ("Content-Type: text/plain; charset=idna",),
        ("Content-Type: text/plain; charset=base64",),
        ("Content-Type: text/plain; charset=",),
    ],
    ids=["none", "no charset", "us-ascii", "unknown", "no text", "no charset at all", "empty"],
)
def test_letters_that_do_not_say_their_character_set_can_be_read(
    charset: str, stated: tuple[str, ...]
) -> None:
    letter = read_letter(raw(*stated, body="Zażółć gęślą jaźń", charset=charset))

    assert letter.text == "Zażółć gęślą jaźń"


def test_a_wrong_character_set_is_noticed() -> None:
    stated = "Content-Type: text/plain; charset=utf-8"

    assert read_letter(raw(stated, body="gęślą jaźń", charset="cp1250")).text == "gęślą jaźń"


def test_headers_in_bare_letters_can_be_read() -> None:
    letter = read_letter(raw("From: Żaneta <z@example.org>", "Subject: Żółta paczka"))

    assert (letter.name, letter.subject) == ("Żaneta", "Żółta paczka")


def test_of_a_letter_in_html_alone_the_text_is_taken() -> None:
    html = "<html><style>p{}</style><p>Gdzie <b>paczka</b>?<p>Ewa<script>x()</script>"
    letter = read_letter(raw("Content-Type: text/html; charset=utf-8", body=html))

    assert letter.text == "Gdzie paczka?\nEwa"


def test_attachments_are_named_and_never_opened() -> None:
    mail = EmailMessage()
    mail.set_content("W załączniku zdjęcie.")
    mail.add_alternative("<p>W załączniku zdjęcie.</p>", subtype="html")
    mail.add_attachment(b"\xff\xd8", "image", "jpeg", filename="zdjęcie żyrandola.jpg")
    mail.add_attachment("Tajny tekst.", filename="notatka.txt")
    inner = EmailMessage()
    inner.set_content("Tekst w środku.")
    mail.add_attachment(inner)

    letter = read_letter(mail.as_bytes())

    assert letter.text == "W załączniku zdjęcie."
    assert letter.attachments == ("zdjęcie żyrandola.jpg", "notatka.txt", "message/rfc822")


def test_a_letter_of_pictures_alone_has_no_text() -> None:
    mail = EmailMessage()
    mail.add_attachment(b"\xff\xd8", "image", "jpeg", filename="a.jpg")

    letter = read_letter(mail.as_bytes())

    assert (letter.text, letter.attachments, letter.whole) == ("", ("a.jpg",), True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("Auto-Submitted: auto-replied",), Automatic.REPLY),
        (("Auto-Submitted: auto-generated (cron)",), Automatic.REPLY),
        (("Auto-Submitted: no",), Automatic.NO),
        (("Precedence: auto_reply",), Automatic.REPLY),
        (("X-Autoreply: yes",), Automatic.REPLY),
        (("Return-Path: <>", "Auto-Submitted: auto-replied"), Automatic.REPLY),
        (("Precedence: bulk",), Automatic.BULK),
        (("Precedence: List",), Automatic.BULK),
        (("List-Unsubscribe: <https://x.example>",), Automatic.BULK),
        (("Return-Path: <>",), Automatic.BOUNCE),
        (("From: MAILER-DAEMON@mx.example.org",), Automatic.BOUNCE),
        (("Content-Type: multipart/report; report-type=delivery-status; boundary=x",),
         Automatic.BOUNCE),
        (("X-Auto-Response-Suppress: All",), Automatic.NO),
    ],
)  # fmt: skip
def test_letters_of_programs_are_told_apart(headers: tuple[str, ...], expected: Automatic) -> None:
    assert read_letter(raw(*headers)).automatic is expected


def test_a_bounce_names_the_letter_that_came_back() -> None:
    body = (
        "--x\r\nContent-Type: text/plain\r\n\r\nNie ma takiego adresu.\r\n"
        "--x\r\nContent-Type: message/rfc822\r\n\r\n"
        "Message-ID: <nasz@sklep.example>\r\nSubject: Odpowiedz\r\n\r\nTekst\r\n--x--\r\n"
    )
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=x"

    letter = read_letter(raw("Message-ID: <b@mx>", kind, body=body))

    assert letter.text == "Nie ma takiego adresu."
    assert "<nasz@sklep.example>" in letter.answers


def test_the_same_letter_has_the_same_key_whichever_way_it_came() -> None:
    again = raw("Received: from mx2", "Delivered-To: biuro@sklep.example", *ORDINARY)

    assert read_letter(raw(*ORDINARY)).key == read_letter(again).key


def test_programs_that_repeat_a_message_id_lose_no_letter() -> None:
    first, second = (read_letter(raw(*ORDINARY, body=body)) for body in ("Raz.", "Dwa."))

    assert first.mail_id == second.mail_id
    assert first.key != second.key


def test_without_a_message_id_letters_are_told_apart_by_what_they_say() -> None:
    first, same, other = (read_letter(raw("From: a@b.pl", body=x)) for x in ("a", "a", "b"))

    assert first.mail_id == ""
    assert first.key == same.key != other.key


def test_a_thousand_recipients_change_nothing() -> None:
    crowd = ",\r\n ".join(f"Klient {at} <k{at}@example.org>" for at in range(1000))

    letter = read_letter(raw(f"To: {crowd}", f"Cc: {crowd}", "From: a@b.pl"))

    assert (letter.sender, letter.text) == ("a@b.pl", "Gdzie paczka?")


def test_twenty_megabytes_are_read_in_a_moment() -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.pl"
    mail.set_content("Duże zdjęcie.")
    mail.add_attachment(b"\xff" * 15_000_000, "image", "jpeg", filename="duże.jpg")
    data = mail.as_bytes()
    began = perf_counter()

    letter = read_letter(data)

    assert len(data) > 20_000_000
    assert (letter.text, letter.attachments) == ("Duże zdjęcie.", ("duże.jpg",))
    assert perf_counter() - began < 20


def test_of_a_very_long_text_the_beginning_is_kept_and_it_says_so() -> None:
    letter = read_letter(raw(body="Początek. " + "ż" * 3_000_000))

    assert letter.text.startswith("Początek. żż")
    assert len(letter.text.encode()) <= 100 * 1024
    assert not letter.whole


NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (at, at) for at in range(3000)
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"bez naglowka",
        b"From: a@b.pl",
        b"Content-Type: multipart/mixed\r\n\r\ntekst",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b'Content-Type: text/plain; charset="utf-8\r\n\r\ntekst',
        b"Content-Type: ;;;=\r\n\r\ntekst",
        b"Content-Type: text/plain; name*0*=%ZZ'x\r\n\r\ntekst",
        b"Content-Transfer-Encoding: base64\r\n\r\n%%%nie base64",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\nx\r\n",
        b"From: =?utf-8?b?nie=base64?= <\r\nSubject: =?x?q?=FF?=\r\n\r\ntekst",
        b"Subject: =?utf-8?b?" + b"A" * 5 + b"?=\r\n\r\n",
        b"Message-ID: " + b"<" * 10_000 + b"\r\nReferences: " + b"<a@b " * 10_000 + b"\r\n\r\n",
        b"Content-Type: text/plain; " + b'"' * 200_000 + b"\r\n\r\ntekst",
        b"Content-Disposition: attachment; " + b";" * 200_000 + b"\r\n\r\ntekst",
        b"From: " + b"((((" * 50_000 + b"\r\n\r\ntekst",
        NESTED,
    ],
)  # fmt: skip
def test_what_is_hardly_a_letter_is_read_as_far_as_it_goes(data: bytes) -> None:
    began = perf_counter()

    letter = read_letter(data)
    read_head(data)

    assert "\0" not in letter.text + letter.subject + letter.name
    assert perf_counter() - began < 10


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(data: bytes) -> None:
    letter = read_letter(data)

    assert len(letter.key) == 64
    letter.text.encode()
    letter.subject.encode()


LINES = st.sampled_from(
    [
        "From: a@b.pl",
        "From: x",
        "Subject: =?utf-8?q?=?=",
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: text/html",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename*=utf-8''%C5%BC",
        "In-Reply-To: <a@b>",
        "--x",
        "--x--",
        "",
        "tekst",
        "\udce5",
    ]
)


@given(st.lists(LINES, max_size=25))
def test_any_order_of_lines_is_read(lines: list[str]) -> None:
    read_letter(raw(*lines)).text.encode()


def test_a_letter_too_large_to_fetch_is_known_by_its_header() -> None:
    letter = read_head(raw(*ORDINARY, body="").rstrip())

    assert (letter.name, letter.subject) == ("Ewa Żak", "Żółta paczka")
    assert (letter.text, letter.whole) == ("", False)


def test_base64_is_unpacked() -> None:
    body = base64.encodebytes("Gdzie paczka, Łukasz".encode()).decode()

    letter = read_letter(
        raw(
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            body=body,
        )
    )

    assert letter.text == "Gdzie paczka, Łukasz"
