"""The porteurs' seminar: its subjects in its announcement, colleagues by account or e-mail, what is shared once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings import announcements, porteurs
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.gatherings.porteurs import Colleague
from bot.gatherings.subjects import ballots
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices import ledger as notices
from storage.programme import people
from tests.bot.gatherings.meeting import together
from tests.bot.gatherings.rig import Rig

NOE = Colleague("Noé Petit", "noe@ministere.example.org")


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"porteurs": "Cporteurs"})


@pytest.fixture
def seminar(rig: Rig) -> Gathering:
    return rig.make(rig.series(PORTEURS))


def announced(rig: Rig, seminar: Gathering) -> None:
    rig.now = seminar.announce_at
    rig.do(lambda tx: announcements.announce(tx, seminar.id, now=rig.now))


def invite(rig: Rig, who: str, seminar: Gathering, colleague: Colleague = NOE) -> int:
    person, _ = rig.use(porteurs.invite, who, seminar.id, colleague=colleague)
    return person.id


def share(rig: Rig, who: str, seminar: Gathering, text: str, *, gesture: str | None = None) -> None:
    rig.use(porteurs.share_text, who, seminar.id, text=text, form_id=gesture or str(uuid4()))


def comes(rig: Rig, who: str, seminar: Gathering) -> None:
    person_id = rig.ids[who]
    rig.do(lambda tx: occurrences.put_answer(tx, seminar.id, person_id, reply=Reply.COMES, now=rig.now))


def owed(rig: Rig, kind: str) -> list[tuple[int | None, str | None]]:
    table = notices.notices
    query = select(table.c.person_id, table.c.channel).where(table.c.kind == kind).order_by(table.c.seq)
    return [(row.person_id, row.channel) for row in rig.do(lambda tx: tx.execute(query).all())]


def refused(case: Callable[[], object]) -> tuple[object, object]:
    with pytest.raises(Invalid) as told:
        case()
    return told.value.facts["field"], told.value.facts["reason"]


def test_porteurs_and_sponsors_propose_and_support_alone(rig: Rig, seminar: Gathering) -> None:
    assert {one.id for one in rig.sheet(seminar).invited} == {rig.ids[key] for key in ("paul", "rita", "serge")}
    made = rig.use(ballots.propose, "paul", seminar.id, text="Pérenniser", form_id=str(uuid4()))
    ballot = rig.use(ballots.vote, "serge", seminar.id, chosen_ids=[made.proposals[0].id])
    assert [len(one.supporters) for one in ballot.proposals] == [2]
    with pytest.raises(NotAllowed):
        rig.use(ballots.propose, "lea", seminar.id, text="Non", form_id=str(uuid4()))


def test_a_colleague_is_known_by_e_mail_or_new(rig: Rig, seminar: Gathering) -> None:
    new = invite(rig, "paul", seminar)
    assert new in {one.id for one in rig.sheet(seminar).invited}
    assert refused(partial(invite, rig, "rita", seminar, Colleague("N.", " NOE@ministere.example.org "))) == (
        "colleague",
        "already",
    )
    assert invite(rig, "claire", seminar, Colleague("Tom", "tom@example.org")) == rig.ids["tom"]
    assert invite(rig, "claire", seminar, Colleague("", "", slack_id="Uzoe")) == rig.ids["zoe"]
    by_account = invite(rig, "paul", seminar, Colleague("Ana", "ana@example.org", slack_id="Uana"))
    with rig.database.reading() as tx:
        person = people.by_id(tx, by_account)
    assert person is not None
    assert (person.slack_id, person.name, person.roles) == ("Uana", "Ana", frozenset())
    assert owed(rig, gatherings_facts.GatheringCard.kind) == []  # they hear of it with the announcement


def test_once_announced_a_colleague_is_told_at_once_and_answers(rig: Rig, seminar: Gathering) -> None:
    announced(rig, seminar)
    before = owed(rig, gatherings_facts.GatheringCard.kind)
    new = invite(rig, "paul", seminar, Colleague("Ana", "ana@example.org", slack_id="Uana"))
    rig.ids["ana"] = new
    assert owed(rig, gatherings_facts.GatheringCard.kind)[len(before) :] == [(new, None)]
    comes(rig, "ana", seminar)
    assert [one.id for one in rig.sheet(seminar).who_replied(Reply.COMES)] == [new]
    with pytest.raises(NotAllowed):  # who was invited invites nobody
        invite(rig, "ana", seminar, Colleague("Bob", "bob@example.org"))


@pytest.mark.parametrize(
    "email", ["", "noe", "noe@", "@x.fr", "a b@example.org", "noe@example", "x" * 250 + "@example.org"]
)
def test_no_good_e_mail(rig: Rig, seminar: Gathering, email: str) -> None:
    assert refused(partial(invite, rig, "paul", seminar, Colleague("Noé", email))) == ("email", "shape")


@pytest.mark.parametrize("name", ["", "  ", "…", "x" * 76])
def test_no_good_name(rig: Rig, seminar: Gathering, name: str) -> None:
    assert refused(partial(invite, rig, "paul", seminar, Colleague(name, "noe@example.org"))) == ("name", "shape")


def test_two_invite_one_colleague_at_once(rig: Rig, seminar: Gathering) -> None:
    announced(rig, seminar)
    before = len(owed(rig, gatherings_facts.GatheringCard.kind))
    outcomes = together(*(partial(invite, rig, who, seminar) for who in ("paul", "rita")))
    assert sorted(outcomes) == ["Invalid", "done"]
    assert len(owed(rig, gatherings_facts.GatheringCard.kind)) == before + 1


def test_who_invites_whom_and_when(rig: Rig, seminar: Gathering) -> None:
    for who in ("lea", "serge"):
        with pytest.raises(NotAllowed):
            invite(rig, who, seminar)
    talk = rig.make(rig.series(CONFERENCE), rig.now + timedelta(days=9))
    with pytest.raises(NotFound):  # sponsors and colleagues come to the porteurs' seminars alone
        invite(rig, "claire", talk)
    for number in range(porteurs.MOST):
        invite(rig, "claire", seminar, Colleague("Noé", f"noe{number}@example.org"))
    assert refused(partial(invite, rig, "claire", seminar)) == ("colleague", "many")
    rig.now = rig.sheet(seminar).appointment.starts
    with pytest.raises(AlreadyStarted):
        invite(rig, "paul", seminar)


def test_what_is_shared_is_told_once_in_the_channel(rig: Rig, seminar: Gathering) -> None:
    assert refused(partial(share, rig, "paul", seminar, "Déjà")) == ("text", "early")
    rig.now = rig.sheet(seminar).appointment.ends
    gesture = str(uuid4())
    act = partial(share, rig, "paul", seminar, "À refaire & <!channel>\nvraiment", gesture=gesture)
    assert together(act, act) == ["done", "done"]
    assert owed(rig, gatherings_facts.SharedText.kind) == [(None, "Cporteurs")]
    for text, reason in ((" ", "empty"), ("…", "empty"), ("x" * 1001, "long"), ("x" * 3001, "long")):
        assert refused(partial(share, rig, "paul", seminar, text)) == ("text", reason)
    with pytest.raises(NotAllowed):
        share(rig, "lea", seminar, "Pas là")


def test_without_channel_it_goes_to_each_who_took_part(database: Database) -> None:
    rig = Rig(database).fill()
    seminar = rig.make(rig.series(PORTEURS))
    announced(rig, seminar)
    for who in ("paul", "serge"):
        comes(rig, who, seminar)
    rig.now = rig.sheet(seminar).appointment.ends
    share(rig, "paul", seminar, "À refaire")
    assert {who for who, _ in owed(rig, gatherings_facts.SharedText.kind)} == {rig.ids["serge"], rig.ids["claire"]}


def test_nothing_of_what_is_cancelled(rig: Rig, seminar: Gathering) -> None:
    rig.do(lambda tx: appointments.change(tx, seminar.appointment_id, now=rig.now, state="cancelled"))
    with pytest.raises(AlreadyCancelled):
        invite(rig, "paul", seminar)
    with pytest.raises(AlreadyCancelled):
        share(rig, "paul", seminar, "Rien")
