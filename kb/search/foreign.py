"""Questions that help centres get and do not answer: jobs, other companies, general knowledge.

They are embedded with each index. A question that is nearer to one of them than to anything in the
base is probably not answered by the base, whatever words it shares with an article.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

_FILE = "foreign_questions.txt"


@cache
def foreign_questions() -> tuple[str, ...]:
    """The shipped questions, one per line of the file."""
    text = (resources.files("kb.search") / _FILE).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())
