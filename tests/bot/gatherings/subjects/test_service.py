"""Subjects and questions: proposed once, supported by those invited, listed by support then time, closed in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.gatherings.model import Gathering, Proposal, Purpose
from bot.gatherings.subjects import subjects
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import gathering_series, occurrences
from storage.gatherings import proposals as gathering_proposals
from storage.notices import ledger as notices
from storage.programme import history
from tests.bot.gatherings.meeting import together
from tests.bot.gatherings.rig import EIG, Rig

DESIGNERS = ("lea", "ali", "eva", "noa")  # of the first métier: every third of the promotion
T0 = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def gathering(rig: Rig) -> Gathering:
    return rig.make(rig.series(), rig.now.replace(hour=14) + timedelta(days=30))


def propose(rig: Rig, who: str, gathering: Gathering, text: str, **named: object) -> Proposal:
    return rig.use(subjects.propose, who, gathering.id, **{"text": text, "form_id": str(uuid4()), **named})


def listed(rig: Rig, gathering: Gathering, purpose: Purpose = Purpose.SUBJECT) -> list[tuple[str, int]]:
    found = rig.do(lambda tx: subjects.list_proposals(tx, gathering.id, purpose=purpose))
    return [(one.text, len(one.supporters)) for one in found]


def refused(case: Callable[[], object]) -> tuple[object, object]:
    with pytest.raises(Invalid) as told:
        case()
    return told.value.facts["field"], told.value.facts["reason"]


def test_whoever_is_invited_proposes_and_supports(rig: Rig, gathering: Gathering) -> None:
    first = propose(rig, "lea", gathering, "  Tests\nutilisateurs ")
    second = propose(rig, "ali", gathering, "Figma <!channel>")
    rig.use(subjects.support, "eva", second.id)
    assert listed(rig, gathering) == [("Figma <!channel>", 2), ("Tests utilisateurs", 1)]
    rig.use(subjects.support, "eva", second.id)
    rig.use(subjects.support, "noa", first.id)
    assert listed(rig, gathering) == [("Tests utilisateurs", 2), ("Figma <!channel>", 1)]
    with pytest.raises(NotAllowed):
        propose(rig, "sami", gathering, "Pas de ce métier")
    with pytest.raises(NotAllowed):
        rig.use(subjects.support, "sami", first.id)


def test_who_organises_proposes_and_does_not_vote(rig: Rig, gathering: Gathering) -> None:
    made = propose(rig, "claire", gathering, "Un sujet")
    assert (made.author_id, made.supporters) == (rig.ids["claire"], frozenset())
    with pytest.raises(NotAllowed):
        rig.use(subjects.support, "claire", made.id)


def test_sent_twice_it_is_one(rig: Rig, gathering: Gathering) -> None:
    gesture = str(uuid4())
    act = partial(propose, rig, "lea", gathering, "Un sujet", form_id=gesture)
    assert together(act, act) == ["done", "done"]
    assert listed(rig, gathering) == [("Un sujet", 1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("…", "empty"),
        ("a" * 301, "long"),
        ("a" * 3001, "long"),
        ("DÉJÀ  dit !", "twice"),
    ],
)
def test_no_good_text(rig: Rig, gathering: Gathering, text: str, reason: str) -> None:
    propose(rig, "ali", gathering, "Déjà dit")
    assert refused(partial(propose, rig, "lea", gathering, text)) == ("text", reason)
    assert listed(rig, gathering) == [("Déjà dit", 1)]


def test_after_twenty_no_more(rig: Rig, gathering: Gathering) -> None:
    for number in range(subjects.MOST):
        propose(rig, "lea", gathering, f"Sujet {number}")
    assert refused(partial(propose, rig, "lea", gathering, "Un de plus")) == ("text", "many")


def test_its_author_or_a_coach_withdraws_it(rig: Rig, gathering: Gathering) -> None:
    mine, theirs = propose(rig, "lea", gathering, "À Léa"), propose(rig, "ali", gathering, "À Ali")
    with pytest.raises(NotAllowed):
        rig.use(subjects.withdraw, "lea", theirs.id)
    rig.use(subjects.withdraw, "lea", mine.id)
    rig.use(subjects.withdraw, "david", theirs.id)
    assert listed(rig, gathering) == []
    with pytest.raises(NotFound):
        rig.use(subjects.withdraw, "lea", mine.id)
    with pytest.raises(NotFound):
        rig.use(subjects.support, "eva", mine.id)


def test_a_vote_is_what_one_supports_and_nothing_else(rig: Rig, gathering: Gathering) -> None:
    assert refused(partial(rig.use, subjects.vote, "eva", gathering.id, chosen_ids=[])) == ("vote", "none")
    first, second = propose(rig, "lea", gathering, "Un"), propose(rig, "ali", gathering, "Deux")
    rig.use(subjects.vote, "eva", gathering.id, chosen_ids=[first.id, second.id])
    rig.use(subjects.vote, "eva", gathering.id, chosen_ids=[second.id])
    rig.use(subjects.vote, "lea", gathering.id, chosen_ids=[])
    assert listed(rig, gathering) == [("Deux", 2), ("Un", 0)]
    gone = partial(rig.use, subjects.vote, "eva", gathering.id, chosen_ids=[second.id + 1])
    assert refused(gone) == ("vote", "gone")


def test_pressed_twice_at_once_a_support_counts_once(rig: Rig, gathering: Gathering) -> None:
    made = propose(rig, "lea", gathering, "Un sujet")
    acts = [partial(rig.use, subjects.support, who, made.id, is_supported=True) for who in ("eva", "eva", "ali", "noa")]
    assert together(*acts) == ["done"] * 4
    assert listed(rig, gathering) == [("Un sujet", 4)]
    toggled = partial(rig.use, subjects.support, "eva", made.id)
    assert together(toggled, toggled) == ["done", "done"]
    assert listed(rig, gathering) == [("Un sujet", 4)]  # taken back and given again


def test_withdrawn_while_it_is_supported(rig: Rig, gathering: Gathering) -> None:
    for _ in range(3):
        made = propose(rig, "lea", gathering, "Un sujet")
        outcomes = together(
            partial(rig.use, subjects.withdraw, "lea", made.id), partial(rig.use, subjects.support, "eva", made.id)
        )
        assert outcomes[0] == "done"
        assert outcomes[1] in {"done", "NotFound"}
        assert listed(rig, gathering) == []


def test_subjects_between_peers_close_with_the_announcement(rig: Rig, gathering: Gathering) -> None:
    made = propose(rig, "lea", gathering, "Un sujet")
    rig.now = gathering.announce_at
    assert refused(partial(propose, rig, "lea", gathering, "Trop tard")) == ("vote", "closed")
    assert refused(partial(rig.use, subjects.support, "eva", made.id)) == ("vote", "closed")
    assert refused(partial(rig.use, subjects.vote, "eva", gathering.id, chosen_ids=[])) == ("vote", "closed")
    assert refused(partial(rig.use, subjects.withdraw, "lea", made.id)) == ("vote", "closed")


def test_subjects_close_once_one_is_fixed(rig: Rig, gathering: Gathering) -> None:
    rig.do(lambda tx: occurrences.change(tx, gathering.id, title="Le nôtre"))
    assert refused(partial(propose, rig, "lea", gathering, "Un autre")) == ("vote", "closed")


def test_all_else_stays_open_until_the_start(rig: Rig) -> None:
    seminar = rig.make(rig.series(PORTEURS))
    rig.now = rig.sheet(seminar).appointment.starts - timedelta(hours=1)
    made = propose(rig, "paul", seminar, "Recruter")
    rig.use(subjects.support, "serge", made.id)
    assert listed(rig, seminar) == [("Recruter", 2)]
    with pytest.raises(NotAllowed):
        propose(rig, "lea", seminar, "Pas le mien")
    rig.now += timedelta(hours=1)
    with pytest.raises(AlreadyStarted):
        propose(rig, "paul", seminar, "Trop tard")


def test_nothing_is_proposed_for_what_is_cancelled(rig: Rig, gathering: Gathering) -> None:
    rig.do(lambda tx: appointments.change(tx, gathering.appointment_id, now=rig.now, state="cancelled"))
    with pytest.raises(AlreadyCancelled):
        propose(rig, "lea", gathering, "Un sujet")


def test_an_anonymous_question_names_nobody(rig: Rig) -> None:
    talk = rig.make(rig.series(CONFERENCE))
    made = propose(rig, "lea", talk, "Combien ?", purpose=Purpose.QUESTION, is_anonymous=True)
    assert (made.author_id, made.supporters) == (None, frozenset())
    assert listed(rig, talk) == []
    assert listed(rig, talk, Purpose.QUESTION) == [("Combien ?", 0)]
    mine = rig.ids["lea"]
    for table in (gathering_proposals.proposals, gathering_proposals.supports, history.history, notices.notices):
        found = rig.do(lambda tx, table=table: tx.execute(select(table)).all())  # type: ignore[misc]
        for row in found:
            values = row._asdict()
            assert mine not in {values.get(name) for name in ("author_id", "person_id", "actor_id")}
    with pytest.raises(NotAllowed):  # nobody's: a coach alone withdraws it
        rig.use(subjects.withdraw, "lea", made.id)
    rig.use(subjects.withdraw, "david", made.id)
    assert listed(rig, talk, Purpose.QUESTION) == []


def test_who_has_left_proposes_no_more(rig: Rig, gathering: Gathering) -> None:
    rig.do(lambda tx: gathering_series.change(tx, gathering.series_id, organiser_id=rig.ids["david"]))
    assert propose(rig, "claire", gathering, "Encore coach").author_id == rig.ids["claire"]
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE memberships SET ended_at = 1 WHERE role = 'eig'"))
    with pytest.raises(NotAllowed):
        propose(rig, EIG[0], gathering, "Partie")


proposals = st.lists(
    st.builds(
        Proposal,
        id=st.integers(1, 40),
        gathering_id=st.just(1),
        purpose=st.just(Purpose.SUBJECT),
        text=st.just("Un sujet"),
        at=st.integers(0, 3).map(lambda days: T0 + timedelta(days=days)),
        supporters=st.frozensets(st.integers(1, 4)),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)


@given(proposals)
def test_the_winner_has_most_supports_and_of_these_came_first(several: list[Proposal]) -> None:
    best = None
    for one in several:  # an oracle that compares two at a time
        better = best is None or len(one.supporters) > len(best.supporters)
        as_good = best is not None and len(one.supporters) == len(best.supporters)
        if better or (as_good and best is not None and (one.at, one.id) < (best.at, best.id)):
            best = one
    assert subjects.most_supported(several) == best
    ranked = subjects.rank(several)
    assert sorted(one.id for one in ranked) == sorted(one.id for one in several)
    assert [len(one.supporters) for one in ranked] == sorted((len(one.supporters) for one in several), reverse=True)
