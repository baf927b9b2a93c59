"""Fixed values for the examples of gatherings: people, a series, an occurrence, and what is known of them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.agenda.model import Appointment, Part, Participant, State
from bot.dates.paris import PARIS
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Answer, Gathering, GatheringSheet, Reply, Series
from bot.programme.model import Membership, Person, Promotion
from bot.programme.roles import Role

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=PARIS)
STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
HOSTILE = "<!channel> & <@U0AUTRE> *gras*"
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11), {"promotion": "C0PROMO"})


def person(number: int, name: str, role: Role = Role.EIG) -> Person:
    """Give somebody of the promotion."""
    return Person(number, name, f"p{number}@example.org", f"U{number}", None, (Membership(role, 1),))


CLAIRE, LEA, SAMI, INES = (
    person(1, "Claire Morel", Role.COACH),
    person(2, "Léa Martin"),
    person(3, "Sami Haddad"),
    person(4, "Inès Diallo"),
)
NADINE = Person(9, "Nadine Roux", "nadine@example.org", None, None, (Membership(Role.EXPERT),))
MANY = tuple(person(100 + number, f"Personne {number}") for number in range(1, 21))


def sheet(
    dispositif: str = CONFERENCE,
    *,
    title: str | None = "Publier ses données",
    answers: tuple[tuple[Person, Reply], ...] = (),
    speakers: tuple[Person, ...] = (),
    state: State = State.CONFIRMED,
    place: str | None = None,
    link: str | None = "https://visio.example.org/a",
    starts: datetime = STARTS,
    minutes: int = 90,
    series: dict[str, Any] | None = None,
    **values: Any,  # noqa: ANN401 - columns of the gathering
) -> GatheringSheet:
    """Give what is known of a gathering on Tuesday 26 May that Claire organises."""
    given = tuple(Answer(one.id, reply, number, NOW) for number, (one, reply) in enumerate(answers, 1))
    parts = (
        Participant(CLAIRE.id, Part.HOST),
        *(Participant(one.id, Part.EXPERT) for one in speakers),
        *(Participant(one.id, Part.GUEST) for one, reply in answers if reply is Reply.COMES),
    )
    ends = starts + timedelta(minutes=minutes)
    appointment = Appointment(11, "uid", dispositif, 1, None, starts, ends, state, 0, link, parts, place=place)
    of = Series(5, 1, dispositif, "", minutes, CLAIRE.id, skills=("Écoute",), valeurs=("Partage", "Ouverture"))
    gathering = Gathering(7, 5, "2026-05", 11, STARTS.date(), NOW, title=title)
    invited = (INES, LEA, SAMI)
    known = {one.id: one for one in (CLAIRE, *invited, *speakers, *(one for one, _ in answers))}
    return GatheringSheet(
        replace(gathering, **values),
        replace(of, **(series or {})),
        appointment,
        PROMOTION,
        invited,
        {one.person_id: one for one in given},
        known,
    )
