"""What visitors leave behind and which programs may call, in SQLite or PostgreSQL."""
