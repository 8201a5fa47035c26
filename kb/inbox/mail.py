"""An e-mail as it came (RFC 5322, MIME) → what it says, however badly it is made.

Everything is read with the standard library's older policy, which hands out headers as they are
and never fails on them. Attachments are named and never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value, parseaddr
from enum import StrEnum
from hashlib import sha256

from kb.answer.incoming import MAX_BYTES
from kb.answer.letter import text_of_html
from kb.privacy.reach import email_address

#: Larger ones are not fetched.
MAX_MAIL_BYTES = 20 * 1024 * 1024

#: What programs wrote in Poland before UTF-8, for letters that do not say, or say it wrongly.
_GUESSES = ("utf-8", "cp1250")
#: A header that is longer says nothing; the standard library would take its time with it.
_LONGEST_HEADER = 5_000
_LONGEST_LINE = 200
_LONGEST_PART = 2 * 1024 * 1024
#: Nothing is said by them, or they are no character sets of letters.
_NO_CHARSETS = frozenset(
    {"", "us-ascii", "unknown-8bit", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
)
_MOST_REFERENCES = 50
_MOST_ATTACHMENTS = 50
_MOST_PARTS = 1_000
_DEEPEST = 30
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_RETURNED = re.compile(rb"(?mi)^message-id:\s{0,5}(<[!-;=?-~]{3,250}>)")
_MOST_RETURNED = 10
_BARE_ID = re.compile(r"[!-;=?-~]{3,250}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
#: Precedence of what no person wrote to this shop alone (not in any standard, but everywhere).
_BULK = frozenset({"bulk", "junk", "list"})
_DAEMONS = ("mailer-daemon@", "postmaster@")
_AUTO_REPLIES = ("x-autoreply", "x-autorespond", "x-autorespond-to", "x-auto-reply")
_LISTS = ("list-id", "list-unsubscribe")


class Automatic(StrEnum):
    """Who wrote a letter, where it was no person.

    REPLY: an absence note and the like (RFC 3834). BOUNCE: a letter of ours did not arrive
    (RFC 3464). BULK: to many at once.
    """

    NO = ""
    REPLY = "reply"
    BOUNCE = "bounce"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says.

    mail_id: its Message-ID with <>; empty where it has none. answers: Message-IDs that it answers,
    the nearest first. sender: address that it is from; address: the one that an answer goes to.
    text: without what cannot be read. key: the same for the same letter delivered twice.
    whole: whether its text was fetched and could be read.
    """

    mail_id: str
    answers: tuple[str, ...]
    sender: str
    address: str
    name: str
    subject: str
    text: str
    attachments: tuple[str, ...]
    automatic: Automatic
    key: str
    whole: bool = True


def read_letter(data: bytes) -> Letter:
    """Read a letter. Never raises: what cannot be read is left out, and `whole` says so."""
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(data)
        text, whole = _text(mail)
        files = tuple(dict.fromkeys(_attachments(mail)))[:_MOST_ATTACHMENTS]
    except RecursionError:
        # Parts in parts in parts: no person made that.
        mail, text, whole, files = _head_of(data), "", False, ()
    letter = _letter(mail, text, files, whole)
    if letter.automatic is Automatic.BOUNCE:
        # What did not arrive is attached, with its header at least.
        returned = (one.decode("ascii") for one in _RETURNED.findall(data)[:_MOST_RETURNED])
        letter = replace(letter, answers=tuple(dict.fromkeys((*letter.answers, *returned))))
    return letter


def read_head(data: bytes) -> Letter:
    """Read the header of a letter that is too large to be fetched."""
    return _letter(_head_of(data), "", (), whole=False)


def _head_of(data: bytes) -> Message:
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    return BytesParser(policy=policy.compat32).parsebytes(head, headersonly=True)


def _letter(mail: Message, text: str, files: tuple[str, ...], whole: bool) -> Letter:
    name, sender = _mailbox(mail, "from")
    other_name, other = _mailbox(mail, "reply-to")
    mail_id = _own_id(mail)
    subject = _line(_shown(_raw(mail, "subject")))
    told = "\0".join((mail_id, sender, _raw(mail, "date"), subject, text, *files))
    return Letter(
        mail_id=mail_id,
        answers=_answers(mail, mail_id),
        sender=sender,
        address=other or sender,
        name=(other_name if other and other != sender else "") or name,
        subject=subject,
        text=text,
        attachments=files,
        automatic=_automatic(mail, sender),
        # Not by the Message-ID alone: programs that give all their letters the same one exist.
        key=sha256(told.encode("utf-8", "replace")).hexdigest(),
        whole=whole,
    )


def _raw(mail: Message, name: str) -> str:
    """The first header of a name as it is written, unfolded; other bytes than ASCII decoded."""
    for found, value in mail.raw_items():
        if found.lower() == name:
            written = " ".join(str(value).split())
            return _guessed(written.encode("utf-8", "surrogateescape"))[:_LONGEST_HEADER]
    return ""


def _shown(written: str) -> str:
    """A header with its encoded words (RFC 2047) as a reader sees it."""
    if "=?" not in written:
        return written
    try:
        pieces = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return "".join(
        _decoded(piece, charset or "") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:_LONGEST_LINE]


def _mailbox(mail: Message, header: str) -> tuple[str, str]:
    """Name and address of the first mailbox; the address is empty where no mail could reach it."""
    written = _raw(mail, header)
    try:
        name, address = parseaddr(written)
    except RecursionError:
        name, address = "", ""
    return _line(_shown(name)), email_address(address) or "" if address else ""


def _own_id(mail: Message) -> str:
    written = _raw(mail, "message-id")
    if found := _MESSAGE_ID.search(written):
        return found[0]
    bare = written.split(" ")[0].strip("<>")
    return f"<{bare}>" if _BARE_ID.fullmatch(bare) else ""


def _answers(mail: Message, own: str) -> tuple[str, ...]:
    nearest = _MESSAGE_ID.findall(_raw(mail, "in-reply-to"))
    # The last of them is the nearest; a long header may be cut, and keeps its beginning.
    earlier = _MESSAGE_ID.findall(_raw(mail, "references"))[::-1]
    found = dict.fromkeys((*nearest, *earlier))
    return tuple(one for one in found if one != own)[:_MOST_REFERENCES]


def _automatic(mail: Message, sender: str) -> Automatic:
    def word(name: str) -> str:
        return _raw(mail, name).partition(";")[0].strip().lower()

    if word("content-type") == "multipart/report" or sender.lower().startswith(_DAEMONS):
        return Automatic.BOUNCE
    precedence, submitted = word("precedence"), word("auto-submitted")
    if submitted == "auto-replied" or precedence == "auto_reply":
        return Automatic.REPLY
    if any(_raw(mail, name) for name in _AUTO_REPLIES):
        return Automatic.REPLY
    if _raw(mail, "return-path").strip() == "<>":
        return Automatic.BOUNCE
    if submitted not in ("", "no"):
        return Automatic.REPLY
    if precedence in _BULK or any(_raw(mail, name) for name in _LISTS):
        return Automatic.BULK
    return Automatic.NO


def _text(mail: Message) -> tuple[str, bool]:
    """What the parts say that are shown, and whether all of it could be read and kept."""
    parts = [part for part in _parts(mail) if not _is_attached(part)]
    plain = [_content(part) for part in parts if _type(part) == "text/plain"]
    if not any(text.strip() for text in plain):
        plain = [text_of_html(_content(part)) for part in parts if _type(part) == "text/html"]
    told = "\n\n".join(text.strip("\r\n") for text in plain if text.strip())
    text = told.replace("\r\n", "\n").replace("\0", "")
    kept = text.encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore")
    return kept, len(kept) == len(text)


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of a letter; a letter that is attached to it is one part."""
    waiting: list[tuple[Message, int]] = [(mail, 0)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and _type(part).startswith("multipart/") and depth < _DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _type(part: Message) -> str:
    return part.get_content_type() if len(_raw(part, "content-type")) < _LONGEST_HEADER else ""


def _is_attached(part: Message) -> bool:
    written = _raw(part, "content-disposition")
    return len(written) >= _LONGEST_HEADER or written.lower().startswith("attachment")


def _attachments(mail: Message) -> Iterator[str]:
    for part in _parts(mail):
        name = _file_name(part)
        if _is_attached(part) or name or not _type(part).startswith(("text/", "multipart/")):
            yield name or _type(part) or "?"


def _file_name(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        if 0 < len(_raw(part, header)) < _LONGEST_HEADER:
            value = part.get_param(parameter, header=header)
            if value:
                return _line(_shown(_guessed_text(collapse_rfc2231_value(value))))
    return ""


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if len(data) > _LONGEST_PART:
        # Not in the middle of a letter in UTF-8, which has four bytes at most.
        ends = range(_LONGEST_PART, _LONGEST_PART - 4, -1)
        data = data[: next((end for end in ends if data[end] & 0xC0 != 0x80), _LONGEST_PART)]
    return _decoded(data, str(part.get_content_charset("")))


def _decoded(data: bytes, charset: str) -> str:
    """Text in the character set that was stated, if it fits; else in the likeliest one."""
    if charset not in _NO_CHARSETS:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return _guessed(data)


def _guessed(data: bytes) -> str:
    for charset in _GUESSES:
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _guessed_text(text: str) -> str:
    return _guessed(text.encode("utf-8", "surrogateescape"))
