"""Half-days asked of EIG, porteurs and coaches: all possible until somebody says otherwise, chased once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.errors import Invalid, NotAllowed, NotFound
from bot.evaluation import facts, half_days, planning
from bot.evaluation.model import HalfDay, Round
from bot.evaluation.sheets import sheets_of
from bot.notices.notices import claim, drop_unsent
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.evaluation.news import render_half_days_asked
from handlers.kit.told import RenderContext
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people

from .rig import WEEKS, Committees, paris
from .test_planning import appoint

DRAWN = {one.kind: one for one in (facts.HalfDays, facts.HalfDaysAgain)}
TUESDAY = [HalfDay(date(2026, 6, 2), afternoon) for afternoon in (False, True)]


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def ask(rig: Committees, who: str = "claire", *weeks: date) -> Round:
    return rig.use(half_days.ask_half_days, who, promotion_id=rig.ids["promotion"], phase=2, weeks=weeks or WEEKS)


def told(rig: Committees, kind: str) -> dict[int, date]:
    with rig.database.reading() as tx:
        found = tx.execute(select(notices).where(notices.c.kind == kind))
        return {row.person_id: day_of(row.due) for row in found}


def drawn(rig: Committees) -> dict[tuple[int | None, str], str | None]:
    """Draw what is due by now, by reader and kind; None where nothing is left to say."""
    with rig.database.transaction() as tx:
        due = [one for one in claim(tx, now=rig.now, machine_now=machine_now(), limit=100) if one.kind in DRAWN]
    said: dict[tuple[int | None, str], str | None] = {}
    with rig.database.reading() as tx:
        for one in due:
            message = render_half_days_asked(RenderContext(tx, one, DRAWN[one.kind](), rig.now))
            said[one.person_id, one.kind] = message.text if message else None
    return said


def test_everybody_of_a_defi_and_the_coaches_are_asked_once(rig: Committees) -> None:
    of = ask(rig)
    everybody = {rig.ids[one] for one in rig.ids if one not in ("promotion", "serge") and not one.startswith("defi")}
    assert set(told(rig, facts.HalfDays.kind)) == everybody
    assert set(told(rig, facts.HalfDaysAgain.kind).values()) == {date(2026, 5, 7)}  # three working days later
    rig.now += timedelta(hours=1)
    assert ask(rig).id == of.id
    assert len(told(rig, facts.HalfDays.kind)) == len(everybody)
    with pytest.raises(NotAllowed):
        ask(rig, "lea")
    many = [WEEKS[0] + timedelta(days=7 * at) for at in range(9)]
    for weeks in ((), many, [date(2026, 6, 2)]):  # none, more than are offered, no Monday
        with pytest.raises(Invalid):
            rig.use(half_days.ask_half_days, "claire", promotion_id=rig.ids["promotion"], phase=2, weeks=weeks)
    with pytest.raises(NotFound):
        rig.use(half_days.ask_half_days, "claire", promotion_id=rig.ids["promotion"], phase=2**40, weeks=WEEKS)


def test_silence_means_possible_and_is_named(rig: Committees) -> None:
    of = ask(rig)
    asked = rig.use(half_days.read, "lea", of.id)
    assert (len(asked.halves), asked.shut, asked.answered) == (18, frozenset(), False)  # the 25th of May is a holiday
    asked = rig.use(half_days.answer, "lea", of.id, shown_halves=asked.halves, possible_halves=asked.halves[2:])
    assert (len(asked.shut), asked.answered) == (2, True)
    with rig.database.reading() as tx:
        names = [one.name for one in half_days.people_without_answer(tx, of)]
        choices = planning.open_choices(tx, rig.actor("claire"), rig.ids["promotion"], now=rig.now)
    assert ("Lea" in names, "Sami" in names, "Serge" in names) == (False, True, False)
    assert (choices.asked, len(choices.silent)) == (len(names) + 1, len(names))


def test_home_asks_until_somebody_answers_or_the_weeks_begin(rig: Committees) -> None:
    def asked(who: str) -> int | None:
        person = rig.actor(who).person
        assert person is not None
        with rig.database.reading() as tx:
            found = half_days.find_unanswered_round(tx, person, rig.ids["promotion"], now=rig.now)
        return found.id if found else None

    assert asked("lea") is None
    of = ask(rig)
    assert [asked(one) for one in ("lea", "paul", "claire", "serge")] == [of.id, of.id, of.id, None]
    rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=[])
    assert asked("lea") is None
    rig.now = paris("2026-05-25 00:00")
    assert asked("paul") is None


def test_what_is_said_stays_for_half_days_that_are_not_shown(rig: Committees) -> None:
    of = ask(rig)
    wednesday = [HalfDay(date(2026, 6, 3), afternoon=False)]
    rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=[])
    asked = rig.use(half_days.answer, "lea", of.id, shown_halves=wednesday, possible_halves=wednesday)
    assert asked.shut == {one.number for one in TUESDAY}
    asked = rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=TUESDAY[:1])
    assert asked.shut == {TUESDAY[1].number}
    ask(rig, "claire", *WEEKS, date(2026, 6, 8))  # a week more: nobody has said anything of it
    assert rig.use(half_days.read, "lea", of.id).shut == {TUESDAY[1].number}


def test_other_weeks_are_asked_of_everybody_again(rig: Committees) -> None:
    of = ask(rig)
    rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=[])
    rig.now += timedelta(hours=1)
    ask(rig)  # the same weeks: she has answered
    assert rig.use(half_days.read, "lea", of.id).answered
    with rig.database.transaction() as tx:
        drop_unsent(tx, half_days.SUBJECT, of.id, reason="sent", now=rig.now)
    ask(rig, "david", *WEEKS, date(2026, 6, 8))
    assert not rig.use(half_days.read, "lea", of.id).answered
    asked = drawn(rig)[rig.ids["lea"], facts.HalfDays.kind]
    assert asked is not None
    assert "du lundi 8 au vendredi 12 juin" in asked


def test_the_first_weeks_are_asked_again_once_others_were(rig: Committees) -> None:
    for weeks in (WEEKS, [WEEKS[-1] + timedelta(days=7)], WEEKS, WEEKS):
        rig.now += timedelta(hours=1)
        of = ask(rig, "claire", *weeks)
    with rig.database.reading() as tx:
        asked = select(notices.c.id).where(
            notices.c.kind == facts.HalfDays.kind, notices.c.subject_id == of.id, notices.c.person_id == rig.ids["lea"]
        )
        assert len(tx.execute(asked).all()) == 3


def test_who_is_no_longer_concerned_is_asked_nothing(rig: Committees) -> None:
    ask(rig)
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.EIG])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids["lea"]], now=rig.now)
        people.add_membership(tx, rig.ids["lea"], Membership(Role.ALUMNI))
    rig.now = paris("2026-05-04 09:00")
    found = drawn(rig)
    assert found[rig.ids["lea"], facts.HalfDays.kind] is None
    assert found[rig.ids["sami"], facts.HalfDays.kind] is not None


def test_busy_half_days_are_shown(rig: Committees) -> None:
    of = ask(rig)
    appoint(rig, "2026-06-02 15:00", "lea")
    assert rig.use(half_days.read, "lea", of.id).busy == {TUESDAY[1].number}
    assert rig.use(half_days.read, "sami", of.id).busy == frozenset()


def test_answer_after_planning_tells_the_date_and_changes_nothing(rig: Committees) -> None:
    of = ask(rig)
    made = rig.one()
    asked = rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=[])
    assert [one.committee for one in asked.committees] == [made.committee]
    with rig.database.reading() as tx:
        assert sheets_of(tx, [made.committee])[0].appointment.starts == paris("2026-06-02 09:00")


def test_only_who_is_asked_can_answer(rig: Committees) -> None:
    of = ask(rig)
    rig.add("hana", Membership(Role.COACH))
    rig.use(half_days.answer, "hana", of.id, shown_halves=TUESDAY, possible_halves=[])
    for who in ("serge",):
        with pytest.raises(NotAllowed):
            rig.use(half_days.answer, who, of.id, shown_halves=TUESDAY, possible_halves=[])
    with pytest.raises(NotFound):
        rig.use(half_days.answer, "lea", of.id + 1, shown_halves=TUESDAY, possible_halves=[])


def test_question_says_what_is_asked(rig: Committees) -> None:
    ask(rig)
    assert drawn(rig) == {}  # « Votre semaine » comes in an hour
    rig.now = paris("2026-05-04 09:00")
    first = drawn(rig)
    asked = first[rig.ids["sami"], facts.HalfDays.kind]
    assert asked is not None
    assert asked.startswith("Comités d’évaluation de la phase 2")


def test_who_has_answered_is_not_chased(rig: Committees) -> None:
    of = ask(rig)
    rig.use(half_days.answer, "lea", of.id, shown_halves=TUESDAY, possible_halves=TUESDAY)
    with rig.database.transaction() as tx:  # it was sent long ago
        drop_unsent(tx, half_days.SUBJECT, of.id, reason="sent", now=rig.now, kinds=[facts.HalfDays.kind])
    rig.now = paris("2026-05-07 09:00")
    chased = drawn(rig)
    again = chased[rig.ids["sami"], facts.HalfDaysAgain.kind]
    assert again is not None
    assert again.startswith("Il manque votre réponse pour les comités d’évaluation de la phase 2")
    assert chased[rig.ids["lea"], facts.HalfDaysAgain.kind] is None


def test_whose_committee_is_booked_is_not_chased_but_who_leads_it(rig: Committees) -> None:
    ask(rig)
    rig.one()
    with rig.database.transaction() as tx:  # it was sent long ago
        drop_unsent(tx, half_days.SUBJECT, 1, reason="sent", now=rig.now, kinds=[facts.HalfDays.kind])
    rig.now = paris("2026-05-07 09:00")
    chased = drawn(rig)
    assert chased[rig.ids["lea"], facts.HalfDaysAgain.kind] is None
    assert chased[rig.ids["claire"], facts.HalfDaysAgain.kind] is not None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-05-04 08:00", "2026-05-04 09:00"),
        ("2026-05-04 09:00", "2026-05-04 09:00"),
        ("2026-05-15 17:00", "2026-05-18 09:00"),
        ("2026-05-13 17:00", "2026-05-13 17:00"),
    ],
    ids=["an hour before", "with it", "friday", "wednesday"],
)
def test_it_is_asked_in_the_week_s_message_where_that_is_near(now: str, due: str) -> None:
    assert half_days.question_time(paris(now), latest=paris("2026-05-25 00:00")) == paris(due)
    assert half_days.question_time(paris(now), latest=paris(now)) == paris(now)


def test_nobody_is_asked_for_what_is_booked_already_a_coach_once_all_is(rig: Committees) -> None:
    of = rig.use(half_days.ask_half_days, "claire", promotion_id=rig.ids["promotion"], phase=2, weeks=WEEKS)

    def settled() -> list[tuple[bool, bool]]:
        """Say of a coach, of an EIG and of a porteur whether all is booked, and whether their Home still asks."""
        found = []
        with rig.database.reading() as tx:
            for who in ("david", "lea", "paul"):
                person = rig.actor(who).person
                assert person
                asked = half_days.question_for(tx, of, person.id, now=rig.now)
                home = half_days.find_unanswered_round(tx, person, rig.ids["promotion"], now=rig.now)
                found.append((asked.settled, home is not None))
        return found

    assert settled() == [(False, True)] * 3
    rig.one("2026-06-02 09:00")
    assert settled() == [(False, True), (True, False), (True, False)]
    for number in (1, 2, 3):
        rig.one(f"2026-06-0{number + 2} 09:00", defi=f"defi{number}")
    assert settled() == [(True, False)] * 3
