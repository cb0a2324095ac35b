"""What England published period by period: gaps stay gaps, and a damaged file gets one clear message."""

from pathlib import Path

import pytest

from sim.errors import UserInputError
from sim.evidence.service_periods import TABLE, service_periods


def test_the_shipped_file_says_what_was_published() -> None:
    periods = {period.period: period for period in service_periods()}
    assert list(periods) == ["2017-18", "2018-19", "2019-20", "2020-21", "2023-24", "2024-25", "2025-04"]
    first = periods["2017-18"]
    assert (first.referrals, first.started, first.finished) == (1_440_000, 1_010_000, 555_000)
    assert (first.recovery_pct, first.sessions_finished, first.within_6_weeks_pct) == (50.8, 6.8, 89.1)
    assert first.recovery_gap is None
    assert periods["2024-25"].recovery_gap == pytest.approx(11.9)
    assert {name for name, one in periods.items() if one.apart} == {"2020-21", "2025-04"}


def test_nothing_is_filled_in() -> None:
    periods = {period.period: period for period in service_periods()}
    assert periods["2018-19"].sessions_finished is None
    assert periods["2020-21"].recovery_pct is None
    assert periods["2023-24"].started is None
    assert periods["2024-25"].referrals is None
    assert "2021-22" not in periods


def test_a_month_is_a_part_of_a_year_by_days() -> None:
    periods = service_periods()
    assert [period.of_a_year for period in periods[:-1]] == [1.0] * 6
    assert not periods[-1].is_year
    assert periods[-1].of_a_year == pytest.approx(30 / 365)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1440000", "1.44 million", "line 2: referrals = '1.44 million': expected a whole number above 0, or nothing"),
        ("555000", "-555000", "line 2: finished = '-555000': expected a whole number above 0"),
        ("50.8", "nan", "line 2: recovery_pct = 'nan': expected a percentage from 0 to 100, or nothing"),
        ("89.4", "894", "line 3: within_6_weeks_pct = '894': expected a percentage"),
        (",6.9,", ",0,", "line 4: sessions_finished = '0': expected a number above 0, or nothing"),
        ("2018-19,12", "2018/19,12", "line 3: period = '2018/19': expected a year such as 2017-18"),
        ("2018-19,12", "2018-20,12", "line 3: period = '2018-20': expected 2018-19, a year"),
        ("2018-19,12", "2018-19,6", "line 3: months = 6: expected 12 for a year or 1 for a month"),
        ("2025-04,1", "2025-13,1", "line 8: period = '2025-13': expected a month from 2025-01 to 2025-12"),
        ("1,one month", "1,", "line 8: apart is empty: a month cannot be counted with years"),
        ("2019-20,12", "2018-19,12", "2018-19 after 2018-19: expected each period once, in order"),
        ("1010000", "1510000", "line 2: started = 1510000: expected at most referrals, 1440000"),
        ("57359", "98890", "line 8: finished = 98890: expected at most started, 98889"),
        ("52.4,40.5", "52.4,", "line 7: recovery of one end of deprivation only"),
        ("555000", "", "2017-18: finished is missing, which later periods are relative to"),
        ("2017-18,12,", "2017-18,12,odd", "2017-18: the first period has to be a counted year"),
        ("referrals,", "sent,", "line 1: expected the columns period, months, apart, referrals"),
        ("1440000,", "", "line 2: 13 cells, expected 14, as in line 1"),
        ('"NHS Digital (2018)', 'x"NHS Digital (2018)', "line 2: 15 cells, expected 14"),
        ("the year that the fit knows", '"the year', "not a table with commas between cells"),
    ],
)
def test_a_damaged_file_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserInputError) as problem:
        service_periods(path)
    assert str(problem.value).startswith(f"{path}: ")
    assert said in str(problem.value)
    assert "\n" not in str(problem.value)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserInputError, match="cannot be read"):
        service_periods(tmp_path / "missing.csv")
    path = tmp_path / "mine.csv"
    path.write_bytes(TABLE.read_bytes().replace(b"NHS Digital", b"NHS Digit\xe4l", 1))
    with pytest.raises(UserInputError, match="not text in UTF-8"):
        service_periods(path)
    path.write_bytes(b"")
    with pytest.raises(UserInputError, match="line 1: expected the columns"):
        service_periods(path)
    path.write_text("\n".join(TABLE.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    with pytest.raises(UserInputError, match="expected two periods or more"):
        service_periods(path)


def test_a_byte_order_mark_and_an_empty_line_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert service_periods(path) == service_periods()
