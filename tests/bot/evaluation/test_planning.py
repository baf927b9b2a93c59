"""A phase's committees planned and booked: what the solver is asked, all or nothing, two planners, one alone."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.agenda.facts import Invite
from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.agenda.pending import UNDO
from bot.clock import machine_now
from bot.dates.hours import DayHours
from bot.dates.paris import PARIS, day_of, from_epoch
from bot.errors import Conflict, DraftExpired, Invalid, NotAllowed, NotFound, Refusal, UndoTooLate
from bot.evaluation import changes, facts, half_days, planning
from bot.evaluation.model import HalfDay
from bot.evaluation.plans import CommitteeLine, DraftPlan, SolverTask
from bot.notices.model import Action
from bot.notices.notices import claim
from bot.planning.committee_solver import find_placements
from bot.planning.once_a_week import is_in_invitations
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments, hours
from storage.agenda.claims import claims
from storage.database import Database
from storage.evaluation import committees
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.evaluation.judging import open_to
from tests.patience import PATIENCE

from .rig import DEFIS, WEEKS, Committees, paris, span

NINE, TEN = "2026-06-02 09:00", "2026-06-02 10:00"
ALL = {
    "defi0": (NINE, "emma"),
    "defi1": (NINE, "claire"),
    "defi2": ("2026-06-02 14:00", "claire"),
    "defi3": ("2026-06-03 09:00", "david"),
}


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def owed(rig: Committees) -> Counter[tuple[str, int]]:
    with rig.database.reading() as tx:
        return Counter((row.kind, row.person_id) for row in tx.execute(select(notices.c.kind, notices.c.person_id)))


def waiting(rig: Committees) -> list[tuple[str, datetime]]:
    """Give what people are still owed of committees, and when."""
    with rig.database.reading() as tx:
        ours = (notices.c.subject == "committee") & (notices.c.state == "owed") & (notices.c.action == "post")
        return [(row.kind, row.due) for row in tx.execute(select(notices.c.kind, notices.c.due).where(ours))]


def appoint(rig: Committees, at: str, *keys: str, minutes: int = 60, dispositif: str = "bureau-aide") -> None:
    """Write something else that these people come to."""
    guests = tuple(Participant(rig.ids[one], Part.GUEST) for one in keys)
    defi = None if dispositif != "bureau-aide" else rig.ids["defi0"]
    plan = AgendaPlan(dispositif, rig.ids["promotion"], defi, paris(at), minutes, guests)
    with rig.database.transaction() as tx:
        appointments.add(tx, plan, uid=f"other {at} {keys}", state=State.CONFIRMED, now=rig.now)


def gathered(rig: Committees, *defis: str) -> SolverTask:
    with rig.database.reading() as tx:
        return planning.solver_task(tx, rig.actor("claire"), rig.wish(*defis), now=rig.now)


def open_days(rig: Committees, asked: SolverTask, defi: str) -> set[date]:
    team = next(one for one in asked.wanted.teams if one.defi_id == rig.ids[defi])
    return {day_of(from_epoch(asked.wanted.starts[at].at)) for at in open_to(asked.wanted, team)}


def test_form_offers_the_phase_that_ends_and_its_last_two_weeks(rig: Committees) -> None:
    with rig.database.reading() as tx:
        choices = planning.open_choices(tx, rig.actor("claire"), rig.ids["promotion"], now=rig.now)
    assert (choices.phase.number, choices.usual) == (2, WEEKS)
    assert [one.id for one in choices.teams] == [rig.ids[one] for one in DEFIS]
    assert (choices.booked, choices.asked) == ((), 0)


def test_who_is_of_a_team_and_away_as_a_coach_of_another_promotion_is_away(rig: Committees) -> None:
    before = open_days(rig, gathered(rig), "defi0")
    with rig.database.transaction() as tx:
        hours.add_day_hours(tx, rig.ids["lea"], DayHours(date(2026, 6, 3)))
    assert before - open_days(rig, gathered(rig), "defi0") == {date(2026, 6, 3)}


def test_solver_is_asked_what_is_hard(rig: Committees) -> None:
    with rig.database.transaction() as tx:
        promotions.change_defi(tx, rig.ids["defi1"], closed_weekdays="0123")
        hours.add_day_hours(tx, rig.ids["david"], DayHours(date(2026, 6, 3)))
    appoint(rig, "2026-06-02 10:00", "lea")
    appoint(rig, "2026-06-04 09:00", minutes=8 * 60, dispositif="seminaire-promotion")
    rig.use(half_days.ask_half_days, "claire", promotion_id=rig.ids["promotion"], phase=2, weeks=WEEKS)
    with rig.database.reading() as tx:
        of = committees.round_of(tx, rig.ids["promotion"], 2)
    assert of is not None
    fifth = [HalfDay(date(2026, 6, 5), afternoon) for afternoon in (False, True)]
    rig.use(half_days.answer, "paul", of.id, shown_halves=fifth, possible_halves=[])

    asked = gathered(rig)
    wanted = asked.wanted
    june = {date(2026, 6, day) for day in (1, 2, 3)}
    may = {date(2026, 5, day) for day in (26, 27, 28, 29)}  # the 25th is Whit Monday
    assert open_days(rig, asked, "defi0") == may | june  # the 4th is the seminar's, Paul cannot on the 5th
    assert open_days(rig, asked, "defi2") == may | june | {date(2026, 6, 5)}
    assert open_days(rig, asked, "defi1") == {date(2026, 5, 29), date(2026, 6, 5)}  # closed but on Fridays
    assert {day_of(from_epoch(one.at)) for one in wanted.starts if one.spare} == {date(2026, 6, 8)}
    busy = {from_epoch(wanted.starts[at].at) for who, at in wanted.busy if who == rig.ids["lea"]}
    assert busy == {paris(f"2026-06-02 {at}") for at in ("09:00", "09:30", "10:00", "10:30")}
    away = {day_of(from_epoch(wanted.starts[at].at)) for who, at in wanted.busy if who == rig.ids["david"]}
    assert away == {date(2026, 6, 3)}
    assert {team.defi_id: team.own for team in wanted.teams}[rig.ids["defi0"]] == (rig.ids["emma"],)


@pytest.mark.parametrize("away", [("emma",), ("emma", "claire", "david")], ids=["one coach", "all of them"])
def test_coach_away_for_the_two_weeks_leads_nothing_and_the_others_do(rig: Committees, away: tuple[str, ...]) -> None:
    with rig.database.transaction() as tx:
        for who in away:
            for at in range(15):
                hours.add_day_hours(tx, rig.ids[who], DayHours(WEEKS[0] + timedelta(days=at)))
    asked = gathered(rig)
    *_, found = find_placements(asked.wanted, seconds=PATIENCE)
    led = {coach for one in found.placed for coach in one.coaches}
    assert led.isdisjoint(rig.ids[one] for one in away)
    assert (len(found.placed), found.optimal) == (4 if len(away) == 1 else 0, True)


def test_all_is_booked_and_everybody_has_their_card(rig: Committees) -> None:
    booked = rig.book(rig.keep(ALL))
    assert [(one.defi.name, one.appointment.starts) for one in booked] == [
        (f"Défi {number}", paris(ALL[f"defi{number}"][0])) for number in range(4)
    ]
    first = booked[0].appointment
    assert {one.person_id for one in first.present} == {rig.ids[one] for one in ("lea", "sami", "ines", "paul", "emma")}
    assert (first.host_ids, first.state, first.minutes) == ((rig.ids["emma"],), State.CONFIRMED, 90)
    assert rig.claimed("claire") == span(NINE) | span("2026-06-02 14:00")
    assert rig.claimed("lea", "paul") == set()
    rig.stand()
    cards = {person for kind, person in owed(rig) if kind == facts.CommitteeCard.kind}
    assert cards == {one for sheet in booked for one in sheet.appointment.person_ids}
    assert owed(rig)[facts.CommitteeCard.kind, rig.ids["claire"]] == 2
    assert owed(rig)["remind.week", rig.ids["lea"]] == 2  # the committee's, and that of the talk around its report


def test_committee_is_online_wherever_the_defi_meets_and_who_has_no_account_is_invited_by_mail(rig: Committees) -> None:
    rig.add("nora", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]), account=False)
    with rig.database.transaction() as tx:
        people.change(tx, rig.ids["nora"], looked_up_at=rig.now)
        promotions.change_defi(tx, rig.ids["defi0"], place="Salle 3")
        promotions.change_defi(tx, rig.ids["defi1"], visio="https://visio.example.org/defi")
    booked = rig.book(rig.keep(ALL))
    where = [(one.appointment.place, one.appointment.link) for one in booked[:2]]
    assert where == [(None, where[0][1]), (None, "https://visio.example.org/defi")]
    assert where[0][1] is not None
    assert booked[2].appointment.link is not None
    assert owed(rig)[Invite.kind, rig.ids["nora"]] == 2  # the committee, and the talk around its report
    rig.stand()
    with rig.database.transaction() as tx:
        due = claim(tx, now=rig.now + UNDO, machine_now=machine_now(), limit=100, actions=[Action.POST])
        card = next(one for one in due if one.kind == facts.CommitteeCard.kind and one.person_id == rig.ids["nora"])
        assert is_in_invitations(tx, card, now=rig.now + UNDO)  # the invitation says it all: no second mail


def test_second_submission_gives_what_the_first_made(rig: Committees) -> None:
    draft = rig.keep(ALL)
    first = rig.book(draft)
    assert rig.book(draft) == first
    with pytest.raises(DraftExpired):
        rig.use(planning.set_line, "claire", draft, defi_id=rig.ids["defi0"], starts=None)


def test_time_taken_meanwhile_books_nothing_and_names_the_defi(rig: Committees) -> None:
    draft = rig.keep(ALL)
    rig.one("2026-06-03 10:00", "david", "defi2")  # meets the one of the fourth défi
    mine = rig.keep({"defi3": ALL["defi3"], "defi1": ALL["defi1"]}, draft="plan-b", revision=1)
    with pytest.raises(Invalid) as refusal:
        rig.book(mine)
    assert refusal.value.facts == {"field": "starts", "reason": "taken", "defi_id": rig.ids["defi3"]}
    with pytest.raises(Invalid, match="invalid") as outdated:
        rig.book(draft)
    assert outdated.value.facts["reason"] == "outdated"
    assert rig.claimed("claire", "emma") == set()


def test_of_two_planners_at_once_one_books_and_the_other_is_told(rig: Committees) -> None:
    plans = {"claire": rig.keep(ALL, draft="plan-c"), "david": rig.keep(ALL, draft="plan-d", who="david")}
    gate = Barrier(2)

    def book(who: str) -> str:
        gate.wait()
        for _ in range(2):  # a listener that lost a deadlock is called once more
            try:
                rig.book(plans[who], who=who)
            except Conflict:
                continue
            except Refusal as refusal:
                return str(refusal.facts.get("reason", refusal.code))
            return "booked"
        return "conflict"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(book, plans)) == ["booked", "outdated"]
    assert rig.revision() == 1
    assert rig.claimed("david") == span("2026-06-03 09:00")


def test_defi_added_later_is_planned_beside_the_others(rig: Committees) -> None:
    rig.book(rig.keep({one: ALL[one] for one in DEFIS[:3]}))
    asked = gathered(rig)
    assert asked.wish.defi_ids == (rig.ids["defi3"],)
    assert asked.revision == 1
    day = date(2026, 6, 2).toordinal()
    assert Counter(asked.wanted.had) == {(rig.ids["emma"], day): 1, (rig.ids["claire"], day): 2}
    made = rig.book(rig.keep({"defi3": ALL["defi3"]}, draft="plan-2", revision=1, of=["defi3"]))
    assert [one.defi.name for one in made] == ["Défi 3"]
    with pytest.raises(Invalid) as refusal:
        gathered(rig)
    assert refusal.value.facts == {"field": "defis", "reason": "none"}


def test_line_is_changed_left_out_and_checked(rig: Committees) -> None:
    draft, defi = rig.keep(ALL), rig.ids["defi0"]

    def refused(at: datetime, *coaches: str) -> object:
        ids = [rig.ids[one] for one in coaches]
        with pytest.raises(Invalid) as refusal:
            rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=at, coach_ids=ids)
        return refusal.value.facts["reason"]

    assert refused(paris(NINE), "claire") == "taken"  # her other line
    assert refused(paris(TEN), "claire") == "taken"
    assert refused(paris(TEN)) == "none"
    assert refused(paris(TEN), "lea") == "none"
    assert refused(paris(TEN), "claire", "david", "emma") == "many"
    assert refused(rig.now - timedelta(days=1), "emma") == "past"
    assert refused(paris(TEN) + timedelta(minutes=5), "emma") == "quarter"
    both = [rig.ids["david"], rig.ids["emma"]]
    plan = rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=paris(TEN), coach_ids=both)
    assert plan.written.line_of(defi) == CommitteeLine(defi, paris(TEN), tuple(sorted(both)), paris("2026-06-16 10:00"))
    plan = rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=None)
    assert plan.written.left == (defi,)
    assert [one.defi.name for one in rig.book(draft)] == ["Défi 1", "Défi 2", "Défi 3"]


def test_line_that_is_forced_says_who_cannot_and_no_day_off_is_taken(rig: Committees) -> None:
    draft, defi, emma = rig.keep(ALL), rig.ids["defi0"], [rig.ids["emma"]]
    of = rig.use(half_days.ask_half_days, "claire", promotion_id=rig.ids["promotion"], phase=2, weeks=WEEKS)
    morning = [HalfDay(date(2026, 6, 5), afternoon=False)]
    for who in ("paul", "emma"):
        rig.use(half_days.answer, who, of.id, shown_halves=morning, possible_halves=[])
    appoint(rig, "2026-06-05 10:00", "lea")
    plan = rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=paris("2026-06-05 09:30"), coach_ids=emma)
    assert [[one.name for one in some.get(defi, ())] for some in (plan.shut, plan.busy)] == [["Paul", "Emma"], ["Lea"]]
    plan = rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=paris("2026-06-05 14:00"), coach_ids=emma)
    assert (plan.shut[defi], plan.busy[defi]) == ((), ())
    for field, at in (("starts", "2026-06-07 10:00"), ("talk", "2026-06-21 10:00")):  # Sundays
        moments = {"starts": paris("2026-06-05 14:00"), field: paris(at)}
        with pytest.raises(Invalid) as refusal:
            rig.use(planning.set_line, "claire", draft, defi_id=defi, coach_ids=emma, **moments)
        assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, "closed")


def test_talk_of_a_line_is_changed_on_its_own_and_follows_what_it_was_proposed_for(rig: Committees) -> None:
    draft, defi = rig.keep(ALL), rig.ids["defi0"]
    emma = [rig.ids["emma"]]

    def change(talk: str | None, at: str = NINE) -> datetime | None:
        given = paris(talk) if talk else None
        plan = rig.use(planning.set_line, "claire", draft, defi_id=defi, starts=paris(at), coach_ids=emma, talk=given)
        line = plan.written.line_of(defi)
        return line.talk if line else None

    def refused(talk: str) -> object:
        with pytest.raises(Invalid) as refusal:
            change(talk)
        return refusal.value.facts["field"], refusal.value.facts["reason"]

    assert change("2026-06-18 14:00") == paris("2026-06-18 14:00")
    assert change("2026-06-18 14:00") == paris("2026-06-18 14:00")  # sent again: what was chosen stays
    assert refused("2026-06-18 14:05") == ("talk", "quarter")
    assert refused("2026-06-02 10:00") == ("talk", "before")
    assert refused("2026-05-01 10:00") == ("talk", "past")
    appoint(rig, "2026-06-19 10:00", "emma")
    rig.one("2026-06-22 09:00", "emma", "defi3")
    assert refused("2026-06-22 10:00") == ("talk", "taken")
    assert change("2026-06-18 14:00", at=TEN) == paris("2026-06-16 10:00")  # as it was shown: proposed anew
    assert change(None) == paris("2026-06-16 09:00")


def test_talk_that_was_chosen_by_hand_is_booked(rig: Committees) -> None:
    draft, defi = rig.keep(ALL), rig.ids["defi0"]
    talk = paris("2026-06-18 14:00")
    rig.use(
        planning.set_line, "claire", draft, defi_id=defi, starts=paris(NINE), coach_ids=[rig.ids["emma"]], talk=talk
    )
    sheet = next(one for one in rig.book(draft) if one.defi.id == defi)
    assert [one.starts for one in sheet.both] == [paris(NINE), talk]


def test_plan_that_the_solver_did_not_make_is_made_by_hand(rig: Committees) -> None:
    rig.use(planning.save_plan, "claire", "by-hand", plan=DraftPlan(rig.wish("defi0"), 0, "failed"))
    line = {"defi_id": rig.ids["defi0"], "starts": paris(NINE), "coach_ids": [rig.ids["emma"]]}
    plan = rig.use(planning.set_line, "claire", "by-hand", **line)
    assert (plan.written.how, plan.written.left) == ("changed", ())
    assert [one.appointment.starts for one in rig.book("by-hand")] == [paris(NINE)]


def test_plan_is_whose_it_is(rig: Committees) -> None:
    draft = rig.keep(ALL)
    for who, refusal in (("david", DraftExpired), ("lea", DraftExpired)):
        with pytest.raises(refusal):
            rig.book(draft, who=who)
    with pytest.raises(NotAllowed):
        rig.use(planning.open_choices, "lea", rig.ids["promotion"])
    with pytest.raises(NotFound):
        rig.use(planning.set_line, "claire", draft, defi_id=999, starts=None)


def test_what_no_form_offers_is_refused(rig: Committees) -> None:
    def refused(**values: object) -> object:
        with rig.database.reading() as tx, pytest.raises(Refusal) as refusal:
            planning.solver_task(tx, rig.actor("claire"), replace(rig.wish(), **values), now=rig.now)  # type: ignore[arg-type]
        return refusal.value.facts.get("field", refusal.value.facts.get("thing"))

    assert refused(weeks=()) == "weeks"
    assert refused(weeks=(date(2026, 6, 2),)) == "weeks"
    assert refused(weeks=(date(2026, 4, 27),)) == "weeks"  # over
    assert refused(phase=3) == "phase"
    assert [refused(**{name: 0}) for name in ("a_day", "gap", "each")] == ["a_day", "gap", "each"]
    assert refused(defi_ids=(999,)) == "defis"


def test_defi_without_porteur_is_planned_and_named(rig: Committees) -> None:
    rig.keep(ALL)
    with rig.database.reading() as tx:
        plan = planning.read_plan(tx, rig.actor("claire"), "plan-1", now=rig.now)
    assert plan.without_porteur == {rig.ids["defi2"], rig.ids["defi3"]}


def test_nothing_is_booked_of_what_is_past_or_empty(rig: Committees) -> None:
    draft = rig.keep(ALL)
    rig.now = datetime(2026, 6, 2, 9, 0, tzinfo=PARIS)
    rig.keep(ALL, draft="plan-2")
    with pytest.raises(DraftExpired):
        rig.book(draft)
    with pytest.raises(Invalid) as past:
        rig.book("plan-2")
    assert past.value.facts["reason"] == "past"
    with pytest.raises(Invalid) as empty:
        rig.book(rig.keep({}, draft="plan-3"))
    assert empty.value.facts["reason"] == "empty"


def test_what_a_plan_booked_is_taken_back_before_anybody_hears(rig: Committees) -> None:
    draft = rig.keep({"defi0": ("2026-06-02 09:00", "claire"), "defi1": ("2026-06-03 09:00", "david")})
    booked = rig.book(draft)
    ours = [each.id for one in booked for each in one.both]
    assert [kind for kind, due in waiting(rig) if due <= rig.now] == []
    assert (rig.use(planning.undoable_batch, "claire", booked), rig.use(planning.undoable_batch, "david", booked)) == (
        draft,
        None,
    )
    with pytest.raises(NotAllowed):
        rig.use(planning.undo, "david", draft)
    assert len(rig.use(planning.undo, "claire", draft)) == 2
    with rig.database.reading() as tx:
        assert {one.state for one in appointments.read_all(tx, ours)} == {State.CANCELLED}
        assert list(tx.execute(select(claims))) == []
    assert waiting(rig) == []
    with pytest.raises(UndoTooLate):
        rig.use(planning.undo, "claire", draft)
    again = rig.keep({"defi0": ("2026-06-02 09:00", "claire")}, draft="plan-2", revision=rig.revision())
    assert len(rig.book(again)) == 1
    rig.now += timedelta(minutes=2)
    assert rig.use(planning.undoable_batch, "claire", booked) is None
    with pytest.raises(UndoTooLate):
        rig.use(planning.undo, "claire", again)


def test_what_is_cancelled_before_anybody_heard_of_it_is_told_to_nobody(rig: Committees) -> None:
    (one,) = rig.book(rig.keep({"defi0": (NINE, "claire")}))
    rig.use(changes.cancel, "claire", one.committee.id)
    rig.stand()
    assert waiting(rig) == []
