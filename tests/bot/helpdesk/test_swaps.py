"""Two hosts swap an hour: both agree and both hours move, or none does; who hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bot.catalogue.formats import Format
from bot.dates.hours import WeeklyHours
from bot.door.ahead import overdue_features
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, SlotTaken
from bot.helpdesk import changes, facts, service, swaps
from bot.helpdesk.model import RankedHost, RankReason, RequestWish, Swap, SwapState
from bot.planning import formats
from bot.programme.roles import Role
from storage.agenda import hours
from storage.database import Database
from storage.helpdesk import swaps as stored
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau, opened, pressable
from tests.journeys.promotion import NEED
from tests.promotion import depart

LATER = NINE + 7 * DAY  # beyond a working day and a day's notice
ASKED, ENDED, HANDED = facts.SwapAsked.kind, facts.SwapEnded.kind, facts.HostHandover.kind


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def first_id(bureau: Bureau, request_id: int) -> int:
    return bureau.sheet(request_id).sessions[0].id


def ask(bureau: Bureau, given: int, returned: int | None = None, *, who: str = "claire", to: str = "david") -> int:
    actor, hour = bureau.actor(who), first_id(bureau, given)
    back = first_id(bureau, returned) if returned else None
    form = {"given_id": hour, "taker_id": bureau.ids[to], "returned_id": back, "batch": str(uuid4())}
    return bureau.do(lambda tx: swaps.propose_swap(tx, actor, given, **form, now=bureau.now)).swap.id  # type: ignore[arg-type]


def answer(bureau: Bureau, swap_id: int, *, who: str = "david", agreed: bool = True) -> SwapState:
    actor = bureau.actor(who)
    return bureau.do(lambda tx: swaps.answer_swap(tx, actor, swap_id, is_agreed=agreed, now=bureau.now)).swap.state


def specialists(bureau: Bureau) -> None:
    for key in ("nora", "max"):
        bureau.add(key, Role.EXPERT)
        week = [WeeklyHours(day, "09:00", "12:30") for day in range(5)]
        bureau.do(lambda tx, key=key, week=week: hours.replace_weekly(tx, bureau.ids[key], week))  # type: ignore[misc]


def book_own(bureau: Bureau, name: str, starts: datetime, *, host: str, people: tuple[int, ...] = ()) -> int:
    """Open a rendez-vous with specialists, `people` alone hosting it, and book an hour of it; give its request."""
    given = Format("rdv-", name, 30, description="Une question de droit.", hosts=Role.EXPERT, people=people)
    claire, ines, mine = bureau.actor("claire"), bureau.actor("ines"), {"promotion_id": bureau.ids["promotion"]}
    draft, team = str(uuid4()), (bureau.ids["ines"],)
    with bureau.database.transaction() as tx:
        formats.save_draft(tx, claire, draft, new_format=given, now=bureau.now, **mine)
        made = formats.add_drafted_format(tx, claire, draft, now=bureau.now, **mine)
        assert made is not None
        wish = RequestWish(bureau.ids["relais"], NEED, guest_ids=team, host_id=bureau.ids[host], format_key=made.key)
        draft = str(uuid4())
        service.save_need(tx, ines, draft, wish=wish, now=bureau.now)
        who = RankedHost(bureau.ids[host], RankReason.CHOSEN)
        done = service.book(tx, ines, draft, starts=[starts], candidate=who, visio_url=VISIO, now=bureau.now)
    bureau.stand()
    return done.sheet.request.id


def tick(bureau: Bureau) -> None:
    for _ in range(2):  # the clock comes back, and another replica
        with bureau.database.reading() as tx:
            found = swaps.list_expired(tx, now=bureau.now)
        for swap_id in found:
            bureau.do(lambda tx, swap_id=swap_id: swaps.expire_swap(tx, swap_id, now=bureau.now))  # type: ignore[misc]


def state(bureau: Bureau, swap_id: int) -> Swap:
    with bureau.database.reading() as tx:
        swap = stored.read(tx, swap_id)
    assert swap is not None
    return swap


def two(bureau: Bureau, other: datetime = LATER - DAY) -> tuple[int, int]:
    """Book an hour of Claire's with Carte Vive and one of David's with Relais."""
    return bureau.book(LATER), bureau.book(other, who="ines", defi="relais", host="david")


@pytest.mark.parametrize("other", [LATER - DAY, LATER, LATER + timedelta(hours=1)], ids=["day", "same", "adjoining"])
def test_both_hours_change_hosts_and_everybody_hears_it_once(bureau: Bureau, other: datetime) -> None:
    """At one hour neither could take the other's, were it not given up in the same transaction."""
    given, returned = two(bureau, other)
    shown = bureau.deliver()
    swap_id = ask(bureau, given, returned)
    shown = bureau.deliver()
    assert pressable(shown[ASKED, bureau.ids["david"]]) == ["helpdesk.swap_yes", "helpdesk.swap_no"]
    assert answer(bureau, swap_id) is SwapState.AGREED
    assert (bureau.hosts(given), bureau.hosts(returned)) == (["david"], ["claire"])
    assert bureau.sheet(given).request.host_id == bureau.ids["david"]
    shown = bureau.deliver()
    assert pressable(shown[ASKED, bureau.ids["david"]]) == []
    told = bureau.owed(ASKED, ENDED, HANDED)
    once = {(HANDED, bureau.ids[key]): 1 for key in ("lea", "sami", "ines")}
    assert told == once | {(ASKED, bureau.ids["david"]): 1, (ENDED, bureau.ids["claire"]): 1}
    said = shown[ENDED, bureau.ids["claire"]]
    assert said is not None
    assert "David Nguyen est d’accord" in said.text
    with pytest.raises(AlreadyAnswered):
        answer(bureau, swap_id)
    assert (bureau.hosts(given), bureau.owed(ASKED, ENDED, HANDED)) == (["david"], told)


def test_an_hour_is_taken_over_for_nothing_in_return(bureau: Bureau) -> None:
    given = bureau.book(LATER)
    assert answer(bureau, ask(bureau, given)) is SwapState.AGREED
    assert bureau.hosts(given) == ["david"]


def test_a_colleague_who_keeps_theirs_changes_nothing_and_tells_no_team(bureau: Bureau) -> None:
    given, returned = two(bureau)
    assert answer(bureau, ask(bureau, given, returned), agreed=False) is SwapState.KEPT
    assert (bureau.hosts(given), bureau.hosts(returned)) == (["claire"], ["david"])
    assert bureau.owed(ENDED, HANDED) == {(ENDED, bureau.ids["claire"]): 1}


def test_only_the_host_asks_and_only_the_person_asked_answers(bureau: Bureau) -> None:
    given, returned = two(bureau)
    bureau.add("noe", Role.COACH)
    for who in ("david", "noe", "lea"):
        with pytest.raises(NotAllowed):
            ask(bureau, given, who=who, to="noe")
    swap_id = ask(bureau, given, returned)
    for who in ("claire", "noe", "lea", "sami"):
        with pytest.raises(NotAllowed):
            answer(bureau, swap_id, who=who)
    with pytest.raises(Invalid):
        ask(bureau, given, to="lea")
    assert state(bureau, swap_id).state is SwapState.OPEN


@pytest.mark.parametrize("near", [True, False], ids=["by-the-lead", "by-the-working-day"])
def test_a_question_lapses_after_a_working_day_and_before_the_lead_of_an_hour(bureau: Bureau, *, near: bool) -> None:
    given, returned = two(bureau) if not near else (bureau.book(NINE + DAY), None)
    bureau.now += timedelta(hours=5)
    swap_id = ask(bureau, given, returned)
    assert state(bureau, swap_id).until == (NINE if near else bureau.now + DAY)
    bureau.now = state(bureau, swap_id).until - timedelta(minutes=1)
    tick(bureau)
    assert state(bureau, swap_id).state is SwapState.OPEN
    bureau.now += timedelta(minutes=1)
    tick(bureau)
    assert state(bureau, swap_id).state is SwapState.LAPSED
    assert bureau.owed(ENDED, HANDED) == {(ENDED, bureau.ids["claire"]): 1}
    with pytest.raises(AlreadyAnswered):
        answer(bureau, swap_id)
    assert bureau.hosts(given) == ["claire"]


def test_a_question_left_open_for_more_than_a_day_is_named(bureau: Bureau) -> None:
    """By `bot audit`: its end is the clock's, which did not come by."""
    given, returned = two(bureau)
    bureau.now += timedelta(hours=5)
    until = state(bureau, ask(bureau, given, returned)).until

    def late() -> list[str]:
        with bureau.database.reading() as tx:
            return [each for each in overdue_features(tx, now=bureau.now) if each.startswith("swaps")]

    bureau.now = until + DAY
    assert late() == []
    bureau.now += timedelta(minutes=1)
    assert late() == [f"swaps {until:%Y-%m-%d %H:%M}"]
    tick(bureau)
    assert late() == []


def test_an_hour_too_near_is_not_offered(bureau: Bureau) -> None:
    given, near = bureau.book(LATER), bureau.book(NINE, who="ines", defi="relais", host="david")
    bureau.now = NINE - timedelta(hours=23)
    claire, david = bureau.actor("claire"), bureau.actor("david")
    with bureau.database.reading() as tx:
        choices = swaps.read_swap_choices(tx, claire, given, now=bureau.now)
        assert [(person.name, theirs) for person, theirs in choices.colleagues] == [("David Nguyen", ())]
        assert swaps.read_swap_choices(tx, david, near, now=bureau.now).mine == ()
    with pytest.raises(Invalid):
        ask(bureau, given, near)


def test_an_hour_of_a_format_that_names_others_is_not_offered_in_return(bureau: Bureau) -> None:
    specialists(bureau)
    mine = book_own(bureau, "Permanence", LATER, host="max")
    theirs = book_own(bureau, "Droit", LATER - DAY, host="nora", people=(bureau.ids["nora"],))
    with pytest.raises(Invalid):
        ask(bureau, mine, theirs, who="max", to="nora")
    assert answer(bureau, ask(bureau, mine, who="max", to="nora"), who="nora") is SwapState.AGREED


def test_a_colleague_who_is_asked_to_come_takes_nothing_over(bureau: Bureau) -> None:
    specialists(bureau)
    mine = book_own(bureau, "Permanence", LATER, host="max")
    swap_id = ask(bureau, mine, who="max", to="nora")
    bureau.ask(mine, "nora", "max")
    assert answer(bureau, swap_id, who="nora") is SwapState.GONE
    with pytest.raises(Invalid):
        ask(bureau, mine, who="max", to="nora")
    assert bureau.hosts(mine) == ["max"]


def moved(bureau: Bureau, given: int) -> None:
    claire, moves = bureau.actor("claire"), {first_id(bureau, given): LATER + timedelta(hours=2)}
    bureau.do(lambda tx: changes.move(tx, claire, given, moves=moves, batch="moved", now=bureau.now))


def cancelled(bureau: Bureau, given: int) -> None:
    lea = bureau.actor("lea")
    bureau.do(lambda tx: changes.cancel(tx, lea, given, batch="gone", now=bureau.now))


def handed(bureau: Bureau, given: int) -> None:
    bureau.add("noe", Role.COACH)
    bureau.hand_over(given, "noe")


def host_left(bureau: Bureau, _given: int) -> None:
    bureau.do(lambda tx: depart(tx, bureau.ids["claire"]))


def colleague_left(bureau: Bureau, _given: int) -> None:
    bureau.do(lambda tx: depart(tx, bureau.ids["david"]))


@pytest.mark.parametrize("happens", [moved, cancelled, handed, host_left, colleague_left])
@pytest.mark.parametrize("pressed", [True, False], ids=["pressed", "by-the-clock"])
def test_what_changes_meanwhile_ends_the_question_and_moves_nothing(
    bureau: Bureau, happens: Callable[[Bureau, int], None], pressed: bool
) -> None:
    given, returned = two(bureau)
    swap_id = ask(bureau, given, returned)
    happens(bureau, given)
    hosts = (bureau.hosts(given), bureau.hosts(returned))
    if pressed:
        assert answer(bureau, swap_id) is SwapState.GONE
    bureau.stand()
    tick(bureau)
    assert state(bureau, swap_id).state is SwapState.GONE
    assert (bureau.hosts(given), bureau.hosts(returned)) == hosts
    assert bureau.owed(ENDED) == {(ENDED, bureau.ids["claire"]): 1}


def test_a_colleague_booked_meanwhile_moves_nothing_and_both_hear_why(bureau: Bureau) -> None:
    given, returned = two(bureau)
    swap_id = ask(bureau, given, returned)
    bureau.book(LATER, who="ines", defi="relais", host="david")
    with pytest.raises(SlotTaken):
        answer(bureau, swap_id)
    assert state(bureau, swap_id).state is SwapState.OPEN
    david = bureau.actor("david")
    assert bureau.do(lambda tx: swaps.end_taken_swap(tx, david, swap_id, now=bureau.now)).swap.state is SwapState.TAKEN
    assert (bureau.hosts(given), bureau.hosts(returned)) == (["claire"], ["david"])
    assert bureau.owed(ENDED, HANDED) == {(ENDED, bureau.ids["claire"]): 1}


def test_two_swaps_of_one_hour_pressed_at_once_are_one(bureau: Bureau) -> None:
    """Claire and Noé both ask David for the same hour of his; he says yes to both at one moment."""
    bureau.add("noe", Role.COACH)
    given, returned = two(bureau)
    other = bureau.book(LATER + timedelta(hours=2), who="ines", defi="relais", host="noe")
    mine, theirs = ask(bureau, given, returned), ask(bureau, other, returned, who="noe")
    with pytest.raises(Invalid):
        ask(bureau, given, to="noe", who="claire")
    david = bureau.actor("david")
    outcomes = bureau.together(
        *(
            lambda tx, swap_id=swap_id: swaps.answer_swap(tx, david, swap_id, is_agreed=True, now=bureau.now)
            for swap_id in (mine, theirs)
        )
    )
    assert outcomes == ["done", "done"]
    assert {state(bureau, mine).state, state(bureau, theirs).state} == {SwapState.AGREED, SwapState.GONE}
    won = state(bureau, mine).state is SwapState.AGREED
    assert bureau.hosts(returned) == (["claire"] if won else ["noe"])
    assert (bureau.hosts(given), bureau.hosts(other)) == ((["david"], ["noe"]) if won else (["claire"], ["david"]))


def test_one_answer_pressed_twice_at_once_swaps_once(bureau: Bureau) -> None:
    given, returned = two(bureau)
    swap_id, david = ask(bureau, given, returned), bureau.actor("david")
    press = [lambda tx: swaps.answer_swap(tx, david, swap_id, is_agreed=True, now=bureau.now)] * 2
    assert sorted(bureau.together(*press)) == ["AlreadyAnswered", "done"]
    assert (bureau.hosts(given), bureau.hosts(returned)) == (["david"], ["claire"])


@pytest.mark.parametrize("undone", [True, False])
def test_a_question_outlives_a_change_that_can_still_be_undone(bureau: Bureau, undone: bool) -> None:
    request_id = bureau.book(LATER)
    swap_id, lea = ask(bureau, request_id), bureau.actor("lea")
    bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="c", now=bureau.now))
    tick(bureau)
    assert bureau.owed(ENDED) == {}  # the host would hear of the cancellation before its two minutes are over
    if undone:
        bureau.do(lambda tx: changes.undo(tx, lea, "c", now=bureau.now))
        assert answer(bureau, swap_id) is SwapState.AGREED
    else:
        bureau.stand()
        tick(bureau)
        assert bureau.owed(ENDED).total() == 1
