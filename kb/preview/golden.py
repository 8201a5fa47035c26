"""What a preview does to the golden questions, kept beside it for who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kb.preview.records import preview_folder
from kb.publishing.requests import write_whole

_FILE = "golden.json"
#: What people read on one page.
MOST_TOLD = 200


class Verdict(StrEnum):
    """What becomes of a question. The words are those of the golden gate; SAME is told of a
    question that was itself edited."""

    NOW_REFUSED = "now refused"
    OTHER_ARTICLE = "answered by another article"
    NOW_ANSWERED = "answered, and must not be"
    WORSE = "worse"
    BETTER = "better"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class GoldenChange:
    """A question that changed. expected: slugs, none where it must be refused. before, after: the
    first article; empty where the base says that it has no answer."""

    question: str
    verdict: Verdict
    expected: tuple[str, ...]
    before: str
    after: str

    @property
    def regressed(self) -> bool:
        """Whether it got worse."""
        return self.verdict not in {Verdict.BETTER, Verdict.SAME}


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """served: the generation that customers saw then. changes: the worst first; hidden: how many
    more. hijacks: articles that came into the first five of many questions, with how many.
    reasons: what commits say for it. asked: all questions."""

    served: str
    asked: int
    right_before: int
    right_after: int
    changes: tuple[GoldenChange, ...] = ()
    hidden: int = 0
    hijacks: tuple[tuple[str, int], ...] = ()
    reasons: tuple[str, ...] = ()


_report: TypeAdapter[GoldenReport] = TypeAdapter(GoldenReport)


def keep_report(data_dir: Path, preview: str, report: GoldenReport) -> None:
    """Keep it beside the preview. Raises PublishError."""
    write_whole(preview_folder(data_dir, preview) / _FILE, _report.dump_json(report).decode())


def kept_report(data_dir: Path, preview: str) -> GoldenReport | None:
    """None while there is none, and where it cannot be read."""
    try:
        return _report.validate_json((preview_folder(data_dir, preview) / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None
