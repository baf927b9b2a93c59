"""The month runs by itself, once for all replicas, is caught up, and can be looked at without writing."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.agenda import pending
from bot.agenda.changes import settle
from bot.agenda.pending import UNDO
from bot.dates.paris import PARIS, to_paris
from bot.dates.recurrence_text import read_rule
from bot.errors import Invalid
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.kinds import CONFERENCE, PAIRS, PORTEURS
from bot.gatherings.model import Series
from bot.gatherings.series import joining, metiers, orphans, overview
from bot.gatherings.series import service as several_series
from bot.notices.model import Action, Notice
from bot.planning import facts as planning_facts
from bot.planning import lines, month
from bot.programme.model import Membership
from bot.programme.roles import Metier, Role
from storage.agenda import appointments
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import history, people, promotions
from tests.bot.gatherings.rig import EIG, VISIO, Rig
from tests.bot.gatherings.series.test_service import create, owed, wanted
from tests.promotion import found

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo", "coachs": "Ccoachs"})


def run(rig: Rig) -> list[str]:
    """Do what is due now; give its verbs."""
    with rig.database.reading() as tx:
        steps = month.list_due(tx, now=rig.now)
    for step in steps:
        with rig.database.transaction() as tx:
            month.run_step(tx, step, visio_url=VISIO, now=rig.now)
    return [one.verb.value for one in steps]


def posts(rig: Rig) -> list[tuple[int | None, str | None, str]]:
    mine = select(notices.c.person_id, notices.c.channel, notices.c.detail).where(
        notices.c.kind == planning_facts.MonthPost.kind
    )
    return [(row.person_id, row.channel, row.detail) for row in rig.do(lambda tx: tx.execute(mine).all())]


def notice(rig: Rig, *, channel: str | None) -> Notice:
    return Notice(
        id=str(uuid4()),
        seq=1,
        action=Action.POST,
        kind=planning_facts.MonthPost.kind,
        subject=planning_facts.MonthPost.subject,
        subject_id=rig.ids["promotion"],
        revision=0,
        due=rig.now,
        expires=None,
        recipient=f"channel {channel}",
        person_id=None,
        slack_id=None,
        channel=channel,
        thread_ts=None,
        detail="2026-05",
        card=False,
        attempts=1,
        first_attempt=rig.now,
        lease_until=rig.now,
        doubtful=False,
    )


def raw(rig: Rig, rule: str, dispositif: str = CONFERENCE, **values: object) -> Series:
    """Write a series without making anything of it."""
    return rig.series(dispositif, rule=read_rule(rule, today=rig.now.date()).text, **values)


def test_moments_are_working_mornings() -> None:
    # 1 May 2026 is a holiday and a Friday; the five working days before Monday 4 May begin on Friday 24 April.
    assert f"{to_paris(month.posting_time(MAY)):%m-%d %H:%M}" == "05-04 09:00"
    assert f"{to_paris(month.preparation_time(MAY)):%m-%d %H:%M}" == "04-24 09:00"


def test_month_is_made_asked_and_posted_once(rig: Rig) -> None:
    raw(rig, "2e mardi, 14 h")
    assert run(rig) == ["make", "ask"]
    assert run(rig) == []
    rig.now = month.posting_time(MAY)
    assert run(rig) == ["post"]
    assert run(rig) == []
    assert posts(rig) == [(None, "Cpromo", "2026-05")]
    with rig.database.reading() as tx:
        assert month.next_due(tx, now=rig.now) == month.preparation_time(JUNE)
        told = lines.read_month(tx, rig.ids["promotion"], month=MAY, now=rig.now)
    assert told
    assert [f"{to_paris(one.starts):%m-%d %H:%M}" for one in told.lines] == ["05-12 14:00"]
    rig.now = month.preparation_time(JUNE)
    assert run(rig) == ["make", "ask"]


def test_receipts_forgotten_owe_nothing_twice(rig: Rig) -> None:
    raw(rig, "2e mardi, 14 h")
    rig.now = month.posting_time(MAY)
    run(rig)
    from_then = rig.now + timedelta(days=8)
    rig.do(lambda tx: history.forget_receipts(tx, before=from_then))
    rig.now = from_then
    assert run(rig) == ["make", "ask"]  # past its week « Ce mois-ci » is not posted any more
    assert posts(rig) == [(None, "Cpromo", "2026-05")]


def test_two_replicas_do_it_once(rig: Rig) -> None:
    for hour in (9, 11, 14):
        raw(rig, f"2e mardi, {hour} h")
    rig.now = month.posting_time(MAY)
    together = Barrier(2)

    def replica() -> None:
        together.wait()
        run(rig)

    threads = [Thread(target=replica) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with rig.database.reading() as tx:
        told = lines.read_month(tx, rig.ids["promotion"], month=MAY, now=rig.now)
    assert told
    assert len(told.lines) == 3
    assert posts(rig) == [(None, "Cpromo", "2026-05")]


def test_without_channel_each_eig_gets_it(database: Database) -> None:
    rig = Rig(database, now=month.posting_time(MAY)).fill()
    raw(rig, "2e mardi, 14 h")
    run(rig)
    assert {person for person, _, _ in posts(rig)} == {rig.ids[key] for key in EIG}


def test_channel_that_takes_nothing_is_told_to_the_coaches(rig: Rig) -> None:
    raw(rig, "2e mardi, 14 h")
    rig.now = month.posting_time(MAY)
    run(rig)
    for _ in range(2):
        with rig.database.transaction() as tx:
            month.replace_failed_post(tx, notice(rig, channel="Cpromo"), reason="not_in_channel", now=rig.now)
    assert {person for person, _, _ in posts(rig)} == {None, *(rig.ids[key] for key in EIG)}
    assert [detail for _, detail in owed(rig, planning_facts.FailedMonthPost.kind)] == ["Cpromo not_in_channel 2026-05"]


def test_empty_month_says_nothing(rig: Rig) -> None:
    rig.now = month.posting_time(MAY)
    assert run(rig) == ["ask", "post"]
    assert posts(rig) == []


def test_organiser_is_asked_in_one_message_for_all_that_is_missing(rig: Rig) -> None:
    first, second = (create(rig, wanted(rig, rule=f"{one} mardi, 14 h")) for one in ("2e", "3e"))
    with rig.database.transaction() as tx:
        for kept in (first, second):
            for one in kept.coming:
                appointments.change(tx, one.appointment.id, now=rig.now, link=None)
    run(rig)
    asked = owed(rig, "gatherings.called")
    assert asked == [(rig.ids["claire"], f"{first.coming[0].gathering.id},{second.coming[0].gathering.id}")]


def test_an_organiser_of_two_promotions_is_asked_about_each(rig: Rig) -> None:
    lacking: list[tuple[int, str]] = []
    for rule in ("2e mardi, 14 h", "3e mardi, 14 h"):
        if lacking:
            rig.ids |= rig.do(lambda tx: found(tx, "EIG 10"))
            rig.do(
                lambda tx: people.add_membership(tx, rig.ids["claire"], Membership(Role.COACH, rig.ids["promotion"]))
            )
        (one,) = create(rig, wanted(rig, rule=rule)).coming[:1]
        rig.do(lambda tx, number=one.appointment.id: appointments.change(tx, number, now=rig.now, link=None))  # type: ignore[misc]
        lacking.append((rig.ids["claire"], str(one.gathering.id)))
    run(rig)
    run(rig)
    assert owed(rig, "gatherings.called") == lacking


def test_next_month_is_shown_without_writing(rig: Rig) -> None:
    create(rig, wanted(rig, rule="2e mardi, 14 h"))
    raw(rig, "2e mardi, 14 h 30", PORTEURS)
    before = rig.do(lambda tx: tx.execute(select(notices.c.id)).all())
    with rig.database.reading() as tx:
        shown = lines.preview_month(tx, rig.actor("david"), rig.ids["promotion"], now=rig.now)
    assert [(one.is_unmade, one.unclaimed, f"{to_paris(one.starts):%m-%d %H:%M}") for one in shown.lines] == [
        (False, False, "06-09 14:00"),
        (True, True, "06-09 14:30"),
    ]
    assert rig.do(lambda tx: tx.execute(select(notices.c.id)).all()) == before


def test_who_arrives_later_sees_what_is_yet_to_come(rig: Rig) -> None:
    create(rig, wanted(rig, rule="2e mardi, 14 h"))
    lea = rig.actor("lea").person
    assert lea
    with rig.database.reading() as tx:
        eig7 = promotions.promotion_by_id(tx, rig.ids["promotion"])
        undoable = lines.rest_of_month(tx, lea, eig7, now=rig.now)
    rig.now += UNDO
    rig.do(lambda tx: [settle(tx, batch, now=rig.now) for batch in pending.due_batches(tx, now=rig.now)])
    with rig.database.reading() as tx:
        shown = lines.rest_of_month(tx, lea, eig7, now=rig.now)
        over = lines.rest_of_month(tx, lea, eig7, now=datetime(2026, 5, 13, 9, 0, tzinfo=PARIS))
    assert (undoable, shown is not None, over) == (None, True, None)


def test_month_tells_the_eig_what_is_for_them_and_gives_no_room(rig: Rig) -> None:
    for day, dispositif in ((12, CONFERENCE), (13, PORTEURS), (19, PAIRS)):
        rig.make(rig.series(dispositif), datetime(2026, 5, day, 14, 0, tzinfo=PARIS))
    everybody = rig.do(lambda tx: people.by_ids(tx, rig.ids.values()))
    with rig.database.reading() as tx:
        told = lines.read_month(tx, rig.ids["promotion"], month=MAY, now=rig.now)
        eig7 = promotions.promotion_by_id(tx, rig.ids["promotion"])
        left = {
            who: lines.rest_of_month(tx, everybody[rig.ids[who]], eig7, now=rig.now)
            for who in ("lea", "sami", "paul", "serge", "claire")
        }
    assert told
    assert [one.series.dispositif for one in told.lines] == [CONFERENCE, PAIRS]
    assert [(one.is_online, VISIO[:20] in repr(one)) for one in told.lines] == [(True, False)] * 2
    # Sami is no designer: their group is not his. A porteur and a sponsor come to their seminar, an EIG never.
    assert {who: [one.series.dispositif for one in month.lines] for who, month in left.items() if month} == {
        "lea": [CONFERENCE, PAIRS],
        "sami": [CONFERENCE],
        "paul": [PORTEURS],
        "serge": [PORTEURS],
        "claire": [CONFERENCE, PORTEURS, PAIRS],
    }


def test_one_group_a_metier_and_the_small_ones_choose(rig: Rig) -> None:
    rig.add("rose", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"], Metier.DROIT.value))
    given, draft = wanted(rig, rule="1er jeudi, 10 h", dispositif=PAIRS), str(uuid4())
    organisers = {Metier.DESIGN.value: rig.ids["claire"], Metier.DEVELOPPEMENT.value: rig.ids["david"]}
    made = [
        rig.use(
            several_series.create_for_metiers, "claire", draft, values=given, organisers=organisers, visio_url=VISIO
        )
        for _ in range(2)
    ]
    assert [[one.series.id for one in each] for each in made] == [[one.series.id for one in made[0]]] * 2
    assert [one.series.metiers for one in made[0]] == [("design",), ("developpement",), ("science-donnee",)]
    with rig.database.reading() as tx:
        counted = metiers.count_by_metier(tx, rig.ids["promotion"])
        shown = overview.read_promotion(tx, rig.actor("claire"), rig.ids["promotion"], now=rig.now)
    assert [(one.metier, one.count) for one in counted if one.is_alone] == [(Metier.DROIT, 1)]
    assert [(one.series.id, one.series.metiers) for one in shown.alone] == [(0, ("droit",))]
    design = made[0][0].series
    rig.use(joining.join_metier, "david", Metier.DROIT.value, other_series_id=design.id)
    with rig.database.reading() as tx:
        assert overview.read_promotion(tx, rig.actor("claire"), rig.ids["promotion"], now=rig.now).alone == ()


def test_one_person_in_all_has_no_group(database: Database) -> None:
    rig = Rig(database)
    with database.transaction() as tx:
        rig.ids |= found(tx, "EIG 9")
    for key, role in (("lea", Role.EIG), ("claire", Role.COACH)):
        rig.add(key, Membership(role, rig.ids["promotion"], None, "design" if role is Role.EIG else None))
    given = wanted(rig, dispositif=PAIRS)
    with pytest.raises(Invalid) as refused:
        rig.use(several_series.create_for_metiers, "claire", str(uuid4()), values=given, organisers={}, visio_url=VISIO)
    assert refused.value.facts["faults"] == {"rule": "none"}
    kept = create(rig, wanted(rig))
    assert [one.name for one in kept.coming[0].invited] == ["Lea"]


def test_who_left_is_replaced_by_one_press(rig: Rig) -> None:
    kept = create(rig, wanted(rig))
    with rig.database.transaction() as tx:
        mine = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.COACH])
        people.end_memberships(tx, [row.id for row in mine if row.person_id == rig.ids["claire"]], now=rig.now)
    with rig.database.reading() as tx:
        assert orphans.list_orphaned(tx, now=rig.now) == [kept.series.id]
    for _ in range(2):
        rig.do(lambda tx: orphans.ask_coaches(tx, kept.series.id, now=rig.now))
    assert len(owed(rig, gatherings_facts.GatheringOrphaned.kind)) == 1
    rig.use(orphans.take_over_series, "david", kept.series.id)
    again = rig.use(orphans.take_over_series, "david", kept.series.id)
    assert again.organiser_id == rig.ids["david"]
    assert {rig.sheet(one.gathering).appointment.host_ids for one in kept.coming} == {(rig.ids["david"],)}
