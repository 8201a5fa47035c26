"""The options `--worktree` and `--ref`: which state of the articles a command reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Source:
    """What was chosen. `ref` None leaves it to KB_CONTENT_REF."""

    worktree: bool
    ref: str | None

    def settings(self) -> Settings:
        """The settings with the chosen ref. Raises ConfigError."""
        from kb.settings import load_settings

        return load_settings() if self.ref is None else load_settings(content_ref=self.ref)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add both options and pass them as one parameter `source`."""

    @click.option(
        "--worktree", is_flag=True, help="Read the folder as it is on disk: drafts, or no git."
    )
    @click.option("--ref", metavar="REF", help="Branch, tag or commit instead of KB_CONTENT_REF.")
    @wraps(command)
    def with_source(*args: Any, worktree: bool, ref: str | None, **options: Any) -> Any:
        if worktree and ref is not None:
            raise click.UsageError("--worktree reads no commit: leave out --ref, or --worktree.")
        return command(*args, source=Source(worktree, ref), **options)

    return with_source
