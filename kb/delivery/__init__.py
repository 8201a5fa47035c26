"""Approved replies on their way: outbox, e-mail, webhook, survey."""
