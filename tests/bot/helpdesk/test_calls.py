"""When no slot is free: one coach takes the request, whoever waits is told once, first come first served."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.catalogue.formats import Format
from bot.dates.hours import WeeklyHours
from bot.dates.paris import PARIS
from bot.door.ahead import overdue_features
from bot.errors import AlreadyAnswered, AlreadyTaken, DraftExpired, Invalid, NotAllowed, NotFound, SlotUnbookable
from bot.helpdesk import away, calls, proposals, service
from bot.helpdesk import facts as helpdesk_facts
from bot.helpdesk.model import BUREAU, Document, Paper, RequestWish
from bot.planning import formats
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.rights import closing
from bot.settings import Settings
from bot.tools import Tools
from bot.upkeep import notify_waiting
from handlers.kit.blocks import Message
from storage.agenda import hours
from storage.audit import find_violations
from storage.database import Database, Transaction
from storage.helpdesk import asks
from storage.programme import promotions
from tests.architecture.lookout import IN_READING, looking_out
from tests.bot.helpdesk.bureau import DAY, NINE, Bureau, opened, pressable
from tests.journeys.promotion import NEED
from tests.promotion import MORNINGS, depart, enter, found

FILE = Paper(Document.FILE, "F0PLAN", "plan.pdf")


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database, "C0COACHS")


def words(message: Message | None) -> str:
    return json.dumps([message.text, *message.blocks], ensure_ascii=False) if message else ""


def test_a_call_shows_the_coaches_all_but_the_need_and_document(bureau: Bureau) -> None:
    bureau.call(paper=FILE)
    shown = words(bureau.deliver()[helpdesk_facts.CoachCall.kind, None])
    assert [fact for fact in ("Carte Vive", "En mai", "2\u00a0personnes") if fact not in shown] == []
    assert [secret for secret in (NEED, "plan.pdf", "F0PLAN") if secret in shown] == []


def test_a_call_sent_twice_is_one(bureau: Bureau) -> None:
    first = bureau.call()
    lea = bureau.actor("lea")
    again = bureau.do(lambda tx: calls.ask_coaches(tx, lea, "d1", wished_times="En juin", now=bureau.now))
    assert (again.request.id, again.request.wished) == (first, "En mai")
    assert bureau.owed(helpdesk_facts.CoachCall.kind) == {(helpdesk_facts.CoachCall.kind, None): 1}


@pytest.mark.parametrize(("wished", "reason"), [(" \n", "empty"), ("x" * 301, "long")])
def test_wished_dates_are_checked(bureau: Bureau, wished: str, reason: str) -> None:
    bureau.keep("d1", paper=Paper())
    lea = bureau.actor("lea")
    with pytest.raises(Invalid) as refused:
        bureau.do(lambda tx: calls.ask_coaches(tx, lea, "d1", wished_times=wished, now=bureau.now))
    assert refused.value.facts == {"field": "wished", "reason": reason}


def test_two_coaches_take_at_once_and_one_has_it(bureau: Bureau) -> None:
    request_id = bureau.call(paper=FILE)
    bureau.deliver()
    claire, david = bureau.actor("claire"), bureau.actor("david")
    outcomes = bureau.together(
        lambda tx: calls.take_call(tx, claire, request_id, now=bureau.now),
        lambda tx: calls.take_call(tx, david, request_id, now=bureau.now),
    )
    assert sorted(outcomes) == ["AlreadyTaken", "done"]
    winner = bureau.ids[("claire", "david")[outcomes.index("done")]]
    assert bureau.sheet(request_id).request.taken_by == winner
    lea = bureau.ids["lea"]
    assert bureau.owed(
        helpdesk_facts.RequestTaken.kind, helpdesk_facts.RequestAnswered.kind, helpdesk_facts.RequestPaper.kind
    ) == {
        (helpdesk_facts.RequestTaken.kind, winner): 1,
        (helpdesk_facts.RequestAnswered.kind, lea): 1,
        (helpdesk_facts.RequestPaper.kind, winner): 1,
    }
    shown = bureau.deliver()
    assert NEED in words(shown[helpdesk_facts.RequestTaken.kind, winner])
    assert pressable(shown[helpdesk_facts.CoachCall.kind, None]) == []
    assert NEED not in words(shown[helpdesk_facts.CoachCall.kind, None])


def test_who_took_it_may_press_again_and_a_colleague_is_told_who(bureau: Bureau) -> None:
    request_id = bureau.call()
    assert bureau.take(request_id).request.taken_by == bureau.take(request_id).request.taken_by
    with pytest.raises(AlreadyTaken) as refused:
        bureau.take(request_id, "david")
    assert refused.value.facts == {"name": "Claire Morel"}


def test_what_has_its_slot_cannot_be_taken(bureau: Bureau) -> None:
    request_id = bureau.book()
    with pytest.raises(NotFound):
        bureau.take(request_id, "david")
    assert bureau.owed(helpdesk_facts.RequestTaken.kind) == {}


def test_only_a_coach_takes(bureau: Bureau) -> None:
    request_id = bureau.call()
    for who in ("sami", "ines"):
        with pytest.raises(NotAllowed):
            bureau.take(request_id, who)


def test_a_time_accepted_makes_the_seance_and_both_cards(bureau: Bureau) -> None:
    request_id = bureau.call(paper=FILE)
    bureau.take(request_id)
    bureau.deliver()
    evening = (NINE + DAY).replace(hour=18)
    first, _ = bureau.propose(request_id, evening, evening + DAY)
    shown = bureau.deliver()
    assert pressable(shown[helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"]])[-1] == "helpdesk.decline"
    bureau.do(bureau.accepting(first, "a1"))
    sheet = bureau.sheet(request_id)
    assert [(one.starts, one.host_ids) for one in sheet.standing] == [(evening, (bureau.ids["claire"],))]
    bureau.stand()
    shown = bureau.deliver()
    assert pressable(shown[helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"]]) == []
    assert pressable(shown[helpdesk_facts.RequestTaken.kind, bureau.ids["claire"]]) == []
    cards = {("helpdesk.card", bureau.ids[key]): 1 for key in ("lea", "sami", "claire")}
    assert bureau.owed("helpdesk.card") == cards
    assert bureau.owed(helpdesk_facts.RequestPaper.kind) == {
        (helpdesk_facts.RequestPaper.kind, bureau.ids["claire"]): 2
    }  # once for who took it, once below the card


def legal(bureau: Bureau, **values: object) -> str:
    """Open a rendez-vous that specialists host, and give its key."""
    bureau.add("iris", Role.EXPERT)
    claire, promotion_id = bureau.actor("claire"), bureau.ids["promotion"]
    given = Format("rdv-", "Permanence juridique", 30, hosts=Role.EXPERT, description="Une question de droit.")
    given = replace(given, **values)  # type: ignore[arg-type]
    with bureau.database.transaction() as tx:
        formats.save_draft(tx, claire, "f1", promotion_id=promotion_id, new_format=given, now=bureau.now)
        made = formats.add_drafted_format(tx, claire, "f1", promotion_id=promotion_id, now=bureau.now)
    assert made is not None
    return made.key


def test_a_coach_who_does_not_host_a_format_proposes_times_with_somebody_of_it(bureau: Bureau) -> None:
    request_id = bureau.call(key=legal(bureau))
    bureau.take(request_id)
    shown = words(bureau.deliver()[helpdesk_facts.RequestTaken.kind, bureau.ids["claire"]])
    assert "rendez-vous «\u00a0Permanence juridique\u00a0», 30\u00a0minutes" in shown
    with bureau.database.reading() as tx:
        offered = proposals.offer_hosts(tx, proposals.offer_times(tx, bureau.actor("claire"), request_id, now=NINE))
    assert [person.name for person in offered] == ["Iris"]
    for host in ("", "claire", "david"):
        with pytest.raises(Invalid) as refused:
            bureau.propose(request_id, NINE + DAY, host=host)
        assert refused.value.facts == {"field": "host", "reason": "gone"}
    (refused_time,) = bureau.propose(request_id, NINE + DAY, host="iris")
    shown = words(bureau.deliver()[helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"]])
    assert "Claire Morel vous propose une date pour votre rendez-vous" in shown
    assert "avec Iris" in shown
    lea = bureau.actor("lea")
    bureau.do(lambda tx: proposals.decline_times(tx, lea, "b1", now=bureau.now))
    assert bureau.owed(helpdesk_facts.TimesDeclined.kind) == {
        (helpdesk_facts.TimesDeclined.kind, bureau.ids["claire"]): 1
    }
    (time,) = bureau.propose(request_id, NINE + 2 * DAY, host="iris", batch="b2")
    assert time != refused_time
    bureau.do(bureau.accepting(time, "a1"))
    assert bureau.hosts(request_id) == ["iris"]
    assert bureau.sheet(request_id).held == ()


def test_a_time_with_somebody_who_left_since_is_not_booked(bureau: Bureau) -> None:
    request_id = bureau.call(key=legal(bureau))
    bureau.take(request_id)
    time, _ = bureau.propose(request_id, NINE + DAY, NINE + 2 * DAY, host="iris")
    bureau.do(lambda tx: depart(tx, bureau.ids["iris"], at=bureau.now))
    with pytest.raises(SlotUnbookable):
        bureau.do(bureau.accepting(time, "a1"))
    assert bureau.do(lambda tx: proposals.other_open_times(tx, time, now=bureau.now)) == []
    assert bureau.sheet(request_id).standing == ()


def test_somebody_who_agrees_first_agrees_also_to_what_a_coach_proposed(bureau: Bureau) -> None:
    request_id = bureau.call(key=legal(bureau, needs_agreement=True))
    bureau.take(request_id)
    (time,) = bureau.propose(request_id, NINE + 4 * DAY, host="iris")
    bureau.do(bureau.accepting(time, "a1"))
    sheet = bureau.sheet(request_id)
    assert (len(sheet.held), sheet.answer_by is not None) == (1, True)
    bureau.stand()
    assert "helpdesk.accept_hosting" in pressable(bureau.deliver()["helpdesk.card", bureau.ids["iris"]])


def waiting(bureau: Bureau, *whos: tuple[str, str, str | None]) -> None:
    """Let these wait (draft, who, host), in this order."""
    for number, (draft, who, host) in enumerate(whos):
        defi = "relais" if who == "ines" else "carte"
        bureau.keep(draft, who=who, defi=defi, host=host, paper=Paper())
        actor = bureau.actor(who)
        at = bureau.now + timedelta(seconds=number)
        assert bureau.do(lambda tx: calls.wait_for_slot(tx, actor, draft, now=at))  # noqa: B023 - done at once


def tell(tx: Transaction, *, now: datetime) -> None:
    """Do what the clock does: find whom to tell, then tell them."""
    calls.notify_waiting(tx, calls.waits_to_notify(tx, now=now), now=now)


def open_hours(bureau: Bureau, slots: int) -> None:
    """Give Claire exactly so many slots, on one far day of the horizon, and David none."""
    with bureau.database.transaction() as tx:
        hours.replace_weekly(tx, bureau.ids["david"], [])
        day = date(2026, 6, 30)  # a Tuesday
        week = [WeeklyHours(1, "09:00", ("09:00", "10:00", "10:30")[slots], day, day)] if slots else []
        hours.replace_weekly(tx, bureau.ids["claire"], week)


def test_the_first_in_line_is_told_of_the_only_slot_the_next_after_their_turn(bureau: Bureau) -> None:
    open_hours(bureau, 0)
    waiting(bureau, ("d1", "lea", None), ("d2", "ines", None))
    lea, ines = ((helpdesk_facts.FreeSlotNotice.kind, bureau.ids[key]) for key in ("lea", "ines"))
    bureau.do(lambda tx: tell(tx, now=bureau.now))
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {}
    open_hours(bureau, 1)
    for _ in range(3):
        bureau.do(lambda tx: tell(tx, now=bureau.now))
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {lea: 1}
    shown = bureau.deliver()[lea]
    assert pressable(shown) == ["helpdesk.start"]
    bureau.now += calls.TURN + timedelta(seconds=5)
    for _ in range(3):
        bureau.do(lambda tx: tell(tx, now=bureau.now))
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {lea: 1, ines: 1}


def test_nobody_who_writes_waits_while_the_clock_looks_for_slots(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", None))
    bureau.now += timedelta(minutes=1)
    with looking_out(bureau.database) as lookout:
        notify_waiting(Tools(bureau.database, lambda: bureau.now, Settings.model_construct(), lambda: None))
    assert lookout.searches == [IN_READING]
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {
        (helpdesk_facts.FreeSlotNotice.kind, bureau.ids["lea"]): 1
    }


def test_two_replicas_tell_each_once(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", None), ("d2", "ines", None), ("d3", "sami", None))
    outcomes = bureau.together(*[lambda tx: tell(tx, now=bureau.now + timedelta(minutes=1))] * 3)
    assert outcomes == ["done"] * 3
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {
        (helpdesk_facts.FreeSlotNotice.kind, bureau.ids[key]): 1 for key in ("lea", "ines", "sami")
    }


def test_who_waits_for_one_coach_does_not_hold_back_the_next(bureau: Bureau) -> None:
    open_hours(bureau, 1)
    waiting(bureau, ("d1", "lea", "david"), ("d2", "ines", None))
    bureau.do(lambda tx: tell(tx, now=bureau.now + timedelta(minutes=1)))
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {
        (helpdesk_facts.FreeSlotNotice.kind, bureau.ids["ines"]): 1
    }


def test_to_wait_twice_is_to_wait_once_and_a_draft_is_nobody_else_s(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", None))
    lea, ines = bureau.actor("lea"), bureau.actor("ines")
    assert not bureau.do(lambda tx: calls.wait_for_slot(tx, lea, "d1", now=bureau.now))
    with pytest.raises(DraftExpired):
        bureau.do(lambda tx: calls.wait_for_slot(tx, ines, "d1", now=bureau.now))
    with pytest.raises(DraftExpired):
        bureau.do(lambda tx: calls.ask_coaches(tx, ines, "d1", wished_times="En mai", now=bureau.now))


def test_two_forms_pressed_at_one_moment_wait_once(bureau: Bureau) -> None:
    for draft in ("w1", "w2"):
        bureau.keep(draft, paper=Paper())
    wait = partial(calls.wait_for_slot, actor=bureau.actor("lea"), now=bureau.now)
    assert bureau.together(partial(wait, draft_id="w1"), partial(wait, draft_id="w2")) == ["done", "done"]
    with bureau.database.reading() as reading:
        assert len(asks.list_waiting(reading, now=bureau.now)) == 1


def test_two_drafts_of_one_person_wait_once(bureau: Bureau) -> None:
    lea = bureau.actor("lea")
    for draft in ("w1", "w2"):
        bureau.keep(draft, paper=Paper())
    waits = [
        bureau.do(partial(calls.wait_for_slot, actor=lea, draft_id=draft, now=bureau.now)) for draft in ("w1", "w2")
    ]
    assert waits == [True, False]


def test_to_wait_again_while_a_booking_is_held_is_to_wait_once(bureau: Bureau) -> None:
    """Otherwise the person is told twice of one slot if the host does not agree."""
    claire, promotion, now = bureau.actor("claire"), bureau.ids["promotion"], bureau.now
    with bureau.database.transaction() as tx:
        held = replace(formats.find_format(tx, claire, BUREAU, promotion_id=promotion, now=now), needs_agreement=True)
        formats.change_format(tx, claire, held, promotion_id=promotion, now=now)
    waiting(bureau, ("d1", "lea", None))
    bureau.now += timedelta(minutes=1)
    bureau.book(NINE + 7 * DAY)
    bureau.keep("d2", paper=Paper())
    lea = bureau.actor("lea")
    assert not bureau.do(lambda tx: calls.wait_for_slot(tx, lea, "d2", now=bureau.now))


def test_a_call_whose_coach_has_left_comes_before_the_others_again(bureau: Bureau) -> None:
    request_id = bureau.call()
    bureau.take(request_id)
    (first, _) = bureau.propose(request_id, NINE + DAY, NINE + 2 * DAY)
    bureau.deliver()
    claire = bureau.ids["claire"]
    bureau.do(lambda tx: depart(tx, claire))
    bureau.now += 2 * DAY

    def late() -> list[str]:
        """Return what `bot audit` names of calls, when no job gave them back."""
        return [
            each.split()[0] for each in bureau.do(lambda tx: [*overdue_features(tx, now=bureau.now)]) if "calls" in each
        ]

    assert late() == ["calls"]
    for _ in range(2):
        for request, person in bureau.do(away.calls_of_leavers):
            bureau.do(partial(away.reopen_call, request_id=request, person_id=person, now=bureau.now))
    assert (bureau.sheet(request_id).request.taken_by, late()) == (None, [])
    assert bureau.owed(helpdesk_facts.CoachCall.kind) == {(helpdesk_facts.CoachCall.kind, None): 2}
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(first, "a1"))
    assert bureau.take(request_id, "david").request.taken_by == bureau.ids["david"]


def book_for(bureau: Bureau) -> None:
    """Léa finds a date another way."""
    bureau.now += timedelta(minutes=1)
    bureau.book()


def leave_team(bureau: Bureau) -> None:
    bureau.do(lambda tx: depart(tx, bureau.ids["lea"], at=bureau.now))


def end_promotion(bureau: Bureau) -> None:
    ends_on = bureau.now.date() - DAY
    bureau.do(lambda tx: promotions.change_promotion(tx, bureau.ids["promotion"], ends_on=ends_on.isoformat()))


def keep_house(bureau: Bureau) -> int:
    """Let the clock look; give how often it searched for slots."""
    with looking_out(bureau.database) as lookout:
        notify_waiting(Tools(bureau.database, lambda: bureau.now, Settings.model_construct(), lambda: None))
    return len(lookout.searches)


def test_a_wait_outlives_a_closing_that_is_taken_back(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", None))
    with bureau.database.transaction() as tx:
        closing.close_promotion(tx, bureau.actor("claire"), bureau.ids["promotion"], months=0, now=bureau.now)
    bureau.now += timedelta(seconds=30)
    keep_house(bureau)
    with bureau.database.transaction() as tx:
        closing.reopen_promotion(tx, bureau.actor("claire"), bureau.ids["promotion"], now=bureau.now)
        assert len(tx.execute(select(asks.waits.c.id)).all()) == 1


@pytest.mark.parametrize("end", [book_for, leave_team, end_promotion])
def test_a_wait_ends_with_its_need_and_costs_nobody_anything(bureau: Bureau, end: Callable[[Bureau], None]) -> None:
    open_hours(bureau, 0)
    waiting(bureau, ("d1", "lea", None))
    with bureau.database.transaction() as tx:
        hours.replace_weekly(tx, bureau.ids["claire"], MORNINGS)
    end(bureau)
    open_hours(bureau, 1)
    searches = [keep_house(bureau) for _ in range(2)]
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {}
    assert searches == [0, 0]
    with bureau.database.reading() as tx:
        assert tx.execute(select(asks.waits.c.id)).all() == []
        assert find_violations(tx, now=bureau.now, machine_now=bureau.now)["needless_wait"] == []


def test_an_older_date_is_not_what_was_waited_for(bureau: Bureau) -> None:
    bureau.book()
    bureau.now += timedelta(minutes=1)
    waiting(bureau, ("d1", "lea", None))
    bureau.now += timedelta(minutes=1)
    keep_house(bureau)
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == {
        (helpdesk_facts.FreeSlotNotice.kind, bureau.ids["lea"]): 1
    }


def test_who_was_told_and_has_booked_holds_back_nobody(bureau: Bureau) -> None:
    open_hours(bureau, 0)
    waiting(bureau, ("d1", "lea", None), ("d2", "ines", None))
    open_hours(bureau, 1)
    bureau.now += timedelta(minutes=1)
    keep_house(bureau)
    bureau.book(datetime(2026, 6, 30, 9, 0, tzinfo=PARIS))
    with bureau.database.transaction() as tx:  # one slot is left that day, from a quarter past ten
        day = date(2026, 6, 30)
        hours.replace_weekly(tx, bureau.ids["claire"], [WeeklyHours(1, "09:00", "11:15", day, day)])
    keep_house(bureau)
    told = {(helpdesk_facts.FreeSlotNotice.kind, bureau.ids[key]): 1 for key in ("lea", "ines")}
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == told


@pytest.mark.parametrize("gone", ["lea", "sami"], ids=["who asked", "who was to come"])
def test_who_has_left_the_team_is_not_waited_for_by_a_call_nor_booked_with_it(bureau: Bureau, gone: str) -> None:
    call = bureau.call()
    bureau.take(call)
    first, _ = bureau.propose(call, NINE, NINE + DAY)
    assert bureau.do(away.calls_without_asker) == []
    bureau.do(lambda tx: depart(tx, bureau.ids[gone], at=bureau.now))
    for request_id, who in bureau.do(away.calls_without_asker):
        bureau.do(lambda tx, of=request_id, who=who: away.replace_call_asker(tx, of, person_id=who, now=bureau.now))  # type: ignore[misc]
    assert bureau.do(away.calls_without_asker) == []
    stays = "sami" if gone == "lea" else "lea"
    assert bureau.owed(helpdesk_facts.TimesQuestion.kind)[helpdesk_facts.TimesQuestion.kind, bureau.ids[stays]] == 1
    bureau.do(bureau.accepting(first, "b2", stays))
    (session,) = bureau.sheet(call).standing
    assert {*session.person_ids} == {bureau.ids[stays], bureau.ids["claire"]}


def test_a_coach_who_left_is_waited_for_as_any(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", "david"))
    bureau.do(lambda tx: depart(tx, bureau.ids["david"]))
    bureau.now += timedelta(minutes=1)
    keep_house(bureau)
    shown = bureau.deliver()[helpdesk_facts.FreeSlotNotice.kind, bureau.ids["lea"]]
    assert "David" not in words(shown)


def test_who_is_told_in_one_promotion_holds_back_nobody_of_the_other(bureau: Bureau) -> None:
    open_hours(bureau, 1)
    with bureau.database.transaction() as tx:
        made = found(tx, "EIG 8", defis={"ville": {"name": "Ville", "administration": "Bureau"}})
        bureau.ids |= {"promotion8": made["promotion"], "ville": made["ville"]}
        day = date(2026, 6, 30)
        week = [WeeklyHours(1, "09:00", "10:00", day, day)]
        bureau.ids["ana"] = enter(tx, "Ana", Membership(Role.COACH, made["promotion"]), week=week)
        bureau.ids["noa"] = enter(tx, "Noa", Membership(Role.EIG, made["promotion"], made["ville"]))
    waiting(bureau, ("d1", "lea", None))
    noa, wish = bureau.actor("noa"), RequestWish(bureau.ids["ville"], NEED, guest_ids=(bureau.ids["noa"],))
    bureau.do(lambda tx: service.save_need(tx, noa, "d8", wish=wish, now=bureau.now))
    assert bureau.do(lambda tx: calls.wait_for_slot(tx, noa, "d8", now=bureau.now))
    bureau.now += timedelta(minutes=1)
    keep_house(bureau)
    told = {(helpdesk_facts.FreeSlotNotice.kind, bureau.ids[key]): 1 for key in ("lea", "noa")}
    assert bureau.owed(helpdesk_facts.FreeSlotNotice.kind) == told


def test_audit_names_a_wait_that_nobody_needs_for_an_hour(bureau: Bureau) -> None:
    waiting(bureau, ("d1", "lea", None))
    leave_team(bureau)
    bureau.now += timedelta(hours=2)
    with bureau.database.reading() as tx:
        assert find_violations(tx, now=bureau.now, machine_now=bureau.now)["needless_wait"] == ["wait 1"]
