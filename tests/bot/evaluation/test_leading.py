"""Who leads a committee: who is not there, who left the programme, who takes it; each is told once."""

from uuid import uuid4

import pytest

from bot.agenda import parts
from bot.agenda.away import KEEP, Choice, Way
from bot.agenda.model import Part
from bot.agenda.pending import UNDO
from bot.errors import AlreadyAnswered, NotAllowed, SlotTaken
from bot.evaluation import facts, leading
from bot.evaluation.model import Sheet
from bot.evaluation.sheets import describe
from bot.planning import facts as absence_facts
from bot.planning.absence import carrying
from bot.planning.absence import service as absence
from bot.planning.absence.model import Days
from storage.database import Database

from .rig import Committees, paris, span
from .test_teams import leave, told

AT = "2026-06-02 09:00"
DAY = Days(paris(AT).date(), paris(AT).date())


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def read(rig: Committees, made: Sheet) -> Sheet:
    with rig.database.reading() as tx:
        return describe(tx, made.committee.id)


def led_by(rig: Committees, made: Sheet) -> list[str]:
    names = {value: key for key, value in rig.ids.items() if key in ("claire", "david", "emma")}
    return sorted(names[one] for one in read(rig, made).appointment.host_ids)


def choices(rig: Committees, who: str) -> tuple[Choice, ...]:
    """Give what can be chosen about the only appointment of the day."""
    (line,) = rig.use(absence.open_days, who, DAY).lines
    return line.choices


def stay_away(rig: Committees, who: str, choice: Choice, made: Sheet) -> None:
    """Say it, and let two minutes go by."""
    rig.use(absence.stay_away, who, batch=str(uuid4()), days=DAY, choices={made.appointment.id: choice})
    rig.now += UNDO
    with rig.database.reading() as tx:
        found = carrying.due(tx, now=rig.now)
    for one in found:
        rig.do(lambda tx, one=one: carrying.settle(tx, one, now=rig.now))  # type: ignore[misc]


def clock(rig: Committees) -> list[int]:
    """Do what the clock does about coaches who left; give whom it concerned."""
    with rig.database.reading() as tx:
        found = leading.left_behind(tx, now=rig.now)
    for of, who in found:
        rig.do(lambda tx, of=of, who=who: leading.free_place(tx, of, person_id=who, now=rig.now))  # type: ignore[misc]
    return [who for _, who in found]


def test_a_colleague_who_is_free_leads_the_committee_of_who_is_not_there(rig: Committees) -> None:
    made = rig.one(AT)
    rig.one(AT, coach="emma", defi="defi1")
    offered = choices(rig, "claire")
    assert offered == (Choice(Way.HAND_OVER, rig.ids["david"]), Choice(Way.CANCEL), KEEP)
    stay_away(rig, "claire", offered[0], made)
    assert led_by(rig, made) == ["david"]
    assert (rig.claimed("claire"), rig.claimed("david")) == (set(), span(AT))
    team = {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}
    assert told(rig, facts.Handed.kind) == team
    assert told(rig, absence_facts.Away.kind) == team | {rig.ids["david"]}
    assert rig.ids["david"] in told(rig, facts.Card.kind)


def test_the_other_coach_leads_it_alone(rig: Committees) -> None:
    made = rig.one(AT)
    rig.use(leading.take, "claire", made.committee.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(leading.take, "david", made.committee.id)
    second(rig, made)
    assert choices(rig, "claire")[0] == Choice(Way.LEAVE)
    stay_away(rig, "claire", Choice(Way.LEAVE), made)
    assert led_by(rig, made) == ["david"]
    assert told(rig, facts.Orphaned.kind) == set()


def test_a_cancelled_one_frees_its_time(rig: Committees) -> None:
    made = rig.one(AT)
    stay_away(rig, "claire", Choice(Way.CANCEL), made)
    assert read(rig, made).is_cancelled
    assert rig.claimed("claire") == set()


def test_of_two_coaches_who_leads_on_when_one_leaves_the_programme(rig: Committees) -> None:
    made = rig.one(AT)
    second(rig, made)
    leave(rig, "claire")
    assert clock(rig) == [rig.ids["claire"]]
    assert (led_by(rig, made), clock(rig)) == (["david"], [])
    assert rig.ids["david"] in told(rig, facts.Left.kind)
    assert told(rig, facts.Orphaned.kind) == set()


def test_the_coaches_are_asked_once_who_leads_what_nobody_does_and_the_first_takes_it(rig: Committees) -> None:
    made = rig.one(AT)
    rig.one(AT, coach="emma", defi="defi1")
    leave(rig, "claire")
    assert clock(rig) == [rig.ids["claire"]]
    assert (led_by(rig, made), clock(rig), rig.claimed("claire")) == ([], [], set())
    assert rig.ids["claire"] not in told(rig, facts.Orphaned.kind)
    assert told(rig, facts.Orphaned.kind)
    with pytest.raises(NotAllowed):
        rig.use(leading.take, "lea", made.committee.id)
    with pytest.raises(SlotTaken):
        rig.use(leading.take, "emma", made.committee.id)
    for _ in range(2):
        rig.use(leading.take, "david", made.committee.id)
    assert (led_by(rig, made), rig.claimed("david")) == (["david"], span(AT))
    assert told(rig, facts.Handed.kind) == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}


def second(rig: Committees, made: Sheet) -> None:
    """Let David lead it too."""
    who = rig.ids["david"]
    rig.do(lambda tx: parts.join(tx, leading.CLOCK, [made.appointment.id], person_id=who, part=Part.HOST, now=rig.now))
