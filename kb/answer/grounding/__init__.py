"""Does a sentence say what the passages that it cites say? Facts, words, negation, reach."""
