"""Which article a question is about, learned from the questions that are known for each.

Softmax regression (multinomial logistic regression) from what a question means and the words it
says to the articles. It weighs what tells articles apart, where a comparison with the nearest known
question weighs all alike. It is fitted at publishing (kb.ingest.classify).

An article with few known questions is not heard: its probability would tell how little is known of
it. What the classifier would say of it is guessed from how the search scores it among the others,
as a missing value is imputed from what goes along with it (Little & Rubin, "Statistical Analysis
with Missing Data", 2019); the more questions an article has, the less is guessed.

Files of an index: `classifier.json` (mean, bias, rows, counts) and `classifier_weights.npy`
((features, classes) float32); features are the vector's dimensions, then the units of each of
`LEXICAL` as its statistics number them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.search.lexical import Bm25, analyser_of

Floats = NDArray[np.float64]

#: Statistics whose units are features.
LEXICAL = ("question_lemmas", "question_trigrams")
#: Length of the units of each beside the vector, which has length 1.
_LEXICAL_LENGTH = 0.7
#: An article with so many known questions is half heard and half guessed.
_HALF_HEARD = 5.0
#: Nats that an article may be expected to gain with a standard deviation of the search's score.
_SLOPE = 2.5
_TABLE, _WEIGHTS = "classifier.json", "classifier_weights.npy"


@dataclass(frozen=True)
class Classifier:
    """The fitted model of one index.

    mean: (dimension,) of the vectors. weights: (features, classes). bias: (classes,).
    rows: (classes,) of the articles. counts: (classes,) known questions of each.
    """

    mean: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]

    @classmethod
    def none(cls) -> Classifier:
        """Of an index that there is nothing to learn from."""
        nothing, nobody = np.zeros(0, np.float32), np.zeros(0, np.int32)
        return cls(nothing, np.zeros((0, 0), np.float32), nothing, nobody, nobody)

    @classmethod
    def read(cls, folder: Path) -> Classifier:
        """Open what `write` wrote. Raises OSError, ValueError, LookupError."""
        table = json.loads((folder / _TABLE).read_text("utf-8"))
        mean, bias = (np.array(table[name], np.float32) for name in ("mean", "bias"))
        rows, counts = (np.array(table[name], np.int32) for name in ("rows", "counts"))
        weights = np.load(folder / _WEIGHTS, mmap_mode="r").view(np.ndarray)
        return cls(mean, weights, bias, rows, counts)

    def write(self, folder: Path) -> None:
        """Write the files."""
        table = {
            "mean": self.mean.tolist(),
            "bias": self.bias.tolist(),
            "rows": self.rows.tolist(),
            "counts": self.counts.tolist(),
        }
        (folder / _TABLE).write_text(json.dumps(table), "utf-8")
        np.save(folder / _WEIGHTS, self.weights)

    def fits(self, articles: int, dimension: int, statistics: Mapping[str, Bm25]) -> bool:
        """Whether it belongs to an index. articles: in it. dimension: of its vectors."""
        classes = len(self.rows)
        if not classes:
            return self.weights.shape == (0, 0)
        features = dimension + sum(len(statistics[name].units) for name in LEXICAL)
        return (
            self.weights.shape == (features, classes)
            and len(self.mean) == dimension
            and len(self.bias) == classes == len(self.counts)
            and 0 <= int(self.rows.min()) <= int(self.rows.max()) < articles
        )

    def log_probabilities(
        self,
        vector: NDArray[np.float32],
        units: Mapping[str, Iterable[str]],
        statistics: Mapping[str, Bm25],
    ) -> Floats:
        """(classes,) natural logarithms. units: of the question, by analyser."""
        columns, values = lexical_features(units, statistics)
        dimension = len(self.mean)
        fits = centred(vector, self.mean) @ self.weights[:dimension] + self.bias
        if len(columns):
            fits = fits + values @ self.weights[dimension + columns]
        fits = fits.astype(np.float64) - fits.max()
        return np.asarray(fits - np.log(np.exp(fits).sum()))

    def opinion(self, articles: NDArray[np.int64], scores: Floats, likely: Floats) -> Floats:
        """(articles,) what to add to the scores of some articles; only differences tell something.

        scores: in standard deviations. likely: (classes,) log probabilities.
        """
        heard, said = np.zeros(len(articles)), np.zeros(len(articles))
        place = {row: number for number, row in enumerate(self.rows.tolist())}
        for position, row in enumerate(articles.tolist()):
            if (number := place.get(row)) is not None:
                count = float(self.counts[number])
                heard[position], said[position] = count / (count + _HALF_HEARD), likely[number]
        if not heard.any():
            return np.zeros(len(articles))
        mean_score, mean_said = (float(heard @ of / heard.sum()) for of in (scores, said))
        guessed = _SLOPE * (scores - mean_score)
        return np.asarray(heard * (said - mean_said) + (1 - heard) * guessed)


def centred(vectors: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors, one or more, from their mean, scaled to length 1."""
    apart = vectors - mean
    length = np.linalg.norm(apart, axis=-1, keepdims=True)
    return np.asarray(apart / np.maximum(length, 1e-9), dtype=np.float32)


def lexical_features(
    units: Mapping[str, Iterable[str]], statistics: Mapping[str, Bm25]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Columns behind the vector and their values. units: of a text, by analyser."""
    columns: list[int] = []
    values: list[float] = []
    before = 0
    for name in LEXICAL:
        bm25 = statistics[name]
        known = sorted({unit for unit in units[analyser_of(name)] if unit in bm25.units})
        weights = np.array([bm25.information(unit) for unit in known])
        length = max(float(np.linalg.norm(weights)), 1e-9)
        columns += [before + bm25.units[unit][0] for unit in known]
        values += (weights * (_LEXICAL_LENGTH / length)).tolist()
        before += len(bm25.units)
    return np.array(columns, dtype=np.int64), np.array(values, dtype=np.float32)
