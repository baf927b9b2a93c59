"""Actions: who has one, who closes it, what is refused, who leaves, who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda.model import AgendaPlan, Appointment, Part, Participant
from bot.agenda.model import State as Booked
from bot.errors import Invalid, NotAllowed, NotFound
from bot.notices.facts import Fact
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.records import actions, facts
from bot.records.actions import NewAction
from bot.records.model import Action, Origin, Source, State
from storage.agenda import appointments
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import history, people
from tests.bot.evaluation.rig import Committees, paris

DUE = date(2026, 5, 20)
LATER, LAST = date(2026, 5, 27), date(2026, 6, 3)
HOSTILE = "<!channel> *Écrire*\nau   service"


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def add(rig: Committees, who: str = "lea", owner: str = "lea", *, defi: str = "defi0", **values: object) -> Action:
    """Add an action on a défi."""
    given: dict[str, object] = {"what": "Montrer la maquette", "due": DUE, **values}
    with rig.database.reading() as tx:
        place = actions.place_of(tx, defi_id=rig.ids[defi])
    new = NewAction(owner_id=rig.ids[owner], **given)  # type: ignore[arg-type] # each of its own type
    made = rig.use(actions.add, who, new, place=place)
    assert made is not None
    return made


def told(rig: Committees, fact: type[Fact]) -> dict[int | None, date]:
    """Give who is told first on which day."""
    return {who: min(days) for who, days in days_told(rig, fact).items()}


def days_told(rig: Committees, fact: type[Fact]) -> dict[int | None, list[date]]:
    with rig.database.reading() as tx:
        found = tx.execute(
            select(notices).where(notices.c.kind == fact.kind, notices.c.action != "update").order_by(notices.c.due)
        )
        days: dict[int | None, list[date]] = {}
        for row in found:
            days.setdefault(row.person_id, []).append(row.due.date())
        return days


def leave(rig: Committees, who: str) -> None:
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[*Role])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids[who]], now=rig.now)


def tick(rig: Committees) -> list[int]:
    """Do what the clock does; give the actions it concerned."""
    with rig.database.reading() as tx:
        found = actions.list_orphaned(tx, now=rig.now)
    for one in found * 2:  # in two replicas
        rig.do(lambda tx, of=one: actions.note_owner_change(tx, of, now=rig.now))  # type: ignore[misc]
    return [one.id for one in found]


def refused(rig: Committees, **values: object) -> tuple[object, object]:
    with pytest.raises(Invalid) as no:
        add(rig, **values)  # type: ignore[arg-type] # as each is typed
    return no.value.facts["field"], no.value.facts["reason"]


def test_action_is_kept_as_it_was_typed_and_its_owner_is_told_in_their_week(rig: Committees) -> None:
    mine = add(rig, what=HOSTILE)
    assert (mine.what, mine.state, mine.origin) == ("<!channel> *Écrire* au service", State.TODO, Origin.NOTHING)
    assert told(rig, facts.OwnActionsLine) == {rig.ids["lea"]: date(2026, 5, 18)}
    assert told(rig, facts.ActionAssigned) == {}
    add(rig, owner="paul", due=LATER)
    assert told(rig, facts.ActionAssigned) == {rig.ids["paul"]: date(2026, 5, 5)}
    add(rig, due=date(2026, 5, 21))  # the same week: recalled in the same line
    assert told(rig, facts.OwnActionsLine)[rig.ids["lea"]] == date(2026, 5, 18)
    with rig.database.reading() as tx:
        listed = actions.list_open(tx, rig.ids["defi0"], now=rig.now + timedelta(days=3))
    assert [(one.action.due.day, one.age, one.owner and one.owner.name) for one in listed] == [
        (20, 3, "Lea"),
        (21, 3, "Lea"),
        (27, 3, "Paul"),
    ]


def test_action_that_is_late_is_recalled_once_more_but_not_to_a_porteur(rig: Committees) -> None:
    add(rig)
    add(rig, due=LATER)  # due in the week in which the other one is late: one line recalls both
    add(rig, owner="paul")
    weeks = days_told(rig, facts.OwnActionsLine)
    assert weeks[rig.ids["lea"]] == [date(2026, 5, 18), date(2026, 5, 26), date(2026, 6, 1)]
    assert weeks[rig.ids["paul"]] == [date(2026, 5, 18)]


def test_action_agreed_on_the_day_before_is_recalled_on_its_day(rig: Committees) -> None:
    rig.now = paris("2026-05-06 11:00")  # a Wednesday
    add(rig, due=date(2026, 5, 7))
    assert days_told(rig, facts.OwnActionsLine)[rig.ids["lea"]] == [date(2026, 5, 7), date(2026, 5, 11)]


def test_action_added_after_a_week_that_had_nothing_to_say_is_recalled(rig: Committees) -> None:
    done = add(rig, due=date(2026, 5, 13))
    rig.use(actions.finish, "lea", done.id)
    rig.now = paris("2026-05-18 09:05")  # both Mondays have found everything done
    empty = notices.update().where(notices.c.kind == facts.OwnActionsLine.kind)
    rig.do(lambda tx: tx.execute(empty.values(state="dropped", closed_at=rig.now)))
    rig.now = paris("2026-05-19 10:00")
    add(rig, due=date(2026, 5, 22))
    assert days_told(rig, facts.OwnActionsLine)[rig.ids["lea"]][2:] == [date(2026, 5, 21), date(2026, 5, 26)]
    rig.do(lambda tx: tx.execute(empty.values(state="sent", closed_at=rig.now)))
    add(rig, what="Et la suite", due=date(2026, 5, 22))
    assert len(days_told(rig, facts.OwnActionsLine)[rig.ids["lea"]]) == 4  # what was sent this week shows it now


def test_what_is_refused_says_on_which_field_and_why(rig: Committees) -> None:
    assert refused(rig, what=" \n ") == ("what", "none")
    assert refused(rig, what="x" * 3000) == ("what", "long")
    assert refused(rig, due=date(2026, 5, 3)) == ("due", "past")
    assert refused(rig, due=date(2028, 1, 1)) == ("due", "far")
    assert refused(rig, link="javascript:alert(1)") == ("link", "not_a_link")
    for nobody in ("rita", "serge", "zoe"):  # of another défi, its sponsor, an EIG of another
        assert refused(rig, owner=nobody) == ("owner", "none")
    with pytest.raises(NotAllowed):
        add(rig, who="rita")
    with rig.database.reading() as tx, pytest.raises(NotFound):
        actions.place_of(tx, defi_id=2**40)


def test_form_that_is_sent_twice_adds_one(rig: Committees) -> None:
    add(rig, gesture="the-form")
    with rig.database.reading() as tx:
        place = actions.place_of(tx, defi_id=rig.ids["defi0"])
    again = NewAction("Montrer la maquette", rig.ids["lea"], DUE, gesture="the-form")
    assert rig.use(actions.add, "lea", again, place=place) is None
    with rig.database.reading() as tx:
        assert len(actions.list_open(tx, rig.ids["defi0"], now=rig.now)) == 1


def test_owner_alone_closes_and_what_is_closed_stays_so(rig: Committees) -> None:
    one = add(rig)
    for other in ("paul", "sami", "claire", "emma"):  # the porteur, a teammate, coaches
        with pytest.raises(NotAllowed):
            rig.use(actions.finish, other, one.id)
    assert rig.use(actions.finish, "lea", one.id).state is State.DONE
    assert rig.use(actions.finish, "lea", one.id).state is State.DONE  # pressed twice
    for again, given in ((actions.postpone, {"until": LATER}), (actions.drop, {"why": "Trop tard"})):
        with pytest.raises(Invalid, match="invalid"):
            rig.use(again, "lea", one.id, **given)
    dropped = add(rig)
    for why in ("", "x" * 3000):
        with pytest.raises(Invalid):
            rig.use(actions.drop, "lea", dropped.id, why=why)
    assert rig.use(actions.drop, "lea", dropped.id, why="<!channel> Le service a fermé").why
    with rig.database.reading() as tx:
        assert [each.action for each in history.entries_of(tx, "action", one.id)] == ["records.add", "records.done"]
        assert actions.list_open(tx, rig.ids["defi0"], now=rig.now) == []


def test_two_postponements_tell_the_coach_of_the_defi_once(rig: Committees) -> None:
    one = add(rig)
    with pytest.raises(Invalid):
        rig.use(actions.postpone, "lea", one.id, until=DUE - timedelta(days=1))
    for _ in range(2):  # the same form twice counts once
        assert rig.use(actions.postpone, "lea", one.id, until=LATER).postponed == 1
    assert told(rig, facts.PostponedTwice) == {}
    assert rig.use(actions.postpone, "lea", one.id, until=LAST).postponed == 2
    assert told(rig, facts.PostponedTwice) == {rig.ids["emma"]: date(2026, 5, 5)}
    after = rig.use(actions.postpone, "lea", one.id, until=LAST + timedelta(days=7))
    assert (after.postponed, after.state, after.is_open) == (3, State.PUT_OFF, True)
    assert set(told(rig, facts.PostponedTwice)) == {rig.ids["emma"]}
    with rig.database.reading() as tx:
        count = tx.execute(select(func.count()).where(notices.c.kind == facts.PostponedTwice.kind)).scalar_one()
    assert count == 1


def test_action_whose_owner_leaves_is_told_once_and_handed_on(rig: Committees) -> None:
    one, hers = add(rig, owner="paul"), add(rig)
    assert tick(rig) == []
    leave(rig, "paul")
    assert tick(rig) == [one.id]
    assert tick(rig) == []
    assert set(told(rig, facts.OwnerLeft)) == {rig.ids["emma"]}
    with pytest.raises(NotAllowed):
        rig.use(actions.reassign, "lea", one.id, owner_id=rig.ids["lea"])
    with pytest.raises(Invalid):
        rig.use(actions.reassign, "emma", one.id, owner_id=rig.ids["serge"])
    nora = rig.add("nora", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]), account=False)
    handed = rig.use(actions.reassign, "emma", one.id, owner_id=nora)
    assert (handed.owner_id, handed.left_id) == (nora, None)
    assert nora in told(rig, facts.ActionAssigned)
    leave(rig, "nora")  # who takes over leaves in turn: that is news again
    assert tick(rig) == [one.id]
    leave(rig, "lea")
    leave(rig, "emma")  # the défi has no coach of its own any more: the team of coaches hears
    assert tick(rig) == [hers.id]
    assert set(told(rig, facts.OwnerLeft)) >= {rig.ids["claire"], rig.ids["david"]}


def test_an_owner_who_comes_back_and_leaves_again_is_told_again(rig: Committees) -> None:
    one = add(rig, owner="paul")
    paul = Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"])
    sent = notices.update().where(notices.c.kind == facts.OwnerLeft.kind, notices.c.action == "post")
    sent = sent.values(state="sent", sent_ts="1", sent_channel="D1", closed_at=rig.now)
    updates = select(func.count()).where(notices.c.kind == facts.OwnerLeft.kind, notices.c.action == "update")
    for _ in range(2):
        leave(rig, "paul")
        rig.now += timedelta(hours=1)
        assert (tick(rig), tick(rig)) == ([one.id], [])
        rig.do(lambda tx: people.add_membership(tx, rig.ids["paul"], paul))
        rig.do(lambda tx: tx.execute(sent))
        assert (tick(rig), tick(rig)) == ([one.id], [])
        with rig.database.reading() as tx:
            assert tx.execute(updates).scalar_one() > 0
    assert len(days_told(rig, facts.OwnerLeft)[rig.ids["emma"]]) == 2


def test_defi_without_porteur_or_with_two_has_the_owners_that_there_are(rig: Committees) -> None:
    rig.add("nora", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    with rig.database.reading() as tx:
        two = actions.owners_for(tx, actions.place_of(tx, defi_id=rig.ids["defi0"]))
        none = actions.owners_for(tx, actions.place_of(tx, defi_id=rig.ids["defi2"]))
    assert [one.name for one in two] == ["Ines", "Lea", "Nora", "Paul", "Sami", "Emma", "Claire", "David"]
    assert [one.name for one in none] == ["Eva", "Lou", "Max", "Claire", "David", "Emma"]


def test_without_a_defi_an_action_lives_with_the_people_of_its_appointment(rig: Committees) -> None:
    made = rig.make(rig.series())
    with rig.database.reading() as tx:
        appointment = appointments.read(tx, made.appointment_id)
        assert appointment
        place = actions.place_of(tx, appointment_id=appointment.id)
        owners = {one.id for one in actions.owners_for(tx, place)}
    assert place.defi is None
    assert set(appointment.person_ids) <= owners
    one = rig.use(actions.add, "claire", NewAction("Lire le rapport", rig.ids["claire"], DUE), place=place)
    assert one
    assert (one.defi_id, one.origin, one.origin_id) == (None, Origin.APPOINTMENT, appointment.id)
    assert rig.use(actions.reassign, "claire", one.id, owner_id=rig.ids["david"]).owner_id == rig.ids["david"]


def test_advice_becomes_an_action_by_the_same_gesture(rig: Committees) -> None:
    one = add(rig, source=Source(Origin.ADVICE, 7))
    assert (one.origin, one.origin_id) == (Origin.ADVICE, 7)


def test_what_was_to_be_tried_is_recalled_at_the_next_seance_to_who_was_there(rig: Committees) -> None:
    def seance(day: int, host: str, *, dispositif: str = "bureau-aide") -> Appointment:
        starts = rig.now + timedelta(days=day)
        parts = Participant(rig.ids["lea"], Part.BOOKER), Participant(rig.ids[host], Part.HOST)
        plan = AgendaPlan(dispositif, rig.ids["promotion"], rig.ids["defi0"], starts, 60, parts)
        with rig.database.transaction() as tx:
            booked = appointments.add(tx, plan, uid=f"{dispositif} {day}", state=Booked.CONFIRMED, now=rig.now)
            found = appointments.read(tx, booked)
        assert found
        return found

    first, between, after = seance(1, "claire"), seance(2, "claire", dispositif="mentorat"), seance(3, "david")
    with rig.database.reading() as tx:
        place = actions.place_of(tx, appointment_id=first.id)
    tried = rig.use(actions.add, "lea", NewAction("Tester ici", rig.ids["sami"], DUE), place=place)
    assert tried

    def recalled(one: Appointment, who: str) -> list[str]:
        with rig.database.reading() as tx:
            return [each.what for each in actions.list_earlier_actions(tx, one, person_id=rig.ids[who])]

    assert recalled(after, "lea") == recalled(after, "claire") == ["Tester ici"]
    assert recalled(after, "david") == []  # was not there: nothing of it is shown
    assert recalled(between, "lea") == recalled(first, "lea") == []  # another dispositif, and itself
    rig.use(actions.finish, "sami", tried.id)
    assert recalled(after, "lea") == []


def test_words_are_set_right_by_owner_author_or_coach_and_nobody_is_told_anew(rig: Committees) -> None:
    made = add(rig, "lea", "paul")
    before = days_told(rig, facts.OwnActionsLine), days_told(rig, facts.ActionAssigned)

    def reword(who: str, what: str, over: int = 0) -> str:
        return rig.use(actions.reword, who, made.id, what=what, seen_corrections=over).what

    assert reword("lea", "Montrer  la\nmaquette à deux services") == "Montrer la maquette à deux services"
    assert reword("lea", "Montrer la maquette à deux services") == "Montrer la maquette à deux services"  # sent twice
    with pytest.raises(Invalid) as no:
        reword("paul", "Montrer le prototype")
    assert (no.value.facts["field"], no.value.facts["reason"]) == ("what", "overtaken")
    with rig.database.reading() as tx:
        now_says, over = actions.open_rewording(tx, rig.actor("paul"), made.id)
    assert (now_says.what, over) == ("Montrer la maquette à deux services", 1)
    assert reword("paul", "Montrer le prototype", over) == "Montrer le prototype"
    assert reword("claire", "Montrer la maquette", 2) == "Montrer la maquette"
    assert (days_told(rig, facts.OwnActionsLine), days_told(rig, facts.ActionAssigned)) == before
    with pytest.raises(NotAllowed):
        reword("ali", "Autre chose", 3)
    for what, reason in ((" ", "none"), ("x" * 201, "long")):
        with pytest.raises(Invalid) as no:
            reword("paul", what, 3)
        assert no.value.facts["reason"] == reason
    rig.use(actions.finish, "paul", made.id)
    with pytest.raises(Invalid) as no:
        reword("paul", "Montrer le prototype", 3)
    assert no.value.facts["reason"] == "closed"
