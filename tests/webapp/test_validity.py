"""An article comes and goes at its minute, everywhere, without a commit and without a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

import kb.reader
from kb.answer.model import Sentence, Status
from kb.answer.request import Request
from kb.model import Audience
from kb.wiring import open_library
from tests.bases import Base, article, new_base
from tests.webapp.conftest import CheckedClient
from webapp import create_app
from webapp.serving import serving

SLUG, WORD = "kupon-zimowy", "wombatowy"
TEXT = f"Kupon {WORD} daje 20 zł zniżki na obrusy."
FILES: dict[str, str | bytes | None] = {
    "kb.toml": 'name = "Sklep"\nlanguages = ["pl", "en"]\n'
    '[[categories]]\nslug = "promocje"\ntitle = "Promocje"\n'
    f'[[footer.links]]\ntitle = "Kupony"\nurl = "artykul:{SLUG}"\n',
    "promocje/obrusy.md": article("Jak prać obrusy?", f"Pierz w 40°. Zobacz [kupon]({SLUG}.md)."),
}
MINUTE = timedelta(minutes=1)
ADDRESSES = (
    "/", "/en", "/kategoria/promocje", f"/artykul/{SLUG}", f"/en/article/{SLUG}",
    f"/artykul/{SLUG}.md", f"/artykul/{SLUG}/historia", f"/widget/artykul/{SLUG}", "/sitemap.xml",
    "/zmiany.xml", "/llms.txt", f"/api/v1/articles/{SLUG}", f"/api/v1/search?q={WORD}",
    f"/api/v1/complete?q={WORD[:4]}", f"/szukaj?q={WORD}", f"/podpowiedzi?q={WORD}",
    f"/widget/szukaj?q={WORD}", "/artykul/obrusy",
)  # fmt: skip


@dataclass
class Shop:
    """A published base with its site, on a clock that a test sets."""

    client: FlaskClient
    now: datetime

    def at(self, moment: datetime) -> None:
        self.now = moment

    def shows(self, address: str) -> bool:
        """Whether the article can be opened there, is linked, or gives its word away."""
        response = self.client.get(address)
        said = response.get_data(as_text=True)
        if SLUG in address:
            return response.status_code == 200
        return (WORD if "complete" in address else f"/{SLUG}") in said


Opened = Callable[..., Shop]


@pytest.fixture
def opened(quick_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    closing: list[Callable[[], None]] = []

    def publish(**validity: str) -> Shop:
        base: Base = new_base(
            quick_path / "base",
            {**FILES, f"promocje/{SLUG}.md": article("Kupon zimowy", TEXT, **validity)},
        )
        base.publish()
        library = open_library(base.settings())
        app = create_app(base.settings(), library)
        app.test_client_class = CheckedClient
        shop = Shop(app.test_client(), datetime.now(UTC))
        with app.app_context():
            serving().clock = lambda: shop.now
        monkeypatch.setattr(kb.reader, "_now", lambda: shop.now)
        closing.append(library.close)
        return shop

    yield publish
    for close in closing:
        close()


@pytest.mark.parametrize(
    ("validity", "switch", "before", "after"),
    [
        ({"valid_from": "2026-12-01 08:00"}, "2026-12-01T07:00", False, True),
        ({"valid_until": "2026-12-24"}, "2026-12-24T23:00", True, False),
        ({"valid_until": "2026-10-25 02:30"}, "2026-10-25T01:30", True, False),
        ({"valid_from": "2026-03-29"}, "2026-03-28T23:00", False, True),
    ],
)
def test_it_comes_and_goes_at_its_minute_on_every_page_and_for_every_program(
    opened: Opened, validity: dict[str, str], switch: str, before: bool, after: bool
) -> None:
    shop = opened(**validity)
    moment = datetime.fromisoformat(f"{switch}:00+00:00")

    # Both pages of a pair are asked for within the half minute that the page cache keeps them.
    for at, shown in ((moment - timedelta(seconds=1), before), (moment, after)):
        shop.at(at)
        assert {one: shop.shows(one) for one in ADDRESSES} == dict.fromkeys(ADDRESSES, shown)
    shop.at(moment - MINUTE)
    assert shop.shows(f"/artykul/{SLUG}") is before


def test_what_is_shown_from_today_on_is_todays_news(opened: Opened) -> None:
    shop = opened(valid_from="2099-12-01 08:00")
    shop.at(datetime(2099, 12, 1, 7, 0, tzinfo=UTC))

    feed = shop.client.get("/zmiany.xml").get_data(as_text=True)

    first = feed.partition("<item>")[2].partition("</item>")[0]
    assert SLUG in first
    assert "Tue, 01 Dec 2099 07:00:00 GMT" in first


def test_drafts_and_the_check_of_citations_hear_of_it_at_the_minute(opened: Opened) -> None:
    shop = opened(valid_until="2026-12-24 18:00")
    end = datetime(2026, 12, 24, 17, 0, tzinfo=UTC)
    shop.at(end - MINUTE)
    with shop.client.application.app_context():
        assistant = serving().assistant
        (source,) = [one for one in assistant.find(f"kupon {WORD}") if one.slug == SLUG]
        said = [Sentence(TEXT, citations=(source.key,))]
        assert assistant.check(said).sentences[0].status is Status.SUPPORTED
        assert assistant.gone([source.key]) == {}

        shop.at(end)
        assert assistant.check(said).sentences[0].status is Status.UNSUPPORTED
        assert assistant.gone([source.key]) == {source.key: True}
        assert SLUG not in {one.slug for one in assistant.find(f"kupon {WORD}")}
        draft = assistant.suggest(Request(messages=("Ile daje kupon zimowy na obrusy?",)))
        assert "20\N{NO-BREAK SPACE}zł" not in draft.text.replace(" zł", "\N{NO-BREAK SPACE}zł")
        assert serving().library.reader(Audience.PUBLIC).shows(SLUG) is False
