"""What a state of the articles answers to each question: asked once, remembered by content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from kb.gate.keeping import forget_oldest, keep
from kb.ingest.repository import Snapshot
from kb.search.foreign import foreign_questions
from kb.versions import INDEX_VERSION

#: Raised when what is kept of an answer changes.
_FORM = 2
_KEPT = 24


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    top: slugs of the first five articles, best first. searched: the question as it was searched.
    margin: how far the confidence is from the threshold. floor: the least, among the first five, of
    each one's best dense similarity; what is far below it is not among them. kept: from how many
    states in a row it was taken over, because the changes between them could not touch it.
    """

    answered: bool
    confidence: float
    top: tuple[str, ...] = ()
    searched: str = ""
    margin: float = 0.0
    floor: float = 0.0
    kept: int = 0

    @property
    def first(self) -> str | None:
        """The article that the reader sees first."""
        return self.top[0] if self.top else None


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one state by question.

    slugs: of its public articles that were shown then; paths: slug → file. since, until: the
    moments between which the same articles are shown, because articles come and go by their dates.
    """

    since: datetime
    until: datetime | None
    paths: Mapping[str, str]
    by_question: Mapping[str, Answer] = field(default_factory=dict)

    def holds_at(self, now: datetime) -> bool:
        """Whether they would be the same now."""
        return self.since <= now and (self.until is None or now < self.until)


def key_of(snapshot: Snapshot, model: str, default_audience: str) -> str:
    """Name of all that answers depend on: articles, settings, model, version of the index."""
    whole = hashlib.sha256()
    parts = (str(_FORM), INDEX_VERSION, model, default_audience, *foreign_questions())
    for part in parts:
        whole.update(part.encode() + b"\0")
    files = [(file.path, file.data) for file in snapshot.files]
    for name, data in [("kb.toml", snapshot.config or b""), *files]:
        whole.update(f"{len(name)} {len(data)} ".encode() + name.encode() + data)
    return whole.hexdigest()[:32]


def read_answers(folder: Path, key: str, now: datetime) -> Answers | None:
    """What is remembered and still holds; None for a file that is gone, old or damaged."""
    try:
        raw = json.loads((folder / f"{key}.json").read_bytes())
        found = Answers(
            datetime.fromisoformat(raw["since"]),
            datetime.fromisoformat(raw["until"]) if raw["until"] else None,
            {str(slug): str(path) for slug, path in raw["paths"].items()},
            {
                str(question): Answer(**{**one, "top": tuple(one["top"])})
                for question, one in raw["answers"].items()
            },
        )
        return found if found.holds_at(now) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_answers(folder: Path, key: str, answers: Answers) -> None:
    """Remember answers, and forget those of states that were not asked for longest.

    A disk that is full costs time at the next check and nothing else.
    """
    document = {
        "since": answers.since.isoformat(),
        "until": answers.until.isoformat() if answers.until else None,
        "paths": dict(answers.paths),
        "answers": {question: asdict(one) for question, one in answers.by_question.items()},
    }
    keep(folder / f"{key}.json", json.dumps(document, ensure_ascii=False).encode())
    forget_oldest(folder, "*.json", _KEPT)
