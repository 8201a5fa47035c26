"""The group of all commands, and what happens to errors on their way out."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from kb import __version__
from kb.cli.article import article
from kb.cli.check import check
from kb.cli.completion import completion
from kb.cli.demo import demo
from kb.cli.evaluate import evaluate
from kb.cli.exits import BROKEN_PIPE, INTERRUPTED, exit_code
from kb.cli.hooks import hooks
from kb.cli.importing import import_
from kb.cli.new import new
from kb.cli.output import log_to_stderr
from kb.cli.preview import preview
from kb.cli.publish import publish, rollback
from kb.cli.rodo import rodo
from kb.cli.search import search
from kb.cli.serve import serve
from kb.cli.status import status
from kb.cli.store import migrate, purge
from kb.cli.suggest import suggest
from kb.cli.token import token
from kb.cli.user import user
from kb.cli.work import work
from kb.errors import KbError


class Commands(click.Group):
    """A group that turns the library's errors into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        log_to_stderr()
        try:
            result = super().invoke(ctx)
            # What is still buffered must meet a closed pipe here, not at the interpreter's end.
            sys.stdout.flush()
        except KbError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(exit_code(error))
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # Python flushes once more when it ends; there must be somewhere to write to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(BROKEN_PIPE)
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="kb")
def kb() -> None:
    """Podpowiedź: a knowledge base for customer service.

    Articles are Markdown files in a git repository. `kb publish` makes them searchable, `kb serve`
    puts them on the web, `kb search` asks from the command line.

    Settings are KB_… environment variables; the README lists them.
    """


# In the order in which a newcomer needs them.
for command in (
    new, import_, check, preview, publish, search, article, suggest, status, evaluate, serve, work,
    rollback, hooks, migrate, purge, rodo, demo, token, user, completion,
):  # fmt: skip
    kb.add_command(command)
