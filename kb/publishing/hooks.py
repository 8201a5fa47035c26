"""Hooks of the content repository that start publishing after a commit, a merge or a push.

They end at once and never with an error: git waits for no publish, and no publish stops a commit.
"""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ConfigError, RepositoryError
from kb.ingest.git import require_repository, run_git
from kb.publishing.handover import command as handover

NAMES = ("post-commit", "post-merge", "post-receive")
LOG = "hook.log"
#: The first line of ours after the shell's; without it a hook is somebody else's.
MARK = "# Podpowiedź publishes the articles; `kb hooks uninstall` takes this away."
#: Where hooks go that were here before: a folder, so that each keeps the name it may look at.
_EARLIER = "before-podpowiedz"


@dataclass(frozen=True, slots=True)
class Installed:
    """folder: of the hooks. written, chained: names of ours, and of those with one before them.

    in_tree: the folder belongs to the files of the repository, so ours may be committed.
    """

    folder: Path
    written: tuple[str, ...]
    chained: tuple[str, ...]
    in_tree: bool


def install(
    repo: Path,
    data_dir: Path,
    settings: Mapping[str, str],
    env_file: Path | None = None,
    python: str = sys.executable,
) -> Installed:
    """Write the hooks, or write them anew; each that is there already runs before ours.

    settings: variables that publishing needs, no secrets, for they stand in the files. env_file:
    is read instead at each run. Raises RepositoryError, ConfigError: nothing was changed.
    """
    folder = _hooks_folder(repo)
    for name in NAMES:
        _require_room(folder, name)
    chained = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            ours, earlier = folder / name, folder / _EARLIER / name
            if ours.exists() and not _is_ours(ours):
                earlier.parent.mkdir(exist_ok=True)
                ours.rename(earlier)
            if earlier.exists():
                chained.append(name)
            _write(ours, _script(name, data_dir.resolve(), settings, env_file, python))
    except OSError as exc:
        raise ConfigError(f"The hooks in {folder} cannot be written: {exc}.") from exc
    return Installed(folder, NAMES, tuple(chained), _is_in_tree(repo, folder))


def are_installed(repo: Path) -> bool:
    """Whether commits of this repository start publishing by a hook of ours."""
    try:
        folder = _hooks_folder(repo)
    except (ConfigError, RepositoryError):
        return False
    return any(_is_ours(folder / name) for name in NAMES)


def uninstall(repo: Path) -> tuple[str, ...]:
    """Take our hooks away and put back what was there before. The names of those taken away."""
    folder = _hooks_folder(repo)
    gone = []
    try:
        for name in NAMES:
            ours, earlier = folder / name, folder / _EARLIER / name
            if not _is_ours(ours):
                continue
            if earlier.exists():
                earlier.replace(ours)
            else:
                ours.unlink()
            gone.append(name)
        if (folder / _EARLIER).is_dir() and not any((folder / _EARLIER).iterdir()):
            (folder / _EARLIER).rmdir()
    except OSError as exc:
        raise ConfigError(f"The hooks in {folder} cannot be removed: {exc}.") from exc
    return tuple(gone)


def _hooks_folder(repo: Path) -> Path:
    """Where git looks for this repository's hooks, its worktrees' included.

    Raises ConfigError where other repositories look there too.
    """
    require_repository(repo)
    said = os.fsdecode(run_git(repo, "rev-parse", "--git-path", "hooks")).rstrip("\n")
    folder = (repo / said).resolve()
    configured = run_git(repo, "config", "--get", "core.hooksPath", ok=(0, 1))
    own = run_git(repo, "config", "--local", "--get", "core.hooksPath", ok=(0, 1))
    if configured and not own:
        raise ConfigError(
            f"core.hooksPath of your account or this machine is {folder}, where other repositories "
            "look for hooks too. Give this one its own: `git config core.hooksPath .git/hooks`, "
            "or use KB_PUBLISH_POLL_S."
        )
    return folder


def _require_room(folder: Path, name: str) -> None:
    """Raise ConfigError where a hook is there that cannot be kept by running it before ours."""
    there, earlier = folder / name, folder / _EARLIER / name
    if there.is_symlink():
        raise ConfigError(
            f"{there} is a symbolic link, of a tool that manages hooks. Nothing was changed. Let "
            "that tool run `kb publish --wait`, or use KB_PUBLISH_POLL_S."
        )
    if there.is_dir():
        raise ConfigError(f"{there} is a folder. Nothing was changed.")
    if there.exists() and not _is_ours(there) and earlier.exists():
        raise ConfigError(
            f"{there} was written by something else after `kb hooks install`, and {earlier} is "
            "kept from before. Nothing was changed. Remove the one that is not needed."
        )


def _is_ours(path: Path) -> bool:
    try:
        return MARK.encode() in path.read_bytes()[:300]
    except OSError:
        return False


def _is_in_tree(repo: Path, folder: Path) -> bool:
    said = run_git(repo, "rev-parse", "--show-toplevel", ok=(0, 128))
    top = os.fsdecode(said).rstrip("\n")
    git = (
        repo / os.fsdecode(run_git(repo, "rev-parse", "--git-common-dir")).rstrip("\n")
    ).resolve()
    return bool(top) and folder.is_relative_to(Path(top).resolve()) and git not in folder.parents


def _script(
    name: str,
    data_dir: Path,
    settings: Mapping[str, str],
    env_file: Path | None,
    python: str,
) -> str:
    quoted = shlex.quote
    if env_file is None:
        given = [f"export {key}={quoted(value)}" for key, value in sorted(settings.items())]
    else:
        # A dot without a slash would look for the file in PATH.
        given = ["set -a", f". {quoted(str(env_file.resolve()))}", "set +a"]
    folder = data_dir / "publishing"
    command = handover(data_dir, "publish", "--wait", "--keep-rollback", python=python)
    lines = [
        "#!/bin/sh",
        MARK,
        f'earlier="$(dirname -- "$0")/{_EARLIER}/{name}"',
        "code=0",
        'if [ -x "$earlier" ]; then "$earlier" "$@" || code=$?; fi',
        # In a shell of its own: whatever is wrong here, the commit stands and git goes on.
        "(",
        f"  log={quoted(str(folder))}",
        '  mkdir -p "$log" || exit 0',
        f'  log="$log/{LOG}"',
        f'  [ "$(wc -c <"$log" 2>/dev/null || echo 0)" -lt {1 << 20} ] || : >"$log"',
        '  exec >>"$log" 2>&1',
        *[f"  {line}" for line in given],
        "  cd /",
        f"  {{ date; exec nohup {shlex.join(command)}; }} &",
        ") </dev/null >/dev/null 2>&1 || :",
        'exit "$code"',
    ]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    """Replace a hook at once, so that git never runs half of one."""
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(scratch).chmod(0o755)
        Path(scratch).replace(path)
    except OSError:
        Path(scratch).unlink(missing_ok=True)
        raise
