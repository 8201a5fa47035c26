"""Versions of everything that shapes an index. Raising one makes old generations unservable.

They stand together, apart from the code they describe, because the reader of an index must know
them without loading the publisher.
"""

#: Tokens, folding, lemmas, trigrams (kb.polish.text, kb.search.lexical).
ANALYSER = 1
#: Cutting articles into chunks (kb.ingest.chunk, kb.ingest.units).
CHUNKER = 1
#: Files of a generation (kb.search.write_tables, kb.search.generation).
FORMAT = 8

INDEX_VERSION = f"format-{FORMAT}/chunker-{CHUNKER}/analyser-{ANALYSER}"
