"""Which branch is published, and how the newest commits of it come into the repository."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from kb.errors import RepositoryError
from kb.ingest.git import quiet_environment, require_repository, run_git

#: The whole of a fetch, for a server that never answers must not hold up publishing for ever.
FETCH_S = 120.0
#: Ways of access that run no program of the address's own choosing, as `ext::` would.
_PROTOCOLS = "file:git:http:https:ssh"
#: What says how to sign in; everything else of git's environment may belong to another repository.
_SIGN_IN = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS")
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@|[^/@\s'\"]+:[^/@\s'\"]*@")


def branch_of(repo: Path, ref: str, remote: str = "") -> str:
    """The branch whose pushes change what a ref names, without `refs/heads/`; empty for none.

    `HEAD` is the branch that stands there, `origin/main` of the remote `origin` is `main`. A tag or
    a commit looks like a branch that nobody pushes to. Raises RepositoryError.
    """
    if ref == "HEAD":
        found = run_git(repo, "symbolic-ref", "--quiet", "HEAD", ok=(0, 1))
        ref = found.decode("utf-8", "replace").strip()
    for prefix in ("refs/heads/", f"refs/remotes/{remote}/", f"{remote}/"):
        if remote or prefix == "refs/heads/":
            ref = ref.removeprefix(prefix)
    return "" if ref == "HEAD" else ref


def fetch(repo: Path, remote: str, ref: str, limit_s: float = FETCH_S) -> None:
    """Bring the published branch up to date, also after a forced push.

    remote: a name of the repository's configuration, or an address. Raises RepositoryError: the
    branch is checked out, cannot be named, or git fails or takes longer than the limit.
    """
    require_repository(repo)
    branch = branch_of(repo, ref, remote)
    if not branch or branch.startswith("-") or not _is_branch(repo, branch):
        raise RepositoryError(f"{ref!r} names no branch that could be fetched; see KB_CONTENT_REF.")
    tracking = ref in {f"{remote}/{branch}", f"refs/remotes/{remote}/{branch}"}
    target = f"refs/remotes/{remote}/{branch}" if tracking else f"refs/heads/{branch}"
    if not tracking and _is_checked_out(repo, target):
        raise RepositoryError(
            f"{branch} is checked out in {repo}, and fetching must not change files under "
            f"somebody's hands. Set KB_CONTENT_REF={remote}/{branch}, or use a bare clone."
        )
    _fetch(repo, remote, f"+refs/heads/{branch}:{target}", limit_s)


def fetch_branches(repo: Path, remote: str, place: str, limit_s: float = FETCH_S) -> None:
    """Bring every branch of a remote up to date, for who wants to look at one.

    They go where the remote's branches always go; those of a remote that is known by its address
    alone go under `place`, such as `refs/remotes/elsewhere`. Raises RepositoryError.
    """
    require_repository(repo)
    names = run_git(repo, "remote").decode("utf-8", "replace").split()
    under = f"refs/remotes/{remote}" if remote in names else place
    _fetch(repo, remote, f"+refs/heads/*:{under}/*", limit_s)


def _is_branch(repo: Path, branch: str) -> bool:
    return bool(
        run_git(repo, "check-ref-format", "--normalize", f"refs/heads/{branch}", ok=(0, 1)).strip()
    )


def _is_checked_out(repo: Path, target: str) -> bool:
    listing = run_git(repo, "worktree", "list", "--porcelain").decode("utf-8", "replace")
    places = [place.splitlines() for place in listing.split("\n\n")]
    return any(f"branch {target}" in place and "bare" not in place for place in places)


def _fetch(repo: Path, remote: str, refspec: str, limit_s: float) -> None:
    # No hooks and no submodules: what is fetched is read, never run.
    command = [
        "git", "-C", str(repo), "-c", "core.hooksPath=/dev/null", "-c", "gc.autoDetach=false",
        "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
        "--end-of-options", remote, refspec,
    ]  # fmt: skip
    kept = {name: os.environ[name] for name in _SIGN_IN if name in os.environ}
    try:
        running = subprocess.Popen(
            command,
            env=quiet_environment() | kept | {"GIT_ALLOW_PROTOCOL": _PROTOCOLS},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            # ssh has no terminal to ask on, and the whole group can be ended.
            start_new_session=True,
        )
    except OSError as exc:
        raise RepositoryError(f"`git` could not be started: {exc}.") from exc
    try:
        _, said = running.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        raise RepositoryError(
            f"Fetching from {_shown(remote)} took longer than {limit_s:.0f} s and was stopped."
        ) from None
    if running.returncode:
        words = _shown(said.decode("utf-8", "replace").strip()) or "no message"
        raise RepositoryError(f"Fetching from {_shown(remote)} failed: {words}")


def _shown(text: str) -> str:
    """Without the password of an address."""
    return _PASSWORD.sub("", text)
