"""What every HTML page must satisfy; the test client applies it to each page it is given."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import html5lib

HEADINGS = {f"h{level}": level for level in range(1, 7)}
FIELDS = {"input", "select", "textarea"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
#: Links of a page's head that say an address and load nothing.
NAMED = {"canonical", "alternate"}
#: A block of data in a <script>, which no browser runs; the content policy does not concern it.
DATA_BLOCK = "application/ld+json"

POLISH = re.compile("[ąćęłńóśźż]", re.IGNORECASE)
#: Attributes whose words are read aloud or shown.
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "data-copied", "data-failed")

Element = Any


def faults(html: str, language: str = "") -> list[str]:
    """Every rule that a page breaks, in words; empty for a good page.

    language: what the page must be in, by its address; empty for any.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    broken = [f"invalid HTML at {place}: {code}" for place, code, _ in parser.errors]
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for rule in RULES:
        broken.extend(rule(elements))
    if language and root.get("lang") != language:
        broken.append(f"<html> is in {root.get('lang')!r}, its address in {language!r}")
    if root.get("lang") == "en":
        broken.extend(_polish_where_said(root, "en"))
    return broken


def check(html: str, language: str = "") -> None:
    """Raise AssertionError that lists the rules a page breaks."""
    broken = faults(html, language)
    assert not broken, "\n".join(broken)


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _one_of_each(elements: list[Element]) -> Iterator[str]:
    for tag in ("title", "h1", "main"):
        found = [element for element in elements if element.tag == tag]
        if len(found) != 1 or not text_of(found[0]):
            yield f"exactly one <{tag}> with text is wanted, found {len(found)}"


def _language_and_viewport(elements: list[Element]) -> Iterator[str]:
    if not elements[0].get("lang"):
        yield "<html> names no language"
    if not any(e.tag == "meta" and e.get("name") == "viewport" for e in elements):
        yield "no viewport"


def _polish_where_said(element: Element, inherited: str) -> Iterator[str]:
    """Polish letters on an English page, outside of what is marked as another language."""
    language = element.get("lang", inherited)
    said = [element.text or "", *(child.tail or "" for child in element)]
    said += [element.get(name, "") for name in SPOKEN]
    if element.tag == "meta" and element.get("name"):
        said.append(element.get("content", ""))
    if language == "en" and element.tag != "script":
        found = [text.strip() for text in said if POLISH.search(text)]
        yield from (f"Polish on an English page in <{element.tag}>: {text!r}" for text in found)
    for child in element:
        if isinstance(child.tag, str):
            yield from _polish_where_said(child, language)


def _unique_ids(elements: list[Element]) -> Iterator[str]:
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    for name, times in ids.items():
        if times > 1 or not name.strip():
            yield f"id {name!r} stands {times} times"


def _references_lead_somewhere(elements: list[Element]) -> Iterator[str]:
    ids = {element.get("id") for element in elements}
    for element in elements:
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} leads nowhere"
        target = element.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"link {target!r} leads nowhere"


def _fields_have_labels(elements: list[Element]) -> Iterator[str]:
    labelled = {e.get("for") for e in elements if e.tag == "label" and text_of(e)}
    for element in elements:
        if element.tag not in FIELDS or element.get("type") == "hidden":
            continue
        if element.get("id") not in labelled and not element.get("aria-label"):
            yield f"<{element.tag} name={element.get('name')!r}> has no label"


def _headings_in_order(elements: list[Element]) -> Iterator[str]:
    before = 0
    for element in elements:
        level = HEADINGS.get(element.tag)
        if level is None:
            continue
        if before and level > before + 1:
            yield f"h{before} is followed by h{level} {text_of(element)!r}"
        before = level


def _nothing_inline(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or element.get("style") is not None:
            yield f"inline style in <{element.tag}>"
        if element.tag == "script" and not element.get("src"):
            yield from _data_block_faults(element)
        for name, value in element.attrib.items():
            if isinstance(name, str) and name.startswith("on"):
                yield f"inline handler {name}"
            if isinstance(value, str) and value.strip().casefold().startswith("javascript:"):
                yield f"script in {name}"


def _data_block_faults(element: Element) -> Iterator[str]:
    if element.get("type") != DATA_BLOCK:
        yield "inline script"
        return
    try:
        json.loads(element.text or "")
    except ValueError as error:
        yield f"a data block is not JSON: {error}"


def _whole_addresses_where_machines_read(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        canonical = element.tag == "link" and element.get("rel") == "canonical"
        address = element.get("href" if canonical else "content", "")
        if (canonical or element.get("property") == "og:url") and not address.startswith("http"):
            yield f"the canonical address {address!r} is not whole"


def _only_own_resources(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "link" and element.get("rel") in NAMED:
            continue
        address = element.get(LOADED.get(element.tag, ""), "")
        if address and (not address.startswith("/") or address.startswith("//")):
            yield f"<{element.tag}> loads {address!r} from elsewhere"


def _names_for_everything(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in {"a", "button"} and not (text_of(element) or element.get("aria-label")):
            yield f"<{element.tag}> without words"
        if element.tag == "img" and element.get("alt") is None:
            yield "<img> without alt"
        if element.tag == "nav" and not (
            element.get("aria-label") or element.get("aria-labelledby")
        ):
            yield "<nav> without a name"


def _skip_link_first(elements: list[Element]) -> Iterator[str]:
    first = next((e for e in elements if e.tag in {"a", "button", *FIELDS}), None)
    main = next((e for e in elements if e.tag == "main"), None)
    if first is None or main is None or first.get("href") != f"#{main.get('id')}":
        yield "the first thing in the order of focus is not a link to <main>"


RULES: tuple[Callable[[list[Element]], Iterator[str]], ...] = (
    _one_of_each,
    _language_and_viewport,
    _unique_ids,
    _references_lead_somewhere,
    _fields_have_labels,
    _headings_in_order,
    _nothing_inline,
    _only_own_resources,
    _whole_addresses_where_machines_read,
    _names_for_everything,
    _skip_link_first,
)
