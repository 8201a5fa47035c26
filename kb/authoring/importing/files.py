"""Files of an export → texts and JSON, whatever they hold."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import AuthoringError

#: Bytes of one file. Exports of help centres with thousands of articles have a few dozen MB.
MAX_FILE_BYTES = 100_000_000
_MAX_FILES = 20_000
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_WINDOWS, _ISO = ([letter.encode(page) for letter in "ąśźĄŚŹ"] for page in ("cp1250", "iso-8859-2"))


def files_of(source: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Return the file itself, or those of a folder and the folders in it, sorted by path.

    Symbolic links and hidden files are not followed. Raises AuthoringError: nothing is there.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise AuthoringError(f"There is no file or folder {source}. Give the export.")
    found = sorted(path for path in _walk(source) if path.suffix.lower() in suffixes)
    if not found:
        raise AuthoringError(f"{source} holds no file that ends with {' or '.join(suffixes)}.")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    count = 0
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base, name)
            count += 1
            if count > _MAX_FILES:
                raise AuthoringError(f"{folder} holds more than {_MAX_FILES} files. Import parts.")
            if not name.startswith(".") and not path.is_symlink() and path.is_file():
                yield path


def read_text(path: Path) -> tuple[str, str]:
    """Return a file's text and the encoding it was read by, "" for UTF-8.

    Polish exports of spreadsheets are often windows-1250. Raises AuthoringError: too long, an
    archive, not a text.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise AuthoringError(
                f"{path} has {size} bytes; the limit is {MAX_FILE_BYTES}. Export it in parts."
            )
        data = path.read_bytes()
    except OSError as error:
        raise AuthoringError(f"{path} cannot be read: {error.strerror}.") from error
    if data.startswith(_ARCHIVES):
        raise AuthoringError(f"{path} is an archive; archives are not opened. Unpack it first.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        if b"\0" in data:
            raise AuthoringError(f"{path} is not a text: it holds NUL bytes.") from None
        return _in_polish(data)


def _in_polish(data: bytes) -> tuple[str, str]:
    """Decode by the older of two Polish code pages only where its "ąśźĄŚŹ" are more frequent."""
    windows, iso = (sum(map(data.count, letters)) for letters in (_WINDOWS, _ISO))
    if iso > windows:
        return data.decode("iso-8859-2", "replace"), "iso-8859-2"
    return data.decode("cp1250", "replace"), "windows-1250"


def read_json(path: Path) -> Any:
    """Return the document of a JSON file. Raises AuthoringError with the place of the fault."""
    text, encoding = read_text(path)
    if encoding not in ("", "utf-16"):
        raise AuthoringError(f"{path} is not UTF-8, so it is no JSON. Save the export again.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise AuthoringError(
            f"{path}:{error.lineno}:{error.colno} is not valid JSON: {error.msg}. "
            "The export may have been cut off; save it again."
        ) from None
    except (RecursionError, ValueError):
        raise AuthoringError(
            f"{path} nests its values too deep, or has numbers too long."
        ) from None
