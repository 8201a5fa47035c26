"""Quality of the sample base's answers: golden questions, and the refusal of foreign ones.

python -m tests.benchmarks.quality --off-topic questions.txt --json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.evaluate import scorecard
from kb.evaluate.golden import GoldenQuestion
from kb.model import Audience
from kb.settings import load_settings
from kb.wiring import model_fingerprint, open_library
from tests.benchmarks.base import SAMPLE, publish_folder, scratch_data
from tests.benchmarks.figures import row
from tests.benchmarks.machine import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.reader import Reader


def refusal(reader: Reader, questions: Sequence[str]) -> dict[str, Any]:
    """Share of questions that are refused, and those that are not."""
    asked = [GoldenQuestion(question, "off_topic", ()) for question in questions]
    answered = [found for found in (scorecard.ask(reader, q) for q in asked) if found.answered]
    return {
        "questions": len(asked),
        "refused": round(1 - len(answered) / max(1, len(asked)), 4),
        "answered": [
            {
                "question": outcome.question.text,
                "first": outcome.first,
                "confidence": round(outcome.confidence, 3),
            }
            for outcome in answered
        ],
    }


def run(
    off_topic: Path | None, data_dir: Path, embedder: str = "e5-small", articles: Path = SAMPLE
) -> dict[str, Any]:
    """Publish the articles to a scratch folder and ask.

    off_topic: a file with a question per line, None leaves it out. data_dir: where vectors and
    unpacked models are kept between runs.
    """
    with tempfile.TemporaryDirectory(prefix="quality-") as scratch:
        data = scratch_data(Path(scratch) / "data", data_dir)
        publish_folder(articles, data, embedder)
        settings = load_settings(data_dir=data, embedder=embedder)
        library = open_library(settings)
        reader = library.reader(Audience.PUBLIC)
        golden = scorecard.run(reader, (articles / "golden.yaml").read_bytes())
        results: dict[str, Any] = {"golden": golden.document}
        if off_topic is not None:
            lines = off_topic.read_text("utf-8").splitlines()
            results["off_topic"] = refusal(reader, [line for line in lines if line.strip()])
        library.close()
    return {
        "machine": describe(),
        "model": model_fingerprint(settings),
        "questions": len(golden.outcomes),
        "results": results,
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    golden = result["results"]["golden"]
    lines = [row("Golden questions", result["questions"]), "|---|---|"]
    lines += [row(name.replace("_", " "), f"{v:.3f}") for name, v in golden["figures"].items()]
    lines += [
        "",
        row("Kind", "questions", "recall@1", "recall@3", "refused"),
        "|---|---|---|---|---|",
    ]
    for kind, found in sorted(golden["kinds"].items()):
        cells = (_cell(found, name) for name in ("recall_at_1", "recall_at_3", "refused"))
        lines.append(row(kind.replace("_", " "), round(found["count"]), *cells))
    lines += ["", row("Confidence", "questions", "mean", "observed"), "|---|---|---|---|"]
    lines += [
        row(
            f"{found['low']:.1f}–{found['high']:.1f}",
            found["count"],
            f"{found['confidence']:.3f}",
            f"{found['observed']:.3f}",
        )
        for found in golden["reliability"]
    ]
    foreign = result["results"].get("off_topic")
    if foreign:
        share = f"{foreign['refused']:.1%}"
        lines += [
            "",
            f"Of {foreign['questions']} quiz questions from elsewhere {share} are refused.",
        ]
        lines += [""] if foreign["answered"] else []
        lines += [f"- answered: „{found['question']}”" for found in foreign["answered"]]
    return "\n".join(lines)


def _cell(found: Mapping[str, float], name: str) -> str:
    return f"{found[name]:.3f}" if name in found else "–"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--off-topic", type=Path, help="questions to be refused, one a line")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(options.off_topic, options.data_dir, options.embedder)
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
