"""`kb hooks`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Base


def test_hooks_are_installed_and_removed(unpublished: Base) -> None:
    done = unpublished.kb("hooks", "install")

    assert done.exit_code == 0, done.output
    hook = (unpublished.repo / ".git/hooks/post-commit").read_text()
    assert f"export KB_DATA_DIR={unpublished.data}" in hook
    assert "export KB_CONTENT_REF=main" in hook

    assert "post-commit" in unpublished.kb("hooks", "uninstall").stdout
    assert unpublished.kb("hooks", "uninstall").stdout == "There is none of these hooks.\n"


def test_who_publishes_whatever_is_checked_out_is_warned(unpublished: Base) -> None:
    named = unpublished.kb("hooks", "install")
    anything = unpublished.kb("hooks", "install", KB_CONTENT_REF="HEAD")

    assert (named.exit_code, anything.exit_code) == (0, 0)
    assert "KB_CONTENT_REF" not in named.stderr
    assert "a commit on any branch goes live" in anything.stderr


def test_a_secret_never_stands_in_a_hook(unpublished: Base, tmp_path: Path) -> None:
    secrets = {"KB_QDRANT_API_KEY": "hush", "KB_DATABASE_URL": "postgresql://u:hush@h/n"}

    refused = unpublished.kb("hooks", "install", **secrets)
    assert refused.exit_code == 2
    assert "--env-file" in refused.stderr

    file = tmp_path / "podpowiedz.env"
    file.write_text("KB_QDRANT_API_KEY=hush\n")
    assert unpublished.kb("hooks", "install", "--env-file", str(file), **secrets).exit_code == 0
    assert "hush" not in (unpublished.repo / ".git/hooks/post-commit").read_text()
