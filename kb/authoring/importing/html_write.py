"""A part of a tree → HTML again, for a body that is converted later than it is found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kb.authoring.importing.html_tree import Element

_EMPTY = frozenset({"br", "img", "hr", "input", "col", "source", "embed", "wbr"})


def html_of_tree(nodes: Sequence[Element | str]) -> str:
    """Return HTML that reads back as the same elements and words."""
    pieces: list[str] = []
    waiting: list[Element | str | tuple[str]] = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            pieces.append(node[0])
        elif isinstance(node, str):
            pieces.append(escape(node))
        else:
            written = "".join(f' {k}="{escape(v)}"' for k, v in node.attributes.items())
            pieces.append(f"<{node.tag}{written}>")
            if node.tag not in _EMPTY:
                waiting.append((f"</{node.tag}>",))
                waiting.extend(reversed(node.children))
    return "".join(pieces)
