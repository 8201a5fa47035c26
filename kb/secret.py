"""The key that signs forms and links: the operator's own, or one kept in the data folder."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from kb.errors import ConfigError
from kb.settings import Settings

FILE = "secret-key"
_BYTES = 32


def secret_key(settings: Settings) -> bytes:
    """The site's key; the same in every worker and after a restart.

    Raises ConfigError when there is none and none can be kept.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / FILE
    try:
        if not path.exists():
            _create(path)
        key = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"Cannot keep the key of the forms in {path}: {error.strerror}. Make the folder "
            "writable, or set KB_SECRET_KEY."
        ) from error
    if len(key) < _BYTES:
        raise ConfigError(f"{path} is damaged. Remove it; a new key will be made.")
    return key


def _create(path: Path) -> None:
    """Whoever of several workers is first decides; nobody ever reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Such a file belongs to its owner alone (mode 0600) from the start.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}-")
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(written)
    except FileExistsError:
        pass
    finally:
        written.unlink(missing_ok=True)
