"""`python -m webapp [--host HOST] [--port PORT]`: the production server."""

from __future__ import annotations

import sys

from webapp.server import main

if __name__ == "__main__":
    sys.exit(main())
