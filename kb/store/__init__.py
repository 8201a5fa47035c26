"""What visitors leave behind: messages, ratings and searches, in SQLite or PostgreSQL."""
