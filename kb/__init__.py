"""Podpowiedź: a customer-service knowledge base. Articles live in git, answers cite them.

The library works without Flask. Importing `kb` loads nothing heavy; start at `kb.wiring`.
"""

__version__ = "0.1.0"
