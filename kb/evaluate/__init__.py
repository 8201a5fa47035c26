"""Golden questions, metrics and the scorecard of `kb evaluate`; fitting of the weights."""
