"""Text → vectors: the bundled E5 model, or any sentence-transformers model."""
