"""A series is made, changed and ended; its occurrences exist two months ahead, once, and keep what was answered."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from bot.agenda.model import State
from bot.dates.paris import PARIS, day_of, from_epoch, to_paris
from bot.dates.recurrence_text import read_rule
from bot.errors import Invalid, NotAllowed, NotFound, SlotTaken
from bot.gatherings import answers, changes, sheets
from bot.gatherings.conference import talks
from bot.gatherings.conference.talks import Talk
from bot.gatherings.groups import presenters
from bot.gatherings.kinds import CONFERENCE, KINDS, MIXED, PAIRS, SEMINAR
from bot.gatherings.model import GatheringSheet, Reply, Series
from bot.gatherings.series import overview
from bot.gatherings.series import service as series
from bot.gatherings.series.service import SavedSeries
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import history
from tests.bot.gatherings.rig import EIG, METIERS, VISIO, Rig


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


def wanted(rig: Rig, rule: str = "2e mardi du mois, 14 h", dispositif: str = CONFERENCE, **values: object) -> Series:
    """Give what the form of a series says."""
    given: dict[str, Any] = {
        "id": 0,
        "promotion_id": rig.ids["promotion"],
        "dispositif": dispositif,
        "rule": read_rule(rule, today=day_of(rig.now)).text,
        "minutes": KINDS[dispositif].minutes,
        "organiser_id": rig.ids["claire"],
        "metiers": (METIERS[0].value,) if dispositif == PAIRS else (),
        **values,
    }
    return Series(**given)


def create(rig: Rig, given: Series, *, draft: str | None = None, who: str = "claire") -> SavedSeries:
    return rig.use(series.create, who, draft or str(uuid4()), values=given, visio_url=VISIO)


def edit(rig: Rig, kept: SavedSeries, *, by: str = "claire", **values: object) -> SavedSeries:
    given = replace(kept.series, **values)  # type: ignore[arg-type] # each of its own type
    return rig.use(series.edit, by, kept.series.id, values=given, visio_url=VISIO)


def come(rig: Rig, sheet: GatheringSheet, *keys: str) -> None:
    """Let these people have answered « Je viens »."""
    with rig.database.transaction() as tx:
        for key in keys:
            occurrences.put_answer(tx, sheet.gathering.id, rig.ids[key], reply=Reply.COMES, now=rig.now)


def times(kept: SavedSeries) -> list[str]:
    return [f"{to_paris(one.appointment.starts):%m-%d %H:%M}" for one in kept.coming]


def owed(rig: Rig, kind: str) -> list[tuple[int, str]]:
    query = select(notices.c.person_id, notices.c.detail).where(notices.c.kind == kind).order_by(notices.c.seq)
    return [(row.person_id, row.detail) for row in rig.do(lambda tx: tx.execute(query).all())]


def faults(rig: Rig, given: Series) -> object:
    with pytest.raises(Invalid) as refused:
        create(rig, given)
    return refused.value.facts["faults"]


def test_occurrences_exist_two_months_ahead(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    # NOW is the 4th of May, and so to the end of July; 14 July is a holiday.
    assert times(kept) == ["05-12 14:00", "06-09 14:00", "07-15 14:00"]
    assert [one.gathering.moved_for for one in kept.coming] == [None, None, "Fête nationale"]
    assert {one.appointment.host_ids for one in kept.coming} == {(rig.ids["claire"],)}


def test_submitted_twice_it_is_one_series(rig: Rig) -> None:
    given, draft = wanted(rig), str(uuid4())
    first, second = create(rig, given, draft=draft), create(rig, given, draft=draft)
    assert first.series == second.series
    assert rig.do(lambda tx: tx.execute(select(func.count()).select_from(occurrences.gatherings)).scalar_one()) == 3


def test_who_is_no_coach_makes_none(rig: Rig) -> None:
    for who in ("lea", "paul", "serge"):
        with pytest.raises(NotAllowed):
            create(rig, wanted(rig), who=who)


def test_small_groups_are_announced_before_they_are_made(rig: Rig) -> None:
    for days, found in ((1, "short"), (3, "short"), (7, None)):
        given = wanted(rig, dispositif=MIXED, lead_days=days)
        if found:
            assert faults(rig, given) == {"lead": found}
        else:
            assert create(rig, given).coming


def test_all_faults_are_told_at_once(rig: Rig) -> None:
    wrong = wanted(
        rig,
        dispositif=PAIRS,
        metiers=(),
        title="a" * 151,
        place="b" * 301,
        link="visio",
        capacity=0,
        lead_days=0,
        minutes=10,
        organiser_id=rig.ids["lea"],
        skills=("agilité", "pitch", "accessibilité", "logiciel libre"),
        opened_to=frozenset({Role.COACH}),
    )
    assert faults(rig, wrong) == {
        "minutes": "range",
        "title": "long",
        "metiers": "none",
        "organiser": "gone",
        "place": "long",
        "link": "not_a_link",
        "lead": "range",
        "capacity": "none",
        "opened_to": "gone",
        "skills": "many",
    }


def test_link_to_the_service_that_closed_is_refused(rig: Rig) -> None:
    assert faults(rig, wanted(rig, link="https://webconf.numerique.gouv.fr/SallePairs")) == {"link": "closed"}


def test_rule_that_never_happens_is_refused(rig: Rig) -> None:
    after = wanted(rig, rule="12 janvier 2027, 9 h")  # the promotion ends in November
    assert faults(rig, after) == {"rule": "never"}
    august = wanted(rig, rule="11 août 2026, 9 h")  # a day of its own was meant, also where August is skipped
    assert create(rig, august).series.rule == august.rule


def test_last_day_of_the_month_follows_shorter_months(database: Database) -> None:
    rig = Rig(database, now=datetime(2026, 1, 13, 8, 0, tzinfo=PARIS)).fill()
    kept = create(rig, wanted(rig, rule="le 31 du mois, 10 h"))
    # 31 January is a Saturday, 28 February too: the nearest working day of the month.
    assert times(kept) == ["01-30 10:00", "02-27 10:00", "03-31 10:00"]
    rig.now = datetime(2026, 1, 31, 8, 0, tzinfo=PARIS)  # 31 January plus a month
    assert times(create(rig, wanted(rig, rule="1er mardi, 10 h"))) == ["02-03 10:00", "03-03 10:00"]


def test_august_is_skipped_where_wanted(rig: Rig) -> None:
    rig.now = datetime(2026, 7, 1, 8, 0, tzinfo=PARIS)
    assert times(create(rig, wanted(rig, rule="1er lundi, 9 h"))) == ["07-06 09:00", "09-07 09:00"]
    kept = create(rig, wanted(rig, rule="1er lundi, 11 h", skips_august=False))
    assert times(kept) == ["07-06 11:00", "08-03 11:00", "09-07 11:00"]


def test_holiday_is_not_moved_onto_another_occurrence(rig: Rig) -> None:
    kept = create(rig, wanted(rig, rule="8 mai 2026, 7 mai 2026, 9 h"))
    # 8 May is a holiday: the 7th is taken, the 6th is the nearest working day.
    assert times(kept) == ["05-06 09:00", "05-07 09:00"]
    assert [one.gathering.by_rule for one in kept.coming] == [date(2026, 5, 8), date(2026, 5, 7)]


def test_holiday_is_not_moved_onto_one_moved_by_hand(rig: Rig) -> None:
    rig.now = datetime(2026, 4, 20, 8, 0, tzinfo=PARIS)
    kept = create(rig, wanted(rig, rule="2e mardi, 9 h"))
    june = kept.coming[-1]
    rig.use(changes.move, "claire", june.gathering.id, starts=datetime(2026, 7, 15, 9, 0, tzinfo=PARIS))
    rig.now = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)
    found = rig.do(
        lambda tx: series.create_missing_dates(
            tx, kept.series, kept.promotion, as_of=rig.now, visio_url=VISIO, now=rig.now
        )
    )
    assert [f"{to_paris(rig.sheet(one).appointment.starts):%m-%d}" for one in found] == ["07-13"]


def test_whose_organiser_is_taken_it_is_asked_about_once(rig: Rig) -> None:
    create(rig, wanted(rig))
    kept = create(rig, wanted(rig, dispositif=PAIRS))
    assert [one.gathering.unclaimed for one in kept.coming] == [True, True, True]
    asked = owed(rig, "gatherings.called")
    assert asked == [(rig.ids["claire"], ",".join(str(one.gathering.id) for one in kept.coming))]
    edit(rig, kept, title="Design")
    assert owed(rig, "gatherings.called") == asked


def test_one_is_moved_to_any_later_time(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    one = kept.coming[0]
    come(rig, one, "lea")
    late = datetime(2026, 5, 14, 20, 30, tzinfo=PARIS)  # a holiday, in the evening
    moved = rig.use(changes.move, "david", one.gathering.id, starts=late, reason="Salle prise")
    assert (moved.appointment.starts, moved.appointment.reason) == (late, "Salle prise")
    assert owed(rig, "gatherings.moved") == []  # it can be undone
    rig.stand()
    assert {who for who, _ in owed(rig, "gatherings.moved")} == {rig.ids["claire"], rig.ids["lea"]}
    rig.use(changes.move, "david", one.gathering.id, starts=late)
    assert len(owed(rig, "gatherings.moved")) == 2
    for wrong, reason in ((rig.now, "past"), (late + timedelta(minutes=7), "quarter")):
        with pytest.raises(Invalid) as refused:
            rig.use(changes.move, "david", one.gathering.id, starts=wrong)
        assert refused.value.facts == {"field": "starts", "reason": reason}


def test_what_is_moved_again_before_people_heard_is_told_from_the_time_that_they_know(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    one = kept.coming[0]
    come(rig, one, "lea")
    first, second, third = (datetime(2026, 5, day, 14, tzinfo=PARIS) for day in (13, 15, 18))
    known = one.appointment.starts

    def told() -> dict[int, list[datetime]]:
        """Let the two minutes go by; give the times of what waits, by whom it is owed to."""
        rig.stand()
        query = select(notices.c.person_id, notices.c.detail).where(
            notices.c.kind.in_(["gatherings.moved", "gatherings.cancelled"]), notices.c.closed_at.is_(None)
        )
        rows = rig.do(lambda tx: tx.execute(query).all())
        return {row.person_id: [from_epoch(int(each)) for each in row.detail.split()] for row in rows}

    rig.use(changes.move, "david", one.gathering.id, starts=first)
    rig.use(changes.move, "david", one.gathering.id, starts=second)
    assert told() == {rig.ids["lea"]: [known, second], rig.ids["claire"]: [known, second]}
    rig.do(lambda tx: tx.execute(update(notices).values(closed_at=rig.now, state="sent")))  # now they have heard
    rig.use(changes.move, "claire", one.gathering.id, starts=third)
    assert told() == {rig.ids["lea"]: [second, third]}
    rig.use(changes.move, "david", one.gathering.id, starts=second)
    assert told() == {rig.ids["claire"]: [third, second]}  # to Léa nothing has changed
    rig.use(changes.move, "david", one.gathering.id, starts=first)
    rig.use(changes.cancel, "david", one.gathering.id)
    assert told() == {rig.ids["lea"]: [second], rig.ids["claire"]: [third]}


def test_history_says_what_was_done_to_a_date(rig: Rig) -> None:
    one = create(rig, wanted(rig)).coming[0]
    before, later, david = one.appointment.starts, datetime(2026, 5, 13, 14, tzinfo=PARIS), rig.ids["david"]
    rig.use(changes.move, "claire", one.gathering.id, starts=later)
    rig.use(changes.hand_over, "claire", one.gathering.id, person_id=david)
    rig.use(changes.set_capacity, "claire", one.gathering.id, capacity=9)
    rig.use(changes.cancel, "claire", one.gathering.id)
    lines = rig.do(lambda tx: history.entries_of(tx, "gathering", one.gathering.id))
    assert {each.action: each.detail for each in lines} == {
        "gatherings.move": f"{int(before.timestamp())} {int(later.timestamp())}",
        "gatherings.hand_over": str(david),
        "gatherings.capacity": "9",
        "gatherings.cancel": "",
    }


def test_it_is_not_moved_to_where_its_host_is_taken(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    other = create(rig, wanted(rig, rule="3e mardi, 14 h", dispositif=PAIRS))
    with pytest.raises(SlotTaken):
        rig.use(changes.move, "claire", other.coming[0].gathering.id, starts=kept.coming[0].appointment.starts)
    assert rig.sheet(other.coming[0].gathering).appointment == other.coming[0].appointment


def test_what_is_to_be_arbitrated_is_moved_handed_over_or_kept(rig: Rig) -> None:
    create(rig, wanted(rig))
    moved, handed, kept = create(rig, wanted(rig, dispositif=PAIRS)).coming
    with pytest.raises(SlotTaken):
        rig.use(changes.move, "claire", moved.gathering.id, starts=moved.appointment.starts + timedelta(minutes=30))
    later = moved.appointment.starts + timedelta(days=1)
    sheet = rig.use(changes.move, "claire", moved.gathering.id, starts=later)
    assert (sheet.gathering.unclaimed, sheet.appointment.host_ids) == (False, (rig.ids["claire"],))
    page = rig.do(lambda tx: overview.read_gathering(tx, rig.actor("claire"), handed.gathering.id))
    assert [one.name for one in page.colleagues] == ["David"]
    sheet = rig.use(changes.hand_over, "claire", handed.gathering.id, person_id=rig.ids["david"])
    assert (sheet.gathering.unclaimed, sheet.appointment.host_ids) == (False, (rig.ids["david"],))
    assert [who for who, _ in owed(rig, "gatherings.handed")] == [rig.ids["david"]]
    sheet = rig.use(changes.keep_without_host, "claire", kept.gathering.id)
    assert (sheet.gathering.unclaimed, sheet.appointment.host_ids) == (False, ())


def test_new_organiser_who_is_taken_too_is_asked_about_the_same_dates(rig: Rig) -> None:
    """Claire was asked; David, who organises it from now on, is asked as well, and nobody is asked twice."""
    create(rig, wanted(rig))
    create(rig, wanted(rig, organiser_id=rig.ids["david"]))
    mine = create(rig, wanted(rig, dispositif=PAIRS))
    assert [who for who, _ in owed(rig, "gatherings.called")] == [rig.ids["claire"]]
    for _ in range(2):
        mine = edit(rig, mine, organiser_id=rig.ids["david"])
    assert [who for who, _ in owed(rig, "gatherings.called")] == [rig.ids["claire"], rig.ids["david"]]


def test_one_that_is_cancelled_is_not_made_again(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    one = kept.coming[1]
    rig.use(changes.cancel, "claire", one.gathering.id, reason="Pas ce mois-ci")
    assert rig.sheet(one.gathering).is_cancelled
    assert times(edit(rig, kept, title="Les conférences")) == ["05-12 14:00", "07-15 14:00"]


def test_capacity_is_not_lowered_below_those_who_come(rig: Rig) -> None:
    one = create(rig, wanted(rig)).coming[0]
    come(rig, one, *EIG[:3])
    with pytest.raises(Invalid) as refused:
        rig.use(changes.set_capacity, "claire", one.gathering.id, capacity=2)
    assert refused.value.facts == {"field": "capacity", "reason": "below", "comes": 3}
    assert rig.use(changes.set_capacity, "claire", one.gathering.id, capacity=3).free_places == 0
    other = create(rig, wanted(rig, rule="3e mardi, 9 h"))
    come(rig, other.coming[0], *EIG[:2])
    with pytest.raises(Invalid) as refused:
        edit(rig, other, capacity=1)
    assert refused.value.facts["comes"] == 2


def test_edited_rule_moves_what_is_not_announced_and_keeps_its_answers(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    announced, june, july = kept.coming
    rig.do(lambda tx: occurrences.change(tx, announced.gathering.id, announced_at=rig.now))
    come(rig, june, "lea")
    changed = edit(rig, kept, rule=read_rule("dernier jeudi, 10 h", today=day_of(rig.now)).text)
    assert times(changed) == ["05-12 14:00", "06-25 10:00", "07-30 10:00"]
    assert [one.gathering.id for one in changed.coming] == [one.gathering.id for one in kept.coming]
    assert list(rig.sheet(june.gathering).answers) == [rig.ids["lea"]]
    assert changed.remade
    assert (changed.remade.moved, changed.remade.announced, changed.remade.dropped) == (2, 1, 0)
    was, will_be = june.appointment.starts, rig.sheet(june.gathering).appointment.starts
    detail = f"{int(was.timestamp())} {int(will_be.timestamp())}"
    assert owed(rig, "gatherings.moved") == [(rig.ids["lea"], detail)]
    back = edit(rig, changed, rule=kept.series.rule)
    assert times(back) == times(kept)
    assert july.gathering.id in [one.gathering.id for one in back.coming]


def test_weekly_series_keeps_each_week_its_own(rig: Rig) -> None:
    kept = create(rig, wanted(rig, "tous les jeudis, 9 h 30"))
    assert times(kept)[:3] == ["05-07 09:30", "05-15 09:30", "05-21 09:30"]  # Ascension is the 14th
    announced, second, *_ = kept.coming
    rig.do(lambda tx: occurrences.change(tx, announced.gathering.id, announced_at=rig.now))
    come(rig, second, "lea")
    changed = edit(rig, kept, rule=read_rule("tous les lundis, 10 h", today=day_of(rig.now)).text)
    assert times(changed)[:3] == ["05-07 09:30", "05-11 10:00", "05-18 10:00"]  # a week has one, as announced
    assert changed.coming[1].gathering.id == second.gathering.id
    assert list(changed.coming[1].answers) == [rig.ids["lea"]]


@pytest.mark.parametrize(
    ("first", "second", "then"),
    [
        ("2e mardi du mois, 14 h", "tous les mardis, 14 h", ["05-05 14:00", "05-12 14:00", "05-19 14:00"]),
        ("2e mardi du mois, 14 h", "tous les jeudis, 14 h", ["05-07 14:00", "05-12 14:00", "05-21 14:00"]),
        ("tous les mardis, 14 h", "dernier mardi, 14 h", ["05-05 14:00", "06-30 14:00", "07-28 14:00"]),
    ],
)
def test_announced_date_stands_for_its_week_or_month(rig: Rig, first: str, second: str, then: list[str]) -> None:
    kept = create(rig, wanted(rig, first))
    announced = kept.coming[0]
    rig.do(lambda tx: occurrences.change(tx, announced.gathering.id, announced_at=rig.now))
    changed = edit(rig, kept, rule=read_rule(second, today=day_of(rig.now)).text)
    assert times(changed)[:3] == then
    assert announced.gathering.id in {one.gathering.id for one in changed.coming}
    assert times(edit(rig, changed, minutes=60)) == times(changed)  # an edit of something else makes no second one


def test_rule_with_fewer_days_cancels_the_rest_and_can_come_back(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    fewer = edit(rig, kept, rule=read_rule("12 juin 2026, 9 h", today=day_of(rig.now)).text)
    assert times(fewer) == ["06-12 09:00"]
    assert fewer.remade
    assert fewer.remade.dropped == 2
    assert times(edit(rig, fewer, rule=kept.series.rule)) == times(kept)


def test_who_was_asked_to_present_hears_that_their_date_moves_or_goes(rig: Rig) -> None:
    kept = create(rig, wanted(rig, rule="2e mardi du mois, 14 h", dispositif=MIXED))
    _, june, _ = kept.coming
    first, *others = rig.do(lambda tx: presenters.ask_next_presenters(tx, june.gathering.id, now=rig.now))
    assert others
    moved = edit(rig, kept, rule=read_rule("2e jeudi du mois, 10 h", today=day_of(rig.now)).text)
    assert {who for who, _ in owed(rig, "gatherings.moved")} == {first, *others}
    fewer = edit(rig, moved, rule=read_rule("4 septembre 2026, 9 h", today=day_of(rig.now)).text)
    assert june.gathering.id not in {one.gathering.id for one in fewer.coming}
    assert {who for who, _ in owed(rig, "gatherings.cancelled")} == {first, *others}


def test_edited_rule_asks_speakers_again(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    first = kept.coming[0].gathering.id
    rig.use(talks.save_talk, "claire", first, talk=Talk(speakers=frozenset({rig.ids["lea"]})))
    rig.use(answers.answer, "lea", first, reply=Reply.COMES)
    edit(rig, kept, title="Les conférences")
    assert rig.do(lambda tx: sheets.agreed_speakers(tx, first)) == {rig.ids["lea"]}
    edit(rig, kept, rule=read_rule("dernier jeudi, 10 h", today=day_of(rig.now)).text)
    assert rig.do(lambda tx: sheets.agreed_speakers(tx, first)) == set()


def test_edited_organiser_hosts_what_is_to_come(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    busy = create(rig, wanted(rig, rule="9 juin 2026, 14 h", organiser_id=rig.ids["david"]))
    after = edit(rig, kept, organiser_id=rig.ids["david"])
    david = (rig.ids["david"],)
    assert [one.appointment.host_ids for one in after.coming] == [david, (), david]
    assert [one.gathering.unclaimed for one in after.coming] == [False, True, False]
    assert busy.coming[0].appointment.host_ids == david


def test_new_organiser_hears_of_it_from_whoever_edits_the_series(rig: Rig) -> None:
    """Each time, and the former one too where somebody else does it; nobody what they did themselves."""
    rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    kept, heard = create(rig, wanted(rig)), list[int]()
    for by, to, told in (
        ("claire", "david", "david"),
        ("david", "claire", "claire"),
        ("emma", "david", "claire david"),
    ):
        rig.now += timedelta(minutes=1)
        kept = edit(rig, kept, by=by, organiser_id=rig.ids[to])
        heard += [rig.ids[key] for key in told.split()]
        assert sorted(who or 0 for who, _ in owed(rig, "gatherings.series_handed")) == sorted(heard)
    edit(rig, kept, title="Les conférences")
    assert len(owed(rig, "gatherings.series_handed")) == len(heard)


def test_ended_series_frees_the_time_of_its_host(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    one = kept.coming[0]
    come(rig, one, "lea")
    rig.use(series.end, "david", kept.series.id)
    assert {rig.sheet(each.gathering).appointment.state for each in kept.coming} == {State.CANCELLED}
    assert (rig.ids["lea"], str(int(one.appointment.starts.timestamp()))) in owed(rig, "gatherings.cancelled")
    with pytest.raises(NotFound):
        edit(rig, kept, title="Encore")
    assert create(rig, wanted(rig, dispositif=PAIRS)).coming[0].appointment.host_ids == (rig.ids["claire"],)


def test_two_days_of_a_seminar_are_claimed(rig: Rig) -> None:
    kept = create(rig, wanted(rig, rule="8 septembre 2026, 9 h", dispositif=SEMINAR, place="Paris"))
    assert times(kept) == ["09-08 09:00"]  # further than two months: days of its own are kept free at once
    assert kept.coming[0].appointment.link is None
    other = create(rig, wanted(rig, rule="9 septembre 2026, 11 h"))
    assert [one.gathering.unclaimed for one in other.coming] == [True]


def test_every_series_of_a_coach_is_listed(rig: Rig) -> None:
    create(rig, wanted(rig))
    found = rig.do(lambda tx: overview.list_programmes(tx, rig.actor("david"), now=rig.now))
    assert [(one.promotion.name, len(one.listed), len(one.listed[0].coming)) for one in found] == [("EIG 9", 1, 3)]
    with pytest.raises(NotAllowed):
        rig.do(lambda tx: overview.list_programmes(tx, rig.actor("lea"), now=rig.now))
