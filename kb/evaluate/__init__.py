"""Golden questions, metrics and the scorecard that gates publishing; fitting of the weights."""
