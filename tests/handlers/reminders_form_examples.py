"""Fixed values for the forms of reminders, and for what the coaches read when messages do not leave."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.reminders.choices import MessageChoices
from bot.agenda.reminders.choices import SavedChoices as Held
from bot.agenda.reminders.timetable import ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.catalogue.model import Dispositif
from bot.notices.lateness import LatenessAlert
from bot.notices.model import WaitingCounts
from bot.programme.model import Membership, Person
from bot.programme.roles import Role
from handlers.agenda.reminders import form_views as reminders
from handlers.kit.blocks import Message
from handlers.kit.escaping import Said
from handlers.notices import views as late

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # 10 h in Paris, a Monday
EIG = Person(1, "Léa Martin", "lea@example.org", memberships=(Membership(Role.EIG, 1, 1),))
COACH = Person(3, "Claire Morel", "claire@example.org", memberships=(Membership(Role.COACH, 1),))
AT_NIGHT = ReminderWishes(
    frozenset({ReminderKind.EVE, ReminderKind.DAY}), WakingHours(9 * 60 + 30, 24 * 60), by_mail=True
)
DESK = Dispositif("bureau-aide", "Bureau d’aide", "Pour chaque défi")
MENTORING = Dispositif("mentorat", "Mentorat <des EIG> & co", "Pour chaque EIG")
HOUR_AGO = NOW - timedelta(hours=1)


def _form(person: Person, wishes: ReminderWishes, *, has_mail: bool = True) -> dict[str, Any]:
    coach = Role.COACH in person.roles
    return reminders.choices_form(
        MessageChoices(wishes), reminders.offered_choices(person, has_mail=has_mail), is_coach=coach
    )


def _elsewhere(zone: str | None, *, overtaken: Held | None = None) -> dict[str, Any]:
    offered = reminders.offered_choices(EIG, has_mail=True)
    held = MessageChoices(AT_NIGHT, zone)
    return reminders.choices_form(held, offered, slack_zone="America/Cayenne", is_coach=False, newer_choices=overtaken)


def _kept(wishes: ReminderWishes, zone: str | None = None, *, has_mail: bool = True) -> dict[str, Any]:
    return reminders.choices_saved_modal(
        MessageChoices(wishes, zone), reminders.offered_choices(EIG, has_mail=has_mail)
    )


def _policy(chosen: Dispositif, policy: ReminderPolicy, *, said: Said | None = None) -> dict[str, Any]:
    return reminders.policy_form((DESK, MENTORING), chosen, policy=policy, last_result=said)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "reminders.form": lambda: _form(EIG, ReminderWishes(), has_mail=False),
    "reminders.form.coach": lambda: _form(COACH, AT_NIGHT),
    "reminders.form.nothing": lambda: _form(EIG, ReminderWishes(frozenset())),
    "reminders.form.elsewhere": lambda: _elsewhere(None),
    "reminders.form.own-zone": lambda: _elsewhere("Asia/Tokyo"),
    "reminders.form.overtaken": lambda: _elsewhere(
        "Indian/Reunion",
        overtaken=Held(MessageChoices(zone="Pacific/Noumea"), frozenset({"wakes", "sleeps", "by", "zone"})),
    ),
    "reminders.form.overtaken.one": lambda: _elsewhere(
        "Indian/Reunion", overtaken=Held(MessageChoices(), frozenset({"zone"}))
    ),
    "reminders.kept": lambda: _kept(ReminderWishes()),
    "reminders.kept.one-by-mail": lambda: _kept(AT_NIGHT),
    "reminders.kept.past-midnight": lambda: _kept(ReminderWishes(quiet=WakingHours(14 * 60, 2 * 60)), "Pacific/Tahiti"),
    "reminders.kept.cayenne": lambda: _kept(ReminderWishes(frozenset()), "America/Cayenne"),
    "reminders.kept.paris": lambda: _kept(ReminderWishes(), "Europe/Paris"),
    "reminders.kept.nothing": lambda: _kept(ReminderWishes(frozenset({ReminderKind.DAY}))),
    "reminders.policy_form": lambda: _policy(DESK, ReminderPolicy()),
    "reminders.policy_form.again": lambda: _policy(
        MENTORING,
        ReminderPolicy(frozenset()),
        said=reminders.policy_saved_sentence(MENTORING, ReminderPolicy(frozenset({ReminderKind.AFTER}))),
    ),
    "reminders.policy_kept": lambda: reminders.policy_saved_sentence(DESK, ReminderPolicy()),
    "reminders.snoozed": lambda: reminders.snoozed_message(NOW + timedelta(hours=1), now=NOW),
    "reminders.snoozed_late": reminders.snoozed_late_message,
    "reminders.nothing_left": reminders.no_appointment_left_message,
    "late.late": lambda: late.late_message(LatenessAlert(2, HOUR_AGO), WaitingCounts(15, 12, HOUR_AGO), now=NOW),
    "late.late.one-since-sunday": lambda: late.late_message(
        LatenessAlert(1, HOUR_AGO), WaitingCounts(1, 1, NOW - timedelta(days=1)), now=NOW
    ),
    "late.late.over": lambda: late.late_message(LatenessAlert(12, HOUR_AGO), WaitingCounts(3, 0, None), now=NOW),
    "late.late.over.one": lambda: late.late_message(
        LatenessAlert(1, NOW - timedelta(days=1)), WaitingCounts(0, 0, None), now=NOW
    ),
}
