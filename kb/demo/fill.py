"""Fills the configured database with a week at the desk of the sample shop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.accounts.accounts import add_account, by_login
from kb.accounts.model import Role
from kb.accounts.passwords import new_password
from kb.delivery.outbox import Outbox
from kb.delivery.survey import Invitations
from kb.demo.desk import Desk
from kb.demo.letters import letters
from kb.demo.visits import visit
from kb.errors import NotFound
from kb.inbox.deadlines import promised
from kb.model import Audience
from kb.secret import secret_key
from kb.settings import Settings
from kb.statistics.markers import add_marker
from kb.store.database import Store
from kb.store.schema import conversations

#: Login, name and role; logins are those of the letters' file.
_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("ewa", "Ewa Kowalczyk", Role.AGENT),
    ("marek", "Marek Zięba", Role.AGENT),
    ("joanna", "Joanna Lis", Role.LEAD),
    ("piotr", "Piotr Sadowski", Role.EDITOR),
    ("admin", "Administrator", Role.ADMIN),
)
_MARKER = "Nowy artykuł o Paczkomatach"

#: Told of each letter that is done: its number in order, and of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """An account. password: to be handed over and changed; empty where the account was there."""

    login: str
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made."""

    accounts: tuple[Made, ...]
    letters: int
    searches: int


def is_used(store: Store) -> bool:
    """Whether there are conversations already. Raises StoreUnavailable."""
    with store.reading() as connection:
        return connection.execute(conversations.select().limit(1)).first() is not None


def fill(settings: Settings, store: Store, now: datetime, progress: Progress) -> Filled:
    """Fill a database. now: with time zone; the end of the week.

    Nothing leaves the machine: replies are marked as answered by hand. Raises IndexUnavailable,
    StoreUnavailable, ConfigError.
    """
    from kb.editing_wiring import open_grouper
    from kb.wiring import editorial_of, open_assistant, open_library, open_review

    alone = not is_used(store)
    # A language model would cost money and minutes.
    settings = settings.model_copy(update={"llm_url": ""})
    with closing(open_library(settings)) as library:
        # Before anything is written: without a published base there is no demonstration.
        reader = library.reader(Audience.PUBLIC)
        assistant = open_assistant(settings, library)
        editorial = editorial_of(library)
        made = tuple(_account(store, *one, now) for one in _PEOPLE)
        desk = Desk(
            store=store,
            propose=assistant.propose,
            rules=open_review(library, assistant),
            promised=lambda channel, at: promised(editorial, channel, at),
            invitations=Invitations(
                key=secret_key(settings), questions={"pl": "?"}, addresses={"pl": "/ankieta"}
            ),
            people={one.login: by_login(store, one.login) for one in made},
            now=now,
        )
        week = letters(now)
        for number, letter in enumerate(week, start=1):
            desk.go(letter)
            progress(number, len(week))
        searches = visit(store, reader, now)
        # The worker would do it within minutes.
        grouper = open_grouper(settings, library, store, lambda: now)
        while grouper.once():
            pass
    add_marker(store, _MARKER, now - timedelta(days=3), None)
    # By hand: the outbox only notes that they went. What else waits in it is not ours to send; the
    # worker then notes ours, too.
    if alone:
        Outbox(store, {}, lambda: now).send_due(most=1000)
    return Filled(made, len(week), searches)


def _account(store: Store, login: str, name: str, role: Role, now: datetime) -> Made:
    try:
        by_login(store, login)
    except NotFound:
        password = new_password()
    else:
        return Made(login, name, role, "")
    # Made before the week began, and handed over today.
    add_account(
        store, login, name, role, now - timedelta(days=30), password=password, temporary=True
    )
    return Made(login, name, role, password)
