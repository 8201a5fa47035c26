"""A gap → the file of a new article, with what is known of it filled in, and how to commit it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from kb.authoring.article_text import one_line
from kb.authoring.names import file_stem, free_stem
from kb.authoring.templates import Kind, new_article, usual_audience
from kb.editing.questions import Question
from kb.model import Audience

_MOST_QUESTIONS, _LONGEST = 12, 300
_SHORTEST = 3
#: A question with what masking left of somebody's data is no text for an article.
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{2,30}\]")
_ASKS = re.compile(
    r"(?:a |i |czy|jak|ile|kiedy|gdzie|skąd|skad|dokąd|dokad|kto|komu|co|czego|czym|dlaczego|czemu"
    r"|po co|na co|za co|o co|u kogo|który|która|które|jaki|jaka|jakie|what|how|when|where|why|who"
    r"|can|do|does|is|are)\b",
    re.IGNORECASE,
)
_END = "KONIEC"


@dataclass(frozen=True, slots=True)
class GapArticle:
    """A new article. path: from the repository's root. text: the whole file."""

    title: str
    path: str
    text: str
    audience: Audience

    @property
    def file_name(self) -> str:
        return self.path.rpartition("/")[2]


def title_of(question: str) -> str:
    """A question as a title: one line, a capital letter, a question mark where it asks."""
    line = one_line(question)[:_LONGEST].strip(" .,;:")
    if not line:
        return ""
    titled = line[0].upper() + line[1:]
    return f"{titled}?" if _ASKS.match(titled) and not titled.endswith(("?", "!")) else titled


def other_questions(questions: Sequence[Question], title: str) -> tuple[str, ...]:
    """The ways of asking that go into the front matter, the most frequent first."""
    said = {title.casefold().rstrip("?")}
    chosen: list[str] = []
    for one in questions:
        line = one_line(one.text)
        folded = line.casefold().rstrip("?")
        if folded in said or not _SHORTEST <= len(line) <= _LONGEST or _PLACEHOLDER.search(line):
            continue
        said.add(folded)
        chosen.append(line)
    return tuple(chosen[:_MOST_QUESTIONS])


def gap_article(
    questions: Sequence[Question],
    *,
    kind: Kind,
    title: str,
    folder: str,
    category: str,
    taken: Container[str],
    today: date,
) -> GapArticle:
    """The file for a gap. title: empty takes the first question's. folder: of the articles.

    category: a folder of theirs, empty for none. taken: addresses that other articles have.
    """
    plain = next((one.text for one in questions if not _PLACEHOLDER.search(one.text)), "")
    chosen = one_line(title)[:_LONGEST] or title_of(plain) or "Nowy artykuł"
    audience = usual_audience(kind)
    parts = [part for part in (*folder.split("/"), category) if part not in ("", ".")]
    stem = free_stem(file_stem(chosen), taken)
    return GapArticle(
        title=chosen,
        path="/".join([*parts, f"{stem}.md"]),
        text=new_article(kind, chosen, audience, other_questions(questions, chosen), today),
        audience=audience,
    )


def git_commands(article: GapArticle) -> str:
    """Commands for a POSIX shell in the repository's folder: a branch with the new file.

    On a branch of its own, because the places to fill in would stop the next publish.
    """
    branch = f"artykul/{article.file_name.removesuffix('.md')}"
    folder = article.path.rpartition("/")[0]
    end = _END
    while end in article.text.splitlines():
        end += "_"
    path = shlex.quote(article.path)
    lines = [
        shlex.join(["git", "switch", "-c", branch]),
        *([shlex.join(["mkdir", "-p", "--", folder])] if folder else []),
        f"cat > {path} <<'{end}'",
        article.text.rstrip("\n"),
        end,
        shlex.join(["git", "add", "--", article.path]),
        shlex.join(["git", "commit", "-m", f"Nowy artykuł: {article.title}"]),
    ]
    return "\n".join(lines) + "\n"
