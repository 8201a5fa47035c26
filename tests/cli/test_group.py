"""The command as a whole: errors, exit codes, start-up, completion, the server's start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import kb
from kb import errors
from kb.cli import main
from kb.cli.exits import EXIT_CODES, exit_code
from kb.errors import KbError
from tests.cli.conftest import Base
from tests.project.imports import ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb.cli", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def all_errors() -> list[type[KbError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, KbError) and kind is not KbError]


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_has_an_exit_code_of_its_own_or_of_its_parent(kind: type[KbError]) -> None:
    assert any(ancestor in EXIT_CODES for ancestor in kind.__mro__)


def test_the_most_specific_type_decides() -> None:
    assert exit_code(errors.PublishError("x")) == 5
    assert exit_code(errors.PublishBusy("x")) == 6
    assert exit_code(errors.IndexCorrupt("x")) == 7


def test_an_unknown_setting_is_a_configuration_error(published: Base) -> None:
    done = published.kb("status", KB_CONTENT_REPOS="x")

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: Unknown setting KB_CONTENT_REPOS.")
    assert done.stderr.count("\n") == 1


def test_an_unknown_ref_is_a_repository_error(published: Base) -> None:
    done = published.kb("publish", "--ref", "nie-ma")

    assert done.exit_code == 3
    assert "has no branch, tag or commit 'nie-ma'" in done.stderr


def test_searching_before_publishing_says_what_to_do(unpublished: Base) -> None:
    done = unpublished.kb("search", "zwrot")

    assert done.exit_code == 7
    assert done.stderr == "Error: Nothing has been published yet. Run `kb publish`.\n"


def test_another_model_than_the_one_that_built_the_index_is_refused(published: Base) -> None:
    done = published.kb("search", "zwrot", KB_EMBEDDER="e5-small")

    assert done.exit_code == 7
    assert "Run `kb publish`" in done.stderr


def test_an_interruption_is_quiet(published: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.wiring.open_library", interrupted)

    done = published.kb("search", "zwrot")

    assert done.exit_code == 130
    assert done.output == ""


def test_a_reader_that_goes_away_is_no_error(published: Base) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kb.cli", "status"],
        cwd=ROOT, env={**os.environ, **published.settings},
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)

    assert done.returncode == 141
    assert done.stderr == ""


def test_the_version_is_that_of_the_library(published: Base) -> None:
    assert published.kb("--version").stdout == f"kb, version {kb.__version__}\n"


def test_help_starts_fast_and_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom kb.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sorted(sys.modules))"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    took = time.perf_counter() - started

    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert not loaded & {"numpy", "onnxruntime", "pydantic", "torch", "kb.settings", "kb.wiring"}
    # Alone it takes a third of this; other tests run beside it.
    assert took < 1.0


def test_a_search_loads_neither_pytorch_nor_what_drags_it_in(published: Base) -> None:
    program = (
        "import sys\nfrom kb.cli import main\n"
        "try:\n    main(['search', 'zwrot'])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env={**os.environ, **published.settings}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert not loaded & {"llama_index", "sentence_transformers", "spacy", "torch"}


def commands_within(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from commands_within(command)


@pytest.mark.parametrize("found", list(commands_within(main)), ids=lambda command: command.name)
def test_every_command_and_option_says_what_it_does(found: click.Command) -> None:
    assert found.help
    options = [one for one in found.params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize(
    ("shell", "sign"),
    [("bash", "complete -o"), ("zsh", "#compdef kb"), ("fish", "complete --no-files")],
)
def test_each_shell_gets_its_completion_script(shell: str, sign: str) -> None:
    done = run("completion", shell)

    assert done.returncode == 0
    assert sign in done.stdout
    assert "_KB_COMPLETE" in done.stdout


def test_completion_offers_commands() -> None:
    done = run(_KB_COMPLETE="bash_complete", COMP_WORDS="kb se", COMP_CWORD="1")

    assert done.stdout.split() == ["plain,search", "plain,serve"]


def test_serve_becomes_the_web_server(published: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, list[str], str | None]] = []

    def execv(path: str, arguments: list[str]) -> None:
        called.append((path, arguments, os.environ.get("KB_WORKERS")))

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.setenv("KB_WORKERS", "1")
    monkeypatch.setenv("KB_WORKER", "false")

    published.kb("serve", "--host", "0.0.0.0", "--port", "8080", "--workers", "3")
    published.kb("serve")

    module = [sys.executable, "-m", "webapp"]
    assert called[0] == (sys.executable, [*module, "--host", "0.0.0.0", "--port", "8080"], "3")
    assert called[1][1] == module


def test_serve_reports_a_wrong_setting_as_the_server_does(tmp_path: Path) -> None:
    done = run("serve", "--port", "8000", KB_NOT_A_SETTING="1", KB_DATA_DIR=str(tmp_path))

    assert done.returncode == 2
    assert "Unknown setting KB_NOT_A_SETTING" in done.stderr


def test_a_missing_model_is_a_warning_in_one_line(
    published: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise errors.ConfigError("The model is gone.")

    monkeypatch.setattr("kb.wiring.query_encoder", broken)

    done = published.kb("search", "zwrot towaru")

    assert done.stderr == (
        "Warning: the embedding model cannot be loaded; searching by words alone "
        "(The model is gone.)\n"
    )
    assert "w uproszczony sposób" in done.stdout
