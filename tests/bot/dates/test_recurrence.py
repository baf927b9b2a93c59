"""The days on which a series comes back, and the text that keeps its rule."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.holidays import first_working_day, holiday_name, is_holiday, is_working_day
from bot.dates.recurrence import ORDINALS, Rule, RuleDate, never_happens, occurrences, start_of

DAY = timedelta(days=1)
TUESDAYS = Rule(840, weekday=1, ordinal=2)
YEAR = (date(2027, 1, 1), date(2027, 12, 31))

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
by_weekday = st.builds(Rule, st.integers(0, 1439), weekday=st.integers(0, 6), ordinal=st.sampled_from(ORDINALS))
by_number = st.builds(Rule, st.integers(0, 1439), month_day=st.integers(1, 31))
by_month = st.builds(
    lambda rule, every, since: replace(rule, every=every, anchor=since.isoformat()[:7] if every > 1 else None),
    by_weekday | by_number,
    st.integers(1, 6),
    days,
) | st.builds(lambda rule, since: replace(rule, anchor=since.isoformat()[:7]), by_weekday | by_number, days)
in_may = st.dates(date(2027, 4, 26), date(2027, 5, 20))  # three holidays, so that days compete
of_days = st.builds(
    lambda minute, some: Rule(minute, days=tuple(sorted(some))),
    st.integers(0, 1439),
    st.sets(days | in_may, min_size=1, max_size=12),
)
by_week = st.builds(Rule, st.integers(0, 1439), weekday=st.integers(0, 6)) | st.builds(
    lambda minute, weekday, every, since: Rule(
        minute, weekday=weekday, every=every, anchor=(since - since.weekday() * DAY).isoformat()
    ),
    st.integers(0, 1439),
    st.integers(0, 6),
    st.integers(1, 6),
    days,
)
rules = by_month | by_week | of_days
untimed = settings(deadline=None)  # the holidays of a year are worked out once, at any time
windows = st.tuples(days, st.integers(0, 900)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY))


def landed(rule: Rule, first: date = YEAR[0], last: date = YEAR[1], *, skips_august: bool = False) -> list[str]:
    return [one.day.isoformat() for one in occurrences(rule, first=first, last=last, skips_august=skips_august)]


def month_of(day: date) -> list[date]:
    return [day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1)]


def put(rule: Rule, month: list[date]) -> date | None:
    """Give the day of a month by looking at each of its days."""
    if rule.month_day is not None:
        return month[min(rule.month_day, len(month)) - 1]
    assert rule.ordinal is not None
    of_weekday = [day for day in month if day.weekday() == rule.weekday]
    index = rule.ordinal - (rule.ordinal > 0)
    return of_weekday[index] if index < len(of_weekday) else None


def nearest(day: date, among: list[date]) -> date | None:
    return min(among, key=lambda other: (abs(other - day), other < day), default=None)


def by_looking(rule: Rule, first: date, last: date, *, taken: frozenset[date]) -> list[tuple[date, date]]:
    """Give (where the rule put it, where it lands) from the definition, month by month, for a rule by month."""
    since = date.fromisoformat(f"{rule.anchor}-01") if rule.anchor else date(2024, 1, 1)
    found = []
    for number in range(since.year * 12 + since.month - 1, last.year * 12 + last.month, rule.every):
        month = month_of(date(number // 12, number % 12 + 1, 1))
        by_rule = put(rule, month)
        if by_rule is None:
            continue
        meant = not is_holiday(by_rule) and (rule.month_day is None or by_rule.weekday() < 5)
        free = [day for day in month if is_working_day(day) and day not in taken]
        day = by_rule if meant and by_rule not in taken else nearest(by_rule, free)
        if day and first <= day <= last:
            found.append((by_rule, day))
    return found


def test_second_tuesday_of_each_month() -> None:
    assert occurrences(TUESDAYS, first=date(2027, 1, 12), last=date(2027, 3, 8)) == [
        RuleDate("2027-01", date(2027, 1, 12), date(2027, 1, 12), None),
        RuleDate("2027-02", date(2027, 2, 9), date(2027, 2, 9), None),
    ]


def test_holiday_moves_to_the_nearest_working_day_with_its_name() -> None:
    mondays = Rule(840, weekday=0, ordinal=-1)  # Easter Monday is the last of March 2027
    assert occurrences(mondays, first=date(2027, 3, 1), last=date(2027, 3, 31)) == [
        RuleDate("2027-03", date(2027, 3, 30), date(2027, 3, 29), "Lundi de Pâques")
    ]


def test_holiday_between_two_working_days_moves_to_the_later() -> None:
    assert landed(Rule(600, days=(date(2027, 7, 14),))) == ["2027-07-15"]


def test_month_keeps_what_a_nearer_day_of_another_would_take() -> None:
    first, last = Rule(600, month_day=1), Rule(600, month_day=31)
    assert landed(first, date(2027, 1, 1), date(2027, 1, 31)) == ["2027-01-04"]  # 31 December is nearer
    assert landed(last, date(2027, 10, 1), date(2027, 10, 31)) == ["2027-10-29"]  # 2 November is as near, and later
    assert occurrences(last, first=date(2027, 1, 1), last=date(2027, 1, 31)) == [
        RuleDate("2027-01", date(2027, 1, 29), date(2027, 1, 31), None)  # a Sunday: no holiday moved it
    ]


def test_31st_lands_on_the_last_day_of_a_shorter_month() -> None:
    found = occurrences(Rule(600, month_day=31), first=date(2028, 1, 1), last=date(2028, 6, 30))
    assert [one.by_rule.isoformat() for one in found] == [
        "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30",
    ]  # fmt: skip
    assert [one.period for one in found] == ["2028-01", "2028-02", "2028-03", "2028-04", "2028-05", "2028-06"]


def test_month_without_a_fifth_weekday_has_none() -> None:
    assert landed(Rule(600, weekday=0, ordinal=5)) == ["2027-03-30", "2027-05-31", "2027-08-30", "2027-11-29"]


def test_weekend_that_somebody_named_stays() -> None:
    assert landed(Rule(600, weekday=5, ordinal=1), last=date(2027, 1, 31)) == ["2027-01-02"]
    assert landed(Rule(600, days=(date(2027, 1, 9),))) == ["2027-01-09"]


def test_august_is_left_out_and_every_other_month_keeps_its_count() -> None:
    rule = replace(TUESDAYS, every=2, anchor="2027-02")
    assert landed(rule, skips_august=True) == ["2027-02-09", "2027-04-13", "2027-06-08", "2027-10-12", "2027-12-14"]
    own = Rule(600, days=(date(2027, 7, 1), date(2027, 8, 2)))  # typed by somebody: they were meant
    assert landed(own, skips_august=True) == ["2027-07-01", "2027-08-02"]


def test_nothing_comes_before_the_anchor() -> None:
    assert landed(replace(TUESDAYS, anchor="2027-11")) == ["2027-11-09", "2027-12-14"]


def test_every_tuesday_and_every_other_one() -> None:
    weekly = Rule(600, weekday=1)
    assert landed(weekly, date(2027, 3, 1), date(2027, 3, 31)) == [f"2027-03-{day:02}" for day in (2, 9, 16, 23, 30)]
    other = replace(weekly, every=2, anchor="2027-03-08")
    assert landed(other, date(2027, 1, 1), date(2027, 4, 10)) == ["2027-03-09", "2027-03-23", "2027-04-06"]
    assert landed(other, date(2027, 3, 10), date(2027, 3, 31)) == ["2027-03-23"]


def test_week_of_a_holiday_keeps_its_own_day() -> None:
    mondays = Rule(600, weekday=0)
    assert occurrences(mondays, first=date(2027, 3, 29), last=date(2027, 4, 5)) == [
        RuleDate("2027-W13", date(2027, 3, 30), date(2027, 3, 29), "Lundi de Pâques"),
        RuleDate("2027-W14", date(2027, 4, 5), date(2027, 4, 5), None),
    ]
    week = [date(2027, 3, 29) + number * DAY for number in range(5)]
    assert occurrences(mondays, first=week[0], last=week[-1], taken_days=week) == []  # and none in the next week


@untimed
@given(by_week, windows)
def test_weeks_from_the_anchor_have_a_day_each(rule: Rule, window: tuple[date, date]) -> None:
    first, last = window
    anchor = date.fromisoformat(rule.anchor) if rule.anchor else None
    found = occurrences(rule, first=first, last=last)
    assert [one.by_rule.weekday() for one in found] == [rule.weekday] * len(found)
    for one in found:
        monday = one.by_rule - one.by_rule.weekday() * DAY
        assert monday <= one.day <= monday + 6 * DAY
        assert anchor is None or (monday >= anchor and (monday - anchor).days % (7 * rule.every) == 0)
    whole = [day for day in (first + number * DAY for number in range((last - first).days - 12)) if day.weekday() == 0]
    meant = [day for day in whole if anchor is None or (day >= anchor and (day - anchor).days % (7 * rule.every) == 0)]
    assert {one.by_rule for one in found} >= {day + (rule.weekday or 0) * DAY for day in meant}


def test_taken_day_is_left_for_the_next_nearest() -> None:
    taken = [date(2027, 1, 12), date(2027, 1, 13)]
    assert occurrences(TUESDAYS, first=YEAR[0], last=date(2027, 1, 31), taken_days=taken) == [
        RuleDate("2027-01", date(2027, 1, 11), date(2027, 1, 12), None)
    ]
    month = [date(2027, 1, 1) + offset * DAY for offset in range(31)]
    assert occurrences(TUESDAYS, first=YEAR[0], last=date(2027, 1, 31), taken_days=month) == []


def test_days_in_a_row_do_not_land_on_one_another() -> None:
    rule = Rule(540, days=(date(2027, 7, 13), date(2027, 7, 14), date(2027, 7, 15)))
    assert [(one.period, one.day) for one in occurrences(rule, first=YEAR[0], last=YEAR[1])] == [
        ("2027-07-13", date(2027, 7, 13)),
        ("2027-07-15", date(2027, 7, 15)),
        ("2027-07-14", date(2027, 7, 16)),
    ]


def test_series_may_never_happen() -> None:
    past = Rule(540, days=(date(2026, 1, 12),))
    assert never_happens(past, today=YEAR[0], until=YEAR[1])
    assert not never_happens(TUESDAYS, today=YEAR[0], until=YEAR[1])
    yearly = replace(TUESDAYS, every=12, anchor="2026-08")
    assert not never_happens(yearly, today=YEAR[0], until=YEAR[1])
    assert never_happens(yearly, today=YEAR[0], until=YEAR[1], skips_august=True)
    assert never_happens(TUESDAYS, today=YEAR[1], until=YEAR[0])


@pytest.mark.parametrize(
    ("day", "minute", "starts"),
    [
        (date(2027, 1, 12), 840, "2027-01-12T13:00"),
        (date(2027, 7, 13), 840, "2027-07-13T12:00"),
        (date(2027, 3, 28), 150, "2027-03-28T01:00"),  # 2 h 30 is skipped
        (date(2027, 10, 31), 150, "2027-10-31T00:30"),  # and comes twice
    ],
)
def test_start_in_utc(day: date, minute: int, starts: str) -> None:
    rule = Rule(minute, days=(day,))
    (one,) = occurrences(rule, first=day, last=day)
    assert start_of(one, rule) == datetime.fromisoformat(starts).replace(tzinfo=UTC)


@untimed
@given(by_month, windows, st.frozensets(in_may, max_size=25))
def test_months_land_where_looking_at_each_day_would_put_them(
    rule: Rule, window: tuple[date, date], taken: frozenset[date]
) -> None:
    found = occurrences(rule, first=window[0], last=window[1], taken_days=taken)
    assert [(one.by_rule, one.day) for one in found] == by_looking(rule, *window, taken=taken)
    assert [one.period for one in found] == [one.by_rule.isoformat()[:7] for one in found]


@untimed
@given(of_days, st.frozensets(in_may, max_size=25))
def test_days_of_their_own_keep_apart_and_near(rule: Rule, taken: frozenset[date]) -> None:
    found = occurrences(rule, first=date(2023, 1, 1), last=date(2032, 1, 1), taken_days=taken)
    assert sorted(one.by_rule for one in found) == list(rule.days)
    assert all(one.period == one.by_rule.isoformat() for one in found)
    used = [one.day for one in found]
    assert len({*used, *taken}) == len(used) + len(taken)
    for one in found:
        stays = not is_holiday(one.by_rule) and one.by_rule not in taken
        assert (one.day == one.by_rule) == stays
        assert one.because == (None if stays else holiday_name(one.by_rule))
        between = [one.by_rule + step * DAY for step in range(-40, 41) if abs(step * DAY) < abs(one.day - one.by_rule)]
        assert all(day in taken or day in used or not is_working_day(day) for day in between)


@untimed
@given(rules, st.lists(days, min_size=3, max_size=3).map(sorted), st.booleans(), st.frozensets(in_may, max_size=25))
def test_two_windows_are_one(rule: Rule, edges: list[date], skips: bool, taken: frozenset[date]) -> None:
    start, middle, end = edges
    both = [
        occurrences(rule, first=first, last=last, skips_august=skips, taken_days=taken)
        for first, last in [(start, middle), (middle + DAY, end)]
    ]
    whole = occurrences(rule, first=start, last=end, skips_august=skips, taken_days=taken)
    assert whole == both[0] + both[1]
    assert len({one.period for one in whole}) == len({one.day for one in whole}) == len(whole)


@untimed
@given(days)
def test_first_working_day_is_where_the_first_of_the_month_lands(day: date) -> None:
    first = first_working_day(day.replace(day=1))
    assert first == next(one for one in month_of(day) if is_working_day(one))
    (one,) = occurrences(Rule(600, month_day=1), first=day.replace(day=1), last=month_of(day)[-1])
    assert one.day == first


TEXTS = [
    (Rule(840, weekday=1, ordinal=2), "P1M 2TU T14:00"),
    (Rule(570, weekday=3, ordinal=-1, every=2, anchor="2027-01"), "2027-01/P2M -1TH T09:30"),
    (Rule(600, month_day=31, anchor="2027-01"), "2027-01/P1M 31 T10:00"),
    (Rule(540, days=(date(2027, 1, 12), date(2027, 6, 3))), "2027-01-12 2027-06-03 T09:00"),
]


@pytest.mark.parametrize(("rule", "text"), TEXTS)
def test_text_of_a_rule(rule: Rule, text: str) -> None:
    assert rule.text == text
    assert Rule.from_text(text) == rule


@given(rules)
def test_text_is_read_back(rule: Rule) -> None:
    assert Rule.from_text(rule.text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "", "P1M 2TU", "P1M 2TU T24:00", "P1M 2TU T09:60", "P0M 2TU T14:00", "P2M 2TU T14:00", "2027-13/P2M 2TU T14:00",
        "0000-01/P2M 2TU T14:00", "P1M 6TU T14:00", "P1M 0TU T14:00", "P1M 32 T14:00", "P1M  2TU T14:00",
        "P1M 2TU T14:00\n", "2027-02-29 T09:00", "2027-06-03 2027-01-12 T09:00", "2027-01-12 2027-01-12 T09:00",
        "2027-01/2027-01-12 T09:00", "P2W TU T14:00",
        "2027-01-12/P2W TU T14:00", "2027-02-30/P1W TU T14:00", "P1M 2MA T14:00", "P1M 2TU T١٤:00",
    ],
)  # fmt: skip
def test_other_text_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError, match=r"no rule|no series|no clock|not a clock|day is out of range"):
        Rule.from_text(text)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Rule(840),
        lambda: Rule(840, weekday=1, every=2),
        lambda: Rule(840, weekday=1, every=2, anchor="2027-01"),
        lambda: Rule(840, weekday=1, anchor="2027-01-12"),  # a Tuesday
        lambda: Rule(840, weekday=1, every=0, anchor="2027-01-11"),
        lambda: Rule(840, ordinal=1),
        lambda: Rule(840, weekday=7, ordinal=1),
        lambda: Rule(840, weekday=1, ordinal=2, month_day=3),
        lambda: Rule(840, month_day=0),
        lambda: Rule(840, month_day=15, every=2),
        lambda: Rule(840, month_day=15, every=0, anchor="2027-01"),
        lambda: Rule(840, month_day=15, days=(date(2027, 1, 12),)),
        lambda: Rule(840, days=(date(2027, 1, 12),), anchor="2027-01"),
        lambda: Rule(840, days=(date(2027, 1, 12),), every=2, anchor="2027-01"),
        lambda: Rule(1440, month_day=15),
    ],
)
def test_rule_says_one_thing(wrong: Callable[[], Rule]) -> None:
    with pytest.raises(ValueError, match="no series comes back like this"):
        wrong()
