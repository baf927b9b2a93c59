"""A plan on a real database: read, changed by two coaches, confirmed once, and what a phase that moves then moves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from bot.catalogue import openings
from bot.dates.paris import PARIS
from bot.errors import Invalid, NotAllowed, NotFound, UndoTooLate
from bot.evaluation import planning as committees_planning
from bot.evaluation.model import COMMITTEE as COMMITTEES
from bot.gatherings.kinds import CONFERENCE, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.subjects import peers
from bot.planning.year import confirming, service
from bot.planning.year.model import WORKSHOPS, PlanSheet, YearChoice
from bot.programme.model import Membership, Phase
from bot.programme.roles import Role
from storage.agenda.appointments import appointments
from storage.database import Database
from storage.gatherings.gathering_series import series
from storage.gatherings.occurrences import gatherings
from storage.notices.ledger import notices
from storage.programme import history, people, promotions, years
from storage.programme import openings as stored
from tests.bot.agenda.promises import statements
from tests.bot.gatherings.rig import VISIO, Rig

PHASES = (
    Phase(1, "Valider l’hypothèse", date(2026, 9, 7), date(2026, 11, 6)),
    Phase(2, "Prouver le concept", date(2026, 11, 7), date(2027, 2, 6)),
    Phase(3, "Prouver la valeur", date(2027, 2, 7), date(2027, 5, 6)),
    Phase(4, "Amplifier l’impact", date(2027, 5, 7), date(2027, 7, 6)),
)
ENDS = {one.number: one.ends_on for one in PHASES}
SECOND = f"{PORTEURS}:2"


class Years(Rig):
    """The gatherings' promotion, which begins in September."""

    def begin(self) -> "Years":
        self.fill()
        with self.database.transaction() as tx:
            promotions.save_phases(tx, self.of, PHASES)
            promotions.change_promotion(tx, self.of, starts_on="2026-09-07", ends_on="2027-07-06")
        return self

    @property
    def of(self) -> int:
        return self.ids["promotion"]

    def read(self, who: str = "claire") -> PlanSheet:
        return self.use(service.read_plan, who, self.of)

    def confirm(self, who: str = "claire", *, seen: int | None = None) -> confirming.Confirmation:
        seen = self.read().plan.revision if seen is None else seen
        return self.use(confirming.confirm_plan, who, self.of, seen_revision=seen, visio_url=VISIO)

    def choose(self, choice: YearChoice, *, key: str = SECOND, seen: int = 0, who: str = "claire") -> PlanSheet:
        return self.use(service.set_line, who, self.of, key=key, choice=choice, seen_revision=seen)

    def move(self, ends: dict[int, date]) -> confirming.Confirmation:
        seen = self.read().plan.revision
        return self.use(
            confirming.move_phases, "claire", self.of, ends=ENDS | ends, seen_revision=seen, visio_url=VISIO
        )

    def rules(self) -> dict[str, str]:
        """Give the rules of what comes back, by what it is."""
        with self.database.reading() as tx:
            rows = tx.execute(select(series).where(series.c.ended_at.is_(None)))
            return {f"{row.dispositif} {row.title or ''}".strip(): row.rule for row in rows}

    def standing(self) -> int:
        with self.database.reading() as tx:
            standing = select(func.count()).select_from(appointments).where(appointments.c.state != "cancelled")
            return int(tx.execute(standing).scalar_one())


@pytest.fixture
def rig(database: Database) -> Years:
    return Years(database).begin()


def day(text: str, at: str = "09:30") -> YearChoice:
    return YearChoice(f"{text} T{at}")


def test_a_plan_is_read_without_a_trace_and_confirmed_into_what_the_house_has(rig: Years) -> None:
    assert (rig.rules(), rig.read().plan.confirmed_at) == ({}, None)
    written = rig.confirm().written
    assert rig.rules() == {
        "seminaire-promotion": "2026-10-01 2027-04-29 T09:00",
        "seminaire-porteurs": "2026-10-15 2026-11-19 2027-02-18 2027-05-20 T09:30",
        "conference": "2026-10/P1M 2TH T09:30",
        "pluridisciplinaire": "2026-10/P1M 2TH T14:00",
        "pairs design": "2026-10/P1M 2TH T11:15",
        "pairs développement": "2026-10/P1M 2TH T11:15",
        "pairs science de la donnée": "2026-10/P1M 2TH T15:45",  # two coachs
    }
    choices = rig.use(lambda tx, who, now: committees_planning.open_choices(tx, who, rig.of, now=now), "claire")
    assert choices.usual == (date(2026, 10, 26), date(2026, 11, 2))
    assert choices.round is not None
    assert choices.round.asked_at is None  # nobody was asked for their half-days
    with rig.database.reading() as tx:
        kept = years.read_choices(tx, rig.of).items()
        assert [one.confirmed for key, one in sorted(kept) if key.startswith(f"{WORKSHOPS}:")] == ["1", "2", "2", "1"]
        told = select(notices.c.person_id).where(notices.c.kind.not_like("home%"), notices.c.action == "post")
        assert {*tx.execute(told).scalars()} <= {rig.ids["claire"], rig.ids["david"]}
        lines = [one.action for one in history.entries_of_all(tx, "year_plan", [rig.of])]
    assert (lines, len(written)) == (["planning.year_confirm"], 23)


def test_what_is_closed_is_not_in_the_plan_unless_it_stands(rig: Years) -> None:
    rig.confirm()
    there = {one.family for one in rig.read().year.lines if one.there}
    assert rig.read().hides == ()
    rig.do(lambda tx: openings.close_all_but_first(tx, rig.of))
    sheet = rig.read()
    assert ({one.family for one in sheet.year.lines}, sheet.hides) == (there, ())


def test_a_new_promotion_plans_what_it_opens_with(rig: Years) -> None:
    rig.do(lambda tx: openings.close_all_but_first(tx, rig.of))
    assert ({one.family for one in rig.read().year.lines}, len(rig.read().hides)) == ({CONFERENCE, PAIRS}, 6)
    rig.confirm()
    assert {one.partition(" ")[0] for one in rig.rules()} == {CONFERENCE, PAIRS}


def test_what_opens_later_is_planned_from_its_day_on(rig: Years) -> None:
    rig.do(lambda tx: openings.close_all_but_first(tx, rig.of))
    opens = date(2027, 1, 18)
    closed = rig.read().hides
    for key in (COMMITTEES, SEMINAR, "pluridisciplinaire"):
        rig.do(partial(stored.set_opening_day, promotion_id=rig.of, dispositif=key, opens_on=opens))
    sheet = rig.read()
    later = [line for line in sheet.year.lines if line.family not in {CONFERENCE, PAIRS}]
    assert {COMMITTEES, SEMINAR, "pluridisciplinaire"} <= {line.family for line in later}
    assert [line.key for line in later if not line.days or line.days[0] < opens] == []
    assert (len(closed), sheet.hides) == (6, ("Séminaire des porteurs et porteuses", "Atelier collaboratif"))


def test_a_first_confirmation_is_taken_back_within_two_minutes_and_can_be_made_again(rig: Years) -> None:
    before = rig.read()
    done = rig.confirm()
    assert (done.undoes, rig.rules() != {}) == (True, True)
    assert (before.has_events, done.sheet.has_events) == (False, True)
    with pytest.raises(NotAllowed):
        rig.use(confirming.undo_confirmation, "david", rig.of)
    after = rig.use(confirming.undo_confirmation, "claire", rig.of)
    assert ([one.what for one in after.year.lines], after.plan.confirmed_at) == (
        [one.what for one in before.year.lines],
        None,
    )
    assert (rig.rules(), len(after.year.written_lines)) == ({}, len(before.year.written_lines))
    with pytest.raises(UndoTooLate):
        rig.use(confirming.undo_confirmation, "claire", rig.of)
    assert len(rig.confirm().written) == len(done.written)
    rig.now += timedelta(minutes=2)
    with pytest.raises(UndoTooLate):
        rig.use(confirming.undo_confirmation, "claire", rig.of)


def test_a_coach_to_whom_a_colleague_s_plan_gives_series_hears_it_once(rig: Years) -> None:
    rig.confirm("claire")
    handed = select(notices.c.person_id, notices.c.due).where(notices.c.kind == "gatherings.series_handed")
    with rig.database.reading() as tx:
        theirs = tx.execute(select(func.count()).where(series.c.organiser_id == rig.ids["david"])).scalar_one()
        told = [tuple(row) for row in tx.execute(handed)]
    assert (theirs > 1, told) == (True, [(rig.ids["david"], rig.now + timedelta(minutes=2))])


def test_a_plan_confirmed_twice_writes_once(rig: Years) -> None:
    rig.confirm(seen=0)
    made = rig.standing()
    again = rig.confirm("david", seen=0)
    assert (again.written, rig.standing(), rig.read().has_changes) == ((), made, False)


def test_two_coaches_race_to_confirm_and_one_plan_comes_of_it(rig: Years) -> None:
    actors, barrier = [rig.actor(key) for key in ("claire", "david")], Barrier(2)

    def press(at: int) -> int:
        barrier.wait()
        with rig.database.transaction() as tx:
            done = confirming.confirm_plan(tx, actors[at], rig.of, seen_revision=0, visio_url=VISIO, now=rig.now)
        return len(done.written)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [0, 23]
    assert len(rig.rules()) == 7


def test_a_plan_that_a_colleague_changed_is_not_confirmed_unread(rig: Years) -> None:
    rig.choose(day("2026-11-26"), who="david")
    with pytest.raises(Invalid) as refusal:
        rig.confirm(seen=0)
    assert (refusal.value.facts["reason"], rig.rules()) == ("overtaken", {})
    rig.confirm()
    assert "2026-11-26" in rig.rules()["seminaire-porteurs"]


def test_two_coaches_change_two_lines_and_not_one(rig: Years) -> None:
    rig.choose(day("2026-11-26"), who="david")
    rig.choose(day("2027-03-11"), key=f"{PORTEURS}:3")  # drawn before David's
    with pytest.raises(Invalid) as refusal:
        rig.choose(day("2026-12-03"))
    assert refusal.value.facts["reason"] == "overtaken"
    rig.choose(day("2026-11-26"))  # the same
    rig.choose(day("2026-12-03"), seen=rig.read().plan.revision)
    line = rig.read().year.find_line(SECOND)
    assert line is not None
    assert line.days == (date(2026, 12, 3),)


@pytest.mark.parametrize(
    ("key", "choice", "field", "reason"),
    [
        (SECOND, day("2026-05-01"), "day", "past"),
        (SECOND, day("2027-09-01"), "day", "outside"),
        (SECOND, YearChoice(organiser_id=999), "organiser", "gone"),
        (f"{WORKSHOPS}:2", YearChoice("9"), "what", "range"),
        (f"{COMMITTEES}:2", YearChoice("2026-05-04"), "day", "outside"),
        (SECOND, day("2026-11-29"), "day", "closed"),  # a Sunday
        (SECOND, day("2026-11-11"), "day", "closed"),
        (f"{SEMINAR}:1", day("2026-10-02", "09:00"), "day", "closed"),  # a Friday: its second day is a Saturday
        ("rapport:2", YearChoice("2027-02-13"), "day", "closed"),
        (CONFERENCE, YearChoice("P1M 2TH T23:00"), "time", "night"),
        (CONFERENCE, YearChoice("P1M 2TH T18:00"), "time", "night"),  # until 19 h 30
    ],
)
def test_a_line_cannot_be_anything(rig: Years, key: str, choice: YearChoice, field: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rig.choose(choice, key=key)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, reason)


def test_nothing_is_announced_on_the_day_of_confirming_and_no_day_too_soon_can_be_chosen(rig: Years) -> None:
    rig.now = datetime(2026, 11, 30, 9, 8, tzinfo=PARIS)
    with pytest.raises(Invalid) as refusal:
        rig.choose(day("2026-12-14"))
    assert refusal.value.facts == {"field": "day", "reason": "soon", "day": date(2026, 12, 15)}
    rig.choose(day("2026-12-15"))
    rig.use(service.set_school, "claire", rig.of, text="du 19 décembre au 3 janvier", seen_revision=1)
    rig.confirm()
    with rig.database.reading() as tx:
        told = [*tx.execute(select(gatherings.c.announce_at).order_by(gatherings.c.announce_at)).scalars()]
        asks = peers.list_due(tx, now=rig.now)
    assert told[0] == datetime(2026, 12, 1, 9, tzinfo=PARIS)
    assert asks == []


def test_who_is_no_coach_of_the_promotion_may_not(rig: Years) -> None:
    for key in ("lea", "paul", "serge"):
        with pytest.raises(NotAllowed):
            rig.read(key)
    with pytest.raises(NotFound):
        rig.choose(YearChoice(), key="comite:9")


def test_a_promotion_without_coach_confirms_nothing(rig: Years) -> None:
    rig.add("cora", Membership(Role.COACH))
    with rig.database.transaction() as tx:
        gone = [rig.ids[one] for one in ("claire", "david", "cora")]
        tx.execute(update(people.memberships).where(people.memberships.c.person_id.in_(gone)).values(ended_at=rig.now))
    with pytest.raises(NotAllowed):
        rig.confirm("cora", seen=0)
    assert rig.rules() == {}


def test_a_line_left_aside_is_not_written_and_the_rest_is(rig: Years) -> None:
    rig.choose(YearChoice(out=True), key=CONFERENCE)
    rig.choose(YearChoice(out=True), key=f"{SEMINAR}:2", seen=1)
    rig.confirm()
    assert CONFERENCE not in rig.rules()
    assert rig.rules()[SEMINAR] == "2026-10-01 T09:00"
    rig.choose(YearChoice(), key=CONFERENCE, seen=9)
    assert [one.key for one in rig.read().year.written_lines] == [CONFERENCE]


def test_what_comes_back_already_is_not_made_again(rig: Years) -> None:
    rig.series(CONFERENCE, rule="P1M 3TU T10:00")
    rig.series(PAIRS, rule="P1M 1MO T10:00")
    rig.confirm()
    assert [key for key in rig.rules() if key.startswith(CONFERENCE)] == [CONFERENCE]
    assert sorted(key for key in rig.rules() if key.startswith(PAIRS)) == [
        "pairs",
        "pairs développement",
        "pairs science de la donnée",
    ]


def test_a_phase_that_moves_says_what_it_moves_and_moves_it(rig: Years) -> None:
    rig.confirm()
    before = rig.rules()
    with rig.database.transaction() as tx:  # as an import of the promotion's file does
        promotions.save_phases(
            tx,
            rig.of,
            [
                *PHASES[:2],
                Phase(3, "Prouver la valeur", PHASES[2].starts_on, date(2027, 5, 28)),
                Phase(4, "Amplifier l’impact", date(2027, 5, 29), PHASES[3].ends_on),
            ],
        )
    waits = [one.key for one in rig.read().year.written_lines]
    assert waits == [f"{PORTEURS}:4", f"{COMMITTEES}:3", "rapport:3"]
    assert rig.rules() == before
    rig.confirm()
    assert rig.rules() == before | {PORTEURS: "2026-10-15 2026-11-19 2027-02-18 2027-06-17 T09:30"}
    assert rig.read().has_changes is False


def test_an_earlier_end_cancels_what_comes_after_it(rig: Years) -> None:
    rig.confirm()
    done = rig.move({4: date(2027, 5, 14)})
    assert (done.dropped, rig.read().promotion.ends_on, rig.read().beyond) == (1, date(2027, 5, 14), ())
    with rig.database.reading() as tx:
        after = datetime(2027, 5, 15, tzinfo=PARIS)
        late = select(appointments.c.id).where(appointments.c.starts > after, appointments.c.state != "cancelled")
        assert tx.execute(late).all() == []


def test_what_was_announced_stays_where_it_is(rig: Years) -> None:
    rig.confirm()
    with rig.database.transaction() as tx:
        tx.execute(update(gatherings).where(gatherings.c.period == "2027-05-20").values(announced_at=rig.now))
    rig.move({3: date(2027, 5, 28)})
    assert rig.rules()[PORTEURS] == "2026-10-15 2026-11-19 2027-02-18 2027-05-20 T09:30"
    assert [one.code for one in rig.read().year.find_line(f"{PORTEURS}:4").faults] == ["outside"]  # type: ignore[union-attr] # is there


def test_a_phase_cannot_end_before_it_begins(rig: Years) -> None:
    with pytest.raises(Invalid) as refusal:
        rig.move({2: date(2026, 11, 6)})
    assert (refusal.value.facts["reason"], refusal.value.facts["number"]) == ("order", 2)
    assert rig.read().promotion.phases == PHASES


def test_another_promotion_of_the_same_coaches_is_kept_clear_of(rig: Years) -> None:
    with rig.database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 10", starts_on="2026-10-01", ends_on="2027-08-01")
        people.add_membership(tx, rig.ids["claire"], Membership(Role.COACH, other))
    theirs = rig.series(CONFERENCE, promotion_id=other)
    rig.make(theirs, datetime(2026, 11, 19, 9, 30, tzinfo=PARIS))
    sheet = rig.read()
    assert [(one.code, one.names) for one in sheet.year.faults] == [("overlap", ("EIG 10",))]
    assert sheet.year.find_line(SECOND).days == (date(2026, 11, 26),)  # type: ignore[union-attr] # is there


def test_a_plan_is_read_in_as_many_queries_whatever_its_size(rig: Years) -> None:
    def count() -> int:
        actor = rig.actor("claire")
        with rig.database.transaction() as tx, statements(tx) as seen:
            service.read_plan(tx, actor, rig.of, now=rig.now)
            return len(seen)

    before = count()
    for number in range(4):
        rig.add(f"coach{number}", Membership(Role.COACH, rig.of))
        rig.add(f"eig{number}", Membership(Role.EIG, rig.of, rig.ids["defi0"], "droit"))
        with rig.database.transaction() as tx:
            promotions.save_defi(tx, rig.of, f"Autre {number}", administration="Bureau")
    assert count() == before
    rig.confirm()
    with rig.database.reading() as tx:
        assert years.read(tx, rig.of).confirmed_by == rig.ids["claire"]
    assert count() <= before + 2  # what stands is read too
