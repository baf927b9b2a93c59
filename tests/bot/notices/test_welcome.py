"""The one welcome: who counts as arrived, one card for the coaches, one message for each person, never twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from bot.errors import NotAllowed
from bot.notices import notices, welcome
from bot.notices.model import Action
from bot.programme.model import Account, Actor, Membership
from bot.programme.roles import Role
from bot.programme.service import appoint_coaches, note_account
from storage.database import Database, Transaction
from storage.programme import history, people
from storage.programme.promotions import promotions
from tests.bot.programme.imports.written import EIG, NOW, OTHER_PROMOTION, PROMOTION, csv, run
from tests.patience import PATIENCE

from .arrivals import AFTER, CLAIRE, DAVID, Door


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


def greet(tx: Transaction, actor: Actor, *, now: datetime) -> int:
    return welcome.greet_arrivals(tx, actor, now=now).count


def test_arrivals_are_one_card_however_often_the_clock_ticks(door: Door) -> None:
    door.announce()
    assert (door.owed(welcome.ArrivalsCard.kind), door.written) == ([], 0)
    door.bring(*EIG, CLAIRE)
    for _ in range(3):
        door.announce()
    assert door.written == 1
    assert [to for _, to in door.owed(welcome.ArrivalsCard.kind)] == ["channel C0COACHS"]
    assert door.waiting() == ["Claire", "Inès", "Léa", "Sami"]
    assert door.welcomed() == []


def test_a_sponsor_is_welcomed_once_with_their_defi(door: Door) -> None:
    door.bring("paul@exemple.fr,Paul,sponsor,Écho,,,,", EIG[0], CLAIRE)
    door.announce()
    assert door.waiting() == ["Claire", "Léa", "Paul"]
    assert (door.do(greet, door.actor()), door.do(greet, door.actor())) == (3, 0)
    assert door.welcomed() == ["Claire", "Léa", "Paul"]
    paul = door.person("paul")
    with door.database.reading() as tx:
        found = welcome.read_welcome(tx, paul.id, promotion_id=paul.current[0].promotion_id or 0, now=door.now)
    assert found is not None
    assert [(team.defi.name, team.eig) for team in found.teams] == [("Écho", ("Léa",))]


def test_coaches_by_setting_and_an_ended_promotion_are_not_announced(door: Door) -> None:
    door.do(lambda tx, now: appoint_coaches(tx, ["claire@exemple.fr"]))  # noqa: ARG005 - has no clock
    door.announce()
    assert door.owed(welcome.ArrivalsCard.kind) == []
    door.bring(EIG[0])
    door.now = AFTER
    door.announce()
    assert door.owed(welcome.ArrivalsCard.kind) == []
    assert door.do(greet, door.actor()) == 0


def test_mentor_and_expert_of_no_promotion_are_announced_once_for_both_roles(door: Door) -> None:
    door.bring("mona@exemple.fr,Mona,mentor|expert,,,droit,,", CLAIRE)
    door.announce()
    assert door.waiting() == ["Claire", "Mona"]
    assert door.do(greet, door.actor()) == 2
    assert door.welcomed() == ["Claire", "Mona"]


def test_who_can_be_reached_by_no_door_is_counted_apart(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.do(lambda tx, now: note_account(tx, door.person("lea").id, None, now=now))
    door.announce()
    card = door.owed(welcome.ArrivalsCard.kind)[-1][0]
    with door.database.transaction() as tx:
        assert welcome.greet_arrivals(
            tx, door.actor(), offer_id=card, mails=False, now=door.now
        ) == welcome.GreetingResult(4, lost=1)
    with door.database.reading() as reading:
        answered = welcome.read_arrivals(reading, card, now=door.now).answered
    assert answered == welcome.ArrivalsAnswer("Claire", greeted=True, count=4, lost=1)


def test_each_press_counts_those_of_its_own_answer_whatever_card_was_pressed(door: Door) -> None:
    """A card that was answered is pressed again once others arrived, and a card of before names no card."""
    door.bring(*EIG, CLAIRE)
    names = sorted({"lea", "sami", "ines"})
    for name in names:
        door.do(lambda tx, now, name=name: note_account(tx, door.person(name).id, None, now=now))
    door.announce()
    answered = door.owed(welcome.ArrivalsCard.kind)[-1][0]

    def press(offer_id: int | None) -> welcome.GreetingResult:
        with door.database.transaction() as tx:
            return welcome.greet_arrivals(tx, door.actor(), offer_id=offer_id, mails=False, now=door.now)

    assert press(None) == welcome.GreetingResult(4, lost=3)
    door.bring(*EIG, CLAIRE, DAVID)
    assert press(answered) == welcome.GreetingResult(1, lost=0)


def test_greeting_is_for_coaches(door: Door) -> None:
    door.bring(*EIG)
    for step in (greet, welcome.skip_greeting):
        with pytest.raises(NotAllowed):
            door.do(step, door.actor("lea"))
    assert door.welcomed() == []


@pytest.mark.parametrize("step", [greet, welcome.skip_greeting])
def test_of_coaches_at_once_one_answers_for_all(door: Door, step: Callable[..., int]) -> None:
    many = [f"eig{number}@exemple.fr,Personne {number},EIG,Écho,design,,," for number in range(30)]
    door.bring(*many, CLAIRE, DAVID)
    door.announce()
    together = Barrier(6)

    def press(number: int) -> int:
        actor = door.actor("claire" if number % 2 else "david")
        together.wait(PATIENCE)
        return door.do(step, actor)

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(press, range(6)))
    assert sorted(counts) == [0, 0, 0, 0, 0, 32]
    assert Counter(Counter(door.welcomed()).values()) == ({1: 32} if step is greet else {})
    with door.database.reading() as reading:
        card = door.owed(welcome.ArrivalsCard.kind)[0][0]
        assert [line.detail for line in history.entries_of(reading, welcome.SUBJECT, card)] == ["32"]
    door.announce()
    assert len(door.owed(welcome.ArrivalsCard.kind)) == 1


def test_later_import_offers_only_the_newcomers(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.announce()
    door.send()
    assert door.do(greet, door.actor()) == 4
    door.bring(*EIG, CLAIRE, DAVID)
    door.announce()
    assert len(door.owed(welcome.ArrivalsCard.kind)) == 2
    assert door.waiting() == ["David"]
    assert door.do(greet, door.actor()) == 1
    assert door.welcomed() == ["Claire", "David", "Inès", "Léa", "Sami"]


def test_newcomers_before_the_answer_get_a_card_that_takes_the_place_of_the_older(door: Door) -> None:
    door.bring(*EIG)
    door.announce()
    door.send()
    door.bring(*EIG, CLAIRE)
    door.announce()
    older, newer = [card for card, _ in door.owed(welcome.ArrivalsCard.kind)]
    assert [card for card, _ in door.owed(welcome.ArrivalsCard.kind, Action.UPDATE)] == [older]
    with door.database.reading() as reading:
        shown = [welcome.read_arrivals(reading, card, now=NOW) for card in (older, newer)]
    assert [(one.is_open, one.newest, len(one.people)) for one in shown] == [(False, False, 4), (True, True, 4)]
    assert door.do(greet, door.actor()) == 4
    with door.database.reading() as reading:
        answers = [welcome.read_arrivals(reading, card, now=NOW).answered for card in (older, newer)]
    assert answers == [welcome.ArrivalsAnswer("Claire", greeted=True, count=4)] * 2


def test_membership_seen_late_is_offered_although_its_id_is_older(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    with door.database.transaction() as tx:  # as a transaction that ended after another that began later
        late = tx.execute(select(people.memberships.c.id).order_by(people.memberships.c.id)).scalars().first()
        tx.execute(update(people.memberships).where(people.memberships.c.id == late).values(ended_at=NOW))
    door.announce()
    assert door.do(greet, door.actor()) == 3
    with door.database.transaction() as tx:
        tx.execute(update(people.memberships).where(people.memberships.c.id == late).values(ended_at=None))
    door.announce()
    assert len({card for card, _ in door.owed(welcome.ArrivalsCard.kind)}) == 2
    assert door.do(greet, door.actor()) == 1
    door.announce()
    assert len(door.owed(welcome.ArrivalsCard.kind)) == 2


def test_who_left_is_not_welcomed(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.bring(*EIG[:2], CLAIRE)  # Inès has left
    door.announce()
    assert door.waiting() == ["Claire", "Léa", "Sami"]
    assert door.do(greet, door.actor()) == 3
    lea = door.person("lea").id
    door.bring(EIG[1], CLAIRE)  # Léa leaves before her message is sent
    with door.database.reading() as reading:
        assert welcome.read_welcome(reading, lea, promotion_id=0, now=NOW) is None


def test_without_a_channel_each_coach_is_asked_and_the_first_answer_counts(door: Door) -> None:
    door.bring(*EIG, CLAIRE, DAVID, files=(PROMOTION.replace('coachs = "C0COACHS"\n', ""),))
    door.announce()
    ids = {door.person(name).id for name in ("claire", "david")}
    assert {to for _, to in door.owed(welcome.ArrivalsCard.kind)} == {f"person {one}" for one in ids}
    door.send()
    assert door.do(greet, door.actor("david")) == 5
    assert door.do(greet, door.actor("claire")) == 0
    assert {to for _, to in door.owed(welcome.ArrivalsCard.kind, Action.UPDATE)} == {f"person {one}" for one in ids}


def test_channel_that_is_set_later_gets_the_open_card(door: Door) -> None:
    door.bring(*EIG, files=(PROMOTION.replace('coachs = "C0COACHS"\n', 'coachs = "C0WRONG"\n'),))
    door.announce()
    door.bring(*EIG)
    door.announce()
    cards = door.owed(welcome.ArrivalsCard.kind)
    assert [to for _, to in cards] == ["channel C0WRONG", "channel C0COACHS"]
    assert len({card for card, _ in cards}) == 1


def test_who_has_no_account_is_welcomed_once_they_have_one(door: Door) -> None:
    door.bring(EIG[0], CLAIRE)
    assert door.do(greet, door.actor()) == 2
    lea = door.person("lea").id
    with door.database.transaction() as tx:
        for notice in notices.claim(tx, now=NOW, machine_now=NOW, limit=10):
            if notice.person_id == lea:
                notices.close_failed(tx, notice, reason="no_account", machine_now=NOW)
            else:
                notices.close_sent(tx, notice, channel="C1", ts="1.0", machine_now=NOW)
    door.announce()
    assert door.welcomed() == ["Claire", "Léa"]
    door.do(lambda tx, now: note_account(tx, lea, Account("ULEA"), now=now))
    door.now = NOW + timedelta(days=3)
    for _ in range(2):
        door.announce()
    assert door.welcomed() == ["Claire", "Léa", "Léa"]
    assert [(notice.person_id, notice.slack_id, notice.revision) for notice in door.send()] == [(lea, "ULEA", 1)]
    assert (door.send(), door.written) == ([], 1)


def test_change_of_defi_and_a_second_role_are_no_arrival(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.do(greet, door.actor())
    door.bring("lea@exemple.fr,Léa,EIG,Relais,design,,,", EIG[1].replace("EIG", "EIG|mentor"), EIG[2], CLAIRE)
    door.announce()
    assert door.owed(welcome.ArrivalsCard.kind) == []


def test_next_promotion_welcomes_again(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.do(greet, door.actor())
    door.now = AFTER
    run(door.database, OTHER_PROMOTION, csv("lea@exemple.fr,Léa,coach,,,,,"), promotion="EIG 8", now=AFTER)
    door.announce()
    assert door.waiting() == ["Léa"]
    assert door.do(greet, door.actor("lea")) == 1
    assert door.welcomed() == ["Claire", "Inès", "Léa", "Léa", "Sami"]


def test_card_from_which_somebody_moved_to_another_is_set_right(door: Door) -> None:
    door.bring("mona@exemple.fr,Mona,mentor,,,droit,,", CLAIRE)
    door.announce()
    door.send()
    ((older, _),) = door.owed(welcome.ArrivalsCard.kind)
    run(door.database, OTHER_PROMOTION, csv("david@exemple.fr,David,coach,,,,,"), promotion="EIG 8")
    door.announce()
    with door.database.reading() as reading:
        assert [one.name for one in welcome.read_arrivals(reading, older, now=NOW).people] == ["Claire"]
    assert {card for card, _ in door.owed(welcome.ArrivalsCard.kind, Action.UPDATE)} == {older}
    door.announce()
    assert len(door.owed(welcome.ArrivalsCard.kind, Action.UPDATE)) == 1


def test_skip_notes_everybody_as_welcomed_and_sends_nothing(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    door.announce()
    assert door.do(welcome.skip_greeting, door.actor()) == 4
    assert (door.do(welcome.skip_greeting, door.actor()), door.do(greet, door.actor())) == (0, 0)
    door.announce()
    assert (door.welcomed(), len(door.owed(welcome.ArrivalsCard.kind))) == ([], 1)


def team(tx: Transaction, door: Door) -> None:
    """Let Claire accompany Écho as well."""
    lea = door.person("lea").memberships[0]
    people.add_membership(tx, door.person("claire").id, Membership(Role.COACH, lea.promotion_id, lea.defi_id))


def test_welcome_names_only_those_of_the_defi_and_coaches(door: Door) -> None:
    door.bring(
        *EIG, CLAIRE, DAVID, "jeanne@exemple.fr,Jeanne,porteur,Écho,,,,", "omar@exemple.fr,Omar,porteur,Relais,,,,"
    )
    with door.database.transaction() as tx:
        team(tx, door)
    with door.database.reading() as reading:
        found = {
            name: welcome.read_welcome(reading, door.person(name).id, promotion_id=0, now=NOW)
            for name in ("lea", "ines", "jeanne", "claire")
        }
    said = {
        name: [(one.defi.name, one.eig, one.porteurs, one.coaches) for one in known.teams] + [known.coaches]
        for name, known in found.items()
        if known
    }
    assert said == {
        "lea": [("Écho", ("Sami",), ("Jeanne",), ("Claire",)), ()],
        "ines": [("Relais", (), ("Omar",), ("Claire", "David")), ()],
        "jeanne": [("Écho", ("Léa", "Sami"), (), ("Claire",)), ()],
        "claire": [("Écho", (), (), ()), ("David",)],
    }
    lea = found["lea"]
    assert lea
    assert lea.phase
    assert (lea.phase.number, lea.phase.name) == (1, "Un")
    assert "Bureau d’aide" in dict(lea.offered)


def test_database_that_is_older_than_the_welcome_asks_once(door: Door) -> None:
    door.bring(*EIG, CLAIRE)
    with door.database.transaction() as tx:
        tx.execute(update(promotions).values(starts_on="2026-01-01"))
    door.now = NOW + timedelta(days=90)
    for _ in range(2):
        door.announce()
    assert (len(door.owed(welcome.ArrivalsCard.kind)), door.waiting()) == (1, ["Claire", "Inès", "Léa", "Sami"])
