"""Migrations of the store, run by `kb migrate` and `kb serve`."""
