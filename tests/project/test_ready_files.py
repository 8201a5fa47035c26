"""The files of docs/ci are what they say: they can be read, and their commands exist and run."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from kb import __version__
from kb.cli import main
from kb.settings import Settings
from tests.bases import Base, new_base

ROOT = Path(__file__).parents[2]
CI = ROOT / "docs/ci"
KB = re.compile(r"(?:\S*/)?kb (.+)")
SETTINGS = {f"KB_{name.upper()}" for name in Settings.model_fields}
BROKEN = {"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def github() -> tuple[list[str], dict[str, str]]:
    job = read(CI / "github-actions.yml")["jobs"]["check"]
    return [step["run"] for step in job["steps"] if "run" in step], job["env"]


def gitlab() -> tuple[list[str], dict[str, str]]:
    job = read(CI / "gitlab-ci.yml")["check-articles"]
    own = {name: value for name, value in job["variables"].items() if name.startswith("KB_")}
    return job["script"], own


def pre_commit() -> tuple[list[str], dict[str, str]]:
    return [hook["entry"] for hook in read(ROOT / ".pre-commit-hooks.yaml")], {}


FILES = {"github": github, "gitlab": gitlab, "pre-commit": pre_commit}
every = pytest.mark.parametrize("name", FILES)


def kb_commands(lines: list[str]) -> list[list[str]]:
    return [shlex.split(found[1]) for line in lines if (found := KB.fullmatch(line))]


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path)


@every
def test_their_commands_and_settings_exist(name: str) -> None:
    lines, settings = FILES[name]()
    commands = kb_commands(lines)

    assert commands
    for first, *options in commands:
        command = main.commands[first]
        with click.Context(command) as context:
            command.parse_args(context, options)
    assert set(settings) <= SETTINGS


@every
def test_their_commands_pass_good_articles_and_stop_bad_ones(name: str, base: Base) -> None:
    lines, settings = FILES[name]()
    own = settings | {"KB_CONTENT_REPO": str(base.repo), "KB_ARTICLES": "pomoc"}
    (command,) = kb_commands(lines)

    good = CliRunner().invoke(main, command, env=own)
    base.commit(BROKEN)
    bad = CliRunner().invoke(main, command, env=own)

    assert good.exit_code == 0, good.output
    assert bad.exit_code == 1
    assert "zwroty/zly.md" in bad.output


@every
def test_other_programs_that_they_run_are_there(name: str) -> None:
    for line in FILES[name]()[0]:
        for script in re.findall(r"sh (\.ci/\S+?)\)?$", line):
            assert (ROOT / script).is_file()
        subprocess.run(["sh", "-nc", line], check=True)


def test_the_example_of_pre_commit_names_a_hook_that_there_is() -> None:
    (repo,) = read(CI / "pre-commit-config.yaml")["repos"]
    offered = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}

    assert [hook["id"] for hook in repo["hooks"]] == list(offered)
    assert repo["rev"] == f"v{__version__}"
    needed = {"id", "name", "entry", "language"}
    for hook in offered.values():
        assert needed <= hook.keys()
        assert re.search(hook["files"], "zwroty/koszt-zwrotu.md")


def test_a_check_before_a_commit_reads_what_is_about_to_be_committed(base: Base) -> None:
    ((command),) = kb_commands(pre_commit()[0])
    (base.repo / "pomoc/zwroty/zly.md").write_text(BROKEN["zwroty/zly.md"])

    own = {"KB_CONTENT_REPO": str(base.repo), "KB_ARTICLES": "pomoc"}
    assert CliRunner().invoke(main, command, env=own).exit_code == 1


def test_github_reads_its_file_for_pull_requests_and_may_only_read() -> None:
    # YAML 1.1 takes the key `on` for a truth value.
    workflow = read(CI / "github-actions.yml")

    assert set(workflow[True]) == {"pull_request", "push"}
    assert workflow["permissions"] == {"contents": "read"}
    depths = [step["with"].get("fetch-depth") for step in workflow["jobs"]["check"]["steps"][:1]]
    assert depths == [0]
