"""Question → hits: Polish analysis, lexical and dense search, fusion, re-ranking, confidence."""
