"""The key that signs forms and cookies."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.secret import FILE, secret_key
from kb.settings import Settings


def test_the_operators_key_is_used_as_it_is(tmp_path: Path) -> None:
    assert secret_key(Settings(data_dir=tmp_path, secret_key="k" * 16)) == b"k" * 16
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")

    key = secret_key(settings)

    assert secret_key(settings) == key
    assert len(key) == 32
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def test_workers_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: secret_key(settings), range(64)))

    assert len(set(keys)) == 1


def test_two_sites_have_different_keys(tmp_path: Path) -> None:
    assert secret_key(Settings(data_dir=tmp_path / "a")) != secret_key(
        Settings(data_dir=tmp_path / "b")
    )


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="KB_SECRET_KEY"):
        secret_key(Settings(data_dir=tmp_path / "file"))


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")

    with pytest.raises(ConfigError, match="damaged"):
        secret_key(Settings(data_dir=tmp_path))
