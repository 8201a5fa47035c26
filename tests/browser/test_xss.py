"""Hundreds of hostile texts through every way in; none runs, and none even meets the policy.

The content security policy would stop most of them. It is the second fence: a violation of it is
a failure here as well, because it means that a text has become markup.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.bases import few_foreign_questions, new_base
from tests.benchmarks.server import serving
from tests.browser.conftest import Watch
from tests.browser.measures import NO_FETCH
from tests.browser.payloads import markdown, payloads

HOSTILE = payloads()
#: As many to an article as still make it one.
PER_ARTICLE = 24

_NOTICE_RUNS = """
window.pwned = 0
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.pwned = 1 }
"""


def hostile_articles() -> dict[str, str | bytes | None]:
    """A base whose every field that an author fills in is hostile."""
    files: dict[str, str | bytes | None] = {
        "kb.toml": f"name = {json.dumps(HOSTILE[0])}\ntagline = {json.dumps(HOSTILE[1])}\n"
        f'[[categories]]\nslug = "zwroty"\ntitle = {json.dumps(HOSTILE[2])}\n'
        f"icon = {json.dumps(HOSTILE[3])}\n"
        f"[contact]\nphone = {json.dumps(HOSTILE[4])}\nemail = {json.dumps(HOSTILE[5])}\n"
        f"address = {json.dumps(HOSTILE[6])}\n[legal]\nfooter = {json.dumps(HOSTILE[7])}\n"
    }
    for number, texts in enumerate(_batches(markdown(), PER_ARTICLE)):
        front = {
            "title": f"Zwrot {number} {HOSTILE[number]}",
            "audience": "public",
            "owner": HOSTILE[number + 1],
            "questions": [f"zwrot {text}" for text in texts[:3]],
        }
        # JSON is YAML; what control characters YAML forbids, JSON writes as escapes.
        head = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())
        body = "\n\n".join(f"## {text}\n\nZwrot: {text}" for text in texts)
        files[f"zwroty/zwrot-{number}.md"] = f"---\n{head}\n---\n\n{body}\n"
    return files


def _batches(items: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(items[at : at + size]) for at in range(0, len(items), size)]


def open_all(page: Page, addresses: Sequence[str]) -> list[str]:
    """Open each address; those where a script of a payload ran."""
    ran = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("window.pwned"):
            ran.append(address)
    return ran


@pytest.fixture
def guarded(page: Page) -> Page:
    """A tab that notices any payload that runs; `Watch` notices what the policy stopped."""
    page.add_init_script(_NOTICE_RUNS)
    return page


@pytest.fixture(scope="module")
def hostile_site(quick_folder: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        few_foreign_questions(patch)
        base = new_base(quick_folder / "hostile", hostile_articles())
        base.publish()
    with serving({"data_dir": base.data, "embedder": "fake"}, workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"
    shutil.rmtree(base.root)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 300
    assert len(set(HOSTILE)) == len(HOSTILE)


def test_a_payload_that_runs_would_be_noticed(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(_NOTICE_RUNS)
    ran = []
    for text in HOSTILE[::3]:
        page.goto("about:blank")
        page.evaluate("text => document.write(text)", text)
        ran.append(bool(page.evaluate("window.pwned")))
    context.close()

    assert sum(ran) > 40


def test_no_question_becomes_markup(guarded: Page) -> None:
    assert open_all(guarded, [f"/szukaj?q={quote(text)}" for text in HOSTILE]) == []


def test_no_other_part_of_an_address_becomes_markup(guarded: Page) -> None:
    addresses = [
        f"/szukaj?q=zwrot&kategoria={quote(text)}&dokladnie={quote(text)}" for text in HOSTILE[::7]
    ]
    addresses += [f"/artykul/{quote(text, safe='')}" for text in HOSTILE[::7]]
    addresses += [
        f"/szukaj?q=kim&bylo={quote(text)}&bylo={quote(text[1:])}&nie={quote(text)}"
        for text in HOSTILE[::7]
    ]
    addresses += [f"/artykul/koszt-zwrotu?z={quote(text)}" for text in HOSTILE[::7]]
    addresses += [f"/ocena?ocena={quote(text)}" for text in HOSTILE[::7]]
    assert open_all(guarded, addresses) == []


def test_nothing_that_the_contact_form_brings_back_becomes_markup(guarded: Page) -> None:
    addresses = [f"/kontakt?bylo={quote(text)}&strona={quote(text)}" for text in HOSTILE[::3]]
    assert open_all(guarded, addresses) == []


def test_nothing_that_is_typed_into_the_contact_form_becomes_markup(guarded: Page) -> None:
    """Several at once: forms are counted, and many of them would be refused."""
    guarded.goto("/kontakt")
    for name in ("Wiadomość", "E-mail", "Telefon"):
        guarded.get_by_label(name, exact=True).fill(" ".join(HOSTILE[:100]))
    guarded.get_by_role("button", name="Wyślij").click()

    assert guarded.locator("#p_errors a").count() >= 2
    assert not guarded.evaluate("window.pwned")


def test_no_comment_on_an_article_becomes_markup(guarded: Page) -> None:
    """Words that are too long come back in their field."""
    for text in HOSTILE[::40]:
        guarded.goto("/artykul/koszt-zwrotu")
        guarded.get_by_role("button", name="Nie", exact=True).click()
        words = guarded.get_by_label("Co poprawić?")
        words.evaluate("it => it.removeAttribute('maxlength')")
        words.fill(text + "x" * 1000)
        guarded.evaluate(NO_FETCH)
        guarded.get_by_role("button", name="Wyślij").click()
        guarded.get_by_role("heading", name="Skróć wiadomość").wait_for()
        assert guarded.get_by_label("Co poprawić?").input_value().endswith("x" * 1000)
        assert not guarded.evaluate("window.pwned")


def test_no_article_becomes_a_program(browser: Browser, hostile_site: str) -> None:
    context = browser.new_context(base_url=hostile_site)
    page = context.new_page()
    watch = Watch.over(page, hostile_site)
    page.add_init_script(_NOTICE_RUNS)
    numbers = range(len(_batches(markdown(), PER_ARTICLE)))
    addresses = ["/", "/kategoria/zwroty", "/szukaj?q=zwrot", "/szukaj?q=zwrot+onerror"]
    addresses += [f"/artykul/zwrot-{number}" for number in numbers]

    ran = open_all(page, addresses)
    context.close()

    assert ran == []
    assert watch.faults == []
