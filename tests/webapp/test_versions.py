"""Older versions by commit: what customers could read then, and nothing else, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kb.ingest.versions as versions
import kb.reader
import kb.wiring
from kb.errors import RepositoryError
from kb.ingest.git import run_git
from kb.ingest.rollback import roll_back
from tests.bases import SECRET, Base, article, new_base
from tests.webapp.conftest import CheckedClient
from webapp import create_app
from webapp.serving import serving

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LONG = "Obrusy pierz w 40 stopniach, a prasuj po lewej stronie, póki są wilgotne.\n" * 4


def text(days: int, more: str = "") -> str:
    return article("Ile mam na zwrot?", f"Masz {days} dni.\n\n## Jak liczyć?\n\n{LONG}\n{more}")


@pytest.fixture
def base(quick_path: Path) -> Base:
    return new_base(
        quick_path / "base",
        {
            "kb.toml": 'name = "Sklep"\nlanguages = ["pl", "en"]\n',
            "zwroty/termin.md": text(30, "Zobacz [pranie](../rady/pranie.md)."),
            "rady/pranie.md": article("Jak prać?", LONG),
            "vip.md": article("Tajne", f"Hasło {SECRET}.", audience="internal"),
        },
    )


Opened = Callable[[], FlaskClient]


@pytest.fixture
def opened(base: Base, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Publishes what is committed and opens the site over it."""
    closing: list[Callable[[], None]] = []
    monkeypatch.setattr(kb.reader, "_now", lambda: NOW)

    def publish() -> FlaskClient:
        base.publish()
        library = kb.wiring.open_library(base.settings())
        closing.append(library.close)
        app = create_app(base.settings(), library)
        app.test_client_class = CheckedClient
        with app.app_context():
            serving().clock = lambda: NOW
        return app.test_client()

    yield publish
    for close in closing:
        close()


def head(base: Base) -> str:
    return base.git("rev-parse", "HEAD")


def test_the_text_of_then_says_that_it_is_old_and_leads_to_todays(
    base: Base, opened: Opened
) -> None:
    links = "Zobacz [pranie](../rady/pranie.md) i [tajne](../vip.md)."
    first = base.commit({"zwroty/termin.md": text(30, links)})
    base.commit({"zwroty/termin.md": text(14)})
    client = opened()

    response = client.get(f"/artykul/termin/wersja/{first}")
    said = response.get_data(as_text=True)

    assert response.status_code == 200
    assert "Masz 30\u00a0dni" in said
    assert "Masz 14" not in said
    assert "To jest starsza wersja z" in said.replace("\u00a0", " ")
    assert '<meta name="robots" content="noindex">' in said
    assert '<link rel="canonical" href="http://localhost/artykul/termin">' in said
    # Links lead where they lead today, those to what customers may not read nowhere.
    assert 'href="/artykul/pranie"' in said
    assert "vip" not in said.partition("<main")[2]
    for address in (first[:7], first[:12], head(base)):
        assert client.get(f"/artykul/termin/wersja/{address}").status_code == 200
    english = client.get(f"/en/article/termin/version/{first[:12]}").get_data(as_text=True)
    assert "This is an older version" in english
    assert 'href="/en/article/pranie"' in english


def test_the_history_leads_to_each_version_also_of_a_renamed_article(
    base: Base, opened: Opened
) -> None:
    first = head(base)
    base.git("mv", "pomoc/zwroty/termin.md", "pomoc/zwroty/ile-mam-na-zwrot.md")
    base.commit({})
    base.commit({"zwroty/ile-mam-na-zwrot.md": text(14)})
    client = opened()

    history = client.get("/artykul/ile-mam-na-zwrot/historia").get_data(as_text=True)
    links = [
        part.partition('"')[0] for part in history.split('href="')[1:] if "/wersja/" in part[:80]
    ]
    # The newest is the article itself.
    assert len(links) == 2
    assert [client.get(link).status_code for link in links] == [200] * 2
    assert "Masz 30" in client.get(links[-1]).get_data(as_text=True)

    old = client.get(f"/artykul/termin/wersja/{first}")
    assert old.status_code == 301
    assert "Masz 30" in client.get(old.headers["Location"]).get_data(as_text=True)


def test_an_address_that_front_matter_gave_is_found(base: Base, opened: Opened) -> None:
    base.commit({"zwroty/termin.md": text(30).replace("audience", "slug: dni-na-zwrot\naudience")})
    first = head(base)
    base.commit({"zwroty/termin.md": text(14).replace("audience", "slug: dni-na-zwrot\naudience")})

    said = opened().get(f"/artykul/dni-na-zwrot/wersja/{first}").get_data(as_text=True)

    assert "Masz 30" in said


def test_what_was_not_for_customers_then_or_is_not_today_is_not_shown(
    base: Base, opened: Opened
) -> None:
    secret = article("Ile mam na zwrot?", f"Hasło {SECRET}.", audience="internal")
    public = head(base)
    base.commit({"zwroty/termin.md": secret, "vip.md": article("Już jawne", "Treść.")})
    internal = head(base)
    base.commit({"zwroty/termin.md": text(14), "rady/pranie.md": None})
    client = opened()

    assert client.get(f"/artykul/termin/wersja/{public}").status_code == 200
    assert client.get(f"/artykul/termin/wersja/{internal}").status_code == 404
    assert client.get(f"/artykul/vip/wersja/{public}").status_code == 404
    assert client.get(f"/artykul/pranie/wersja/{public}").status_code == 410


def test_what_no_reader_ever_saw_is_not_shown(base: Base, opened: Opened) -> None:
    waiting = text(30).replace("audience", "valid_from: 2026-11-30\naudience")
    base.git("commit", "--amend", "-q", "--no-edit", "--date", "2026-01-01T12:00:00Z")
    base.commit({"zwroty/termin.md": waiting.replace("2026-11-30", "2099-01-01")})
    never = head(base)
    base.commit({"zwroty/termin.md": waiting})
    client = opened()

    assert client.get(f"/artykul/termin/wersja/{never}").status_code == 404
    assert client.get(f"/artykul/termin/wersja/{head(base)}").status_code == 200


def test_only_commits_that_what_is_published_descends_from_are_read(
    base: Base, opened: Opened
) -> None:
    base.git("checkout", "-q", "-b", "szkic")
    draft = base.commit({"zwroty/termin.md": text(99)})
    base.git("checkout", "-q", "main")
    later = base.commit({"zwroty/termin.md": text(14)})
    base.git("branch", "deadbeef")
    client = opened()
    assert client.get(f"/artykul/termin/wersja/{draft}").status_code == 404
    assert client.get("/artykul/termin/wersja/deadbeef").status_code == 404
    assert client.get(f"/artykul/termin/wersja/{later}").status_code == 200

    base.commit({"zwroty/termin.md": text(7)})
    client = opened()
    newest = head(base)
    assert client.get(f"/artykul/termin/wersja/{newest}").status_code == 200
    roll_back(base.data, None, "fake-64")
    with base.library() as library:
        app = create_app(base.settings(), library)
        assert app.test_client().get(f"/artykul/termin/wersja/{newest}").status_code == 404


@pytest.mark.parametrize(
    "commit",
    ["HEAD", "main", "--all", "-n1", "abc", "g" * 40, "0" * 40, "deadbeef", "A" * 40, "a" * 41,
     "HEAD~1", "%00" * 8, "..%2f..", "abcdef1%0aabcdef2", "abcdef1:vip.md", "a" * 5_000],
)  # fmt: skip
@pytest.mark.parametrize("slug", ["termin"])
def test_hostile_commits_are_refused_before_git_sees_them(
    base: Base, opened: Opened, commit: str, slug: str
) -> None:
    response = opened().get(f"/artykul/{slug}/wersja/{commit}")

    assert response.status_code in (404, 414)
    assert SECRET not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "slug", ["--help", "..", "a/../b", "termin;ls", "termin%0a", "-p", "TERMIN", "vip"]
)
def test_hostile_slugs_are_refused(base: Base, opened: Opened, slug: str) -> None:
    assert opened().get(f"/artykul/{slug}/wersja/{head(base)}").status_code == 404


def test_html_of_then_goes_through_todays_sanitiser(base: Base, opened: Opened) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    base.commit({"zwroty/termin.md": text(30, evil)})
    first = head(base)
    base.commit({"zwroty/termin.md": text(14)})

    main = (
        opened().get(f"/artykul/termin/wersja/{first}").get_data(as_text=True).partition("<main")[2]
    )

    assert "<script" not in main
    assert "onerror" not in main
    assert 'href="javascript' not in main


def test_a_repository_that_is_away_is_said_and_a_version_is_read_once(
    base: Base, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = head(base)
    client = opened()
    asked: list[str] = []
    run = run_git

    def counting(repo: Path, *arguments: str, **options: object) -> bytes:
        asked.append(arguments[0])
        assert options["timeout_s"] == 5
        return run(repo, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(versions, "run_git", counting)
    for _ in range(3):
        assert client.get(f"/artykul/termin/wersja/{first}").status_code == 200
    assert 0 < len(asked) <= 9

    base.repo.rename(base.root / "away")
    response = client.get(f"/artykul/pranie/wersja/{first}")
    assert response.status_code == 503
    assert "Artykuł w" in response.get_data(as_text=True).replace("\u00a0", " ")
    assert client.get("/artykul/termin").status_code == 200


def test_so_many_are_asked_for_at_once_that_git_would_suffer(
    base: Base, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = versions.Versions()
    monkeypatch.setattr(versions, "_LIMIT_S", 0.01)
    place = versions.Place(base.repo, "pomoc", "internal", (head(base),))  # type: ignore[arg-type]
    for _ in range(versions._AT_ONCE):
        reading._room.acquire()

    with pytest.raises(RepositoryError, match="at once"):
        reading.read(place, "termin", head(base))
