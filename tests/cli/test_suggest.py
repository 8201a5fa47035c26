"""`kb suggest`, over an engine in memory."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.answer.incoming import MAX_BYTES
from kb.answer.model import Channel, Register
from kb.cli import main
from kb.errors import IndexMissing
from tests.webapp.fakes import FakeAssistant
from tests.webapp.fakes import FakeLibrary as Library


class Closing(Library):
    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    fake = FakeAssistant()
    monkeypatch.setattr("kb.wiring.open_library", lambda settings: Closing())
    monkeypatch.setattr("kb.wiring.open_assistant", lambda settings, library: fake)
    return fake


def kb(*arguments: str, said: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["suggest", *arguments], input=said, catch_exceptions=False)


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "list.txt"
    path.write_text("Dzień dobry, jak zwrócić\nbuty?", encoding="utf-8")
    return str(path)


def test_a_draft_is_printed_with_all_that_an_agent_must_know(
    assistant: FakeAssistant, letter: str
) -> None:
    done = kb(letter, "--name", "Anna")

    assert done.exit_code == 0
    assert (
        done.stdout
        == """\
Szkic odpowiedzi (pewność 91%, extractive-1/0a1b2c3d)

Dzień dobry, Anna

Zapisz kod nadania.

Tę wiadomość musi zobaczyć kierownik zmiany.

Uwagi
- złość: Klient jest zły.
  „Dzień dobry, jak zwrócić buty?”
  procedura: zlosc

Zdania i ich źródła
- Dzień dobry, [zatwierdzony zwrot]
- Zapisz kod nadania. [potwierdzone]
  /artykul/koszt-zwrotu#jak-odeslac-paczke-za-darmo

Wewnętrzne, nie dla klienta
- zlosc#kto [wewnętrzne]
  Odpowiada kierownik.

"""
    )


def test_nothing_answered_is_exit_code_1_and_says_what_was_asked(
    assistant: FakeAssistant, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.answers = False

    done = kb(letter)

    assert done.exit_code == 1
    assert "Pytania bez odpowiedzi w bazie\n- „Dzień dobry, jak zwrócić buty?”\n" in done.stdout


def test_an_empty_message_has_nothing_to_answer(assistant: FakeAssistant) -> None:
    done = kb("-", said=b"")

    assert done.exit_code == 1
    assert "- nie ma na co odpowiadać: Wiadomość o nic nie pyta." in done.stdout


def test_the_json_document_is_that_of_the_api(assistant: FakeAssistant, letter: str) -> None:
    document = json.loads(kb(letter, "--json").stdout)

    assert list(document)[:4] == ["id", "version", "state", "language"]
    assert document["questions"][0]["text"] == "Dzień dobry, jak zwrócić\nbuty?"


def test_options_reach_the_engine(assistant: FakeAssistant) -> None:
    kb(
        "-", "--channel", "chat", "--name", "Anna", "--register", "ty", "--language", "en", "--llm",
        said="Jak zwrócić?".encode(),
    )  # fmt: skip

    [asked] = assistant.asked
    assert asked.messages == ("Jak zwrócić?",)
    assert (asked.channel, asked.register) == (Channel.CHAT, Register.INFORMAL)
    assert (asked.customer_name, asked.language, asked.generator) == ("Anna", "en", "llm")


def test_a_mark_at_the_beginning_is_no_part_of_the_message(assistant: FakeAssistant) -> None:
    kb("-", said=b"\xef\xbb\xbfJak?")

    assert assistant.asked[0].messages == ("Jak?",)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"PK\x03\x04\x00\x00", "is binary"),
        ("Jak zwrócić?".encode("cp1250"), "not UTF-8 at byte 7"),
        ("Jak?".encode("utf-16"), "is binary"),
        (b"a" * (MAX_BYTES + 1), "at most 102400 bytes (100 kB)"),
    ],
)
def test_what_is_no_message_is_told_on_one_line(
    assistant: FakeAssistant, said: bytes, told: str
) -> None:
    done = kb("-", said=said)

    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert assistant.asked == []


def test_an_endless_file_is_read_to_the_limit_only(assistant: FakeAssistant) -> None:
    assert kb("/dev/zero").exit_code == 2


def test_a_file_that_is_not_there_is_wrong_usage(assistant: FakeAssistant, tmp_path: Path) -> None:
    assert kb(str(tmp_path / "brak.txt")).exit_code == 2
    assert kb(str(tmp_path)).exit_code == 2


def test_without_a_published_base_it_says_what_to_do(assistant: FakeAssistant, letter: str) -> None:
    assistant.failure = IndexMissing("Nothing has been published yet. Run `kb publish`.")

    done = kb(letter)

    assert (done.exit_code, done.stdout) == (7, "")
    assert "Run `kb publish`" in done.stderr


def test_a_message_cannot_command_the_terminal(assistant: FakeAssistant) -> None:
    done = kb("-", said=b"Jak \x1b]0;x\x07 zwr?")

    assert "\x1b" not in done.output


def mail(tmp_path: Path, **parts: Any) -> str:
    message = EmailMessage()
    message["Subject"] = "Zwrot"
    message["From"] = "Anna <anna@example.pl>"
    if "plain" in parts:
        message.set_content(parts["plain"], charset=parts.get("charset", "utf-8"))
    if "html" in parts:
        (message.add_alternative if "plain" in parts else message.set_content)(
            parts["html"], subtype="html"
        )
    if "attachment" in parts:
        message.add_attachment(parts["attachment"], filename="umowa.txt")
    path = tmp_path / "LIST.EML"
    path.write_bytes(message.as_bytes())
    return str(path)


def test_of_an_email_the_text_is_read(assistant: FakeAssistant, tmp_path: Path) -> None:
    path = mail(
        tmp_path, plain="Jak zwrócić żółte buty?\n", html="<p>Inaczej</p>",
        attachment="Tajna umowa", charset="iso-8859-2",
    )  # fmt: skip

    kb(path)

    assert assistant.asked[0].messages == ("Jak zwrócić żółte buty?\n",)


def test_of_an_email_in_html_alone_what_is_seen_is_read(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Dzień&nbsp;dobry,</p>"
        "<div>jak zwrócić<br>buty &lt;36&gt;?<script>alert(1)</script></div></body></html>"
    )

    kb(mail(tmp_path, html=html))

    assert assistant.asked[0].messages == ("Dzień dobry,\njak zwrócić\nbuty <36>?",)


def test_an_email_of_attachments_alone_has_no_text(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    path = tmp_path / "list.eml"
    path.write_bytes(
        b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nTajne"
    )

    done = kb(str(path))

    assert done.exit_code == 2
    assert "no text, only attachments" in done.stderr


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        (b"Content-Type: text/plain; charset=klingon", b"Jak?", "character set that is not known"),
        (b"Content-Type: text/plain", "ł".encode("cp1250"), "does not say its character set"),
        (b"Content-Type: text/plain; charset=utf-8", b"a" * (MAX_BYTES + 1), "100 kB"),
        (b"Content-Type: text/plain; charset=utf-8", b"a\0b", "NUL"),
        (b"Content-Type: image/png", b"\x89PNG", "no text"),
        (b"Content-Disposition: attachment; charset*=\"'\\", b"a", "is no header"),
    ],
)
def test_an_email_that_cannot_be_read_is_told_on_one_line(
    assistant: FakeAssistant, tmp_path: Path, head: bytes, body: bytes, told: str
) -> None:
    path = tmp_path / "list.eml"
    path.write_bytes(head + b"\r\n\r\n" + body)

    done = kb(str(path))

    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_utf_8_that_an_email_does_not_announce_is_read(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    path = tmp_path / "list.eml"
    path.write_bytes(b"Subject: x\r\n\r\n" + "Jak zwrócić?\r\n".encode())

    kb(str(path))

    assert assistant.asked[0].messages == ("Jak zwrócić?\n",)
