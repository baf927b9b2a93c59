"""One event stands once in somebody's week, and who has not answered can."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.agenda.model import Appointment
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import EVERYTHING, ReminderKind, ReminderWishes
from bot.gatherings import announcements, answers, facts
from bot.gatherings.groups import presenters
from bot.gatherings.groups.formation import members_notified_at
from bot.gatherings.kinds import MIXED, PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.notices.model import Action
from bot.records import facts as records
from handlers.agenda.reminders import texts as reminder_texts
from handlers.gatherings import news as announcement_news
from handlers.kit.blocks import Message, actions, button, message
from handlers.kit.escaping import Said
from handlers.notices import reminder_news
from handlers.notices.joining import JoinedPart, join_parts
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.database import Database
from tests.bot.evaluation.rig import Committees, paris
from tests.bot.gatherings.groups.test_formation import come, form
from tests.bot.gatherings.rig import EIG, Rig
from tests.handlers.reminder_examples import notice
from tests.journeys.promotion import plain

DAY = timedelta(days=1)
ASKS, PRESENTS = "C’est votre tour", "Vous présentez bientôt"


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    """Make a multidisciplinary group, on a Wednesday in three weeks."""
    return rig.make(rig.series(MIXED), (rig.now + 23 * DAY).replace(hour=14))


def draw(
    rig: Rig, kind: str, who: str, about: Gathering | Appointment, *, due: datetime, action: Action = Action.POST
) -> str | None:
    """Draw what somebody is owed at `due`; give what it says, None for nothing."""
    known = make_renderers(find_fact_renderers(reminder_news, announcement_news), lambda: due)
    starts = about.starts if isinstance(about, Appointment) else rig.sheet(about).appointment.starts
    given = replace(notice(kind, action=action), subject_id=about.id, person_id=rig.ids[who], due=due, expires=starts)
    with rig.database.reading() as reading:
        drawn = known[kind](reading, given)
    assert drawn is None or isinstance(drawn, Message)
    return plain(drawn.text) if drawn else None


def whose_turn(rig: Rig, made: Gathering) -> list[str]:
    chosen = rig.do(lambda tx: presenters.ask_next_presenters(tx, made.id, now=rig.now))
    return [key for key in EIG if rig.ids[key] in chosen]


def test_whose_turn_it_is_is_asked_that_alone_and_answers_there(rig: Rig, made: Gathering) -> None:
    rig.do(lambda tx: announcements.announce(tx, made.id, now=made.announce_at))
    key, *_ = whose_turn(rig, made)
    other = next(one for one in EIG if one not in whose_turn(rig, made) and one != key)
    monday = (rig.now + 14 * DAY).replace(hour=9)
    asked = draw(rig, facts.PresenterReminder.kind, key, made, due=monday)
    assert asked is not None
    assert asked.startswith(ASKS)
    assert draw(rig, facts.Nudge.kind, key, made, due=monday) is None
    rig.use(presenters.agree_to_present, key, made.id)
    agreed = draw(rig, facts.PresenterReminder.kind, key, made, due=monday, action=Action.UPDATE)
    assert agreed is not None
    assert agreed.startswith(PRESENTS)
    assert draw(rig, facts.Nudge.kind, other, made, due=monday) is not None


def test_the_reminder_of_the_week_says_how_to_present_as_well(rig: Rig, made: Gathering) -> None:
    key, *_ = whose_turn(rig, made)
    rig.use(presenters.agree_to_present, key, made.id)
    before, own = ((rig.now + days * DAY).replace(hour=9) for days in (14, 22))  # Whit Monday
    assert draw(rig, facts.PresenterReminder.kind, key, made, due=before) is not None
    assert draw(rig, facts.PresenterReminder.kind, key, made, due=own) is None
    week = draw(rig, ReminderKind.WEEK, key, rig.sheet(made).appointment, due=own)
    assert week is not None
    assert reminder_texts.PREPARE in week
    listens = next(one for one in EIG if one not in whose_turn(rig, made) and one != key)
    rig.use(answers.answer, listens, made.id, reply=Reply.COMES)
    assert reminder_texts.PREPARE not in (
        draw(rig, ReminderKind.WEEK, listens, rig.sheet(made).appointment, due=own) or ""
    )


def test_who_is_told_their_group_hears_it_once(rig: Rig, made: Gathering) -> None:
    key, *_ = whose_turn(rig, made)
    rig.use(presenters.agree_to_present, key, made.id)
    come(rig, made, *(one for one in EIG if one != key))
    own = next(one for one in form(rig, made) if rig.ids[key] in {each.id for each in one.members}).appointment
    morning = members_notified_at(rig.sheet(made).appointment.starts)
    said = [
        draw(rig, kind, key, about, due=morning)
        for kind, about in (
            (ReminderKind.WEEK, own),
            (facts.PresenterReminder.kind, made),
            (facts.GatheringGroup.kind, own),
        )
    ]
    assert said[:2] == [None, None]
    assert "Pour vous y préparer" in (said[2] or "")
    assert draw(rig, ReminderKind.WEEK, key, own, due=morning - DAY) is not None


def test_line_of_a_week_that_comes_on_another_day_is_not_titled_as_the_week() -> None:
    drawn = message(Said("Dites."))

    def title(kind: str, day: int) -> str:
        said = join_parts([JoinedPart(replace(notice(kind), due=paris(f"2026-12-{day:02} 09:00")), drawn)]).text
        return said.split("\n")[0].split(".")[0]

    assert (title(records.OwnActionsLine.kind, 11), title(records.AwaitedReportLine.kind, 11)) == (
        "Votre journée",
        "Votre journée",
    )
    assert (title(records.OwnActionsLine.kind, 14), title(ReminderKind.WEEK, 11)) == ("Votre semaine", "Votre semaine")


def test_whose_buttons_go_reads_where_to_answer() -> None:
    row = actions(*(button(f"B{number}", f"x:{number}") for number in range(4)))
    drawn = Message(Said("Dites."), (*message(Said("Dites.")).blocks, row.to_dict()))
    several = [
        JoinedPart(notice(ReminderKind.WEEK, number=1), drawn),
        JoinedPart(notice(facts.Nudge.kind, number=2), drawn),
    ]
    assert join_parts(several).text.endswith(f"Dites. {reminder_texts.ANSWER_THERE}")
    assert join_parts([several[1]]).text.endswith("Dites.")


@pytest.mark.parametrize(
    ("who", "by_hour", "by_week"), [("lea", True, True), ("paul", False, True)], ids=["EIG", "porteur"]
)
def test_porteur_is_reminded_of_a_committee_and_its_talk_by_the_week_alone(
    database: Database, who: str, by_hour: bool, by_week: bool
) -> None:
    rig = Committees(database).open()
    sheet = rig.one()
    assert len(sheet.both) == 2
    for one in sheet.both:
        assert (says(rig, one, ReminderKind.HOUR, who), says(rig, one, ReminderKind.WEEK, who)) == (by_hour, by_week)
    with database.transaction() as tx:
        wishes = ReminderWishes(kinds=EVERYTHING - {ReminderKind.WEEK})
        reminders.set_wishes(tx, rig.actor(who), wishes, now=rig.now)
    assert says(rig, sheet.appointment, ReminderKind.HOUR, who)  # then it is all that there is


def test_porteur_is_reminded_of_their_seminar_an_hour_before_but_in_a_month_with_a_committee(rig: Rig) -> None:
    committees = Committees(rig.database, rig.ids, rig.now)
    made = rig.make(rig.series(PORTEURS), paris("2026-05-20 09:00"))
    for who in ("paul", "rita"):
        rig.use(answers.answer, who, made.id, reply=Reply.COMES)
    seminar = rig.sheet(made).appointment
    assert [says(committees, seminar, ReminderKind.HOUR, who) for who in ("paul", "rita")] == [True, True]
    committees.one()
    assert [says(committees, seminar, ReminderKind.HOUR, who) for who in ("paul", "rita")] == [False, True]
    assert says(committees, seminar, ReminderKind.WEEK, "paul")


def says(rig: Committees, one: Appointment, kind: ReminderKind, who: str) -> bool:
    """Say whether a reminder of this kind is sent an hour before."""
    given = replace(notice(kind.value), subject_id=one.id, person_id=rig.ids[who], expires=one.starts)
    with rig.database.reading() as tx:
        drawn = make_renderers(find_fact_renderers(reminder_news), lambda: one.starts - timedelta(hours=1))[kind.value](
            tx, given
        )
    return drawn is not None
