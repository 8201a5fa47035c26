"""The Polish language: tokens, sentences, words, their forms. Knows no index and no article."""
