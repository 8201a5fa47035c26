"""Articles, repositories and folders that are not as they should be: what is said about it, and
that what was served before is served on."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kb.errors import ArticleGone, ContentError, NotFound, PublishError, RepositoryError
from kb.model import Audience, Level, Problem, Published
from tests.bases import Base, article, new_base

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "alchemy-pl.tar.xz"
TODAY = datetime.now(ZoneInfo("Europe/Warsaw")).date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

#: file → what its first problem says: place, rule, and words of what happened and what to do.
STOPPING: dict[str, tuple[bytes, str, tuple[str, ...]]] = {
    "broken UTF-8": (
        article("Zażółć").encode().replace("ż".encode(), b"\xbf"),
        "2:10 error encoding",
        ("Byte 13 (0xbf) is not UTF-8", "Save the file as UTF-8"),
    ),
    "NUL": (b"# A\n\nB\0C\n", "3:2 error nul-byte", ("this is not a text file", "Remove it")),
    "front matter that is a list": (
        b"---\n- a\n- b\n---\n\nTekst\n",
        "2:1 error front-matter",
        ("is not a mapping", "Write `key: value` lines"),
    ),
    "front matter that is never closed": (
        b"---\ntitle: A\n\nTekst\n",
        "1:1 error front-matter",
        ("is not closed", "Put a line `---`"),
    ),
    "YAML alias": (
        b"---\ntitle: &t A\nowner: *t\n---\n\nTekst\n",
        "2:8 error front-matter",
        ("aliases (*) are not allowed", "Write the value out"),
    ),
    "YAML tag": (
        b"---\ntitle: !!python/object/apply:os.system [id]\n---\n\nTekst\n",
        "2:8 error front-matter",
        ("os.system is not allowed", "Remove it"),
    ),
    "five megabytes": (
        article("Długi", "słowo " * 750_000).encode(),
        "1:1 error file-too-large",
        ("the limit is 1000000", "Split it"),
    ),
    "day that does not exist": (
        article("A", valid_from="2026-02-30").encode(),
        "4:1 error front-matter",
        ("`valid_from`: is not a day of the calendar", "Write it as 2026-12-31"),
    ),
    "date in words": (
        article("A", review_by="jutro").encode(),
        "4:1 error front-matter",
        ("`review_by`: is not a date", "Write it as 2026-12-31"),
    ),
    "validity that ends before it begins": (
        article("A", valid_from="2026-12-31", valid_until="2026-01-01").encode(),
        "4:1 error front-matter",
        ("2026-12-31 is after `valid_until` 2026-01-01", "Swap or correct them"),
    ),
}


@pytest.mark.parametrize("name", STOPPING)
def test_an_article_that_cannot_be_read_stops_publishing_and_the_old_base_serves(
    base: Base, name: str
) -> None:
    content, place, words = STOPPING[name]
    served = base.pointer()
    base.commit({"zwroty/zepsuty.md": content})

    with base.reader() as before, pytest.raises(ContentError) as caught:
        base.publish()

    (problem,) = caught.value.problems
    assert str(problem).startswith(f"zwroty/zepsuty.md:{place} ")
    assert [word for word in words if word not in problem.message] == []
    assert str(problem) in str(caught.value)
    assert len(str(caught.value)) < 1_000
    assert_serves(base, served)
    assert before.manifest.name == served


def test_every_article_that_stops_publishing_is_named_at_once(base: Base) -> None:
    served = base.pointer()
    base.commit({f"inne/{n}.md": content for n, (content, *_) in enumerate(STOPPING.values())})

    with pytest.raises(ContentError, match=f"^{len(STOPPING)} problem") as caught:
        base.publish()

    assert len({problem.path for problem in caught.value.problems}) == len(STOPPING)
    assert_serves(base, served)


def test_a_mended_article_is_published_the_next_time(base: Base) -> None:
    base.commit({"zwroty/zepsuty.md": b"# \xff\n"})
    with pytest.raises(ContentError):
        base.publish()
    base.commit({"zwroty/zepsuty.md": article("Już dobry")})
    base.publish()

    with base.reader() as reader:
        assert reader.article("zepsuty").summary.title == "Już dobry"


def test_two_articles_that_claim_one_address_stop_publishing(base: Base) -> None:
    served = base.pointer()
    base.commit({"a/1.md": article("Raz", slug="adres"), "b/2.md": article("Dwa", slug="adres")})

    with pytest.raises(ContentError) as caught:
        base.publish()

    (problem,) = caught.value.problems
    assert str(problem) == (
        "b/2.md:4:1 error duplicate-slug The address adres is taken by a/1.md. "
        "Rename the file or give `slug`."
    )
    assert_serves(base, served)


def test_headings_of_one_name_get_anchors_of_their_own_and_a_warning(base: Base) -> None:
    base.commit({"a.md": article("Kroki", "## Krok\n\nPierwszy.\n\n## Krok\n\nDrugi.")})

    (warning,) = warnings_of(base.publish())

    assert (warning.path, warning.line, warning.rule) == ("a.md", 10, "duplicate-anchor")
    with base.reader() as reader:
        page = reader.article("a")
    anchors = [anchor for anchor, _ in page.contents]
    assert len(set(anchors)) == 2
    assert all(page.html.count(f'id="{anchor}"') == 1 for anchor in anchors)


def test_dead_links_are_warnings_with_their_place_and_their_words_are_shown(base: Base) -> None:
    base.commit({"zwroty/linki.md": article("Linki", "Zob. [regulamin](../nie/ma.md).\n")})

    (warning,) = warnings_of(base.publish())

    assert str(warning) == (
        "zwroty/linki.md:6:18 warning dead-link ../nie/ma.md: there is no such article. "
        "Correct or remove the link."
    )
    with base.reader() as reader:
        assert reader.article("linki").html == "<p>Zob. regulamin.</p>"


def test_a_public_article_that_links_to_an_internal_one_stops_publishing(base: Base) -> None:
    served = base.pointer()
    base.commit({"a.md": article("A", "[x](procedury/reklamacja-vip.md)")})

    with pytest.raises(ContentError, match=r"a\.md:6:5 error internal-link .* Remove it"):
        base.publish()

    assert_serves(base, served)


def test_a_hundred_thousand_brackets_are_an_article_like_any_other(
    base: Base, tmp_path: Path
) -> None:
    pieces = ["[", "(", "![", "[](", "<", "> ", "**", "`", "&#", "- "]
    for number, piece in enumerate(pieces):
        text = (piece * 100_000)[:100_000]
        (tmp_path / f"{number}.md").write_text(article(f"Nawiasy {number}", text), "utf-8")
    started = perf_counter()

    published = base.publish(worktree=True, content_repo=tmp_path, articles=".")

    assert perf_counter() - started < 40  # about five seconds for the ten of them
    assert published.articles == len(pieces)


def test_what_was_valid_until_yesterday_or_is_from_tomorrow_is_neither_found_nor_shown(
    base: Base,
) -> None:
    base.commit({
        "promocje/wczoraj.md": article("Promocja na obrusy", valid_until=str(YESTERDAY)),
        "promocje/jutro.md": article("Promocja na obrusy od jutra", valid_from=str(TOMORROW)),
        "obrusy/dzis.md": article(
            "Pranie obrusów", valid_from=str(TODAY), valid_until=str(TODAY)
        ),
    })  # fmt: skip

    hints = [p.path for p in base.publish().problems if p.rule == "expired"]

    assert hints == ["promocje/wczoraj.md"]
    with base.reader() as reader:
        found = reader.search("promocja na obrusy", limit=10)
        assert "dzis" in [hit.slug for hit in found.hits]
        assert {"wczoraj", "jutro"}.isdisjoint(hit.slug for hit in found.hits)
        with pytest.raises(ArticleGone, match="'wczoraj' was taken down"):
            reader.article("wczoraj")
        with pytest.raises(NotFound, match="There is no article 'jutro'"):
            reader.article("jutro")
        shown = {item.slug for item in reader.articles()}
        assert shown == {"dzis", "koszt-dostawy", "termin-zwrotu"}
        for slug in shown:
            assert {item.slug for item in reader.article(slug).related} == shown - {slug}
        assert "promocje" not in [slug for slug, _, _ in reader.categories()]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"content_repo": Path("/nie/ma")}, ("There is no folder /nie/ma",)),
        ({"content_ref": "nie-ma"}, ("no branch, tag or commit 'nie-ma'", "main")),
        ({"content_ref": "--all"}, ("'--all' is not a valid ref", "Give a branch")),
        ({"articles": "artykuly"}, ("no folder artykuly", "pomoc")),
    ],
)
def test_a_source_that_is_not_there_is_named_and_the_old_base_serves(
    base: Base, others: dict[str, Any], words: tuple[str, ...]
) -> None:
    served = base.pointer()

    with pytest.raises(RepositoryError) as caught:
        base.publish(**others)

    assert [word for word in words if word not in str(caught.value)] == []
    assert_serves(base, served)


def test_a_repository_without_commits_and_a_folder_without_git_say_so(
    base: Base, tmp_path: Path
) -> None:
    with pytest.raises(RepositoryError, match="is not a git repository"):
        base.publish(content_repo=tmp_path)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(RepositoryError, match="no commits yet"):
        base.publish(content_repo=tmp_path)


def test_a_folder_without_articles_does_not_replace_those_that_are_served(base: Base) -> None:
    served = base.pointer()
    base.commit({"../puste/obraz.png": b"\x89PNG"})

    with pytest.raises(PublishError, match=r"no article in puste at .* end in \.md"):
        base.publish(articles="puste")

    assert_serves(base, served)


def test_a_damaged_kb_toml_stops_publishing_with_its_line(base: Base) -> None:
    served = base.pointer()
    base.commit({"kb.toml": 'name = "A"\n[[categories\n'})

    with pytest.raises(ContentError, match=r"kb\.toml:2:\d+ error "):
        base.publish()

    assert_serves(base, served)


def test_holidays_of_an_unknown_country_stop_publishing(base: Base) -> None:
    served = base.pointer()
    hours = '[contact.opening]\nholidays = "XX"\nmonday = ["8:00-18:00"]\n'
    base.commit({"kb.toml": hours})

    with pytest.raises(ContentError, match=r"kb\.toml:2:1 error .*'XX'"):
        base.publish()

    assert_serves(base, served)


def test_a_foreign_corpus_is_published_as_it_is(quick_path: Path) -> None:
    base = new_base(quick_path / "foreign", foreign_files())

    published = base.publish(default_audience=Audience.PUBLIC)

    assert published.articles == 200
    assert {problem.rule for problem in published.problems} >= {"unknown-key", "metadata"}
    assert all(problem.line >= 1 and problem.message for problem in published.problems)
    with base.reader() as reader:
        wanted = reader.articles()[100]
        found = reader.search(wanted.title, limit=3)
        assert wanted.slug in [hit.slug for hit in found.hits]
        assert reader.status().articles == 200


def foreign_files() -> Mapping[str, bytes]:
    """Two hundred articles that were written for another system."""
    if not CORPUS.exists():
        return {
            f"artykul-{n}.md": article(
                f"Jak zmienić ustawienie numer {n}", f"Otwórz okno numer {n}.", **{"ms.author": "x"}
            ).encode()
            for n in range(200)
        }
    files: dict[str, bytes] = {}
    with tarfile.open(CORPUS) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".md") and len(files) < 200:
                data = archive.extractfile(member)
                assert data is not None
                files[Path(member.name).name] = data.read()
    return files


def warnings_of(published: Published) -> list[Problem]:
    return [problem for problem in published.problems if problem.level is Level.WARNING]


def assert_serves(base: Base, generation: str) -> None:
    """The generation is current, whole and answers; nothing lies about."""
    assert base.pointer() == generation
    assert base.left_behind() == []
    with base.reader() as reader:
        found = reader.search("ile mam czasu na zwrot towaru")
        assert found.hits[0].slug == "termin-zwrotu"
        assert reader.manifest.name == generation
