"""A host who is not there: each appointment by its feature's gesture, tried first, done or undone in two minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.agenda.away import KEEP, AbsenceWay, AwayChoice
from bot.agenda.model import AbsenceState, State
from bot.dates.paris import day_of
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, SlotTaken, UndoTooLate
from bot.gatherings import facts as gathering_facts
from bot.gatherings.answers import answer
from bot.gatherings.model import Reply
from bot.helpdesk import changes, facts, service
from bot.helpdesk.model import Paper, RankedHost, RankReason
from bot.mentoring import facts as mentoring_facts
from bot.mentoring.cycle import SessionState
from bot.planning import facts as absence_facts
from bot.planning.absence import carrying
from bot.planning.absence import service as absence
from bot.planning.absence.model import AbsencePage, ChoicesRefused, Days, SavedAbsence, proposed_spans
from bot.programme.roles import Role
from storage.agenda import absences, hours
from storage.database import Database
from storage.helpdesk import asks
from storage.set_back import shift_future_times
from tests.architecture.lookout import looking_out
from tests.bot.gatherings.rig import Rig as Gatherings
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau, opened
from tests.bot.mentoring.rig import make_rig

QUARTER_PAST_TEN = NINE + timedelta(minutes=75)
HALF_PAST_ELEVEN = NINE + timedelta(minutes=150)
EARLY = NINE - timedelta(minutes=90)
TUESDAY = Days(date(2026, 5, 5), date(2026, 5, 5))


@dataclass
class House:
    """A bureau on the morning of the day with something."""

    bureau: Bureau

    def page(self, who: str = "claire", days: Days = TUESDAY) -> AbsencePage:
        actor = self.bureau.actor(who)
        with self.bureau.database.reading() as tx:
            return absence.list_open_days(tx, actor, days, now=self.bureau.now)

    def proposed(self, who: str = "claire", days: Days = TUESDAY) -> dict[int, AwayChoice]:
        """Give what is chosen already for each line."""
        return {one.appointment.id: one.choices[0] for one in self.page(who, days).lines}

    def stay(
        self,
        choices: Mapping[int, AwayChoice] | None = None,
        *,
        who: str = "claire",
        days: Days = TUESDAY,
        word: str = "",
        batch: str = "",
    ) -> SavedAbsence:
        bureau, actor = self.bureau, self.bureau.actor(who)
        chosen = self.proposed(who, days) if choices is None else choices
        return bureau.do(
            lambda tx: absence.declare_absence(
                tx, actor, batch=batch or str(uuid4()), days=days, choices=chosen, word=word, now=bureau.now
            )
        )

    def undo(self, said: SavedAbsence, who: str = "claire") -> SavedAbsence:
        bureau, actor = self.bureau, self.bureau.actor(who)
        return bureau.do(lambda tx: absence.undo_absence(tx, actor, said.absence.batch, now=bureau.now))

    def settle(self) -> None:
        """Let two minutes go by, and the clock come, twice: another replica may."""
        self.bureau.now += timedelta(minutes=2)
        for _ in range(2):
            with self.bureau.database.reading() as tx:
                found = carrying.list_due(tx, now=self.bureau.now)
            for one in found:
                self.bureau.do(lambda tx, one=one: carrying.settle_absence(tx, one, now=self.bureau.now))  # type: ignore[misc]

    def only(self, request: int) -> int:
        return self.bureau.sheet(request).sessions[0].id

    def claimed(self) -> list[tuple[int, int, int]]:
        with self.bureau.database.reading() as tx:
            return sorted(
                (row.person_id, row.quarter, row.appointment_id) for row in tx.execute(text("SELECT * FROM claims"))
            )

    def open_hours(self, key: str = "claire") -> object:
        with self.bureau.database.reading() as tx:
            return hours.list_openings(tx, [self.bureau.ids[key]])

    def told(self, kind: str = absence_facts.HostAbsence.kind) -> set[int | None]:
        return {person for _, person in self.bureau.owed(kind)}


@pytest.fixture
def house(database: Database) -> House:
    return House(opened(database))


def morning(house: House, *starts: datetime) -> list[int]:
    """Book these of Claire's with two teams in turn, and let the morning of the day come."""
    teams = [("lea", "carte"), ("ines", "relais")]
    found = [
        house.bureau.book(one, who=teams[number % 2][0], defi=teams[number % 2][1]) for number, one in enumerate(starts)
    ]
    house.bureau.now = EARLY
    return found


def test_what_is_proposed_is_a_free_colleague_then_other_dates(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    house.bureau.book(HALF_PAST_ELEVEN - timedelta(minutes=75) + DAY, who="lea", host="david")  # another day
    house.bureau.now = EARLY
    david = house.bureau.ids["david"]
    assert [one.way for one in house.page().lines[0].choices] == [
        AbsenceWay.HAND_OVER,
        AbsenceWay.PROPOSE,
        AbsenceWay.CANCEL,
        AbsenceWay.KEEP,
    ]
    assert house.proposed() == {
        house.only(first): AwayChoice(AbsenceWay.HAND_OVER, taker_id=david),
        house.only(second): AwayChoice(AbsenceWay.HAND_OVER, taker_id=david),
    }
    times = [one.starts for line in house.page().lines for one in line.choices if one.way is AbsenceWay.PROPOSE]
    assert len(times[0]) == 3
    assert all(each >= TUESDAY.until for some in times for each in some)
    assert not set(times[0]) & set(times[1])


def test_who_is_taken_is_away_or_comes_elsewhere_is_not_proposed(house: House) -> None:
    house.bureau.book(NINE, who="ines", defi="relais", host="david")
    (request,) = morning(house, NINE)
    assert house.proposed()[house.only(request)].way is AbsenceWay.PROPOSE
    house.bureau.add("noe", Role.COACH)
    assert house.proposed()[house.only(request)] == AwayChoice(AbsenceWay.HAND_OVER, taker_id=house.bureau.ids["noe"])
    house.stay({}, who="noe")
    assert house.proposed()[house.only(request)].way is AbsenceWay.PROPOSE


def test_a_day_is_handed_over_after_two_minutes_and_each_hears_once(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    before = house.claimed()
    house.stay()
    assert (house.bureau.hosts(first), house.told()) == (["claire"], set())
    assert len(house.claimed()) == len(before) * 2  # David's time is claimed too
    house.settle()
    assert (house.bureau.hosts(first), house.bureau.hosts(second)) == (["david"], ["david"])
    assert house.bureau.sheet(first).request.host_id == house.bureau.ids["david"]
    assert house.bureau.owed(absence_facts.HostAbsence.kind) == {
        (absence_facts.HostAbsence.kind, house.bureau.ids[key]): 1 for key in ("lea", "sami", "ines", "david")
    }
    david = house.bureau.ids["david"]
    assert {(person, quarter) for person, quarter, _ in house.claimed()} == {
        (david, quarter) for _, quarter, _ in before
    }


def test_each_line_has_its_own_way(house: House) -> None:
    first, second, third = morning(house, NINE, QUARTER_PAST_TEN, HALF_PAST_ELEVEN)
    ids = [house.only(one) for one in (first, second, third)]
    times = next(one for one in house.page().lines[1].choices if one.way is AbsenceWay.PROPOSE)
    with looking_out(house.bureau.database) as out:
        house.stay({ids[0]: AwayChoice(AbsenceWay.CANCEL), ids[1]: times, ids[2]: KEEP}, word="Un imprévu")
    assert out.searches == []  # nobody who writes waits for a search
    house.settle()
    cancelled, moving, kept = (house.bureau.sheet(one) for one in (first, second, third))
    assert [one.state for one in cancelled.sessions] == [State.CANCELLED]
    assert cancelled.sessions[0].reason == "Un imprévu"
    with house.bureau.database.reading() as tx:
        assert tuple(one.starts for one in asks.list_open_proposals(tx, [second])) == times.starts
    assert [one.state for one in (*moving.standing, *kept.standing)] == [State.CONFIRMED, State.CONFIRMED]
    assert house.bureau.hosts(third) == ["claire"]
    lea, sami, ines = (house.bureau.ids[one] for one in ("lea", "sami", "ines"))
    assert house.told() == {lea, sami, ines}
    assert house.bureau.owed(facts.RequestCancelled.kind, facts.TimesQuestion.kind) == {
        (facts.RequestCancelled.kind, lea): 1,
        (facts.RequestCancelled.kind, sami): 1,
        (facts.TimesQuestion.kind, ines): 1,
    }


def test_one_seance_of_several_is_handed_over_alone(house: House) -> None:
    actor, bureau = house.bureau.actor("lea"), house.bureau
    bureau.keep("two", host="claire", paper=Paper())
    with bureau.database.transaction() as tx:
        service.save_team(
            tx, actor, "two", guest_ids=(bureau.ids["lea"],), host_id=bureau.ids["claire"], sessions=2, now=bureau.now
        )
        chosen = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
        starts = [NINE, NINE + DAY]
        done = service.book(tx, actor, "two", starts=starts, candidate=chosen, visio_url=VISIO, now=bureau.now)
    bureau.stand()
    bureau.now = EARLY
    house.stay()
    house.settle()
    sheet = bureau.sheet(done.sheet.request.id)
    assert [one.host_ids for one in sheet.sessions] == [(bureau.ids["david"],), (bureau.ids["claire"],)]
    assert sheet.request.host_id == bureau.ids["claire"]


def test_who_hosts_with_another_leaves_it_to_them(house: House) -> None:
    (request,) = morning(house, NINE)
    house.bureau.invite(request, "david")
    assert house.proposed() == {house.only(request): AwayChoice(AbsenceWay.LEAVE)}
    house.stay()
    house.settle()
    assert house.bureau.hosts(request) == ["david"]
    assert house.bureau.sheet(request).request.host_id == house.bureau.ids["david"]


def test_who_comes_along_says_that_they_do_not(house: House) -> None:
    house.bureau.add("nora", Role.EXPERT)
    (request,) = morning(house, NINE)
    house.bureau.invite(request, "nora")
    assert house.proposed("nora") == {house.only(request): AwayChoice(AbsenceWay.LEAVE)}
    house.stay(who="nora")
    house.settle()
    assert house.bureau.sheet(request).part_of(house.bureau.ids["nora"]) is None
    assert house.bureau.hosts(request) == ["claire"]


def test_undone_all_is_as_before_and_nobody_heard(house: House) -> None:
    requests = morning(house, NINE, QUARTER_PAST_TEN)
    before = (house.claimed(), house.open_hours(), [house.bureau.sheet(one) for one in requests])
    owed = house.bureau.owed(facts.HostHandover.kind, facts.RequestCard.kind, facts.RequestCancelled.kind)
    said = house.stay()
    with pytest.raises(NotAllowed):
        house.undo(said, who="david")
    assert house.undo(said).absence.state is AbsenceState.UNDONE
    assert house.undo(said).absence.state is AbsenceState.UNDONE  # a second press
    house.settle()
    assert (house.claimed(), house.open_hours(), [house.bureau.sheet(one) for one in requests]) == before
    assert house.bureau.owed(facts.HostHandover.kind, facts.RequestCard.kind, facts.RequestCancelled.kind) == owed
    assert house.told() == set()


def test_after_two_minutes_it_cannot_be_undone(house: House) -> None:
    morning(house, NINE)
    said = house.stay()
    house.settle()
    with pytest.raises(UndoTooLate):
        house.undo(said)
    with pytest.raises(UndoTooLate):
        house.bureau.do(
            lambda tx: absence.undo_absence(tx, house.bureau.actor("claire"), str(uuid4()), now=house.bureau.now)
        )


def test_within_an_hour_of_a_start_all_is_done_at_once(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    house.bureau.now = NINE - timedelta(minutes=30)
    assert house.stay().absence.state is AbsenceState.DONE
    assert house.bureau.hosts(first) == house.bureau.hosts(second) == ["david"]


def test_the_day_can_no_longer_be_booked_and_undone_it_can(house: House) -> None:
    bureau = house.bureau
    wednesday = Days(day_of(NINE + DAY), day_of(NINE + DAY))

    bureau.keep("day2", who="lea", host="claire", paper=Paper())
    starts = [one for one in _slots(house, "day2") if day_of(one) == wednesday.first]
    said = house.stay({}, days=wednesday)
    assert [one for one in _slots(house, "day2") if day_of(one) == wednesday.first] == []
    house.undo(said)
    assert [one for one in _slots(house, "day2") if day_of(one) == wednesday.first] == starts != []


def _slots(house: House, draft: str) -> list[datetime]:
    bureau = house.bureau
    with bureau.database.reading() as tx:
        openings = service.browse_slots(tx, bureau.actor("lea"), draft, now=bureau.now)
    return [datetime.fromtimestamp(one.starts, NINE.tzinfo) for one in openings.slots]


def test_pressed_twice_and_in_two_tabs_it_is_one(house: House) -> None:
    morning(house, NINE)
    batch = str(uuid4())
    first = house.stay(batch=batch)
    assert house.stay(batch=batch) == first
    assert house.stay({}) == first  # another tab
    assert house.page().pending == first.absence
    house.settle()
    assert house.stay(batch=batch).absence.id == first.absence.id
    assert house.bureau.owed(facts.HostHandover.kind).total() == 2


def test_a_colleague_taken_meanwhile_refuses_that_line_alone(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    chosen = house.proposed()
    house.bureau.now -= DAY
    house.bureau.book(QUARTER_PAST_TEN, who="lea", host="david")
    house.bureau.now = EARLY
    with pytest.raises(ChoicesRefused) as refused:
        house.stay(chosen)
    assert {one: type(why) for one, why in refused.value.faults.items()} == {house.only(second): SlotTaken}
    assert house.page().pending is None
    assert house.bureau.hosts(first) == ["claire"]
    house.stay({**chosen, house.only(second): AwayChoice(AbsenceWay.CANCEL)})
    house.settle()
    assert house.bureau.hosts(first) == ["david"]


def test_what_is_chosen_must_be_offered(house: House) -> None:
    (request,) = morning(house, NINE)
    for choice in (
        AwayChoice(AbsenceWay.LEAVE),
        AwayChoice(AbsenceWay.HAND_OVER, taker_id=house.bureau.ids["lea"]),
        AwayChoice(AbsenceWay.PROPOSE),
    ):
        with pytest.raises(ChoicesRefused) as refused:
            house.stay({house.only(request): choice})
        assert list(refused.value.faults) == [house.only(request)]
        assert isinstance(refused.value.faults[house.only(request)], Invalid)


def test_what_was_booked_meanwhile_is_asked_about(house: House) -> None:
    (request,) = morning(house, NINE)
    chosen = house.proposed()
    house.bureau.now -= DAY
    later = house.bureau.book(HALF_PAST_ELEVEN, who="ines", defi="relais")
    house.bureau.now = EARLY
    with pytest.raises(ChoicesRefused) as refused:
        house.stay(chosen)
    assert refused.value.fresh == (house.only(later),)
    assert house.bureau.hosts(request) == ["claire"]


def test_what_was_cancelled_meanwhile_is_passed_over(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    chosen, bureau = house.proposed(), house.bureau
    bureau.do(lambda tx: changes.cancel(tx, bureau.actor("lea"), first, batch=str(uuid4()), now=bureau.now))
    said = house.stay(chosen)
    assert [one.appointment_id for one in said.lines] == [house.only(second)]
    house.settle()
    assert bureau.hosts(second) == ["david"]


def test_what_others_change_within_the_two_minutes_stays_and_is_said(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    said, bureau = house.stay(), house.bureau
    bureau.do(lambda tx: changes.cancel(tx, bureau.actor("lea"), first, batch=str(uuid4()), now=bureau.now))
    assert house.undo(said).changed == (house.only(first),)
    house.stay()
    house.settle()
    assert bureau.hosts(second) == ["david"]
    assert [one.state for one in bureau.sheet(first).sessions] == [State.CANCELLED]


def test_times_that_wait_for_an_answer_give_way(house: House) -> None:
    (request,) = morning(house, NINE)
    bureau = house.bureau
    (waiting,) = bureau.propose(request, HALF_PAST_ELEVEN, session=house.only(request))
    house.stay({house.only(request): KEEP})
    house.settle()
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(waiting, str(uuid4())))


def test_an_absence_and_a_booking_at_once_never_leave_a_host_booked_and_away(house: House) -> None:
    bureau = house.bureau
    wednesday = Days(day_of(NINE + DAY), day_of(NINE + DAY))
    bureau.keep("race", who="ines", defi="relais", host="claire", paper=Paper())
    bureau.keep("other", who="lea", host="claire", paper=Paper())
    lea, claire = bureau.actor("lea"), bureau.actor("claire")
    chosen = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    starts = [NINE + DAY]
    outcome = bureau.together(
        lambda tx: absence.declare_absence(tx, claire, batch=str(uuid4()), days=wednesday, choices={}, now=bureau.now),
        lambda tx: service.book(tx, lea, "other", starts=starts, candidate=chosen, visio_url=VISIO, now=bureau.now),
    )
    assert sorted(outcome) in (["SlotUnbookable", "done"], ["ChoicesRefused", "done"])


def test_two_hosts_who_hand_over_to_one_another_at_once(house: House) -> None:
    morning(house, NINE)
    bureau = house.bureau
    bureau.now -= DAY
    bureau.book(QUARTER_PAST_TEN, who="ines", defi="relais", host="david")
    bureau.now = EARLY
    works = []
    for who in ("claire", "david"):
        actor, choices = bureau.actor(who), house.proposed(who)
        works.append(
            lambda tx, actor=actor, choices=choices: absence.declare_absence(
                tx, actor, batch=str(uuid4()), days=TUESDAY, choices=choices, now=bureau.now
            )
        )
    assert set(bureau.together(*works)) <= {"done", "ChoicesRefused"}
    house.settle()
    owners = {(person, quarter) for person, quarter, _ in house.claimed()}
    assert len(owners) == len(house.claimed()) == 10


@pytest.mark.parametrize(
    ("today", "offered"),
    [
        (5, [(5, 5), (6, 6), (5, 8)]),
        (7, [(7, 7), (11, 11), (7, 8)]),  # 8 May is a holiday, then comes a weekend
        (8, [(8, 8), (11, 11)]),
        (9, [(9, 9), (11, 11)]),  # a Saturday
    ],
)
def test_the_days_to_choose_from(today: int, offered: list[tuple[int, int]]) -> None:
    found = proposed_spans(NINE.replace(day=today))
    assert [(one.first.day, one.last.day) for one in found] == offered


def test_a_clock_set_back_makes_nobody_wait(house: House) -> None:
    morning(house, NINE)
    said = house.stay()
    gone, undo = timedelta(hours=5), timedelta(minutes=2)
    house.bureau.now -= gone
    now = house.bureau.now
    house.bureau.do(lambda tx: shift_future_times(tx, gone=gone, undo=undo, now=now, machine_now=now))
    with house.bureau.database.reading() as tx:
        known = absences.read(tx, said.absence.id)
    assert known is not None
    assert known.until == now + undo


def test_bad_days_and_words_are_refused(house: House) -> None:
    morning(house, NINE)
    yesterday = Days(TUESDAY.first - DAY, TUESDAY.first - DAY)
    for days, word, reason in (
        (yesterday, "", "past"),
        (Days(TUESDAY.first, TUESDAY.first + 8 * DAY), "", "long"),
        (TUESDAY, "x" * 301, "long"),
    ):
        with pytest.raises(Invalid) as refused:
            house.stay({}, days=days, word=word)
        assert refused.value.facts["reason"] == reason
    with pytest.raises(NotAllowed):
        house.stay({}, who="lea")


def test_what_has_begun_stays(house: House) -> None:
    first, second = morning(house, NINE, QUARTER_PAST_TEN)
    house.bureau.now = NINE + timedelta(minutes=5)
    page = house.page()
    assert [one.id for one in page.begun] == [house.only(first)]
    assert [one.appointment.id for one in page.lines] == [house.only(second)]
    house.stay()
    house.settle()
    assert (house.bureau.hosts(first), house.bureau.hosts(second)) == (["claire"], ["david"])


def test_a_mentor_lets_who_asked_choose_another_time(database: Database) -> None:
    rig = make_rig(database)
    sheet = rig.running()
    first = sheet.sessions[0].appointment
    rig.now = first.starts - timedelta(hours=2)
    house = House(Bureau(database, rig.ids, rig.now))
    days = Days(day_of(first.starts), day_of(first.starts))
    assert house.proposed("maya", days) == {first.id: AwayChoice(AbsenceWay.PROPOSE)}
    house.stay(who="maya", days=days)
    house.settle()
    after = rig.sheet(sheet)
    assert after.sessions[0].state is SessionState.OPEN
    assert after.sessions[0].outcome is None
    assert house.told(mentoring_facts.SessionMissed.kind) == {rig.ids["lea"]}
    assert house.told() == {*sheet.team_ids}


def test_who_leads_a_gathering_hands_over_the_lead_and_cancels_where_nobody_is_free(database: Database) -> None:
    rig = Gatherings(database).fill()
    starts = NINE
    led = rig.talk(starts)
    rig.now = EARLY
    house = House(Bureau(database, rig.ids, rig.now))
    assert house.proposed()[led.appointment_id] == AwayChoice(AbsenceWay.HAND_OVER, taker_id=rig.ids["david"])
    house.stay()
    house.settle()
    assert rig.sheet(led).appointment.host_ids == (rig.ids["david"],)
    house.bureau.now = EARLY
    assert house.proposed("david")[led.appointment_id].way is AbsenceWay.CANCEL  # Claire is away
    house.stay(who="david", word="Un imprévu")
    house.settle()
    assert rig.sheet(led).is_cancelled
    assert house.told(gathering_facts.GatheringCancelled.kind) >= {rig.ids["claire"], rig.ids["anne"]}


def test_who_comes_to_a_gathering_says_that_they_do_not(database: Database) -> None:
    rig = Gatherings(database).fill()
    talk = rig.talk(NINE)
    rig.use(answer, "david", talk.id, reply=Reply.COMES)
    rig.now = EARLY
    house = House(Bureau(database, rig.ids, rig.now))
    assert house.proposed("david") == {talk.appointment_id: AwayChoice(AbsenceWay.LEAVE)}
    house.stay(who="david")
    house.settle()
    assert rig.sheet(talk).appointment.part_of(rig.ids["david"]) is None
    assert house.told() == set()
