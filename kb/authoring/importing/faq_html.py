"""A FAQ page in HTML → questions with answers.

In the order in which a page is searched for them: structured data (schema.org FAQPage), <details>,
definition lists, headings. A heading above the questions is the category of those below it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.authoring.importing.files import files_of, read_text
from kb.authoring.importing.html_tree import HEADINGS, Element, TooDeepError, read_html
from kb.authoring.importing.html_write import html_of_tree
from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import record, records, text
from kb.authoring.importing.plain import html_of
from kb.errors import AuthoringError

_DATA = re.compile(r"<script[^>]{0,500}application/ld\+json[^>]{0,500}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]{0,500}\blang=[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
_MAX_PAGE = 10_000_000
_ENCODING_NOTE = "The file was not UTF-8; it was read as {}."

_Pair = tuple[str, str, str]  # question, HTML of the answer, category


def read_faq_html(source: Path) -> Source:
    """Read one page or the .html files of a folder. Raises AuthoringError: no questions on it."""
    articles = [item for path in files_of(source, (".html", ".htm")) for item in _page(path)]
    return Source(tuple(articles), lambda _address, _source: "")


def _page(path: Path) -> list[Foreign]:
    markup, encoding = read_text(path)
    if len(markup) > _MAX_PAGE:
        raise AuthoringError(f"{path} is too long for a page: the limit is {_MAX_PAGE} characters.")
    try:
        pairs = list(_structured(markup)) or _marked_up(read_html(markup))
    except TooDeepError:
        raise AuthoringError(f"{path} nests its elements too deep to be a page of text.") from None
    if not pairs:
        raise AuthoringError(
            f"{path} has no questions: no FAQPage data, no <details>, no <dl>, no headings."
        )
    language = _LANGUAGE.search(markup[:10_000])
    return [_foreign(pair, language[1].lower() if language else "", encoding) for pair in pairs]


def _foreign(pair: _Pair, language: str, encoding: str) -> Foreign:
    notes = Notes()
    if encoding:
        notes.add("encoding", _ENCODING_NOTE.format(encoding))
    question, answer, category = pair
    return Foreign(
        key="", title=question, body=answer, form=Form.HTML, category=category,
        language=language, notes=notes,
    )  # fmt: skip


def _structured(markup: str) -> Iterator[_Pair]:
    end = 0
    while (start := _DATA.search(markup, end)) is not None:
        end = markup.find("</script", start.end())
        if end < 0:
            return
        try:
            document = json.loads(markup[start.end() : end])
        except (ValueError, RecursionError):
            continue
        nodes = records(document) or [record(document)]
        nodes += [inner for node in nodes for inner in records(node.get("@graph"))]
        for node in nodes:
            if node.get("@type") in ("FAQPage", ["FAQPage"]):
                entities = node.get("mainEntity")
                yield from map(_entity, records(entities) or [record(entities)])


def _entity(entity: Any) -> _Pair:
    answers = entity.get("acceptedAnswer")
    answer = (records(answers) or [record(answers)])[0]
    return text(entity.get("name")), html_of(text(answer.get("text"))), ""


def _marked_up(page: Element) -> list[_Pair]:
    return list(_details(page)) or list(_definitions(page)) or list(_headed(page))


def _details(page: Element) -> Iterator[_Pair]:
    category = ""
    for element in page.elements():
        if element.tag in HEADINGS:
            category = _words(element)
        elif element.tag == "details":
            summary = next((e for e in element.elements() if e.tag == "summary"), None)
            if summary is not None:
                rest = [child for child in element.children if child is not summary]
                yield _words(summary), html_of_tree(rest), category


def _definitions(page: Element) -> Iterator[_Pair]:
    category = ""
    for element in page.elements():
        if element.tag in HEADINGS:
            category = _words(element)
        if element.tag != "dl":
            continue
        question = ""
        answer: list[Element | str] = []
        for inner in [e for e in element.elements() if e.tag in ("dt", "dd")]:
            if inner.tag == "dt":
                if question and answer:
                    yield question, html_of_tree(answer), category
                question, answer = _words(inner), []
            else:
                answer += inner.children
        if question:
            yield question, html_of_tree(answer), category


def _headed(page: Element) -> Iterator[_Pair]:
    """Headings of the level that asks most often, each with what stands before the next one."""
    flat = list(_flat(page))
    found = [node for node in flat if isinstance(node, Element) and node.tag in HEADINGS]
    level = _asking_level(found)
    if not level:
        return
    category, question = "", ""
    answer: list[Element | str] = []
    for node in flat:
        if not isinstance(node, Element) or node.tag not in HEADINGS or node.tag > level:
            answer.append(node)
            continue
        if question:
            yield question, html_of_tree(answer), category
        answer = []
        question = _words(node) if node.tag == level else ""
        category = category if question else _words(node)
    if question:
        yield question, html_of_tree(answer), category


def _asking_level(headings: list[Element]) -> str:
    """The level with most question marks; without any, the deepest level that is repeated."""
    asking: dict[str, int] = {}
    repeated: dict[str, int] = {}
    for heading in headings:
        repeated[heading.tag] = repeated.get(heading.tag, 0) + 1
        if _words(heading).endswith("?"):
            asking[heading.tag] = asking.get(heading.tag, 0) + 1
    if asking:
        return max(asking, key=lambda tag: asking[tag])
    return max((tag for tag, count in repeated.items() if count > 1), default="")


def _flat(element: Element) -> Iterator[Element | str]:
    """The page without the boxes around it: what stands beside headings, in order."""
    for child in element.children:
        boxed = isinstance(child, Element) and child.tag not in HEADINGS
        if (
            isinstance(child, Element)
            and boxed
            and any(inner.tag in HEADINGS for inner in child.elements())
        ):
            yield from _flat(child)
        else:
            yield child


def _words(element: Element) -> str:
    return " ".join(element.text().split())
