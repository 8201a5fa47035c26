"""The `kb` command: arguments in, one library call, output.

Importing it loads click and nothing heavy; each command imports the library when it runs.
"""

from __future__ import annotations

from kb.cli.group import kb as main

__all__ = ["main"]
