"""Text → vectors: the bundled E5 model for queries and in bulk, or any sentence-transformers model."""
