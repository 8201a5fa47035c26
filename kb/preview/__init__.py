"""Previews: a branch as customers would see it, beside what is served, for a few days."""
