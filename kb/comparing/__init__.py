"""Two versions of a text → what stayed, came and went, in bounded time."""
