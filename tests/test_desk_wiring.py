"""The desk's ways out are those of the settings, in the shop's own name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from kb.delivery.means import Means
from kb.delivery.survey import Invitations
from kb.desk_wiring import (
    acknowledgement,
    configured_means,
    open_chatwoot,
    open_messages,
    open_outbox,
    open_post,
    open_zammad,
)
from kb.errors import IndexMissing
from kb.ingest.desk import Desk, ReceiptText, SurveyQuestion
from kb.ingest.editorial import Contact, Editorial
from kb.settings import Settings
from kb.wiring import open_store
from tests.delivery.conftest import NOW

EVERYTHING: dict[str, Any] = {
    "smtp_host": "smtp.example.pl",
    "smtp_from": "pomoc@example.pl",
    "webhook_url": "https://crm.example.pl/odbior",
    "webhook_secret": "whsec_" + "A" * 32,
    "messages_secret": "whsec_" + "A" * 32,
    "chatwoot_url": "https://chat.example.pl",
    "chatwoot_account": 1,
    "chatwoot_token": "token",
    "chatwoot_secret": "c" * 16,
    "zammad_url": "https://zammad.example.pl",
    "zammad_token": "token",
    "zammad_secret": "z" * 16,
}
EDITORIAL = Editorial(
    name="Sklep Dąb",
    name_en="Oak Shop",
    languages=("pl", "en"),
    contact=Contact(email="biuro@example.pl"),
    desk=Desk(survey=SurveyQuestion(enabled=True)),
)


class Library:
    """Serves an editorial, or nothing yet."""

    def __init__(self, editorial: Editorial | None) -> None:
        self.editorial = editorial

    def reader(self, _: object) -> Library:
        if self.editorial is None:
            raise IndexMissing("Nothing was published yet.")
        return self


def settings(tmp_path: Path, **others: Any) -> Settings:
    return Settings(data_dir=tmp_path, **others)


def post(tmp_path: Path, editorial: Editorial | None, **others: Any) -> Any:
    chosen = settings(tmp_path, **others)
    library = cast("Any", Library(editorial))
    return open_post(chosen, library, open_store(chosen), lambda: NOW)


def test_without_settings_nothing_leaves(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    store = open_store(chosen)

    box = open_outbox(chosen, cast("Any", Library(EDITORIAL)), store, lambda: NOW)

    assert configured_means(chosen) == frozenset()
    assert box.carriers == {}
    assert [one(chosen, store) for one in (open_chatwoot, open_zammad, open_messages)] == [None] * 3


def test_every_way_that_is_set_up_has_its_carrier(tmp_path: Path) -> None:
    chosen = settings(tmp_path, **EVERYTHING)
    store = open_store(chosen)

    box = open_outbox(chosen, cast("Any", Library(EDITORIAL)), store, lambda: NOW)

    ways = {Means.SMTP, Means.WEBHOOK, Means.CHATWOOT, Means.ZAMMAD}
    assert configured_means(chosen) == ways
    assert box.carriers.keys() == ways
    assert open_messages(chosen, store) is not None


@pytest.mark.parametrize(("replies", "hidden"), [("note", True), ("message", False)])
def test_a_setting_decides_whether_customers_see_replies_in_other_systems(
    tmp_path: Path, replies: str, hidden: bool
) -> None:
    chosen = settings(tmp_path, **EVERYTHING, chatwoot_replies=replies, zammad_replies=replies)
    chatwoot, zammad = (
        open_chatwoot(chosen, open_store(chosen)),
        open_zammad(chosen, open_store(chosen)),
    )

    assert chatwoot is not None
    assert zammad is not None
    assert (chatwoot.private, zammad.internal) == (hidden, hidden)


def test_letters_come_from_the_mailbox_that_is_set_else_from_the_shops(tmp_path: Path) -> None:
    assert str(post(tmp_path, EDITORIAL).sender().mailbox()) == "Sklep Dąb <biuro@example.pl>"
    named = post(tmp_path, EDITORIAL, smtp_from="pomoc@example.pl").sender()
    assert named.mailbox().addr_spec == "pomoc@example.pl"
    assert named.names == {"pl": "Sklep Dąb", "en": "Oak Shop"}


def test_before_anything_is_published_letters_go_on(tmp_path: Path) -> None:
    found = post(tmp_path, None, smtp_from="pomoc@example.pl", public_url="https://a.example.pl")

    assert found.sender().mailbox().addr_spec == "pomoc@example.pl"
    assert found.invitations() is None


def test_a_survey_needs_an_address_to_link_to(tmp_path: Path) -> None:
    assert post(tmp_path, EDITORIAL).invitations() is None

    asked = post(tmp_path, EDITORIAL, public_url="https://pomoc.example.pl").invitations()

    assert isinstance(asked, Invitations)
    assert asked.addresses == {
        "pl": "https://pomoc.example.pl/ankieta",
        "en": "https://pomoc.example.pl/en/survey",
    }
    assert asked.questions["pl"] == "Jak oceniasz tę odpowiedź?"


def test_editors_can_do_without_a_survey_and_without_english(tmp_path: Path) -> None:
    url = {"public_url": "https://pomoc.example.pl"}

    assert post(tmp_path, replace(EDITORIAL, desk=Desk()), **url).invitations() is None
    only_polish = post(tmp_path, replace(EDITORIAL, languages=("pl",)), **url).invitations()
    assert only_polish.addresses.keys() == {"pl"}


def test_receipts_need_the_wish_of_the_editors_and_a_mail_server() -> None:
    wanted = replace(EDITORIAL, desk=Desk(receipt=ReceiptText(enabled=True)))

    assert acknowledgement(Settings(**EVERYTHING), EDITORIAL) is None
    assert acknowledgement(Settings(), wanted) is None
    made = acknowledgement(Settings(**EVERYTHING), wanted)
    assert made
    assert "{number}" in made.words["pl"].text
    assert "{until}" in made.words["en"].promise
