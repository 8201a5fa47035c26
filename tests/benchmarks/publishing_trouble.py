"""A base that changes while something happens to its publishers, and what is served of it then."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kb.errors import PublishBusy, PublishError, PublishQueued
from kb.model import Audience
from kb.reader import Reader
from kb.wiring import run_publish
from tests.bases import Base, article, few_foreign_questions, new_base

KILLED, DONE, REFUSED = -signal.SIGKILL, 0, 3
_ARTICLES = 12


def _text(number: int, place: int) -> str:
    return article(f"Artykuł {place}", f"Wydanie {number} zasad obowiązuje w sklepie {place}.")


@dataclass
class Trouble:
    """A base and what happens to it. commits: full SHA → number of its change."""

    base: Base
    chance: random.Random
    commits: dict[str, int] = field(default_factory=dict)
    number: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def commit(self) -> str:
        """Change every article; the full SHA."""
        self.number += 1
        files: dict[str, str | bytes | None] = {
            f"a/artykul-{place}.md": _text(self.number, place) for place in range(_ARTICLES)
        }
        files["wewnetrzne/tajne.md"] = article(
            "Tajne", f"Wydanie {self.number} procedury.", audience="internal"
        )
        sha = self.base.commit(files)
        self.commits[sha] = self.number
        return sha

    def fork(self, work: Callable[[], object]) -> int:
        """Start work in a process of its own; its id. It ends with DONE, REFUSED or 1."""
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            os.setpgid(0, 0)
            few_foreign_questions(pytest.MonkeyPatch())
            work()
            code = DONE
        except (PublishBusy, PublishQueued, PublishError) as error:
            print(error, file=sys.stderr)
            code = REFUSED
        finally:
            os._exit(code)

    def publisher(self, wait: bool = False) -> int:
        return self.fork(lambda: run_publish(self.base.settings(), wait=wait))

    def served(self) -> int | None:
        """The change that is served, None where it is a mixture or cannot be opened."""
        read, write = os.pipe()
        pid = self.fork(lambda: os.write(write, b"%d" % _served(self.base, self.commits)))
        os.close(write)
        code = ended(pid)
        said = os.read(read, 20)
        os.close(read)
        return int(said) if code == DONE and said else None

    def check(self, what: str, *before: int | None) -> None:
        """Count what is served after some trouble; a fault unless it is whole.

        before: the changes that may be served besides the newest one.
        """
        found = self.served()
        if found == self.number:
            self.outcomes[f"{what}: new commit"] += 1
        elif found is not None and found in before:
            self.outcomes[f"{what}: old commit"] += 1
        else:
            self.faults.append(f"{what}, change {self.number}: {found} is served, before {before}")

    def settle(self, what: str) -> None:
        """One undisturbed publish: the newest commit, and nothing left behind."""
        code = ended(self.publisher(wait=True))
        found = self.served()
        left = [*self.base.left_behind(), *self.base.copies()]
        if code != DONE or found != self.number or left:
            self.faults.append(f"after {what}: code {code}, {found} of {self.number}, left {left}")


def _served(base: Base, commits: Mapping[str, int]) -> int:
    """The one change of which everything is that a library gives. Raises what is wrong."""
    with base.library() as library:
        (number,) = {change_of(library.reader(audience), commits) for audience in Audience}
    return number


def change_of(reader: Reader, commits: Mapping[str, int]) -> int:
    """The one change of which everything is that an audience is given. Raises what is wrong."""
    result = reader.search("wydanie zasad procedury", limit=20)
    numbers = {commits[reader.manifest.commit], commits[result.commit]}
    for item in reader.articles():
        page = reader.article(item.slug)
        numbers.add(commits[page.commit])
        numbers.add(int(page.html.partition("Wydanie")[2].split()[0].strip("\u00a0")))
    texts = [hit.passage.text for hit in result.hits]
    numbers |= {int(text.partition("Wydanie ")[2].split()[0]) for text in texts}
    (number,) = numbers
    return number


def ended(pid: int) -> int:
    """Wait for a process; its exit code, or a signal's number with a minus."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def started_base(root: Path, chance: random.Random) -> Trouble:
    """A base without articles; the commit that it begins with is change 0."""
    trouble = Trouble(new_base(root, {"kb.toml": 'name = "Sklep"\n'}), chance)
    trouble.commits[trouble.base.git("rev-parse", "HEAD")] = 0
    return trouble
