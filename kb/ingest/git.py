"""Plain `git` by argument list: no shell, no prompts, no locks, no network, a time limit."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import RepositoryError

TIMEOUT_S = 60.0
#: The end of the year 9998, so that any time zone and a day more still fit.
_LAST_SECOND = 253_370_764_799


def require_repository(repo: Path) -> None:
    """Raise RepositoryError unless the folder is in a git repository, bare or not."""
    if not repo.is_dir():
        raise RepositoryError(f"There is no folder {repo}. Give the path of a git repository.")
    run_git(repo, "rev-parse", "--git-dir")


def run_git(
    repo: Path,
    *args: str,
    stdin: bytes = b"",
    ok: tuple[int, ...] = (0,),
    timeout_s: float = TIMEOUT_S,
) -> bytes:
    """Return what a git command prints.

    ok: exit codes that are no failure. Raises RepositoryError: no git, no repository, too slow,
    or with what git said.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(repo), *args],
            input=stdin,
            capture_output=True,
            timeout=timeout_s,
            env=quiet_environment(),
            check=False,
        )
    except FileNotFoundError as exc:
        raise RepositoryError("The program `git` was not found. Install git.") from exc
    except subprocess.TimeoutExpired as exc:
        raise RepositoryError(
            f"`git {args[0]}` in {repo} took longer than {timeout_s:.0f} s and was stopped. "
            "Check the disk, or run `git gc` there."
        ) from exc
    except OSError as exc:
        raise RepositoryError(f"`git` could not be started in {repo}: {exc}.") from exc
    if done.returncode in ok:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in said:
        raise RepositoryError(
            f"{repo} is not a git repository. Run `git init` there and commit the articles, "
            "or read the folder as it is (--worktree)."
        )
    raise RepositoryError(f"`git {args[0]}` failed in {repo}: {said or 'no message'}.")


def moment_of(seconds: bytes | str) -> datetime:
    """The moment (UTC) that git prints as seconds since 1970; a date that cannot be is the nearest
    that can."""
    try:
        written = int(seconds)
    except ValueError:
        written = 0
    return datetime.fromtimestamp(min(max(written, 0), _LAST_SECOND), UTC)


def quiet_environment() -> dict[str, str]:
    """The environment for git: nothing of another repository, no prompts, messages in English."""
    # A hook runs with GIT_DIR and the like set to its own repository; they must not leak in here.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(("GIT_CONFIG", "GIT_EXEC_PATH"))
    }
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        # What a commit names is what is read, whatever refs/replace says.
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }
