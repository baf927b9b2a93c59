"""The cycle that all examples and drawn tests of mentoring share: Léa asked, Sami comes, Maya is the mentor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.agenda.model import Appointment, Part, Participant, State
from bot.dates.paris import day_of
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import SHIPPED, Cycle, CycleChoice, CycleSheet, Session, SuitableTimes
from bot.programme.model import Defi, Membership, Person
from bot.programme.roles import Role

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = tuple(
    datetime(2026, month, day, 12, 0, tzinfo=UTC) for month, day in ((5, 12), (5, 19), (5, 26), (6, 2))
)  # 14 h in Paris
LENGTH = timedelta(minutes=SHIPPED.minutes)
ANSWER_BY = datetime(2026, 5, 8, 15, 0, tzinfo=UTC)  # Friday, 17 h
DURING = STARTS[1] + timedelta(minutes=20)  # the second séance runs
BETWEEN = STARTS[1] + timedelta(days=1)  # two are over
AFTER = STARTS[3] + timedelta(days=1)  # all are
NEED = "Choisir un modèle pour nos séries de mesures."
LINK = "https://docs.example.org/besoin?a=1&b=2"
DOMAIN = "science de la donnée"
HOSTILE = "Relire :tada:, <!channel> & <@U0AUTRE>, *gras*, 1 < 2"
PROMOTION_ID = 1
CYCLE_ID = 3

CARTE = Defi(1, PROMOTION_ID, "Carte Vive", "Bureau des cartes")
LEA = Person(1, "Léa Martin", memberships=(Membership(Role.EIG, PROMOTION_ID, 1),))
SAMI = Person(2, "Sami Haddad", memberships=(Membership(Role.EIG, PROMOTION_ID, 1),))
CLAIRE = Person(4, "Claire Morel", memberships=(Membership(Role.COACH, PROMOTION_ID),))
MAYA = Person(6, "Maya Benali", memberships=(Membership(Role.MENTOR),), expertises=(DOMAIN, "accessibilité"))
NOE = Person(7, "Noé Lambert", memberships=(Membership(Role.MENTOR),), expertises=(DOMAIN,))
ROSE = Person(8, "Rose Petit", memberships=(Membership(Role.MENTOR),), expertises=(DOMAIN,))
PEOPLE = {one.id: one for one in (LEA, SAMI, CLAIRE, MAYA, NOE, ROSE)}

_HELD, _OPEN, _DROPPED = SessionState.HELD, SessionState.OPEN, SessionState.DROPPED
_USUAL = {  # the four séances as a cycle in this state usually has them
    CycleState.ASKED: (),
    CycleState.OFFERED: (_HELD,) * 4,
    CycleState.HELD: (_HELD,) * 4,
    CycleState.ANSWERED: (SessionState.AGREED, SessionState.COUNTERED, _OPEN, SessionState.AGREED),
    CycleState.RUNNING: (SessionState.CONFIRMED,) * 4,
    CycleState.DONE: (SessionState.OVER,) * 4,
    CycleState.ENDED: (SessionState.OVER, SessionState.OVER, _DROPPED, _DROPPED),
    CycleState.DECLINED: (_DROPPED,) * 4,
    CycleState.LAPSED: (_DROPPED,) * 4,
    CycleState.WITHDRAWN: (_DROPPED,) * 4,
}
_STANDING = (SessionState.CONFIRMED, SessionState.OVER)


def sheet(
    state: CycleState = CycleState.HELD,
    *,
    sessions: Sequence[SessionState] | None = None,
    outcomes: Sequence[Outcome | None] = (None,) * 4,
    starts: Sequence[datetime] = STARTS,
    guests: Sequence[Person] = (SAMI,),
    defi: Defi = CARTE,
    mentor: Person = MAYA,
    asker: Person = LEA,
    **other: Any,  # noqa: ANN401 - any field of Cycle
) -> CycleSheet:
    """Give a cycle in a state, its séances as they usually are then, or in the states of `sessions` (four at most).

    The séances' appointments are 11 to 14, in the order of `starts`. `other`: fields of the cycle (need, link, reason,
    domain, choice, answer_by, turned_at, taken_by, after, id).
    """
    states = _USUAL[state] if sessions is None else tuple(sessions)
    known = PEOPLE | {one.id: one for one in (*guests, mentor, asker)}
    begun = state in (CycleState.RUNNING, CycleState.DONE, CycleState.ENDED)
    plain = Cycle(
        terms=SHIPPED,
        id=CYCLE_ID,
        asked_by=asker.id,
        defi_id=defi.id,
        promotion_id=PROMOTION_ID,
        mentor_id=mentor.id,
        domain=DOMAIN,
        need=NEED,
        link=None,
        suits=SuitableTimes(),
        from_day=None,
        choice=CycleChoice.CHOSEN,
        state=state,
        asked_at=NOW,
        answer_by=ANSWER_BY if state.is_open else None,
        turned_at=NOW,
        first_day=day_of(starts[0]) if begun else None,
        guest_ids=tuple(one.id for one in guests),
    )
    cycle = replace(plain, **other)
    parts = (
        Participant(asker.id, Part.BOOKER),
        *(Participant(one.id, Part.GUEST) for one in guests),
        Participant(mentor.id, Part.HOST),
    )
    drawn = [
        Session(_appointment(number, start, one, parts=parts), number, one, outcome)
        for number, (start, one, outcome) in enumerate(zip(starts, states, outcomes, strict=False), 1)
    ]
    drawn.sort(key=lambda one: (one.appointment.starts, one.number))
    return CycleSheet(cycle, defi, tuple(drawn), known)


def asked_together(given: CycleSheet) -> CycleSheet:
    """Give this cycle once its team asks to move all séances by a day."""
    moving = [
        replace(
            one,
            state=SessionState.MOVING,
            wanted=one.appointment.starts + timedelta(days=1),
            word_by=STARTS[0] - timedelta(days=3),
            why="Nous déménageons cette semaine-là",
            together=True,
        )
        for one in given.sessions
    ]
    return replace(given, sessions=tuple(moving))


def _appointment(number: int, start: datetime, state: SessionState, *, parts: tuple[Participant, ...]) -> Appointment:
    held = State.CONFIRMED if state in _STANDING else State.HELD if state.holds_time else State.CANCELLED
    return Appointment(
        10 + number,
        f"00000000-0000-4000-8000-00000000001{number}",
        "mentorat",
        PROMOTION_ID,
        CARTE.id,
        start,
        start + LENGTH,
        held,
        0,
        "https://visio.example.org/maya",
        parts,
    )
