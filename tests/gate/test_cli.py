"""`kb check --against` as it is called: exit codes, formats, the comment, the files of docs/ci."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from kb.cli import main
from tests.bases import Base, article, new_base
from tests.gate.test_gate import BROKEN, FILES, commit

CI = Path(__file__).parents[2] / "docs/ci"


@pytest.fixture
def base(tmp_path: Path) -> Base:
    made = new_base(tmp_path, FILES)
    commit(made, BROKEN, "Nowa treść")
    return made


def run(base: Base, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", *options], env=base.environment())


def test_a_regression_fails_with_a_line_and_a_table(base: Base) -> None:
    result = run(base, "--against", "main~1", "--language", "pl")

    assert result.exit_code == 1
    assert "golden.yaml:2:1 błąd golden-worse" in result.output
    assert "Golden-Accept: powód" in result.output


def test_against_itself_it_passes(base: Base) -> None:
    assert run(base, "--against", "main").exit_code == 0


def test_json_is_one_document(base: Base) -> None:
    result = run(base, "--against", "main~1", "--format", "json")
    found = json.loads(result.stdout)

    assert found["passed"] is False
    assert found["against"]["passed"] is False
    assert [one["rule"] for one in found["problems"]].count("golden-worse") == 1


def test_the_comment_is_what_the_format_markdown_prints(base: Base, tmp_path: Path) -> None:
    comment = tmp_path / "comment.md"
    printed = run(base, "--against", "main~1", "--format", "markdown")
    run(base, "--against", "main~1", "--comment", str(comment))

    assert printed.exit_code == 1
    assert comment.read_text("utf-8") == printed.stdout
    assert comment.read_text("utf-8").startswith("### ❌ ")


@pytest.mark.parametrize("options", [["--format", "markdown"], ["--comment", "x.md"]])
def test_a_comment_without_a_comparison_is_refused(base: Base, options: list[str]) -> None:
    result = run(base, *options)

    assert result.exit_code == 2
    assert "--against" in result.output
    assert not Path("x.md").exists()


def test_a_comment_that_cannot_be_written_is_an_error_in_words(base: Base, tmp_path: Path) -> None:
    result = run(base, "--against", "main~1", "--comment", str(tmp_path / "nie" / "ma.md"))

    assert result.exit_code == 1
    assert "ma.md" in result.output
    assert "Traceback" not in result.output


def test_nothing_that_is_served_is_touched(base: Base) -> None:
    base.publish()
    before = (base.pointer(), sorted(path.name for path in base.index.iterdir()))
    run(base, "--against", "main~1")

    assert (base.pointer(), sorted(path.name for path in base.index.iterdir())) == before
    assert [path.name for path in (base.data / "gate").glob(".building-*")] == []


@pytest.mark.parametrize(
    ("file", "job"), [("github-actions.yml", "golden"), ("gitlab-ci.yml", "golden-questions")]
)
def test_the_ready_files_ask_with_a_comment(
    base: Base, tmp_path: Path, file: str, job: str
) -> None:
    raw = yaml.safe_load((CI / file).read_text("utf-8"))
    found = raw["jobs"][job] if "jobs" in raw else raw[job]
    lines = (
        [step.get("run", "") for step in found["steps"]] if "steps" in found else found["script"]
    )
    (line,) = [one for one in lines if "kb check" in one]
    _, _, *options = shlex.split(line)
    at, comment = options.index("--against") + 1, options.index("--comment") + 1
    options[at], options[comment] = "main~1", str(tmp_path / "comment.md")

    assert run(base, *options).exit_code == 1
    assert "golden-worse" not in (tmp_path / "comment.md").read_text("utf-8")
    assert "termin-zwrotu" in (tmp_path / "comment.md").read_text("utf-8")


#: What numpy would start threads for, before a process is forked.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
two_processors = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="needs Linux and a second processor",
)
_READ = """\
import kb.checking as checking, kb.wiring, kb.settings
settings = kb.settings.load_settings()
given = kb.wiring.read_snapshot(settings), settings.default_audience
alone = checking.check_all(*given)[1]
assert alone
"""
_RULES_BESIDE = """\
own = checking.check_all
with checking.checking_beside(*given) as found:
    checking.check_all = None  # this process must not need it
    beside = found()
assert beside == alone, (beside, alone)
"""
_COMPARED_BESIDE = """\
checking.LARGE = 1
forked = []
own = checking._beside
def counted(*arguments):
    forked.append(arguments)
    return own(*arguments)
checking._beside = counted
assert checking.check_all(*given)[1] == alone
assert forked
"""


@two_processors
@pytest.mark.parametrize("code", [_RULES_BESIDE, _COMPARED_BESIDE], ids=["rules", "compared"])
def test_a_second_process_finds_the_same(base: Base, code: str) -> None:
    base.commit({"zwroty/inny.md": article("Zwroty", "Na zwrot towaru masz 14 dni.")})
    environment = {**os.environ, **base.environment(), **ONE_THREAD}
    done = subprocess.run(
        [sys.executable, "-c", _READ + code],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
