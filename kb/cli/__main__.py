"""`python -m kb.cli`: the `kb` command where its script is not installed."""

from __future__ import annotations

from kb.cli import main

if __name__ == "__main__":
    main(prog_name="kb")
