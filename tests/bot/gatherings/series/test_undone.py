"""What a form would bring is shown without being written, and what it made can be undone before anybody is told."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Table, func, select

from bot.agenda import changes, pending
from bot.agenda.model import State
from bot.agenda.pending import UNDO
from bot.errors import NotAllowed, NotFound, UndoTooLate
from bot.gatherings import changes as changing
from bot.gatherings import facts
from bot.gatherings.kinds import MIXED, PAIRS, SEMINAR
from bot.gatherings.model import Series
from bot.gatherings.series import service as series
from bot.gatherings.series.service import SavedSeries
from bot.notices import notices as ledger
from handlers.gatherings import news as gatherings_news
from handlers.kit.blocks import Message
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.agenda.appointments import appointments
from storage.database import Database
from storage.gatherings.gathering_series import series as series_table
from storage.gatherings.occurrences import gatherings
from storage.notices.ledger import notices
from tests.architecture.lookout import looking_out
from tests.bot.gatherings.rig import METIERS, VISIO, Rig
from tests.bot.gatherings.series.test_service import create, owed, wanted
from tests.bot.gatherings.test_announcements import run


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "C0PROMO"})


def near(rig: Rig, **values: object) -> Series:
    """Give a series whose next date is announced at once."""
    return wanted(rig, **{"dispositif": SEMINAR, "rule": "12 mai 2026, 9 h", **values})  # type: ignore[arg-type] # each of its own type


def tick(rig: Rig, now: datetime) -> None:
    """Do what the bot's clock does at this moment: gestures stand, then gatherings follow."""
    rig.now = now
    rig.do(lambda tx: [changes.settle(tx, one, now=now) for one in pending.due_batches(tx, now=now)])
    run(rig, now)


def count(rig: Rig, table: Table) -> int:
    return int(rig.do(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()))


def undo(rig: Rig, batch: str, who: str = "claire") -> list[Series]:
    return rig.use(series.undo, who, batch)


def undone(rig: Rig, kept: SavedSeries) -> bool:
    states = {rig.sheet(one.gathering).appointment.state for one in kept.coming}
    return states == {State.CANCELLED}


def test_what_a_form_would_bring_is_shown_and_nothing_is_kept(rig: Rig) -> None:
    given, draft = near(rig), str(uuid4())
    with rig.database.rehearsal() as tx:
        shown = series.create(tx, rig.actor("claire"), draft, values=given, visio_url=VISIO, now=rig.now)
        assert len(shown.coming) == 1
    assert {count(rig, one) for one in (series_table, gatherings, appointments, notices)} == {0}
    kept = create(rig, given, draft=draft)  # what the rehearsal locked is free, its id is nobody's
    assert [one.appointment.starts for one in kept.coming] == [one.appointment.starts for one in shown.coming]


def test_a_rehearsal_that_fails_keeps_nothing_either(rig: Rig) -> None:
    def rehearse() -> None:
        with rig.database.rehearsal() as tx:
            for who in ("claire", "lea"):
                series.create(tx, rig.actor(who), str(uuid4()), values=near(rig), visio_url=VISIO, now=rig.now)

    with pytest.raises(NotAllowed):
        rehearse()
    assert count(rig, series_table) == 0
    assert create(rig, near(rig)).coming


def test_nobody_is_told_before_the_two_minutes_are_over(rig: Rig) -> None:
    made_at = rig.now
    create(rig, wanted(rig, dispositif=PAIRS))  # Claire is taken then
    create(rig, near(rig))
    create(rig, wanted(rig, dispositif=MIXED, rule="12 mai 2026, 9 h"))
    tick(rig, made_at + UNDO - timedelta(seconds=1))
    told = [at for _, at in rig.do(lambda tx: tx.execute(select(notices.c.kind, notices.c.due)).all())]
    assert all(at >= made_at + UNDO for at in told)
    assert owed(rig, facts.GatheringAnnouncement.kind) == []
    tick(rig, made_at + UNDO)
    assert len(owed(rig, facts.GatheringAnnouncement.kind)) == 3
    assert owed(rig, facts.OrganiserQuestion.kind)


def test_undone_in_time_it_never_was(rig: Rig) -> None:
    draft = str(uuid4())
    kept = create(rig, near(rig), draft=draft)
    create(rig, near(rig, dispositif=MIXED))  # which nobody hosts, for Claire is taken
    for _ in range(2):  # the second press finds it done
        assert [one.id for one in undo(rig, draft)] == [kept.series.id]
    assert undone(rig, kept)
    tick(rig, rig.now + UNDO)
    assert len(owed(rig, facts.GatheringAnnouncement.kind)) == 1  # the other one
    assert owed(rig, facts.GatheringCancelled.kind) == []
    again = create(rig, near(rig))  # Claire is free at that time again
    assert again.coming[0].appointment.host_ids == (rig.ids["claire"],)


def test_who_made_it_undoes_it_in_time_and_nobody_else(rig: Rig) -> None:
    draft = str(uuid4())
    kept = create(rig, near(rig), draft=draft)
    for who in ("david", "lea"):
        with pytest.raises(NotAllowed):
            undo(rig, draft, who)
    with pytest.raises(NotFound):
        undo(rig, str(uuid4()))
    tick(rig, rig.now + UNDO)
    with pytest.raises(UndoTooLate):
        undo(rig, draft)
    assert not undone(rig, kept)


def test_groups_of_all_metiers_are_undone_in_one(rig: Rig) -> None:
    draft, given = str(uuid4()), wanted(rig, rule="1er jeudi, 10 h", dispositif=PAIRS)
    organisers = {METIERS[0].value: rig.ids["claire"], METIERS[1].value: rig.ids["david"]}
    made = rig.use(series.create_for_metiers, "claire", draft, values=given, organisers=organisers, visio_url=VISIO)
    assert len(made) == 3
    assert {one.id for one in undo(rig, draft)} == {one.series.id for one in made}
    assert all(undone(rig, one) for one in made if one.coming)


def heard(rig: Rig) -> list[str]:
    """Give what those read to whom somebody gave a series, sent once it stands."""
    kind = facts.SeriesHandover.kind
    render = make_renderers(find_fact_renderers(gatherings_news), lambda: rig.now)[kind]
    found = []
    for machine in (rig.now + UNDO - timedelta(seconds=1), rig.now + UNDO):
        with rig.database.transaction() as tx:
            sent = [each for each in ledger.claim(tx, now=machine, machine_now=machine, limit=50) if each.kind == kind]
            found += [(machine, each.person_id, render(tx, each)) for each in sent]
    assert {machine for machine, *_ in found} <= {rig.now + UNDO}
    names = {id_: key for key, id_ in rig.ids.items() if key in ("claire", "david")}
    return [f"{names[who or 0]} {drawn.text}" for _, who, drawn in found if isinstance(drawn, Message)]


def test_who_organises_a_series_that_somebody_else_made_hears_it_once_it_stands(rig: Rig) -> None:
    create(rig, wanted(rig))
    assert heard(rig) == []
    drafts = [str(uuid4()), str(uuid4())]
    for draft, at in ((drafts[0], "15 h"), (drafts[0], "15 h"), (drafts[1], "17 h")):
        create(rig, wanted(rig, f"2e mardi du mois, {at}", organiser_id=rig.ids["david"]), draft=draft)
    undo(rig, drafts[1])
    (told,) = heard(rig)
    assert told.startswith("david L’organisation de cette série vous est confiée")


def test_who_organises_the_groups_of_several_metiers_hears_it_once(rig: Rig) -> None:
    draft, given = str(uuid4()), wanted(rig, rule="1er jeudi, 10 h", dispositif=PAIRS)
    organisers = {METIERS[0].value: rig.ids["claire"], METIERS[1].value: rig.ids["david"]}
    for _ in range(2):
        rig.use(series.create_for_metiers, "david", draft, values=given, organisers=organisers, visio_url=VISIO)
    (told,) = heard(rig)
    assert told.startswith("claire L’organisation de ces séries vous est confiée")  # two of the three


def test_what_was_changed_since_can_be_undone_no_more(rig: Rig) -> None:
    """The first change tells people: « personne n’a reçu de message » would be false."""

    def given(day: int) -> Series:
        return near(rig, rule=f"{day} mai 2026, 9 h", dispositif=MIXED, organiser_id=rig.ids["david"])

    def changing_it(kept: SavedSeries) -> Iterator[Callable[[], object]]:
        [one] = kept.coming
        use, gathering_id = rig.use, one.gathering.id
        later, claire = one.appointment.starts + timedelta(hours=3), rig.ids["claire"]
        yield lambda: use(changing.move, "claire", gathering_id, starts=later)
        yield lambda: use(changing.hand_over, "claire", gathering_id, person_id=claire)
        yield lambda: use(changing.cancel, "claire", gathering_id)
        yield lambda: use(series.edit, "claire", kept.series.id, values=given(22), visio_url=VISIO)
        yield lambda: use(series.end, "claire", kept.series.id)

    for number, day in enumerate((12, 13, 15, 18, 19)):
        draft = str(uuid4())
        kept = create(rig, given(day), draft=draft)
        with rig.database.reading() as tx:
            assert series.undoable_batch(tx, rig.actor("claire"), kept.coming, now=rig.now) == draft
        list(changing_it(kept))[number]()
        with rig.database.reading() as tx:
            assert series.undoable_batch(tx, rig.actor("claire"), kept.coming, now=rig.now) is None
        if number < 4:  # a series that has ended is what undoing it would bring
            with pytest.raises(UndoTooLate), looking_out(rig.database) as out:
                undo(rig, draft)
            assert out.disordered == []  # a colleague became its host meanwhile
