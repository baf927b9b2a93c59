"""Ask for a cycle: what is checked, which mentors, four times held together, once; the next mentor."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.agenda.model import State
from bot.dates.hours import WeeklyHours
from bot.dates.paris import from_epoch
from bot.errors import DraftExpired, Invalid, NotAllowed, NotFound, SlotTaken, SlotUnbookable
from bot.mentoring import answers, service
from bot.mentoring.cycle import LIVE, OPEN, CycleState, SessionState
from bot.mentoring.model import CycleChoice, DayHalf, Obstacle, SuitableTimes
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.mentoring.cycles import cycles
from storage.programme import people
from tests.journeys.mentors import DATA, DESIGN
from tests.promotion import CARTE, found

from .rig import DAY, NEED, VISIO, Rig, make_rig, paris, shown, times_of

MAY = ["12/05 14:00", "19/05 14:00", "26/05 14:00", "02/06 14:00"]


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def test_a_request_holds_four_times_together_and_owes_two_cards(rig: Rig) -> None:
    sheet = rig.asked(guest_ids=(rig.ids["sami"], rig.ids["lea"]))
    assert sheet.cycle.state is CycleState.HELD
    assert sheet.cycle.answer_by == paris("2026-05-11 14:00")  # a working day before the first, not five
    assert {(one.state, one.appointment.state) for one in sheet.sessions} == {(SessionState.HELD, State.HELD)}
    assert sheet.team_ids == (rig.ids["lea"], rig.ids["sami"])
    assert shown(sheet) == MAY
    assert rig.claims() == rig.claims_of(sheet)
    assert rig.owed() == {("card", "lea"): 1, ("card", "maya"): 1, ("chase", "maya"): 2}


def test_mentors_are_offered_in_order_with_the_reason(rig: Rig) -> None:
    offer = rig.keep(wish=rig.wish(None, need="Rendre nos données accessibles : l’accessibilité d’abord"))
    keys = {rig.ids[key]: key for key in ("maya", "noe", "rose")}
    assert [keys[one.mentor.person.id] for one in offer.matches] == ["maya", "noe", "rose"]
    maya, noe, rose = offer.matches
    assert (maya.expertises, noe.expertises, rose.expertises) == ((DATA, DESIGN), (DATA,), (DATA,))
    assert [from_epoch(one) for one in maya.starts] == [paris(f"2026-{one[3:5]}-{one[:2]} 14:00") for one in MAY]
    assert (noe.mentor.has_hours, noe.starts, noe.obstacle) == (False, (), None)
    assert rose.mentor.room == 1
    assert offer.match is None
    rig.use(service.choose_mentor, "lea", offer.draft_id, mentor_id=rig.ids["rose"])
    looked = rig.look(offer.draft_id)
    assert looked.match is not None
    assert looked.match.starts == rose.starts
    assert looked.wish.choice is CycleChoice.PROPOSED


def test_a_wish_that_no_mentor_can_keep_says_what_stands_in_the_way_and_the_next_month_is_looked_at(rig: Rig) -> None:
    mornings = SuitableTimes(halves=frozenset({DayHalf.MORNING}))
    offer = rig.keep(wish=rig.wish("maya", suits=mornings))
    assert offer.match is not None
    assert (offer.match.starts, offer.match.obstacle) == ((), Obstacle.WISHES)
    assert offer.slots  # each of the four can be chosen by hand among the mentor's times
    rig.use(service.search_later, "lea", offer.draft_id)
    later = rig.look(offer.draft_id)
    assert later.wish.from_day == date(2026, 6, 6)  # thirty days after the first day that was looked at
    rig.do(lambda tx: hours.replace_weekly(tx, rig.ids["maya"], []))
    asked = rig.keep(wish=rig.wish("maya")).match
    assert asked is not None
    assert (asked.mentor.has_hours, asked.starts, asked.obstacle) == (False, (), None)


def test_somebody_of_two_promotions_is_offered_the_mentors_of_both(rig: Rig) -> None:
    def enter(tx: Transaction) -> None:
        other = found(tx, "EIG 8", defis={"autre": CARTE})
        people.add_membership(tx, rig.ids["lea"], Membership(Role.EIG, other["promotion"], other["autre"]))
        mentor = people.add(tx, name="Ada")
        people.add_membership(tx, mentor, Membership(Role.MENTOR, other["promotion"]))
        people.set_expertises(tx, mentor, ["Droit"])

    rig.do(enter)
    assert {"Droit", DATA, DESIGN} <= {*rig.use(service.offer_choices, "lea").domains}


def test_a_wish_that_cannot_be_is_told_on_its_field(rig: Rig) -> None:
    wrong: list[tuple[dict[str, object], tuple[str, str]]] = [
        ({"need": " \n"}, ("need", "empty")),
        ({"need": "x" * 3001}, ("need", "long")),
        ({"link": "pas une adresse"}, ("link", "address")),
        ({"link": "https://example.org/" + "x" * 1000}, ("link", "long")),
        ({"suits": SuitableTimes(weekdays=frozenset())}, ("days", "none")),
        ({"suits": SuitableTimes(halves=frozenset())}, ("halves", "none")),
        ({"from_day": date(2026, 5, 3)}, ("from_day", "past")),
        ({"from_day": date(2026, 7, 4)}, ("from_day", "far")),
        ({"domain": "astrologie"}, ("domain", "gone")),
        ({"domain": DESIGN, "mentor_id": rig.ids["rose"]}, ("mentor", "gone")),
        ({"mentor_id": rig.ids["claire"]}, ("mentor", "gone")),
        ({"guest_ids": (rig.ids["ines"],)}, ("participants", "other_team")),
    ]
    for values, fact in wrong:
        with pytest.raises(Invalid) as refused:
            rig.keep(wish=replace(rig.wish(), **values))  # type: ignore[arg-type]
        assert (refused.value.facts["field"], refused.value.facts["reason"]) == fact
    rig.keep(wish=rig.wish(from_day=date(2026, 7, 3)))


def test_seven_of_a_team_may_come_and_not_nine(rig: Rig) -> None:
    team = [rig.add(f"eig{number}", Role.EIG, defi="carte") for number in range(8)]
    with pytest.raises(Invalid) as refused:
        rig.keep(wish=rig.wish(guest_ids=(rig.ids["lea"], *team)))
    assert refused.value.facts == {"field": "participants", "reason": "many"}
    sheet = rig.asked(guest_ids=(rig.ids["lea"], *team[:6]))
    assert len(sheet.team_ids) == 7
    assert {len(one.appointment.present) for one in sheet.sessions} == {8}


def test_only_an_eig_of_the_defi_asks_and_a_mentor_of_the_team_is_none(rig: Rig) -> None:
    for who, defi in (("claire", "carte"), ("maya", "carte"), ("ines", "carte"), ("lea", "relais")):
        with pytest.raises(NotAllowed):
            rig.keep(who, wish=rig.wish(defi=defi))
    assert set(rig.use(service.offer_choices, "lea").domains) == {DATA, DESIGN}
    rig.depart("maya", "noe", "rose")
    with pytest.raises(NotFound) as refused:
        rig.use(service.offer_choices, "lea")
    assert refused.value.facts == {"thing": "mentor"}
    rig.add("zoe", Role.MENTOR)  # without an expertise, by which one chooses
    with pytest.raises(NotFound) as refused:
        rig.use(service.offer_choices, "lea")
    assert refused.value.facts == {"thing": "expertise"}


def test_a_link_stands_for_the_need(rig: Rig) -> None:
    sheet = rig.asked(need="  ", link=" https://docs.example.org/besoin ")
    assert (sheet.cycle.need, sheet.cycle.link) == ("", "https://docs.example.org/besoin")


def test_the_first_seance_is_three_working_days_away_or_six_when_a_date_is_wished(rig: Rig) -> None:
    rig.now = paris("2026-05-07 18:00")  # a Thursday before a holiday
    week = [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)]
    rig.do(lambda tx: hours.replace_weekly(tx, rig.ids["maya"], week))
    soon, later = rig.keep(wish=rig.wish()), rig.keep(wish=rig.wish(from_day=date(2026, 5, 7)))
    wished = rig.keep(wish=rig.wish(from_day=date(2026, 6, 1)))
    first = [from_epoch(one.slots[0].starts) for one in (soon, later, wished)]
    assert first == [paris("2026-05-13 09:00"), paris("2026-05-19 09:00"), paris("2026-06-01 09:00")]


def test_a_plan_changed_by_hand_is_checked_whole(rig: Rig) -> None:
    offer = rig.keep()
    plan = [paris(f"2026-{one[3:5]}-{one[:2]} {one[6:]}") for one in MAY]

    def send(*changed: datetime) -> None:
        rig.send(offer, starts=[*changed, *plan[len(changed) :]])

    for changed, reason in (
        ((paris("2026-05-12 14:00"), paris("2026-05-12 16:00")), "outside"),  # two on one day
        ((paris("2026-05-06 14:00"),), "early"),
        ((paris("2026-05-12 14:00"), paris("2026-06-12 14:00")), "outside"),  # 31 days
    ):
        with pytest.raises(Invalid) as refused:
            send(*changed)
        assert refused.value.facts["reason"] == reason
    with pytest.raises(Invalid) as refused:
        rig.send(offer, starts=plan[:3])
    assert refused.value.facts["reason"] == "count"
    for when in ("2026-05-12 09:00", "2026-05-14 14:00", "2026-05-12 14:05", "2026-05-12 17:00", "2026-05-16 14:00"):
        with pytest.raises(SlotUnbookable):  # not open, a holiday, no quarter, too long, a Saturday
            send(paris(when))
    assert (rig.claims(), rig.owed()) == ({}, {})
    send(paris("2026-05-07 15:15"))  # any quarter that is free will do
    assert sorted(rig.claims())[0][1] == int(paris("2026-05-07 15:15").timestamp()) // 900


def test_a_time_taken_meanwhile_is_named_and_nothing_is_written(rig: Rig) -> None:
    offer = rig.keep()
    other = rig.send(rig.keep("ines", wish=rig.wish(defi="relais", from_day=date(2026, 5, 19))), "ines")
    plan = [paris(f"2026-{one[3:5]}-{one[:2]} 14:00") for one in MAY]
    taken = times_of(other)[0]
    plan[1] = taken
    plan = sorted(plan)
    before = rig.claims()
    with pytest.raises(SlotTaken) as refused:
        rig.send(offer, starts=plan)
    assert refused.value.facts["starts"] == taken
    assert rig.claims() == before
    assert len(rig.do(lambda tx: tx.execute(cycles.select()).all())) == 1


def test_a_second_submission_gives_the_same_cycle(rig: Rig) -> None:
    offer = rig.keep()
    once = rig.send(offer)
    rig.now += DAY
    assert rig.news(lambda: rig.send(offer)) == {}
    assert rig.send(offer, starts=[]).cycle.id == once.cycle.id
    with pytest.raises(DraftExpired):
        rig.use(service.browse_mentors, "lea", offer.draft_id)


def test_the_draft_of_another_or_an_old_one_is_expired(rig: Rig) -> None:
    offer = rig.keep()
    for who in ("sami", "maya", "claire"):
        with pytest.raises(DraftExpired):
            rig.send(offer, who)
        with pytest.raises(DraftExpired):
            rig.use(service.choose_mentor, who, offer.draft_id, mentor_id=rig.ids["rose"])
    rig.now += 2 * DAY
    with pytest.raises(DraftExpired):
        rig.send(offer)


def test_one_request_or_cycle_at_a_time_of_an_asker_in_a_domain(rig: Rig) -> None:
    offer, again = rig.keep(), rig.keep(wish=rig.wish("rose"))
    sheet = rig.send(offer)
    for reason in ("open", "running"):
        for refuse in (lambda: rig.send(again), lambda: rig.keep(wish=rig.wish("noe"))):
            with pytest.raises(Invalid) as refused:
                refuse()
            assert refused.value.facts == {"field": "domain", "reason": reason}
        if reason == "open":
            rig.confirm(sheet)
    assert rig.asked(domain=DESIGN).cycle.state is CycleState.HELD
    assert rig.asked("sami", "rose").cycle.state is CycleState.HELD  # another of the same team


def test_a_mentor_who_is_full_is_neither_offered_nor_asked(rig: Rig) -> None:
    late = rig.keep("ines", wish=rig.wish("rose", defi="relais"))
    rig.asked(mentor="rose")
    offer = rig.keep("sami", wish=rig.wish(None))
    assert rig.ids["rose"] not in [one.mentor.person.id for one in offer.matches]
    for refuse in (lambda: rig.send(late, "ines"), lambda: rig.keep("sami", wish=rig.wish("rose"))):
        with pytest.raises(Invalid) as refused:
            refuse()
        assert refused.value.facts == {"field": "mentor", "reason": "full"}


def test_the_indexes_name_the_states_of_the_machine() -> None:
    where = {str(one.name): str(one.dialect_options["postgresql"]["where"]) for one in cycles.indexes}
    named = ", ".join(f"'{state.value}'" for state in OPEN)
    assert where["uq_mentoring_cycles_open"] == f"state IN ({named}) AND format_name = ''"
    (running,) = set(LIVE) - set(OPEN)
    assert where["uq_mentoring_cycles_running"] == f"state = '{running.value}' AND format_name = ''"


def test_a_mentor_without_hours_is_asked_first_and_holds_nothing(rig: Rig) -> None:
    sheet = rig.asked(mentor="noe")
    assert (sheet.cycle.state, sheet.sessions, rig.claims()) == (CycleState.ASKED, (), {})
    assert sheet.cycle.answer_by == paris("2026-05-12 09:00")  # five working days, the 8th is none
    assert rig.owed() == {("card", "lea"): 1, ("card", "noe"): 1, ("chase", "noe"): 2}


def test_the_next_mentor_after_a_refusal_is_none_who_was_passed(rig: Rig) -> None:
    first = rig.asked(guest_ids=(rig.ids["sami"],))
    rig.use(answers.decline_request, "maya", first.cycle.id, reason="Pas le temps ce mois-ci")
    asked = [rig.ids["maya"]]
    sheet = first
    for number, key in enumerate(("noe", "rose")):
        offer = rig.next(sheet, f"next-{number}")
        assert offer.wish.passed == tuple(reversed(asked))
        assert offer.wish.mentor_id == rig.ids[key]
        sheet = rig.send(offer)
        assert (sheet.cycle.choice, sheet.cycle.after is not None) == (CycleChoice.PASSED_ON, True)
        assert (sheet.cycle.need, sheet.cycle.guest_ids) == (NEED, (rig.ids["sami"],))
        rig.use(answers.decline_request, key, sheet.cycle.id)
        asked.append(rig.ids[key])
    offer = rig.next(sheet, "next-2")
    assert (offer.wish.mentor_id, offer.matches, offer.match) == (None, (), None)
    assert rig.claims() == {}
    for who in ("ines", "sami", "maya"):
        with pytest.raises(NotAllowed):
            rig.use(service.find_next_mentor, who, "forged", cycle_id=sheet.cycle.id)
        with pytest.raises(NotAllowed):
            rig.use(service.begin_next_request, who, "forged", cycle_id=sheet.cycle.id, mentor_id=None)


def test_a_coach_gives_an_open_request_to_another_mentor(rig: Rig) -> None:
    sheet = rig.asked(guest_ids=(rig.ids["sami"],))
    assert rig.next(sheet, "reassign", "claire").wish.mentor_id == rig.ids["noe"]
    rig.use(service.choose_mentor, "claire", "reassign", mentor_id=rig.ids["rose"])
    offer = rig.look("reassign", "claire")
    news = rig.news(lambda: rig.send(offer, "claire"))
    assert news == {("card", "lea"): 1, ("card", "rose"): 1, ("chase", "rose"): 2, ("withdrawn", "maya"): 1}
    assert rig.sheet(sheet).cycle.state is CycleState.WITHDRAWN
    other = rig.sheet(sheet.cycle.id + 1)
    assert (other.cycle.asked_by, other.cycle.choice) == (rig.ids["lea"], CycleChoice.ASSIGNED)
    assert other.cycle.guest_ids == (rig.ids["sami"],)
    assert rig.claims() == rig.claims_of(other)
    assert all(row.state == "dropped" for row in rig.notices("mentoring.chase") if row.person_id == rig.ids["maya"])
    assert rig.verbs(sheet)[-1] == ("mentoring.reassign", rig.ids["claire"])


@pytest.mark.parametrize("guests", [("sami",), ()])
def test_a_coach_passes_a_lost_request_on_for_the_team_of_an_asker_who_left(rig: Rig, guests: tuple[str, ...]) -> None:
    """Sami asks from then on: the guest of the request, else anybody of the team."""
    sheet = rig.asked(guest_ids=tuple(rig.ids[key] for key in guests))
    rig.use(answers.decline_request, "maya", sheet.cycle.id)
    rig.depart("lea")
    offer = rig.next(sheet, "reassign", "claire")
    assert (
        rig.do(lambda tx: service.read_passed_request(tx, rig.actor("claire"), sheet.cycle.id)).asker.id
        == rig.ids["sami"]
    )
    other = rig.send(offer, "claire")
    assert (other.cycle.asked_by, other.cycle.guest_ids) == (rig.ids["sami"], ())
    assert rig.sheet(sheet).cycle.followed_by == other.cycle.id


def test_a_cycle_that_runs_is_not_reassigned_by_asking_anew(rig: Rig) -> None:
    sheet = rig.running()
    offer = rig.next(sheet, "reassign", "claire")
    before = rig.claims()
    with pytest.raises(Invalid) as refused:
        rig.do(rig.act(service.send_request, "claire", "reassign", starts=[], visio_url=VISIO))
    assert refused.value.facts == {"field": "domain", "reason": "running"}
    assert offer.wish.after == sheet.cycle.id
    assert rig.claims() == before


def test_a_new_cycle_begins_with_the_words_of_the_last(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    for number in range(4):
        rig.past(sheet, number)
    begun = rig.use(service.begin_again, "lea", "again", cycle_id=sheet.cycle.id)
    assert begun.wish is not None
    assert (begun.wish.need, begun.wish.mentor_id, begun.wish.guest_ids) == (
        NEED,
        rig.ids["maya"],
        (rig.ids["sami"],),
    )
    assert begun.wish.from_day is None
    assert rig.asked(guest_ids=(rig.ids["sami"],)).cycle.state is CycleState.HELD
