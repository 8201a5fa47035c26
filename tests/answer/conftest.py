"""A published shop, and the draft engine over it as a server holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from kb.answer.model import Channel, Draft
from kb.answer.request import Request
from kb.answer.suggest import Assistant
from kb.search.sparse import copy_tree
from kb.wiring import migrate, open_assistant
from tests.answer.shop import ARTICLES
from tests.bases import Base, Clock, few_foreign_questions, new_base

Suggest = Callable[..., Draft]


@dataclass(frozen=True)
class Desk:
    """A base of one's own, the engine over it, and the clock that lets it see what is new."""

    base: Base
    assistant: Assistant
    clock: Clock

    def republish(self, files: dict[str, str | bytes | None]) -> None:
        self.base.commit(files)
        self.base.publish()
        self.clock.pass_a_second()

    def suggest(self, message: str) -> Draft:
        return self.assistant.suggest(Request((message,)))


@pytest.fixture(scope="session")
def shop(quick_folder: Path) -> Base:
    """A published shop for all tests; do not change it."""
    made = new_base(Path(mkdtemp(dir=quick_folder)) / "shop", ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        few_foreign_questions(patch)
        made.publish()
    migrate(made.settings())
    return made


@pytest.fixture(scope="session")
def assistant(shop: Base) -> Iterator[Assistant]:
    with shop.library() as library:
        yield open_assistant(shop.settings(), library)


@pytest.fixture
def suggest(assistant: Assistant) -> Suggest:
    """The draft for messages, by e-mail unless told otherwise."""

    def draft(*messages: str, channel: Channel = Channel.EMAIL, **others: Any) -> Draft:
        return assistant.suggest(Request(messages, channel, **others))

    return draft


@pytest.fixture
def desk(quick_path: Path, shop: Base, clock: Clock) -> Iterator[Desk]:
    copy_tree(shop.root, quick_path / "desk")
    base = Base(quick_path / "desk")
    with base.library() as library:
        yield Desk(base, open_assistant(base.settings(), library), clock)
