"""Parse the forms about reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.agenda.reminders.choices import MessageChoices
from bot.agenda.reminders.timetable import DAY_MINUTES, ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.errors import Garbled
from handlers.kit.reading import read_clock_time, read_id, split_pieces

Values = Mapping[str, Mapping[str, Any]]

KINDS, WAKES, SLEEPS, BY, ZONE = "kinds", "wakes", "sleeps", "by", "zone"
BY_MAIL, IN_SLACK = "mail", "slack"
AS_IN_SLACK, NOTHING = "slack", "-"


@dataclass(frozen=True, slots=True)
class ReminderOffer:
    """What the form offers to a person: kinds of reminders, and whether the reminders can come by mail."""

    kinds: tuple[ReminderKind, ...]
    mail: bool


def read_choices(values: Values, shown_choices: MessageChoices, *, offer: ReminderOffer) -> MessageChoices:
    """Parse the choices.

    `shown_choices` has the choices that the form showed. If a choice has no field in the form, return it unchanged."""
    before = shown_choices.wishes
    kinds = _ticked_kinds(values, before.kinds, offer.kinds)
    wakes = _read_minutes(values, WAKES, before.quiet.wakes)
    sleeps = _read_minutes(values, SLEEPS, before.quiet.sleeps) or DAY_MINUTES  # Midnight is the end of the day.
    by, zone = _chosen_value(values, BY), _chosen_value(values, ZONE)
    by_mail = by == BY_MAIL if by and offer.mail else before.by_mail
    return MessageChoices(
        ReminderWishes(kinds, WakingHours(wakes, sleeps), by_mail), shown_choices.zone if not zone else _read_zone(zone)
    )


def write_shown_choices(seen: MessageChoices) -> str:
    """Return the values that a form shows, so that its submission can be compared with them."""
    kinds = ",".join(kind.value for kind in ReminderKind if kind in seen.wishes.kinds)
    by = BY_MAIL if seen.wishes.by_mail else IN_SLACK
    return f"{kinds or NOTHING} {seen.wishes.quiet.wakes} {seen.wishes.quiet.sleeps} {by} {seen.zone or NOTHING}"


def read_shown_choices(text: str) -> MessageChoices:
    """Parse the values that a form showed. Raises Garbled, NotFound."""
    kinds, wakes, sleeps, by, zone = split_pieces(text, 5)
    told = {kind.value: kind for kind in ReminderKind}
    names = [] if kinds == NOTHING else kinds.split(",")
    if not told.keys() >= {*names} or by not in (BY_MAIL, IN_SLACK):
        raise Garbled
    quiet = WakingHours(read_id(wakes, 0), read_id(sleeps))
    return MessageChoices(
        ReminderWishes(frozenset(told[name] for name in names), quiet, by == BY_MAIL), _read_zone(zone)
    )


def read_policy(
    values: Values, old_policy: ReminderPolicy, *, offered_kinds: tuple[ReminderKind, ...]
) -> ReminderPolicy:
    """Parse a dispositif's reminders. Reminders that the form did not offer stay as they are."""
    return ReminderPolicy(_ticked_kinds(values, old_policy.kinds, offered_kinds))


def _ticked_kinds(
    values: Values, old_kinds: frozenset[ReminderKind], offered_kinds: tuple[ReminderKind, ...]
) -> frozenset[ReminderKind]:
    ticked = {option["value"] for option in values.get(KINDS, {}).get("selected_options") or ()}
    return frozenset(
        kind for kind in ReminderKind if (kind.value in ticked if kind in offered_kinds else kind in old_kinds)
    )


def _chosen_value(values: Values, name: str) -> str:
    return str((values.get(name, {}).get("selected_option") or {}).get("value") or "")


def _read_zone(text: str) -> str | None:
    return None if text in (NOTHING, AS_IN_SLACK) else text


def _read_minutes(values: Values, name: str, old_minutes: int) -> int:
    """Parse a time such as 14:30 as minutes since 0 h."""
    chosen = values.get(name, {}).get("selected_time")
    return read_clock_time(chosen) if chosen else old_minutes
