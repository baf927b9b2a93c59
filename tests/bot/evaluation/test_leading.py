"""Who leads a committee: who is not there, who left the programme, who takes it; each is told once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.agenda import parts
from bot.agenda.away import KEEP, AbsenceAction, AbsenceTerms, AbsenceWay, AwayChoice
from bot.agenda.model import Appointment, Part, State
from bot.agenda.pending import UNDO
from bot.door.ahead import overdue_features
from bot.errors import AlreadyAnswered, NotAllowed, SlotTaken
from bot.evaluation import away, changes, facts, leading
from bot.evaluation.model import TALK, CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.notices.notices import claim
from bot.planning import facts as absence_facts
from bot.planning.absence import carrying
from bot.planning.absence import service as absence
from bot.planning.absence.model import Days
from handlers.evaluation import news as drawings
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext
from storage.database import Database
from storage.notices.ledger import notices

from .rig import DEFIS, Committees, paris, span
from .test_teams import leave, tick, told

AT = "2026-06-02 09:00"
DAY = Days(paris(AT).date(), paris(AT).date())


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def read(rig: Committees, made: CommitteeSheet) -> CommitteeSheet:
    with rig.database.reading() as tx:
        return describe_committee(tx, made.committee.id)


def led_by(rig: Committees, made: CommitteeSheet) -> list[str]:
    names = {value: key for key, value in rig.ids.items() if key in ("claire", "david", "emma")}
    return sorted(names[one] for one in read(rig, made).appointment.host_ids)


def choices(rig: Committees, who: str, days: Days = DAY) -> tuple[AwayChoice, ...]:
    """Give what can be chosen about the only appointment of the day."""
    (line,) = rig.use(absence.list_open_days, who, days).lines
    return line.choices


def stay_away(rig: Committees, who: str, choice: AwayChoice, of: Appointment, days: Days = DAY) -> None:
    """Say it, and let two minutes go by."""
    rig.use(absence.declare_absence, who, batch=str(uuid4()), days=days, choices={of.id: choice})
    rig.now += UNDO
    with rig.database.reading() as tx:
        found = carrying.list_due(tx, now=rig.now)
    for one in found:
        rig.do(lambda tx, one=one: carrying.settle_absence(tx, one, now=rig.now))  # type: ignore[misc]


def clock(rig: Committees) -> list[int]:
    """Do what the clock does about coaches who left; give whom it concerned."""
    with rig.database.reading() as tx:
        found = leading.list_leavers(tx, now=rig.now)
    for of, who in found:
        rig.do(lambda tx, of=of, who=who: leading.remove_leaver(tx, of, person_id=who, now=rig.now))  # type: ignore[misc]
    return [who for _, who in found]


@pytest.mark.parametrize("given", [True, False], ids=["handed over", "taken"])
def test_who_leads_it_from_now_on_is_asked_to_read_its_support(rig: Committees, given: bool) -> None:
    made = rig.one(AT)
    assert told(rig, facts.ReadingNotice.kind) == {rig.ids["claire"]}
    number = made.committee.id
    if given:
        rig.use(leading.hand_over, "claire", number, person_id=rig.ids["david"])
    else:
        rig.use(leading.leave, "claire", number, person_id=rig.ids["claire"])
        rig.use(leading.take_over_committee, "david", number)
    assert told(rig, facts.ReadingNotice.kind) == {rig.ids["claire"], rig.ids["david"]}
    assert {who: drawn is not None for who, drawn in read_by(rig).items()} == {"claire": False, "david": True}


def test_who_hands_it_over_and_has_it_back_is_asked_to_read_its_support_once(rig: Committees) -> None:
    number = rig.one(AT).committee.id
    rig.use(leading.hand_over, "claire", number, person_id=rig.ids["david"])
    rig.use(leading.hand_over, "david", number, person_id=rig.ids["claire"])
    with rig.database.reading() as tx:
        asked = (
            tx.execute(select(notices.c.person_id).where(notices.c.kind == facts.ReadingNotice.kind)).scalars().all()
        )
    assert sorted(asked) == sorted([rig.ids["claire"], rig.ids["david"]])
    drop(rig, facts.ReadingNotice.kind)  # as on the day on which David reads; then Claire gives it away once more
    rig.use(leading.hand_over, "claire", number, person_id=rig.ids["david"])
    assert [who for who, drawn in read_by(rig).items() if drawn] == ["david"]


def read_by(rig: Committees) -> dict[str, Message | None]:
    """Return what the people who are still owed « Support à lire » would read on its day."""
    names, given = {rig.ids[key]: key for key in ("claire", "david")}, paris("2026-06-01 08:30")
    with rig.database.transaction() as tx:
        claimed = claim(tx, now=given, machine_now=given, limit=50)
        return {
            names[one.person_id]: drawings.render_support_summary(RenderContext(tx, one, facts.ReadingNotice(), given))
            for one in claimed
            if one.kind == facts.ReadingNotice.kind and one.person_id
        }


def drop(rig: Committees, kind: str) -> None:
    """Drop everything owed of a kind, as if it had nothing to say."""
    rows = notices.update().where(notices.c.kind == kind, notices.c.state == "owed")
    rig.do(lambda tx: tx.execute(rows.values(state="dropped", closed_at=rig.now)))


def test_a_colleague_who_is_free_leads_the_committee_of_who_is_not_there(rig: Committees) -> None:
    made = rig.one(AT)
    rig.one(AT, coach="emma", defi="defi1")
    offered = choices(rig, "claire")
    assert offered == (AwayChoice(AbsenceWay.HAND_OVER, rig.ids["david"]), AwayChoice(AbsenceWay.CANCEL), KEEP)
    stay_away(rig, "claire", offered[0], made.appointment)
    assert led_by(rig, made) == ["david"]
    assert (rig.claimed("claire"), rig.claimed("david")) == (set(), span(AT))
    team = {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}
    assert told(rig, facts.CommitteeHanded.kind) == team
    assert told(rig, absence_facts.HostAbsence.kind) == team | {rig.ids["david"]}
    assert rig.ids["david"] in told(rig, facts.CommitteeCard.kind)


def test_the_other_coach_leads_it_alone(rig: Committees) -> None:
    made = rig.one(AT)
    rig.use(leading.take_over_committee, "claire", made.committee.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(leading.take_over_committee, "david", made.committee.id)
    second(rig, made)
    assert choices(rig, "claire")[0] == AwayChoice(AbsenceWay.LEAVE)
    stay_away(rig, "claire", AwayChoice(AbsenceWay.LEAVE), made.appointment)
    assert led_by(rig, made) == ["david"]
    assert told(rig, facts.CommitteeOrphaned.kind) == set()


def test_a_cancelled_one_frees_its_time(rig: Committees) -> None:
    made = rig.one(AT)
    stay_away(rig, "claire", AwayChoice(AbsenceWay.CANCEL), made.appointment)
    assert read(rig, made).is_cancelled
    assert rig.claimed("claire") == set()


def test_of_two_coaches_who_leads_on_when_one_leaves_the_programme(rig: Committees) -> None:
    made = rig.one(AT)
    second(rig, made)
    leave(rig, "claire")
    assert clock(rig) == [rig.ids["claire"]]
    assert (led_by(rig, made), clock(rig)) == (["david"], [])
    assert rig.ids["david"] in told(rig, facts.CommitteeLeft.kind)
    assert told(rig, facts.CommitteeOrphaned.kind) == set()


def test_the_coaches_are_asked_once_who_leads_what_nobody_does_and_the_first_takes_it(rig: Committees) -> None:
    made = rig.one(AT)
    rig.one(AT, coach="emma", defi="defi1")
    leave(rig, "claire")
    assert clock(rig) == [rig.ids["claire"]]
    assert (led_by(rig, made), clock(rig), rig.claimed("claire")) == ([], [], set())
    assert rig.ids["claire"] not in told(rig, facts.CommitteeOrphaned.kind)
    assert told(rig, facts.CommitteeOrphaned.kind)
    with pytest.raises(NotAllowed):
        rig.use(leading.take_over_committee, "lea", made.committee.id)
    with pytest.raises(SlotTaken):
        rig.use(leading.take_over_committee, "emma", made.committee.id)
    for _ in range(2):
        rig.use(leading.take_over_committee, "david", made.committee.id)
    assert (led_by(rig, made), rig.claimed("david")) == (["david"], span(AT))
    assert told(rig, facts.CommitteeHanded.kind) == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}


TALK_AT = paris("2026-06-16 09:00")
TALK_DAY = Days(TALK_AT.date(), TALK_AT.date())


def talk_of(made: CommitteeSheet) -> Appointment:
    assert made.talk is not None
    return made.talk


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("way", [AbsenceWay.CANCEL, AbsenceWay.HAND_OVER])
def test_absence_on_the_day_of_the_talk_changes_the_talk_alone(rig: Committees, way: AbsenceWay, begun: bool) -> None:
    """The committee stands, or has been; also where the talk is on the committee's own day, after it has begun."""
    made = rig.one(AT)
    days = TALK_DAY
    if begun:
        rig.now = paris("2026-06-02 09:30")
        rig.use(changes.move_talk, "claire", made.committee.id, starts=paris("2026-06-02 16:00"))
        days = DAY
    offered = choices(rig, "claire", days)
    assert [one.way for one in offered] == [
        AbsenceWay.HAND_OVER,
        AbsenceWay.HAND_OVER,
        AbsenceWay.CANCEL,
        AbsenceWay.KEEP,
    ]
    stay_away(rig, "claire", next(one for one in offered if one.way is way), talk_of(made), days)
    after = read(rig, made)
    assert (after.is_cancelled, led_by(rig, made)) == (False, ["claire"])
    talk = talk_of(after)
    if way is AbsenceWay.CANCEL:
        assert talk.state is State.CANCELLED
        assert rig.claimed("claire", by=TALK) == set()
    else:
        assert talk.host_ids == (offered[0].taker_id,)
        assert rig.claimed("claire", by=TALK) == set()
        assert told(rig, facts.CommitteeHanded.kind) == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}


def test_guest_who_is_away_on_the_day_of_the_talk_still_comes_to_the_committee(rig: Committees) -> None:
    made, sami = rig.one(AT), rig.ids["sami"]
    with rig.database.reading() as tx:
        of = AbsenceTerms(rig.actor("sami"), TALK_DAY.until, rig.now)
        assert [one.way for one in away.list_choices(tx, talk_of(made), away=of).choices] == [
            AbsenceWay.LEAVE,
            AbsenceWay.KEEP,
        ]
    doing = (talk_of(made), made.committee.id, AwayChoice(AbsenceWay.LEAVE), "", "b", rig.now)
    rig.do(lambda tx: away.apply_choice(AbsenceAction(tx, rig.actor("sami"), *doing)))
    after = read(rig, made)
    assert (after.appointment.part_of(sami), talk_of(after).part_of(sami)) == (Part.GUEST, None)


def test_coach_who_left_the_programme_leads_the_talk_no_more_and_the_coaches_are_asked(rig: Committees) -> None:
    made = rig.one(AT)
    rig.now = paris("2026-06-03 09:00")  # the committee is over, its talk is to come
    leave(rig, "claire")
    assert (clock(rig), clock(rig)) == ([rig.ids["claire"]], [])
    assert talk_of(read(rig, made)).host_ids == ()
    assert rig.claimed("claire", by=TALK) == set()
    assert told(rig, facts.CommitteeOrphaned.kind) == {rig.ids["david"], rig.ids["emma"]}
    assert [one.committee.id for one in waiting(rig, "david")] == [made.committee.id]
    for _ in range(2):
        rig.use(leading.take_over_committee, "david", made.committee.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(leading.take_over_committee, "emma", made.committee.id)
    assert talk_of(read(rig, made)).host_ids == (rig.ids["david"],)
    assert told(rig, facts.CommitteeHanded.kind) == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}
    assert waiting(rig, "emma") == []


@pytest.mark.parametrize(("who", "does"), [("claire", clock), ("paul", tick)])
def test_who_left_a_committee_for_more_than_a_day_is_named(
    rig: Committees, who: str, does: Callable[[Committees], list[int]]
) -> None:
    """By `bot audit`: the clock did not come by, for the coach who leads it or for a guest."""
    rig.one(AT)
    leave(rig, who)
    since, rig.now = rig.now, rig.now + timedelta(days=1)

    def late() -> list[str]:
        with rig.database.reading() as tx:
            return list(overdue_features(tx, now=rig.now))

    assert late() == []
    rig.now += timedelta(minutes=1)
    assert late() == [f"committees {since.astimezone(UTC):%Y-%m-%d %H:%M}"]
    does(rig)
    assert late() == []


def test_who_takes_a_committee_takes_its_talk_too_unless_they_are_taken_then(rig: Committees) -> None:
    made, other = rig.one(AT), rig.one("2026-06-03 09:00", defi="defi1")
    rig.one("2026-06-16 11:00", coach="emma", defi="defi2")  # Emma has something else during the first one's talk
    rig.use(changes.move_talk, "claire", made.committee.id, starts=paris("2026-06-16 11:00"))
    leave(rig, "claire")
    assert clock(rig) == [rig.ids["claire"]] * 2
    rig.use(leading.take_over_committee, "emma", made.committee.id)
    rig.use(leading.take_over_committee, "david", other.committee.id)
    first, second = read(rig, made), read(rig, other)
    assert (led_by(rig, made), talk_of(first).host_ids) == (["emma"], ())
    assert (led_by(rig, other), talk_of(second).host_ids) == (["david"], (rig.ids["david"],))
    assert [one.committee.id for one in waiting(rig, "david")] == [made.committee.id]
    rig.use(leading.take_over_committee, "david", made.committee.id)
    assert (led_by(rig, made), talk_of(read(rig, made)).host_ids) == (["emma"], (rig.ids["david"],))


def test_who_leads_it_again_has_their_card_again(rig: Committees) -> None:
    """Claire hands it to David, and David back to her: each time a new message."""
    made = rig.one(AT)
    for giver, taker in (("claire", "david"), ("david", "claire")):
        rig.use(leading.hand_over, giver, made.committee.id, person_id=rig.ids[taker])
    kinds = cards(rig)
    assert (kinds["claire"], kinds["david"]) == (2, 1)


def waiting(rig: Committees, who: str) -> list[CommitteeSheet]:
    """Give what a coach's Home says that nobody leads."""
    with rig.database.reading() as tx:
        return leading.list_without_host(tx, rig.actor(who), now=rig.now)


def cards(rig: Committees) -> Counter[str]:
    """Count the cards that each person was owed."""
    names = {value: key for key, value in rig.ids.items() if key not in ("promotion", *DEFIS)}
    with rig.database.reading() as tx:
        rows = tx.execute(select(notices.c.person_id).where(notices.c.kind == facts.CommitteeCard.kind))
        return Counter(names[row.person_id] for row in rows)


def second(rig: Committees, made: CommitteeSheet) -> None:
    """Let David lead it too, and the talk around its report."""
    who, both = rig.ids["david"], [one.id for one in made.both]
    rig.do(lambda tx: parts.join(tx, leading.CLOCK, both, person_id=who, part=Part.HOST, now=rig.now))
