"""A file with a customer's message → its text. Attachments are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape
from typing import cast

from kb.answer.incoming import MAX_BYTES, require_readable
from kb.errors import MessageError

#: Of an e-mail with its attachments, more than mail servers usually let through.
MAX_MAIL_BYTES = 50 * 1024 * 1024

#: A tag, whose attributes may hold other signs in quotes, or the beginning of a comment.
_MARKUP = re.compile(
    r"""<(?:!--|!doctype[^<>]*>|(?P<closes>/?)(?P<name>[a-z][a-z0-9:]*)"""
    r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>)""",
    re.IGNORECASE,
)
#: What nobody reads, with its end.
_UNSEEN = {name: re.compile(f"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style")}
_UNSEEN |= {"head": re.compile("</head>|(?=<body)", re.IGNORECASE), "--": re.compile("-->")}
#: Elements that a mail does not show: texts for previews, and for machines.
_HIDDEN = re.compile(
    r"""\s(?:hidden(?=[\s/>=])|style\s*=\s*["'][^"'<>]{0,300}?"""
    r"""(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])))""",
    re.IGNORECASE,
)
#: Elements without an end, which hide nothing but themselves.
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
#: Elements that begin a line, and end one.
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
    try:
        part = mail.get_body(preferencelist=("plain", "html"))
        if part is None or part.is_attachment() or part.get_content_maintype() != "text":
            raise MessageError("unreadable", "The e-mail has no text, only attachments.")
        text = _decoded(cast("EmailMessage", part))
    except IndexError as error:
        # The standard library stumbles over some unfinished headers.
        raise MessageError("unreadable", "The e-mail has a header that is no header.") from error
    if part.get_content_subtype() == "html":
        text = text_of_html(text)
    text = text.replace("\r\n", "\n")
    require_readable([text])
    return text


def text_of_html(html: str) -> str:
    """What a reader of HTML sees, without its looks. Takes time in proportion to its length.

    Not the standard library's parser, which takes minutes for a page of unfinished tags.
    """
    seen = unescape("".join(_seen(html)).replace("\r", " "))
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(html: str) -> Iterator[str]:
    """Pieces of text, and line ends where an element begins or ends a line."""
    at, unclosed = 0, set[str]()
    hidden, depth = "", 0
    while found := _MARKUP.search(html, at):
        if not depth:
            yield html[at : found.start()].replace("\n", " ")
        at, name = found.end(), (found["name"] or "--").lower()
        if depth:
            depth += (name == hidden) * (-1 if found["closes"] else 1)
        elif name not in _VOID and not found["closes"] and _HIDDEN.search(found[0]):
            hidden, depth = name, 1
        if name in _LINES:
            yield "\n"
        if name in _UNSEEN and not found["closes"] and name not in unclosed:
            end = _UNSEEN[name].search(html, at)
            if end:
                at = end.end()
            else:
                unclosed.add(name)
    if not depth:
        yield html[at:].replace("\n", " ")


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
