"""What stands within one paragraph of HTML → Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kb.authoring.importing.html_tree import CONTROLS, EMBEDDED, LOOKS, Element
from kb.authoring.importing.inline import Span, collapse, escape, link, write_spans
from kb.authoring.importing.notes import Notes

#: Given an address as it stands in the source, the address for the article, or None for words only.
Resolve = Callable[[str], str | None]

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "var": "*",
          "s": "~~", "del": "~~", "strike": "~~"}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HIGH = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Nodes = Sequence[Element | str]


@dataclass
class Phrases:
    """Writes the inside of paragraphs, and notes what Markdown has no words for.

    pending: names of places (`#name`) since the last words, which the next heading takes.
    """

    resolve: Resolve
    notes: Notes
    pending: set[str] = field(default_factory=set)
    pairs: int = 0

    def inline(self, nodes: Nodes) -> str:
        """The Markdown of what stands in one paragraph; "" where nothing is shown."""
        spans: list[Span] = []
        self._collect(nodes, spans, frozenset())
        return write_spans(spans)

    def _collect(self, nodes: Nodes, spans: list[Span], marks: frozenset[str]) -> None:
        for node in nodes:
            if isinstance(node, str):
                spans.append(Span("text", node))
                continue
            self.look_at(node)
            mark = MARKS.get(node.tag, "")
            if node.tag == "br":
                spans.append(Span("break"))
            elif node.tag == "img":
                self._image(node, spans)
            elif node.tag in EMBEDDED:
                spans.extend(Span("raw", text) for text in self.embedded(node))
            elif node.tag in _CODE:
                code = collapse(node.text())
                spans.append(Span("code" if code.strip() else "text", code))
            elif node.tag == "a":
                self._link(node, spans, marks)
            elif mark and mark not in marks:
                self._emphasis(node, mark, spans, marks)
            elif node.tag in ("sup", "sub"):
                spans.append(Span("text", _raised(node)))
            else:
                self._collect(node.children, spans, marks)

    def _emphasis(self, node: Element, mark: str, spans: list[Span], marks: frozenset[str]) -> None:
        self.pairs += 1
        pair, inner = self.pairs, node.children
        shown, taken = mark, marks | {mark}
        only = inner[0] if len(inner) == 1 else None
        second = MARKS.get(only.tag, "") if isinstance(only, Element) else ""
        if isinstance(only, Element) and {mark, second} == {"*", "**"} and second not in marks:
            shown, taken, inner = "***", taken | {second}, only.children
        spans.append(Span("open", shown, pair))
        self._collect(inner, spans, taken)
        spans.append(Span("close", shown, pair))

    def _link(self, node: Element, spans: list[Span], marks: frozenset[str]) -> None:
        target = node.attributes.get("href", "").strip()
        address = self.resolve(target) if target else None
        if address is None or marks & {"link"}:
            self._collect(node.children, spans, marks)
            return
        inner: list[Span] = []
        self._collect(node.children, inner, marks | {"link"})
        words = write_spans(inner).replace("\\\n", " ")
        if words:
            spans.append(Span("raw", link(words, address)))

    def _image(self, node: Element, spans: list[Span]) -> None:
        source = node.attributes.get("src", "").strip()
        words = collapse(node.attributes.get("alt", "")).strip()
        if source.lower().startswith("data:"):
            self.notes.add("image", "A picture inside the text (data:) was dropped.")
            address = None
        else:
            address = self.resolve(source) if source else None
        if address is None:
            spans.append(Span("text", words))
            return
        self.notes.add("image", f"The picture was not copied, only linked: {address}")
        spans.append(Span("raw", link(escape(words), address, image=True)))

    def embedded(self, node: Element) -> list[str]:
        source = (
            node.attributes.get("src")
            or node.attributes.get("data")
            or next((e.attributes["src"] for e in node.elements() if e.attributes.get("src")), "")
        )
        if source.startswith("//"):
            source = f"https:{source}"
        if not source.lower().startswith(("http://", "https://")):
            self.notes.add("embed", f"<{node.tag}> was dropped: it has no address to link to.")
            return []
        self.notes.add("embed", f"<{node.tag}> became a link: {source}")
        return [link(escape(source), source)]

    def look_at(self, node: Element) -> None:
        """Note what an element has that Markdown has not."""
        handlers = sorted(name for name in node.attributes if name.startswith("on"))
        if handlers:
            self.notes.add("event-handler", f"{', '.join(handlers)} of <{node.tag}> was dropped.")
        names = {node.attributes.get("id", ""), node.attributes.get("name", "")} - {""}
        if node.tag != "a" or not node.attributes.get("href"):
            self.pending |= names
        if node.tag in CONTROLS:
            self.notes.add("form", "A form was dropped; words inside it stay.")
        if node.tag in LOOKS:
            self.notes.add("formatting", f"The look of <{node.tag}> was dropped; its words stay.")


def _raised(node: Element) -> str:
    text = collapse(node.text())
    raised = text.translate(_HIGH if node.tag == "sup" else _LOW)
    return raised if not any(char.isalnum() and char in text for char in raised) else text
