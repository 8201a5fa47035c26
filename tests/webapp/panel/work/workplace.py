"""What customers, editors and the worker do, and a page of the desk as its reader has it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from kb.desk_wiring import open_outbox
from kb.inbox.conversations import opened
from kb.inbox.drafting import Drafter
from kb.inbox.model import Opened
from kb.review.history import current
from kb.review.model import Reviewed
from kb.review.store import propose
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.wiring import open_assistant, open_library
from tests.answer.shop import ARTICLES
from tests.bases import Base
from tests.bases import Clock as Seconds
from tests.webapp.panel.conftest import Clock, PanelClient
from webapp.serving import Serving, serving

LETTER = "Dzień dobry, ile mam czasu na zwrot towaru?\nAnna Kowal\ntel. 600 100 200"
TERM = "Na zwrot towaru masz 30 dni od otrzymania przesyłki."
INVENTED = "Zwrot przyjmiemy także po roku."
DAMAGED = "Paczka przyszła uszkodzona, składam reklamację! Oddam sprawę do sądu."
_keys = count()


class Workplace:
    """What customers and the worker do, and how a page of the desk is read and sent."""

    def __init__(self, app: Flask, store: Store, clock: Clock) -> None:
        self.app = app
        self.store = store
        self.clock = clock

    def write(self, text: str = LETTER, **fields: Any) -> str:
        """A message of a customer; its number, that of its conversation if it opens one."""
        given = {"language": "pl", "topic": "", "email": "anna@poczta.example"} | fields
        sent = NewMessage(key=f"w{next(_keys)}", text=text, **cast("Any", given))
        self.clock.forward(seconds=1)
        return add_message(self.store, sent, self.clock()).number

    def work(self) -> None:
        """Let the worker make every draft that waits."""
        self.clock.forward(seconds=1)

        def keep(number: str, message: str, proposal: Any, now: datetime) -> str:
            return propose(self.store, number, message, proposal, now)

        with self.app.app_context():
            engine = serving().assistant
        drafter = Drafter(self.store, engine.propose, keep, self.clock)
        while drafter.work_once():
            pass

    def drafted(self, text: str = LETTER, **fields: Any) -> str:
        """A conversation with a draft that waits for a decision."""
        number = self.write(text, **fields)
        self.work()
        return number

    def draft(self, number: str) -> Reviewed:
        found = current(self.store, number)
        assert found is not None
        return found

    def case(self, number: str) -> Opened:
        return opened(self.store, number, self.clock())

    def replies(self, number: str) -> list[str]:
        """The answers that stand in a conversation, hence are sent or will be."""
        return [one.text for one in self.case(number).entries if one.direction == "out"]

    def send(self) -> None:
        """Let the worker hand over every reply whose time has come."""
        with self.app.app_context():
            state = serving()
        open_outbox(state.settings, state.library, self.store, self.clock).send_due()

    def later(self, **by: float) -> None:
        self.clock.now += timedelta(**by)


class Editors:
    """A shop of one's own, whose articles change while agents work."""

    def __init__(self, state: Serving, base: Base, seconds: Seconds) -> None:
        self._serving = state
        self.base = base
        self._seconds = seconds
        self._open()

    def publish(self, files: Mapping[str, str | bytes | None]) -> None:
        """Change articles, and let the server see it."""
        self.base.commit(files)
        self.base.publish()
        self._seconds.pass_a_second()

    def set(self, lines: str) -> None:
        """More of kb.toml."""
        self.publish({"kb.toml": f"{ARTICLES['kb.toml']}\n{lines}\n"})

    def lose_everything(self) -> None:
        """The index is gone, as it is when its disk is."""
        self.close()
        shutil.rmtree(self.base.index)
        self._open()

    def close(self) -> None:
        self._serving.library.close()

    def _open(self) -> None:
        settings = self.base.settings()
        state = self._serving
        state.library = open_library(settings)
        state.assistant = open_assistant(settings, state.library)
        # Made anew over these, when it is asked for.
        state.__dict__.pop("review_rules", None)


class Page:
    """A page as its reader has it: words, and forms with what stands in their fields."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root = parser.parse(self.html)

    @property
    def text(self) -> str:
        return " ".join("".join(self._main().itertext()).split())

    @property
    def trouble(self) -> str:
        """What the page says went wrong; empty where nothing did."""
        return " ".join(self.of("div", "trouble")[:1])

    def of(self, tag: str, name: str) -> list[str]:
        """The words of elements with a class."""
        return [
            " ".join("".join(one.itertext()).split())
            for one in self.root.iter(tag)
            if name in (one.get("class") or "").split()
        ]

    def form(self, ending: str) -> dict[str, Any]:
        """The fields that a browser would send of the form whose address ends so, but buttons."""
        found = next(
            one
            for one in self.root.iter("form")
            if (one.get("action") or "").partition("?")[0].endswith(ending)
        )
        inside = [*found.iter("input"), *found.iter("textarea")]
        if found.get("id"):
            inside += [one for one in self.root.iter("input") if one.get("form") == found.get("id")]
        fields: dict[str, Any] = {}
        for one in inside:
            name = one.get("name")
            ticks = one.get("type") in {"checkbox", "radio"} and one.get("checked") is None
            if not name or ticks:
                continue
            value = "".join(one.itertext()) if one.tag == "textarea" else one.get("value", "")
            # As browsers send them.
            value = value.removeprefix("\n") if one.tag == "textarea" else value
            fields.setdefault(name, []).append(re.sub(r"\r?\n", "\r\n", value))
        for one in found.iter("select"):
            options = [*one.iter("option")]
            chosen = [opt for opt in options if opt.get("selected") is not None] or options[:1]
            if one.get("name"):
                fields[one.get("name")] = [opt.get("value", "") for opt in chosen]
        return fields

    def address(self, ending: str) -> str:
        return next(
            str(one.get("action"))
            for one in self.root.iter("form")
            if (one.get("action") or "").partition("?")[0].endswith(ending)
        )

    def ticks(self) -> list[str]:
        """The sentences that can be confirmed."""
        boxes = [one for one in self.root.iter("input") if one.get("name") == "potwierdzam"]
        return [str(one.get("value")) for one in boxes]

    def has_form(self, ending: str) -> bool:
        return any(
            (one.get("action") or "").partition("?")[0].endswith(ending)
            for one in self.root.iter("form")
        )

    def has_button(self, words: str) -> bool:
        said = (" ".join("".join(one.itertext()).split()) for one in self.root.iter("button"))
        return words in said

    def _main(self) -> Any:
        return next(self.root.iter("main"))


def read(client: PanelClient, path: str) -> Page:
    """A page by its path."""
    return Page(client.get(path))


def case_page(client: PanelClient, number: str, query: str = "") -> Page:
    """The page of a conversation."""
    return read(client, f"/panel/sprawa/{number}{query}")


def press(client: PanelClient, page: Page, ending: str, **changed: Any) -> TestResponse:
    """Send a form of a page as it stands there, with some fields typed anew."""
    return client.post(page.address(ending), data={**page.form(ending), **changed})


def approve(client: PanelClient, page: Page, **changed: Any) -> TestResponse:
    return press(client, page, "/odpowiedz", akcja="zatwierdz", **changed)
