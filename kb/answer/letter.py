"""A file with a customer's message → its text. Attachments are never opened."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import cast

from kb.answer.incoming import MAX_BYTES, require_readable
from kb.errors import MessageError

#: Of an e-mail with its attachments, more than mail servers usually let through.
MAX_MAIL_BYTES = 50 * 1024 * 1024

#: Elements whose content nobody reads, and those that begin a line.
_UNSEEN = frozenset({"head", "script", "style", "title"})
_LINES = frozenset({"blockquote", "br", "div", "h1", "h2", "h3", "li", "p", "table", "tr"})


def text_of_file(data: bytes) -> str:
    """The text of a file, which must be UTF-8. Raises MessageError `too-long`, `unreadable`."""
    # Before it is decoded: the file may be anything.
    if len(data) > MAX_BYTES:
        raise MessageError(
            "too-long", f"The file is too large; at most {MAX_BYTES} bytes (100 kB) are read."
        )
    if b"\0" in data:
        raise MessageError("unreadable", "The file is binary: it holds NUL bytes, hence no text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MessageError(
            "unreadable", f"The file is not UTF-8 at byte {error.start}; convert it first."
        ) from error


def text_of_mail(data: bytes) -> str:
    """The text that an e-mail (RFC 5322) was written with: its plain part, else its HTML as text.

    Raises MessageError `unreadable` without either, or in a character set that is not known;
    `too-long`.
    """
    if len(data) > MAX_MAIL_BYTES:
        raise MessageError("too-long", f"The e-mail has over {MAX_MAIL_BYTES} bytes.")
    mail = BytesParser(policy=policy.default).parsebytes(data)
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None or part.is_attachment() or part.get_content_maintype() != "text":
        raise MessageError("unreadable", "The e-mail has no text, only attachments.")
    text = _decoded(cast("EmailMessage", part))
    if part.get_content_subtype() == "html":
        text = text_of_html(text)
    text = text.replace("\r\n", "\n")
    require_readable([text])
    return text


def text_of_html(html: str) -> str:
    """What a reader of HTML sees, without its looks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.seen).split("\n"))
    return "\n".join(line for line in lines if line)


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("us-ascii")
    try:
        if charset == "us-ascii":
            # Programs that say nothing, or this, about other letters mostly send UTF-8.
            return data.decode("utf-8")
        return data.decode(charset, "replace")
    except LookupError as error:
        raise MessageError(
            "unreadable", f"The e-mail is in a character set that is not known: {charset!a}."
        ) from error
    except UnicodeDecodeError as error:
        raise MessageError(
            "unreadable", "The e-mail does not say its character set, and it is not UTF-8."
        ) from error


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _LINES:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _LINES:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(data.replace("\n", " "))
