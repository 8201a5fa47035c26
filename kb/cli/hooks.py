"""`kb hooks`: publishing starts by itself after a commit, a merge or a push."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.settings import Settings

#: What publishing depends on, and what may stand in a file that others read.
_NEEDED = (
    "content_repo", "content_ref", "articles", "default_audience", "data_dir", "qdrant_url",
    "embedder", "keep_generations",
)  # fmt: skip
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def hooks() -> None:
    """Publish after each commit, merge and push, by hooks of the content repository.

    A hook starts publishing in the background and ends at once; a commit never waits and never
    fails by it. What it said is in publishing/hook.log of the data folder, how it ended in
    `kb status`.
    """


@hooks.command()
@click.option("--repo", type=_FOLDER, help="Repository instead of KB_CONTENT_REPO.")
@click.option(
    "--env-file", type=_FILE,
    help="File of KB_… settings that the hooks read; without it they hold today's, no secrets.",
)  # fmt: skip
def install(repo: Path | None, env_file: Path | None) -> None:
    """Write post-commit, post-merge and post-receive hooks, or write them anew.

    A hook that is there stays and runs first. Where that cannot be, nothing is changed.
    """
    from kb.publishing.hooks import install as write
    from kb.settings import load_settings

    settings = load_settings(**({} if repo is None else {"content_repo": repo}))
    done = write(
        settings.content_repo,
        settings.data_dir,
        {} if env_file else _variables(settings),
        env_file,
    )
    click.echo(f"Written to {done.folder}: {', '.join(done.written)}.")
    if done.chained:
        click.echo(f"Hooks that were there run first: {', '.join(done.chained)}.")
    if done.in_tree:
        click.echo("That folder belongs to the repository's files: these hooks are this machine's.")
    click.echo(f"What they say: {settings.data_dir.resolve() / 'publishing' / 'hook.log'}")
    if settings.content_ref == "HEAD" and not env_file:
        click.echo(
            "Note: KB_CONTENT_REF is HEAD, so a commit on any branch goes live. Name the branch "
            "that customers see, for example KB_CONTENT_REF=main, and install them again.",
            err=True,
        )


@hooks.command()
@click.option("--repo", type=_FOLDER, help="Repository instead of KB_CONTENT_REPO.")
def uninstall(repo: Path | None) -> None:
    """Remove these hooks and put back those that were there before."""
    from kb.publishing.hooks import uninstall as remove
    from kb.settings import load_settings

    gone = remove(repo or load_settings().content_repo)
    click.echo(f"Removed: {', '.join(gone)}." if gone else "There is none of these hooks.")


def _variables(settings: Settings) -> dict[str, str]:
    """Raises ConfigError where a secret is needed."""
    from kb.errors import ConfigError

    if settings.qdrant_api_key:
        raise ConfigError(
            "KB_QDRANT_API_KEY is a secret and must not stand in a hook. Put the settings into a "
            "file that only you can read, and give it as --env-file."
        )
    found = settings.model_dump(include=set(_NEEDED), mode="json")
    # A hook runs in a folder of git's choosing.
    found |= {name: str(getattr(settings, name).resolve()) for name in ("content_repo", "data_dir")}
    return {f"KB_{name.upper()}": str(value) for name, value in found.items() if value is not None}
