"""`kb completion`: the script that makes a shell complete `kb` commands."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL.

    \b
    bash: add to ~/.bashrc                eval "$(kb completion bash)"
    zsh:  add to ~/.zshrc                 eval "$(kb completion zsh)"
    fish: kb completion fish > ~/.config/fish/completions/kb.fish
    """
    click.echo(_SHELLS[shell](ctx.find_root().command, {}, "kb", "_KB_COMPLETE").source())
