"""A draft as an agent reads it on a terminal. In Polish, like what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from kb.answer.model import Draft, Flag, FlagKind, Sentence, Status
from kb.cli.output import printable

_INDENT = "  "
_KINDS: dict[FlagKind, str] = {
    FlagKind.COMPLAINT: "skarga lub reklamacja",
    FlagKind.ANGER: "złość",
    FlagKind.LEGAL_THREAT: "groźba kroków prawnych",
    FlagKind.PRESS: "media lub influencer",
    FlagKind.SECURITY: "bezpieczeństwo konta",
    FlagKind.PERSONAL_DATA: "dane osobowe",
    FlagKind.ABUSE: "podejrzenie nadużycia",
    FlagKind.REPEATED_CONTACT: "kolejny kontakt w tej sprawie",
    FlagKind.VULNERABLE: "osoba w trudnej sytuacji",
    FlagKind.INJECTION: "polecenie dla maszyny",
    FlagKind.CLAIMED_PROMISE: "klient powołuje się na obietnicę",
    FlagKind.NOTHING_TO_ANSWER: "nie ma na co odpowiadać",
}
_STATUS: dict[Status, str] = {
    Status.SUPPORTED: "potwierdzone",
    Status.UNSUPPORTED: "NIEPOTWIERDZONE",
    Status.PHRASE: "zatwierdzony zwrot",
}


def print_draft(draft: Draft) -> None:
    """The text, then what an agent must know before sending it."""
    head = click.style("Szkic odpowiedzi", bold=True)
    click.echo(f"{head} (pewność {draft.confidence:.0%}, {printable(draft.generator)})\n")
    click.echo(f"{printable(draft.text).strip()}\n")
    if draft.escalate:
        click.echo(click.style("Tę wiadomość musi zobaczyć kierownik zmiany.\n", bold=True))
    if draft.degraded:
        click.echo("Szkic powstał w uproszczony sposób: część systemu teraz nie działa.\n")
    _part("Uwagi", (_flag(flag) for flag in draft.flags))
    unanswered = (question for question in draft.questions if not question.answered)
    _part("Pytania bez odpowiedzi w bazie", (_quoted(question.text) for question in unanswered))
    _part("Zdania i ich źródła", (_sentence(one, draft) for one in draft.sentences))
    _part("Wewnętrzne, nie dla klienta", (_note(*one) for one in _internal(draft)))


def _part(title: str, entries: Iterable[str]) -> None:
    entries = list(entries)
    if not entries:
        return
    click.echo(click.style(title, bold=True))
    for entry in entries:
        first, *others = printable(entry).split("\n")
        click.echo("\n".join((f"- {first}", *(f"{_INDENT}{line}" for line in others))))
    click.echo()


def _flag(flag: Flag) -> str:
    lines = [f"{_KINDS[flag.kind]}: {flag.reason}"]
    if flag.quote:
        lines.append(_quoted(flag.quote))
    if flag.procedure:
        lines.append(f"procedura: {flag.procedure}")
    return "\n".join(lines)


def _sentence(sentence: Sentence, draft: Draft) -> str:
    addresses = {source.key: source.url for source in draft.citations}
    return "\n".join(
        (
            f"{' '.join(sentence.text.split())} [{_STATUS[sentence.status]}]",
            *sentence.reasons,
            *dict.fromkeys(addresses.get(key, key) for key in sentence.citations),
        )
    )


def _internal(draft: Draft) -> Iterator[tuple[str, str]]:
    for note in draft.internal:
        yield f"{note.slug}#{note.anchor}" if note.anchor else note.slug, note.quote


def _note(place: str, quote: str) -> str:
    return f"{place} [wewnętrzne]\n{quote}"


def _quoted(text: str) -> str:
    return f"„{' '.join(text.split())}”"
