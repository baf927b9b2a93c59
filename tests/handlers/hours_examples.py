"""Fixed values for the views of one's hours: made-up people, a week, what lies outside it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.availability import Hours, Preview, describe
from bot.agenda.blocking import BlockedTime
from bot.agenda.busy.feeds import Feed
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, Part, Participant, State
from bot.agenda.slots import Slot
from bot.dates.hours import DayHours, HostHours, WeeklyHours
from bot.dates.hours_text import LineFault
from bot.programme.model import Person
from handlers.agenda.connecting import texts as connecting_texts
from handlers.agenda.connecting import views
from handlers.agenda.hours import texts
from handlers.agenda.hours import views as hours
from handlers.agenda.hours.forms import HoursFormValues
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import Message
from handlers.kit.escaping import Said

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)  # 14 h
DRAFT = "00000000-0000-4000-8000-000000000001"
LINK = "https://visio.example.org/claire"
PEOPLE = {1: Person(1, "Léa Martin"), 2: Person(2, "Sami Haddad"), 3: Person(3, "Claire Morel")}

WEEK = (WeeklyHours(0, "09:00", "12:00"), WeeklyHours(0, "14:00", "17:00"), WeeklyHours(1, "09:00", "12:30"))
FROM_FILE = (
    WeeklyHours(2, "14:00", "16:00", date(2026, 5, 1), date(2026, 7, 31)),
    WeeklyHours(3, "09:00", "10:00", date(2026, 9, 1)),
    WeeklyHours(4, "09:00", "10:00", None, date(2026, 6, 30)),
)
EXCEPTIONS = (DayHours(date(2026, 5, 12), "09:00", "10:00"), DayHours(date(2026, 5, 13)), DayHours(date(2026, 5, 14)))
MANY = tuple(
    DayHours(date(2026, 6, 1) + timedelta(days=number), *span)
    for number in range(92)
    for span in (("09:00", "10:15"), ("11:00", "12:15"), ("14:00", "15:15"))
)


def _hours(*weekly: WeeklyHours, exceptions: tuple[DayHours, ...] = (), link: str | None = None) -> Hours:
    return describe(HostHours(3, weekly, exceptions), link, now=NOW)


PLAIN = _hours(*WEEK, exceptions=EXCEPTIONS, link=LINK)
FULL = _hours(*WEEK, *FROM_FILE, exceptions=MANY)
NONE = _hours()
TIMES = ((5, 7, 0), (5, 7, 30), (5, 8, 0), (11, 12, 0))  # day of May 2026, hour and minute in UTC
SLOTS = [Slot(int(datetime(2026, 5, day, hour, minute, tzinfo=UTC).timestamp()), (3,)) for day, hour, minute in TIMES]
DONE = BlockedTime(date(2026, 5, 12), (840, 900), PLAIN, PLAIN)


def _outline(number: int, *, part: Part = Part.HOST, days: int = 0) -> Outline:
    starts = STARTS + timedelta(days=days)
    parts = (Participant(1, Part.BOOKER), Participant(2, Part.GUEST), Participant(3, part))
    uid = f"00000000-0000-4000-8000-{number:012}"
    appointment = Appointment(
        id=number,
        uid=uid,
        dispositif="bureau-aide",
        promotion_id=1,
        defi_id=1,
        starts=starts,
        ends=starts + timedelta(hours=1),
        state=State.CONFIRMED,
        revision=0,
        link=None,
        participants=parts,
    )
    return Outline(appointment, "Bureau d’aide", "Relais & Cie", PEOPLE)


ONE = (_outline(7),)
SEVERAL = (*ONE, _outline(8, days=1), _outline(9, part=Part.EXPERT, days=2), _outline(10, days=3))
CROWD = tuple(_outline(number, days=number) for number in range(1, 33))
REQUESTS = {7: 1, 8: 1, 9: 2}  # the tenth belongs to none


def _read_back(preview: Preview, *, busy: int | None = None) -> dict[str, Any]:
    return hours.preview_modal(preview, requests=REQUESTS, busy_count=busy, draft_id=DRAFT, viewer_id=3, now=NOW)


def _kept(preview: Preview) -> dict[str, Any]:
    return hours.hours_saved_modal(preview, requests=REQUESTS, viewer_id=3, now=NOW)


def _form(
    shown: Hours,
    slots: list[Slot],
    *,
    feed: Feed | None = None,
    typed: HoursFormValues | None = None,
    said: Said | None = None,
) -> dict[str, Any]:
    return hours.hours_form(
        shown, slots, feed=feed, private=f"{DRAFT} {shown.version}", now=NOW, typed_values=typed, last_result=said
    )


HOST = "agenda.example.org"
READ_AT = NOW - timedelta(hours=2)
TO_READ = Feed(HOST, 0, None, None, None, True)
READ = Feed(HOST, 12, READ_AT, None, READ_AT + timedelta(days=1), False)
FAILING = replace(READ, failure="unreachable")
ENDED = replace(
    READ, busy=0, good_at=NOW - timedelta(days=2), holds_until=NOW - timedelta(days=1), failure="gone", ended=True
)
NEVER = replace(TO_READ, failure="not_ics")


FAULTS = [
    LineFault(2, "lunid 9h-12h", "day", "lunid", "lundi"),
    LineFault(3, "9h-12h", "day"),
    LineFault(4, "mardi", "range"),
    LineFault(5, "mardi 9h-25h", "clock", "25h"),
    LineFault(6, "mardi 12h-9h", "order", "12h-9h"),
    LineFault(7, "mardi 9h-12h, 11h-13h", "overlap", "11h-13h"),
]
MORE_FAULTS = [
    LineFault(1, "mardi fermé", "twice", "fermé"),
    LineFault(2, "mercredi 9h-12h", "long"),
    LineFault(3, "mardi 13 mai fermé", "weekday", "mardi 13 mai", "mercredi"),
    LineFault(4, "3 mai 2026 fermé", "past", "3 mai 2026"),
    LineFault(5, "3 mai 2028 fermé", "far", "3 mai 2028"),
    LineFault(6, "du 3/05/2025 au 3/10/2026 fermé", "span", "3/05/2025 au 3/10/2026"),
]

EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "hours.form": lambda: _form(PLAIN, SLOTS),
    "hours.form.nothing-yet": lambda: _form(NONE, []),
    "hours.form.imported-and-long": lambda: _form(FULL, SLOTS[:1]),
    "hours.form.blocked": lambda: _form(
        PLAIN,
        SLOTS,
        typed=HoursFormValues("", PLAIN.days_text, "", None),
        said=hours.blocked_sentence(DONE, in_form=True, now=NOW),
    ),
    "hours.form.choose-first": lambda: _form(
        PLAIN, SLOTS, typed=HoursFormValues("", "", "", None), said=texts.CHOOSE_FIRST
    ),
    "hours.form.feed-to-read": lambda: _form(PLAIN, SLOTS, feed=TO_READ),
    "hours.form.feed-read": lambda: _form(PLAIN, SLOTS, feed=READ, said=connecting_texts.FORGOTTEN),
    "hours.form.feed-failing": lambda: _form(PLAIN, SLOTS, feed=FAILING),
    "hours.form.feed-ended": lambda: _form(PLAIN, SLOTS, feed=ENDED),
    "hours.feed_failed": lambda: views.failed_message(FAILING, now=NOW),
    "hours.feed_failed.ended": lambda: views.failed_message(ENDED, now=NOW),
    "hours.feed_failed.no-hours": lambda: views.failed_message(ENDED, is_host=False, now=NOW),
    "hours.feed_failed.never.no-hours": lambda: views.failed_message(NEVER, is_host=False, now=NOW),
    "hours.feed_failed.never": lambda: views.failed_message(NEVER, now=NOW),
    "hours.feed_fault": lambda: connecting_texts.fault("forbidden"),
    "hours.feed_fault.long": lambda: connecting_texts.fault("long"),
    "hours.read_back.feed": lambda: _read_back(Preview(PLAIN, (), feed=HOST), busy=1),
    "hours.read_back.feed-later": lambda: _read_back(Preview(PLAIN, (), feed=HOST)),
    "hours.kept.feed": lambda: _kept(Preview(PLAIN, (), feed=HOST)),
    "hours.read_back": lambda: _read_back(Preview(PLAIN, ())),
    "hours.read_back.touching": lambda: _read_back(Preview(PLAIN, SEVERAL, NONE)),
    "hours.kept": lambda: _kept(Preview(PLAIN, ONE)),
    "hours.kept.closed": lambda: _kept(Preview(NONE, CROWD, replace(PLAIN, link=None))),
    "hours.blocked": lambda: hours.blocked_sentence(DONE, in_form=True, now=NOW),
    "hours.blocked.unwritten": lambda: hours.blocked_sentence(DONE, in_form=False, now=NOW),
    "hours.faults": lambda: kit_texts.faults(FAULTS),
    "hours.faults.more": lambda: kit_texts.faults(MORE_FAULTS + FAULTS[:1]),
    "hours.link_fault": lambda: texts.link_fault("not_a_link"),
    "hours.link_fault.closed": lambda: texts.link_fault("closed"),
}
