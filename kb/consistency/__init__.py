"""What articles do to each other: contradictions, and articles that say the same twice."""
