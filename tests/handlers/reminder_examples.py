"""Fixed values for the reminders of an appointment, the question after it, and the message that several share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, Outcome, Part, Participant, Reply, State
from bot.agenda.reminders.timetable import ReminderKind
from bot.agenda.titles import TitleParts
from bot.mentoring.facts import CheckIn
from bot.notices.model import Action, Notice
from bot.programme.model import Person
from handlers.agenda.reminders import views
from handlers.agenda.reminders.views import ReminderData
from handlers.kit.blocks import Message
from handlers.notices import joining
from tests.handlers.helpdesk_card_examples import (
    CARTE,
    CLAIRE,
    HOUR,
    LEA,
    NOW,
    ONE,
    PEOPLE,
    RELAIS,
    ROOM,
    SAMI,
    STARTS,
    TRIO,
    TWO,
    Drawn,
)

MONDAY = datetime(2026, 5, 11, 7, 0, tzinfo=UTC)  # 9 h in Paris, the week of ONE
EVE = STARTS.replace(hour=7) - timedelta(days=1)
FRIDAY = datetime(2026, 5, 15, 7, 0, tzinfo=UTC)  # before TWO, on a Tuesday
NEXT = STARTS.replace(hour=7) + timedelta(days=1)
PREPARE = "envoyer un document avant la séance, ou exposer le problème au début"
INSPIRE = "creuser les idées échangées & les mettre en œuvre"
AWAITING = (
    "2 dates sont proposées pour le bureau d’aide du défi Relais & Cie.",
    "Nora Petit participera au bureau d’aide du défi Relais & Cie. Lui montrer votre besoin\u00a0?",
)
CROWD = {number: Person(number, f"Personne {number}") for number in range(20, 30)}
WITHOUT_LINK = replace(ONE, link=None)
LEFT = replace(ONE, participants=(TRIO[0], replace(TRIO[1], reply=Reply.LEFT), TRIO[2]))
CANCELLED = replace(ONE, state=State.CANCELLED)
SEMINAR = replace(
    ONE,
    dispositif="seminaire-promotion",
    defi_id=None,
    link=None,
    ends=STARTS + timedelta(days=1, hours=3),
    participants=(*(Participant(number, Part.GUEST) for number in CROWD), TRIO[0], TRIO[2]),
)


def about(one: Appointment = ONE, viewer: Person = LEA, **other: Any) -> ReminderData:  # noqa: ANN401 - any field of it
    """Give what a bureau d'aide's reminder is drawn from, its document still missing for who is of the team."""
    team = one.part_of(viewer.id) in (Part.BOOKER, Part.GUEST)
    plain = ReminderData(
        Outline(one, "Bureau d’aide", CARTE.name, PEOPLE | CROWD),
        viewer.id,
        preparation=PREPARE,
        inspiration=INSPIRE,
        request_id=1,
        lacks_paper=team,
        need_on_card=True,
    )
    return replace(plain, **other)


def seminar(viewer: Person) -> ReminderData:
    """Give what the seminar's reminder is drawn from."""
    outline = Outline(SEMINAR, "Séminaire de la promotion", None, PEOPLE | CROWD)
    return about(SEMINAR, viewer, outline=outline, request_id=None, lacks_paper=False, need_on_card=False)


def conference(viewer: Person) -> ReminderData:
    """Give the reminder of a conference with something to read beforehand."""
    one = replace(SEMINAR, dispositif="conference", link=ONE.link, ends=ONE.ends)
    outline = Outline(one, "Conférence", None, PEOPLE | CROWD, TitleParts("Les conférences", "Publier ses données"))
    notes = (("À lire avant", "https://exemple.org/guide?a=1&b=2\nLe chapitre 3 <du guide>."),)
    return about(one, viewer, outline=outline, request_id=None, lacks_paper=False, need_on_card=False, notes=notes)


def hostile() -> ReminderData:
    """Give a reminder of a défi whose name pings everybody."""
    linked = replace(ONE, link="https://visio.example.org/a?b=1&c=2|3")
    return about(outline=Outline(linked, "Bureau d’aide", f"{RELAIS.name} <!channel>", PEOPLE))


def notice(kind: str, *, number: int = 1, action: Action = Action.POST) -> Notice:
    """Give the notice of a reminder, as it was claimed."""
    return Notice(
        id=f"00000000-0000-4000-8000-00000000000{number}",
        seq=number,
        action=action,
        kind=kind,
        subject="appointment",
        subject_id=ONE.id,
        revision=0,
        due=NOW,
        expires=None,
        recipient="person 1",
        person_id=LEA.id,
        slack_id="U0LEA",
        channel=None,
        thread_ts=None,
        detail="",
        card=False,
        attempts=1,
        first_attempt=NOW,
        lease_until=NOW,
        doubtful=False,
    )


def joined(*parts: tuple[str, Message | None]) -> Message:
    """Give the message that these parts share."""
    return joining.join_parts(
        [joining.JoinedPart(notice(kind, number=number), told(drawn)) for number, (kind, drawn) in enumerate(parts, 1)]
    )


def _of_the_day(at: int) -> Appointment:
    """Give one of several on one day, each an hour and a half after another."""
    later = HOUR * 3 / 2 * at
    return replace(ONE, id=40 + at, starts=ONE.starts + later, ends=ONE.ends + later)


def told(drawn: Message | None) -> Message:
    """Give what is drawn, which must be something."""
    assert drawn is not None
    return drawn


def asked(one: Appointment = ONE, *, now: datetime = NEXT, **other: Any) -> Message:  # noqa: ANN401 - any field of it
    """Give the question after an appointment."""
    return views.after_message(about(one, **other), now=now)


def week(one: Appointment = ONE, viewer: Person = LEA, *, now: datetime = MONDAY, **other: Any) -> Message:  # noqa: ANN401 - any field of it
    """Give the preparation of an appointment, with what awaits an answer."""
    return views.week_message(about(one, viewer, **other), awaiting=AWAITING, now=now)


NEXT_ONE = replace(ONE, id=9, starts=STARTS + HOUR * 2, ends=STARTS + HOUR * 3)
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "reminders.week": week,
    "reminders.week.ready": lambda: views.week_message(about(lacks_paper=False, preparation=""), now=MONDAY),
    "reminders.week.many-answers": lambda: views.week_message(about(), awaiting=AWAITING * 4, now=MONDAY),
    "reminders.week.seminar": lambda: views.week_message(seminar(LEA), now=MONDAY),
    "reminders.week.conference": lambda: views.week_message(conference(LEA), now=MONDAY),
    "reminders.week.hostile": lambda: views.week_message(hostile(), now=MONDAY),
    "reminders.week.pairs": lambda: views.week_message(
        about(replace(ONE, dispositif="pairs", defi_id=None), lacks_paper=False, subject="Tester & <écouter>"),
        now=MONDAY,
    ),
    "reminders.week.tries": lambda: views.week_message(
        about(lacks_paper=False, tries=("Tester à la préfecture", "<!channel> & *Carte*")), now=MONDAY
    ),
    "reminders.week.cancelled": lambda: week(CANCELLED),
    "reminders.week.over": lambda: week(now=NEXT),
    "reminders.eve": lambda: told(views.eve_message(about(), now=EVE)),
    "reminders.eve.travel": lambda: told(views.eve_message(about(WITHOUT_LINK, lacks_paper=False), now=EVE)),
    "reminders.eve.friday": lambda: told(views.eve_message(about(TWO), now=FRIDAY)),
    "reminders.eve.nothing-missing": lambda: told(views.eve_message(about(lacks_paper=False), is_posted=True, now=EVE)),
    "reminders.eve.left": lambda: told(views.eve_message(about(LEFT, SAMI), is_posted=True, now=EVE)),
    "reminders.hour": lambda: views.hour_message(about(), now=STARTS - HOUR),
    "reminders.hour.late": lambda: views.hour_message(about(), now=STARTS - timedelta(minutes=9, seconds=30)),
    "reminders.hour.cancelled": lambda: views.hour_message(about(CANCELLED), now=STARTS - HOUR),
    "reminders.day": lambda: views.day_message(about(viewer=CLAIRE), now=STARTS.replace(hour=6, minute=30)),
    "reminders.day.opens": lambda: views.day_message(
        about(replace(ONE, link=ROOM), CLAIRE), now=STARTS.replace(hour=6)
    ),
    "reminders.day.seminar": lambda: views.day_message(
        replace(seminar(CLAIRE), answered=3), now=STARTS.replace(hour=6, minute=30)
    ),
    "reminders.day.no-answer": lambda: views.day_message(
        replace(seminar(CLAIRE), answered=0), now=STARTS.replace(hour=6, minute=30)
    ),
    "reminders.day.alone": lambda: views.day_message(
        about(replace(WITHOUT_LINK, participants=TRIO[2:]), CLAIRE, need_on_card=False), now=EVE
    ),
    "reminders.day.cancelled": lambda: views.day_message(about(CANCELLED, CLAIRE), now=EVE),
    "reminders.after": asked,
    "reminders.after.conference": lambda: asked(replace(ONE, dispositif="conference")),
    "reminders.after.monday": lambda: asked(now=NEXT + timedelta(days=3)),
    "reminders.after.answered": lambda: asked(outcome=Outcome.TOOK_PLACE),
    "reminders.after.incomplete": lambda: asked(outcome=Outcome.INCOMPLETE),
    "reminders.after.postponed": lambda: asked(outcome=Outcome.POSTPONED),
    "reminders.after.moved": lambda: asked(TWO),
    "reminders.after.cancelled": lambda: asked(CANCELLED),
    "reminders.noted": lambda: views.outcome_noted_message(ONE, Outcome.TOOK_PLACE, now=NEXT),
    "reminders.noted.incomplete": lambda: views.outcome_noted_message(ONE, Outcome.INCOMPLETE, now=NEXT),
    "reminders.noted.postponed": lambda: views.outcome_noted_message(ONE, Outcome.POSTPONED, request_id=1, now=NEXT),
    "reminders.noted.postponed-elsewhere": lambda: views.outcome_noted_message(
        replace(ONE, dispositif="conference"), Outcome.POSTPONED, now=NEXT
    ),
    "reminders.joined.week": lambda: joined(
        (ReminderKind.WEEK, week()),
        (ReminderKind.WEEK, week(replace(ONE, id=9, starts=STARTS + HOUR * 48, ends=STARTS + HOUR * 49))),
    ),
    "reminders.joined.week-alone": lambda: joined((ReminderKind.WEEK, week())),
    "reminders.joined.day": lambda: joined(
        (ReminderKind.DAY, views.day_message(about(viewer=CLAIRE), now=EVE)),
        (ReminderKind.AFTER, asked(replace(ONE, id=9))),
    ),
    "reminders.joined.day-full": lambda: joined(
        *((ReminderKind.DAY, views.day_message(about(_of_the_day(at), viewer=CLAIRE), now=EVE)) for at in range(3))
    ),
    "reminders.joined.day-fuller": lambda: joined(
        *((ReminderKind.DAY, views.day_message(about(_of_the_day(at), viewer=CLAIRE), now=EVE)) for at in range(6))
    ),
    "reminders.joined.coming": lambda: joined(
        (ReminderKind.EVE, views.eve_message(about(), now=EVE)),
        (ReminderKind.HOUR, views.hour_message(about(NEXT_ONE), now=STARTS + HOUR)),
    ),
    "reminders.joined.after": lambda: joined(
        (ReminderKind.AFTER, asked()), (CheckIn.kind, asked(outcome=Outcome.POSTPONED))
    ),
}
