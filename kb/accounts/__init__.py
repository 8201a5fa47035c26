"""Who works here: accounts, sign-in, sessions, roles."""
