"""Persons whose data go through every address of the site and the desk: where do they stay?

python -m tests.benchmarks.desk_canaries --persons 200

Each writes to the shop, is answered or refused, is named by agents in notes, questions and
searches, and is put into every part of every address that the application has, right and wrong.
Their data may stand in the table of messages and nowhere else. Then each is erased.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, select
from stdnum.pl import pesel

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.model import Scope
from kb.rodo.erase import erase
from kb.rodo.subject import subject
from kb.settings import Settings
from kb.store.database import Store
from kb.store.messages import message
from kb.store.schema import messages, metadata
from kb.store.tokens import add_token
from kb.wiring import migrate, open_store
from kb.work import desk_tasks, run_once
from tests.benchmarks.base import publish_repository, repository, repository_settings
from tests.benchmarks.desk_agent import Forms
from tests.benchmarks.machine import describe

_PASSWORD = "trzy zielone lampy na biurku"
_FIRST = (
    "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Zofia Jan Andrzej "
    "Piotr Krzysztof Stanisław Tomasz Paweł Józef Marcin Łukasz"
).split()
_LAST = ("Nowak Wójcik Kowalczyk Mazur Krawczyk Piotrowicz Zając Wróbel Dudek Wieczorek").split()
#: One person in so many is put into every address.
_EVERYWHERE = 20
#: A part of a rule of addresses: "<int(max=9):number>".
_PART = re.compile(r"<[^<>]*>")
_TASKS = frozenset({"drafts", "letters", "tidying", "questions"})
_ARTICLES = {
    "kb.toml": 'name = "Lniany Dom"\n[contact]\nemail = "pomoc@lnianydom.example"\n',
    "termin-zwrotu.md": (
        "---\ntitle: Ile mam czasu na zwrot towaru?\naudience: public\n---\n\n"
        "Na zwrot towaru masz 30 dni od otrzymania przesyłki.\n"
    ),
    "procedura.md": (
        "---\ntitle: Procedura zwrotu\naudience: internal\n---\n\nZwrot przyjmuje kierownik.\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of a kind in each of these."""

    name: str
    number: str
    phone: str
    email: str

    @property
    def said(self) -> str:
        """All of it in a sentence."""
        return f"{self.name}, PESEL {self.number}, tel. {self.phone}, e-mail {self.email}"

    def stays_in(self, text: str) -> Iterator[str]:
        """Which kinds of data stand in a text, in any usual way of writing."""
        digits = "".join(filter(str.isdigit, self.phone))
        ways = {
            "name": (self.name,),
            "PESEL": (self.number,),
            "telephone": (self.phone, digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"),
            "e-mail": (self.email,),
        }
        for kind, written in ways.items():
            if any(one.casefold() in text for one in written):
                yield kind


def people(count: int) -> list[Person]:
    """The same at every run, with right check digits."""
    chance = random.Random(7)
    names = [f"{first} {last}" for last in _LAST for first in _FIRST]
    found = []
    for at in range(count):
        ten = f"{60 + at % 40:02}{at % 12 + 1:02}{at % 28 + 1:02}{chance.randrange(10_000):04}"
        nine = f"{chance.randrange(601, 609)}{at:03}{chance.randrange(100, 999)}"
        found.append(
            Person(
                names[at % len(names)] + ("" if at < len(names) else f"-{_LAST[at % 10]}"),
                ten + pesel.calc_check_digit(ten),
                f"{nine[:3]}-{nine[3:6]}-{nine[6:]}",
                f"kanarek.{at}@poczta{at}.example.pl",
            )
        )
    return found


def run(persons: int = 200, embedder: str = "fake") -> dict[str, Any]:
    """Send everybody through, look everywhere, erase everybody, look at the bytes."""
    crowd = people(persons)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = _settings(folder, embedder)
        with closing(open_store(settings)) as store, _logging(folder / "all.log"):
            shop = _Shop(settings, store)
            for at, person in enumerate(crowd):
                shop.serve(person, everywhere=at % _EVERYWHERE == 0)
            known = _elsewhere(crowd, {"messages": _rows(store, messages)})
            elsewhere = _elsewhere(crowd, _places(store, folder, settings, shop.answers()))
            for person in crowd:
                erase(store, subject(person.email), None, datetime.now(UTC))
        left = _bytes_left(crowd, folder)
    return {
        "machine": describe(),
        "persons": persons,
        "requests": shop.requests,
        "statuses": {str(status): count for status, count in sorted(shop.statuses.items())},
        "in_messages": known,
        "elsewhere": elsewhere,
        "left_after_erasing": left,
    }


def _settings(folder: Path, embedder: str) -> Settings:
    articles = folder / "articles"
    articles.mkdir()
    for name, content in _ARTICLES.items():
        (articles / name).write_text(content, "utf-8")
    (folder / "repository").mkdir()
    repo = repository(articles, folder / "repository")
    publish_repository(repo, folder / "data", embedder)
    given = repository_settings(repo, folder / "data", embedder) | {"rate_limit": 0}
    settings = Settings(**given)  # type: ignore[arg-type]
    migrate(settings)
    return settings


@contextmanager
def _logging(path: Path) -> Iterator[None]:
    """Everything that any part says, down to what is for developers alone."""
    handler = logging.FileHandler(path, encoding="utf-8")
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


class _Shop:
    """The application, its worker and the people behind it."""

    def __init__(self, settings: Settings, store: Store) -> None:
        from webapp import create_app

        self.app: Flask = create_app(settings)
        self.requests = 0
        self.statuses: Counter[int] = Counter()
        self._store = store
        # Publishing and previews read the repository, which no customer writes to.
        self._tasks = [one for one in desk_tasks(settings, store) if one.name in _TASKS]
        now = datetime.now(UTC)
        self._token = add_token(store, "shop", [Scope.MESSAGES, Scope.SUGGEST], now)
        add_account(store, "admin", "Pracownik", Role.ADMIN, now, password=_PASSWORD)
        self._guest = self.app.test_client()
        self._desk = self.app.test_client()
        fields = dict(self._forms(self._desk, "/panel/wejscie")[0])
        self._ask(self._desk, "POST", "/panel/wejscie", fields | {
            "login": "admin", "haslo": _PASSWORD,
        })  # fmt: skip

    def answers(self) -> str:
        """What it says of itself to whoever watches it."""
        return self._ask(self._guest, "GET", "/metrics") + self._ask(self._guest, "GET", "/readyz")

    def serve(self, person: Person, *, everywhere: bool) -> None:
        """A letter and what is done with it; then the person in every place of every address."""
        number = self._letter(person)
        self._searches(person)
        run_once(self._tasks)
        self._handled(person, number)
        if everywhere:
            self._everywhere(person)
        run_once(self._tasks)

    def _letter(self, person: Person) -> str:
        body = {
            "text": f"Dzień dobry,\nile mam czasu na zwrot? {person.said}\n{person.name}",
            "name": person.name, "email": person.email, "phone": person.phone,
            "subject": f"Zwrot, {person.name}",
        }  # fmt: skip
        answer = json.loads(self._ask(self._guest, "POST", "/api/v1/messages", body, json_=True))
        return str(answer["number"])

    def _searches(self, person: Person) -> None:
        for asked in (f"zwrot {person.said}", f"{person.name} {person.phone}", person.email):
            self._ask(self._guest, "GET", "/szukaj", query={"q": asked})
            self._ask(self._guest, "GET", "/api/v1/search", query={"q": asked})
        for path, body in (
            ("/api/v1/suggestions", {"message": person.said, "customer_name": person.name}),
            ("/api/v1/suggestions/check", {"text": f"{person.said}.", "keys": []}),
            ("/api/v1/suggestions", {"message": person.said, "channel": person.said}),
            ("/api/v1/messages", {"text": person.said, "topic": {person.said: 1}}),
        ):
            self._ask(self._guest, "POST", path, body, json_=True)
        page = self._ask(self._guest, "GET", "/artykul/termin-zwrotu")
        rating = next(fields for way, fields in Forms(page).found.items() if "/ocena" in way)
        told = {"pomoglo": "nie", "powod": "unclear", "slowa": person.said, "wyslij": "1"}
        self._ask(self._guest, "POST", "/ocena", dict(rating) | told)

    def _handled(self, person: Person, number: str) -> None:
        found = message(self._store, number)
        assert found is not None
        case = f"/panel/sprawa/{found.conversation}"
        self._ask(self._desk, "GET", "/panel", query={"q": person.email})
        page = self._ask(self._desk, "GET", case)
        fields = dict(Forms(page).found["p_reply"])
        own = f"Dzwonię dziś do {person.name} na {person.phone}."
        edited = fields | {"tekst": f"{fields['tekst'].strip()}\n\n{own}"}
        self._ask(self._desk, "POST", f"{case}/sprawdz", edited)
        self._ask(self._desk, "POST", f"{case}/pytanie-do-redakcji", fields | {
            "pytanie": f"Czy {person.said} ma zwrot?", "uwaga": person.said,
        })  # fmt: skip
        self._ask(self._desk, "POST", f"{case}/notatka", fields | {"tresc": person.said})
        if hash(person.number) % 3:
            self._ask(self._desk, "POST", f"{case}/odpowiedz", edited | {
                "potwierdzam": own, "akcja": "zatwierdz",
            })  # fmt: skip
        else:
            self._ask(self._desk, "POST", f"{case}/odrzuc", fields | {"inny": person.said})
        self._ask(self._desk, "GET", case)
        self._ask(self._desk, "POST", "/panel/rodo/kopia", fields | {"kto": person.email})

    def _everywhere(self, person: Person) -> None:
        """Every rule of the application with the person in each of its parts and parameters."""
        token = dict(self._forms(self._desk, "/panel/konto")[0]).get("csrf", "")
        named = dict.fromkeys(
            ("q", "kto", "sprawa", "osoba", "pytanie", "slug", "od", "do", "przed", "galaz"),
            person.said,
        )
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint == "panel.sign_out" or not rule.methods:
                continue
            path = _PART.sub(person.email, rule.rule)
            for client in (self._guest, self._desk):
                if "GET" in rule.methods:
                    self._ask(client, "GET", path, query=named)
                if "POST" in rule.methods:
                    self._ask(client, "POST", path, {**named, "csrf": token})

    def _forms(self, client: FlaskClient, path: str) -> list[Sequence[tuple[str, str]]]:
        return [form for form in Forms(self._ask(client, "GET", path)).found.values() if form]

    def _ask(
        self,
        client: FlaskClient,
        method: str,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        json_: bool = False,
    ) -> str:
        self.requests += 1
        sent: dict[str, Any] = {"json": fields} if json_ else {"data": fields}
        headers = {"Authorization": f"Bearer {self._token}"} if json_ else {}
        answer = client.open(path, method=method, query_string=query, headers=headers, **sent)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500 and answer.status_code != 503:
            raise RuntimeError(f"{method} {path} was answered by {answer.status_code}.")
        return answer.get_data(as_text=True) if answer.mimetype != "image/png" else ""


def _rows(store: Store, table: Table) -> str:
    with store.reading() as connection:
        return "\n".join(map(str, connection.execute(select(table)).all()))


def _places(store: Store, folder: Path, settings: Settings, answers: str) -> dict[str, str]:
    """Everything but the messages, as text."""
    places = {"metrics": answers, "logs": (folder / "all.log").read_text("utf-8")}
    for table in metadata.sorted_tables:
        if table is not messages:
            places[f"table {table.name}"] = _rows(store, table)
    for path in settings.data_dir.rglob("*"):
        if path.is_file() and ".sqlite" not in path.name:
            places[f"file {path.name}"] = path.read_bytes().decode("utf-8", "replace")
    return places


def _elsewhere(crowd: Sequence[Person], places: Mapping[str, str]) -> dict[str, int]:
    """How many persons' data stand where, by place and kind."""
    found: Counter[str] = Counter()
    for place, text in places.items():
        folded = text.casefold()
        for person in crowd:
            found.update(f"{place}: {kind}" for kind in person.stays_in(folded))
    return dict(found)


def _bytes_left(crowd: Sequence[Person], folder: Path) -> dict[str, int]:
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            folded = path.read_bytes().decode("utf-8", "replace").casefold()
            for person in crowd:
                found.update(f"{path.name}: {kind}" for kind in person.stays_in(folded))
    return dict(found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--persons", type=int, default=200)
    parser.add_argument("--embedder", default="fake")
    given = parser.parse_args(arguments)
    print(json.dumps(run(given.persons, given.embedder), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
