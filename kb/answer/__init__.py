"""A customer's message → questions → passages → a draft whose every sentence is checked."""
