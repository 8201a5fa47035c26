from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.ingest.editorial import Editorial, read_editorial
from kb.ingest.holidays import check_country, with_holidays, write_holidays
from kb.model import Level
from kb.opening import is_holiday, public_holidays

OPEN = '[contact.opening]\nmonday = ["8:00-18:00"]\n'


def editorial_of(text: str) -> Editorial:
    editorial, problems = read_editorial(text.encode())
    assert problems == []
    return editorial


def test_a_country_without_known_holidays_is_an_error_with_its_line() -> None:
    config = f'{OPEN}holidays = "XX"\n'

    (problem,) = check_country(config.encode(), editorial_of(config), 2026)

    assert (problem.path, problem.line, problem.level) == ("kb.toml", 3, Level.ERROR)
    assert "`contact.opening.holidays`" in problem.message
    assert "'XX'" in problem.message


@pytest.mark.parametrize("config", ["", 'name = "X"', OPEN, f'{OPEN}holidays = "PL"'])
def test_other_settings_are_none(config: str) -> None:
    assert check_country(config.encode(), editorial_of(config), 2026) == []
    assert check_country(None, Editorial(), 2026) == []


def test_holidays_of_the_years_around_are_kept_and_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editorial = editorial_of(f'{OPEN}holidays = "PL"')
    write_holidays(tmp_path, editorial, 2026)
    expected = {year: public_holidays("PL", year) for year in range(2025, 2037)}

    def computing(country: str, year: int) -> frozenset[date]:
        raise AssertionError(f"the holidays of {year} are computed")

    monkeypatch.setattr("kb.opening.public_holidays", computing)
    opening = with_holidays(editorial, tmp_path).contact.opening

    assert opening is not None
    assert opening.holidays == expected
    assert is_holiday(opening, date(2026, 12, 24))
    assert not is_holiday(opening, date(2036, 12, 23))


def test_a_shop_that_is_open_on_holidays_keeps_no_file(tmp_path: Path) -> None:
    for config in ("", OPEN):
        write_holidays(tmp_path, editorial_of(config), 2026)
        assert with_holidays(editorial_of(config), tmp_path) == editorial_of(config)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damaged", [None, b"", b"[]", b'{"2026": 1}', b'{"2026": ["x"]}', b"\xff"])
def test_without_a_readable_file_holidays_are_computed(
    tmp_path: Path, damaged: bytes | None
) -> None:
    if damaged is not None:
        (tmp_path / "holidays.json").write_bytes(damaged)

    opening = with_holidays(editorial_of(f'{OPEN}holidays = "PL"'), tmp_path).contact.opening

    assert opening is not None
    assert opening.holidays == {}
    assert is_holiday(opening, date(2026, 11, 11))
