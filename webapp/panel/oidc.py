"""Signing in by the company's own accounts."""

from __future__ import annotations


def button() -> str:
    """What the button for it says; empty where it is not set up."""
    return ""


def issuer() -> str:
    """Who vouches for the company's accounts; empty where it is not set up."""
    return ""
