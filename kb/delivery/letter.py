"""An approved reply as an e-mail (RFC 5322). Built twice it is the same, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from kb.delivery.reply import Reply
from kb.errors import DeliveryError

#: RFC 5322, 2.1.1: the most characters of a line. Message-IDs in `References` must not be broken,
#: and the standard library would encode what is longer than its usual 78.
_LONGEST_LINE = 998
#: Enough of a long thread for every mail program: its beginning and its last letters.
_FIRST, _LAST = 1, 9
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_REPLIED = re.compile(r"^(?:(?:re|odp|odpowiedź|відп|fwd?|pd)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says around the approved text, in one language."""

    subject: str
    author: str
    number: str
    ratings: tuple[str, str, str, str, str]


_WORDS = {
    "pl": Words(
        "Odpowiedź na wiadomość {number}",
        "Odpowiada: {author}",
        "Numer sprawy: {number}",
        ("bardzo źle", "źle", "średnio", "dobrze", "bardzo dobrze"),
    ),
    "en": Words(
        "Answer to your message {number}",
        "Answered by: {author}",
        "Case number: {number}",
        ("very poor", "poor", "fair", "good", "very good"),
    ),
    "uk": Words(
        "Відповідь на повідомлення {number}",
        "Відповідає: {author}",
        "Номер звернення: {number}",
        ("дуже погано", "погано", "посередньо", "добре", "дуже добре"),
    ),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name letters go out.

    address: the mailbox, such as `Obsługa klienta <pomoc@example.pl>`. names: of the shop, by
    language; Polish is always there.
    """

    address: str
    names: Mapping[str, str]

    def mailbox(self) -> Address:
        """The address with its display name. Raises DeliveryError for one that is none."""
        shown, _, rest = self.address.strip().rpartition("<")
        spec = rest.rstrip("> ") if shown or rest.endswith(">") else self.address.strip()
        name = shown.strip().strip('"') or self.names.get("pl", "")
        try:
            return Address(_one_line(name), addr_spec=spec)
        except (ValueError, HeaderParseError, IndexError) as error:
            raise DeliveryError(f"KB_SMTP_FROM is no address: {error}.", retryable=True) from error


@dataclass(frozen=True, slots=True)
class Question:
    """The survey's question in a letter, and the address that takes a mark from 1 to 5."""

    text: str
    address: str


def message_id(reply: Reply, domain: str) -> str:
    """The letter's name: the stored one, else one that follows from its delivery alone.

    A letter that is sent again after a crash has the same name, so mail programs show it once.
    """
    return reply.mail_id or f"<{reply.delivery}@{domain}>"


def recipient(reply: Reply) -> Address:
    """The customer's address. Raises DeliveryError where there is none that can be used."""
    return named_address(reply.name, reply.email)


def named_address(name: str, email: str) -> Address:
    """A customer's address. Raises DeliveryError where there is none that can be used."""
    if not email:
        raise DeliveryError("The customer left no e-mail address.", retryable=False)
    user, _, domain = email.strip().rpartition("@")
    try:
        # Mail servers know names of domains in ASCII only.
        spec = f"{user}@{domain.encode('idna').decode('ascii')}"
        return Address(_one_line(name), addr_spec=spec)
    except (ValueError, HeaderParseError, IndexError) as error:
        raise DeliveryError(
            "The customer's e-mail address cannot be used.", retryable=False
        ) from error


def letter(reply: Reply, sender: Sender, question: Question | None = None) -> EmailMessage:
    """The e-mail. Raises DeliveryError for addresses that are none.

    It says who answers. question: asked below where a survey is wanted.
    """
    origin, words = sender.mailbox(), _WORDS.get(reply.language, _WORDS["pl"])
    mail = EmailMessage(policy=SMTP)
    mail["From"] = origin
    mail["To"] = recipient(reply)
    mail["Subject"] = _subject(reply, words)
    mail["Date"] = format_datetime(reply.written_at)
    mail["Message-ID"] = message_id(reply, origin.domain)
    thread = [found for one in reply.thread if (found := bracketed(one))]
    if answered := bracketed(reply.in_reply_to):
        mail["In-Reply-To"] = answered
    if thread:
        kept = thread if len(thread) <= _FIRST + _LAST else thread[:_FIRST] + thread[-_LAST:]
        mail["References"] = " ".join(kept)
    body = _body(reply, words, sender, question)
    # Seven bits pass every server; others may be turned back or damaged.
    mail.set_content(body, charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = reply.language
    return mail


def answered_by(reply: Reply, shop: str = "") -> str:
    """Who answers for a reply, in its language, as one line."""
    words = _WORDS.get(reply.language, _WORDS["pl"])
    named = ", ".join(filter(None, (_one_line(reply.author), shop)))
    return words.author.format(author=named) if named else ""


def with_author(reply: Reply) -> str:
    """The approved text and who answers for it, for systems that send it themselves."""
    return "\n\n".join(filter(None, (reply.text.rstrip(), answered_by(reply))))


def written(mail: EmailMessage, *, international: bool = False) -> bytes:
    """The e-mail as it travels, with CRLF at the end of lines; also the content of an .eml.

    international: headers in UTF-8 (RFC 6532), for addresses with letters beyond ASCII.
    """
    return mail.as_bytes(policy=SMTP.clone(max_line_length=_LONGEST_LINE, utf8=international))


def _subject(reply: Reply, words: Words) -> str:
    asked = _REPLIED.sub("", _one_line(reply.subject)).strip()
    if not asked:
        return words.subject.format(number=reply.number)
    return f"Re: {asked[:_LONGEST_SUBJECT].strip()}"


def _body(reply: Reply, words: Words, sender: Sender, question: Question | None) -> str:
    shop = sender.names.get(reply.language) or sender.names.get("pl", "")
    lines = [reply.text.rstrip(), "", "-- "]
    if author := answered_by(reply, shop):
        lines.append(author)
    lines.append(words.number.format(number=reply.number))
    if question:
        marks = reversed(list(enumerate(words.ratings, start=1)))
        lines += ["", question.text]
        lines += [f"{mark} – {label}: {question.address}?ocena={mark}" for mark, label in marks]
    return "\n".join(lines) + "\n"


def bracketed(name: str) -> str:
    """A Message-ID in its angle brackets; empty for what cannot be one."""
    whole = name.strip() if name.strip().startswith("<") else f"<{name.strip()}>"
    return whole if _MESSAGE_ID.fullmatch(whole) else ""


def _one_line(text: str) -> str:
    return " ".join(_LINE_ENDS.sub(" ", text).split())
