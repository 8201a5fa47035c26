"""`kb suggest`: a customer's message → a draft of a reply, with what it stands on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.answer.model import Channel, Register
from kb.cli.exits import NEGATIVE
from kb.cli.output import json_option, print_json
from kb.cli.readers import open_base

if TYPE_CHECKING:
    from kb.answer.model import Draft
    from kb.answer.request import Request
    from kb.settings import Settings


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option(
    "--channel", type=click.Choice([one.value for one in Channel]), default=Channel.EMAIL.value,
    show_default=True, help="Where the reply will be read.",
)  # fmt: skip
@click.option("--name", metavar="NAME", default="", help="The customer's name, if it is known.")
@click.option(
    "--register", type=click.Choice([one.value for one in Register]),
    help="How the conversation addresses the customer so far; else it is chosen.",
)  # fmt: skip
@click.option(
    "--language", type=click.Choice(["pl", "en", "uk"]),
    help="Language of the reply instead of that of the message.",
)  # fmt: skip
@click.option("--llm", is_flag=True, help="Ask the configured language model for the wording.")
@json_option
@click.pass_context
def suggest(
    ctx: click.Context,
    file: Path,
    channel: str,
    name: str,
    register: str | None,
    language: str | None,
    llm: bool,
    as_json: bool,
) -> None:
    """Draft a reply to the message in FILE, or - for standard input.

    FILE is text in UTF-8, or an e-mail if its name ends in .eml: its text is read, never its
    attachments. Nothing of it is stored, and nothing is sent. With --json it is the document of
    POST /api/v1/suggestions.

    Exit code 0: a question was answered; 1: none was.
    """
    # Before the engine is loaded: what cannot be read is told at once.
    text = _text(file)

    from kb.answer.request import Request
    from kb.settings import load_settings

    wanted = Request(
        messages=(text,),
        channel=Channel(channel),
        customer_name=name,
        language=language or "",
        register=Register(register) if register else None,
        generator="llm" if llm else "extractive",
    )
    settings = load_settings()
    if not llm:
        # Opening a model takes a second that this draft has no use for.
        settings = settings.model_copy(update={"llm_url": ""})
    draft = _draft(settings, wanted)
    if as_json:
        from kb.answer.document import draft_document

        print_json(draft_document(draft))
    else:
        from kb.cli.draft import print_draft

        print_draft(draft)
    ctx.exit(0 if any(question.answered for question in draft.questions) else NEGATIVE)


def _draft(settings: Settings, wanted: Request) -> Draft:
    from kb.wiring import open_assistant

    with open_base(settings) as library:
        return open_assistant(settings, library).suggest(wanted)


def _text(file: Path) -> str:
    from kb.answer.incoming import MAX_BYTES
    from kb.answer.letter import MAX_MAIL_BYTES, text_of_file, text_of_mail

    mail = file.suffix.lower() == ".eml"
    most = MAX_MAIL_BYTES if mail else MAX_BYTES
    # One byte more than is accepted shows that there is more; a device may never end.
    with click.open_file(str(file), "rb") as opened:
        data = opened.read(most + 1)
    return text_of_mail(data) if mail else text_of_file(data)
