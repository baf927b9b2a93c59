"""Fixed values for the views of an absence: made-up people, a day with four appointments."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.away import KEEP, AbsenceWay, AwayChoice, AwayLine
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Absence, AbsenceState, Appointment, Part, Participant, State
from bot.agenda.titles import TitleParts
from bot.planning.absence.model import AbsencePage, Days, SavedAbsence, to_line
from bot.programme.model import Person
from handlers.agenda.absence import views
from handlers.agenda.absence.forms import AbsenceMetadata
from handlers.agenda.absence.views import AbsenceLookup
from handlers.kit.blocks import Message

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 12, 5, 30, tzinfo=UTC)  # 7 h 30 in Paris, a Tuesday
NINE = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
BATCH = "00000000-0000-4000-8000-000000000001"
PEOPLE = {
    1: Person(1, "Léa Martin"),
    2: Person(2, "Sami Haddad"),
    3: Person(3, "Claire Morel"),
    4: Person(4, "David Nguyen"),
}
TODAY = Days(date(2026, 5, 12), date(2026, 5, 12))
WEEK = Days(date(2026, 5, 12), date(2026, 5, 15))
TIMES = tuple(NINE + timedelta(days=number) for number in (1, 2, 6))


def _outline(number: int, *, hours: int, dispositif: str = "bureau-aide", name: str = "Bureau d’aide") -> Outline:
    starts = NINE + timedelta(hours=hours)
    parts = (Participant(1, Part.BOOKER), Participant(2, Part.GUEST), Participant(3, Part.HOST))
    one = Appointment(
        number, f"uid-{number}", dispositif, 1, 1, starts, starts + timedelta(hours=1), State.CONFIRMED, 0, None, parts
    )
    collective = dispositif == "conference"
    titles = TitleParts(about="Publier ses données") if collective else None
    return Outline(one, name, None if collective else "Carte Vive", PEOPLE, titles)


HELPDESK, MENTORING = _outline(1, hours=0), _outline(2, hours=2, dispositif="mentorat", name="Mentorat")
TALK, GUEST = _outline(3, hours=5, dispositif="conference", name="Conférence"), _outline(4, hours=7)
OUTLINES = {one.appointment.id: one for one in (HELPDESK, MENTORING, TALK, GUEST)}
KNOWN = AbsenceLookup(OUTLINES, PEOPLE)
HANDED, PROPOSED, CANCELLED = (
    AwayChoice(AbsenceWay.HAND_OVER, 4),
    AwayChoice(AbsenceWay.PROPOSE, starts=TIMES),
    AwayChoice(AbsenceWay.CANCEL),
)
LINES = (
    AwayLine(HELPDESK.appointment, (HANDED, PROPOSED, CANCELLED, KEEP), {4: PEOPLE[4]}),
    AwayLine(MENTORING.appointment, (AwayChoice(AbsenceWay.PROPOSE), KEEP)),
    AwayLine(TALK.appointment, (CANCELLED, KEEP)),
    AwayLine(GUEST.appointment),
)
PAGE = AbsencePage(TODAY, LINES)
ABSENCE = Absence(
    1, 3, BATCH, TODAY.first, TODAY.last, AbsenceState.PENDING, NOW + timedelta(minutes=2), "Un imprévu & *pardon*"
)
CHOICES = (HANDED, AwayChoice(AbsenceWay.PROPOSE), CANCELLED, AwayChoice(AbsenceWay.LEAVE))
SAID = SavedAbsence(
    ABSENCE,
    tuple(to_line(one.appointment, choice) for one, choice in zip(OUTLINES.values(), CHOICES, strict=True)),
)
DONE = replace(ABSENCE, state=AbsenceState.DONE, until=NOW)


def _form(page: AbsencePage, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - what the form takes
    return views.form(page, KNOWN, metadata=AbsenceMetadata(BATCH, page.days), viewer_id=3, now=NOW, **given)


def _noted(said: SavedAbsence) -> dict[str, Any]:
    return views.noted_modal(said, KNOWN, viewer_id=3, now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "absence.form": lambda: _form(PAGE),
    "absence.form.week": lambda: _form(replace(PAGE, days=WEEK, lines=LINES[:1]), chosen_by_id={1: PROPOSED}),
    "absence.form.nothing": lambda: _form(AbsencePage(TODAY, ())),
    "absence.form.begun-and-fresh": lambda: _form(
        AbsencePage(TODAY, LINES[1:2], begun=(HELPDESK.appointment,)), has_new_appointment=True
    ),
    "absence.noted": lambda: _noted(SAID),
    "absence.noted.nothing": lambda: _noted(SavedAbsence(ABSENCE, ())),
    "absence.noted.at-once": lambda: _noted(replace(SAID, absence=DONE)),
    "absence.noted.over": lambda: _noted(
        replace(SAID, absence=replace(DONE, until=NOW - timedelta(minutes=5)), changed=(2,))
    ),
    "absence.undone": lambda: views.undone_modal(SAID, KNOWN, viewer_id=3, now=NOW),
    "absence.undone.changed": lambda: views.undone_modal(replace(SAID, changed=(1, 2)), KNOWN, viewer_id=3, now=NOW),
    "absence.refused": lambda: views.refused_modal(is_past=True),
    "absence.refused.long": lambda: views.refused_modal(is_past=False),
    "absence.told": lambda: views.absence_message(DONE, PEOPLE[3], outlines=[], with_note=False, now=NOW),
    "absence.told.waiting": lambda: views.absence_message(
        DONE, PEOPLE[3], outlines=[HELPDESK], with_note=True, now=NOW
    ),
    "absence.told.week": lambda: views.absence_message(
        replace(DONE, last_day=WEEK.last, word=""), PEOPLE[3], outlines=[HELPDESK, MENTORING], with_note=True, now=NOW
    ),
    "absence.left": lambda: views.choices_not_applied_message(DONE, [HELPDESK], viewer_id=3, now=NOW),
    "absence.left.several": lambda: views.choices_not_applied_message(
        DONE, [HELPDESK, MENTORING], viewer_id=3, now=NOW
    ),
}
