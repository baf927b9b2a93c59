"""The fields of the forms about reminders → typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.agenda.reminders.timetable import Kind, Policy, Quiet, Wishes
from handlers.kit.reading import clock

Values = Mapping[str, Mapping[str, Any]]

KINDS, WAKES, SLEEPS, BY = "kinds", "wakes", "sleeps", "by"
BY_MAIL, IN_SLACK = "mail", "slack"
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Offered:
    """What somebody is asked: which kinds, and whether they can choose mail."""

    kinds: tuple[Kind, ...]
    mail: bool


def read_wishes(values: Values, before: Wishes, *, offered: Offered) -> Wishes:
    """Read what somebody wants; what they were not asked stays as it was."""
    kinds = _ticked(values, before.kinds, offered.kinds)
    wakes = _minutes(values, WAKES, before.quiet.wakes)
    sleeps = _minutes(values, SLEEPS, before.quiet.sleeps) or DAY_MINUTES  # 0 h: the day's end
    by = (values.get(BY, {}).get("selected_option") or {}).get("value")
    by_mail = offered.mail and (by == BY_MAIL if by else before.by_mail)
    return Wishes(kinds, Quiet(wakes, sleeps), by_mail)


def read_policy(values: Values, before: Policy, *, offered: tuple[Kind, ...]) -> Policy:
    """Read what a dispositif reminds of; what was not asked stays as it was."""
    return Policy(_ticked(values, before.kinds, offered))


def _ticked(values: Values, before: frozenset[Kind], offered: tuple[Kind, ...]) -> frozenset[Kind]:
    ticked = {one["value"] for one in values.get(KINDS, {}).get("selected_options") or ()}
    return frozenset(kind for kind in Kind if (kind.value in ticked if kind in offered else kind in before))


def _minutes(values: Values, name: str, before: int) -> int:
    """Read a clock's 14:30 as minutes since 0 h."""
    chosen = values.get(name, {}).get("selected_time")
    return clock(chosen) if chosen else before
