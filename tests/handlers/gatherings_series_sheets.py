"""Made-up series and gatherings, as the views of the gatherings are given them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.agenda.model import Appointment, Part, Participant, State
from bot.agenda.model import Reply as Comes
from bot.dates.paris import PARIS
from bot.gatherings.kinds import CONFERENCE, KINDS, PAIRS
from bot.gatherings.model import Answer, Gathering, GatheringSheet, Reply, Series
from bot.programme.model import Membership, Person, Phase, Promotion
from bot.programme.roles import Metier, Role

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday
STARTS = datetime(2026, 5, 12, 14, 0, tzinfo=PARIS)
PHASES = (
    Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 3, 11)),
    Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11)),
    Phase(3, "Prouver la valeur", date(2026, 6, 12), date(2026, 9, 11)),
    Phase(4, "Amplifier l’impact", date(2026, 9, 12), date(2026, 11, 11)),
)
CHANNEL = "C0PROMO"
PROMOTION = Promotion(1, "EIG 9", date(2026, 1, 12), date(2026, 11, 11), {"promotion": CHANNEL}, PHASES)
COACHING = (Membership(Role.COACH, 1),)
CLAIRE = Person(1, "Claire Morel", memberships=COACHING)
DAVID = Person(2, "David Nguyen", memberships=COACHING)
LEA = Person(3, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1, Metier.DESIGN.value),))
SAMI = Person(4, "Sami Haddad", memberships=(Membership(Role.EIG, 1, 1, Metier.DESIGN.value),))
GONE = Person(5, "Nora <!channel> & Co")
HOSTILE = "<!channel> & <@U0AUTRE>"
EVERYBODY = {one.id: one for one in (CLAIRE, DAVID, LEA, SAMI, GONE)}
SECOND_TUESDAY = "P1M 2TU T14:00"


def series(dispositif: str = CONFERENCE, **values: object) -> Series:
    given: dict[str, Any] = {
        "id": 7,
        "promotion_id": 1,
        "dispositif": dispositif,
        "rule": SECOND_TUESDAY,
        "minutes": KINDS[dispositif].minutes,
        "organiser_id": CLAIRE.id,
        "metiers": (Metier.DESIGN.value,) if dispositif == PAIRS else (),
        **values,
    }
    return Series(**given)


def sheet(
    of: Series | None = None,
    starts: datetime = STARTS,
    *,
    number: int = 21,
    host: Person | None = CLAIRE,
    comes: tuple[Person, ...] = (),
    place: str | None = None,
    link: str | None = "https://visio.example.org/a1b2c3d4",
    state: State = State.CONFIRMED,
    reason: str | None = None,
    **values: object,
) -> GatheringSheet:
    """Give a gathering of a series; `host` None: nobody is there for it yet."""
    mine = of or series()
    parts = [Participant(one.id, Part.GUEST) for one in comes]
    parts.append(Participant((host or CLAIRE).id, Part.HOST, Comes.COMES if host else Comes.LEFT))
    appointment = Appointment(
        id=number + 100,
        uid=f"uid-{number}",
        dispositif=mine.dispositif,
        promotion_id=1,
        defi_id=None,
        starts=starts,
        ends=starts + timedelta(minutes=mine.minutes),
        state=state,
        revision=0,
        link=link,
        participants=tuple(parts),
        reason=reason,
        place=place,
    )
    given: dict[str, Any] = {
        "id": number,
        "series_id": mine.id,
        "period": f"{starts:%Y-%m}",
        "appointment_id": appointment.id,
        "by_rule": starts.date(),
        "announce_at": starts - timedelta(days=mine.lead_days),
        "unclaimed": host is None,
        **values,
    }
    answers = {one.id: Answer(one.id, Reply.COMES, at, NOW) for at, one in enumerate(comes, 1)}
    return GatheringSheet(Gathering(**given), mine, appointment, PROMOTION, (LEA, SAMI), answers, EVERYBODY)


def later(one: GatheringSheet, days: int, *, number: int, **values: object) -> GatheringSheet:
    """Give the same gathering so many days later."""
    appointment = replace(
        one.appointment,
        starts=one.appointment.starts + timedelta(days=days),
        ends=one.appointment.ends + timedelta(days=days),
    )
    gathering = replace(one.gathering, id=number, **values)  # type: ignore[arg-type] # each of its own type
    return replace(one, appointment=appointment, gathering=gathering)
