"""Create, edit and end a series. Each change also adapts its occurrences and people's answers.

If the rule of a series is edited, upcoming occurrences that are not announced get the new times in order: no answer,
subject or speaker is lost. Announced occurrences keep their date, because people have it in their calendars. Each
occurrence can be rescheduled on its own (`changes`). The creation of a series can be undone for two minutes, before
anybody is notified. The form's id is the id of the batch (`agenda.pending`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from bot.agenda import changes, holds, pending
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Kind, Part
from bot.dates.paris import day_of
from bot.errors import DraftExpired, Invalid, NotFound
from bot.gatherings import calls, facts, news, sheets
from bot.gatherings import changes as gatherings_changes
from bot.gatherings.changes import check_capacity
from bot.gatherings.groups import grouping
from bot.gatherings.kinds import PAIRS
from bot.gatherings.locks import lock_series
from bot.gatherings.model import Gathering, GatheringSheet, Series
from bot.gatherings.series import dates, edits, metiers
from bot.gatherings.series.checks import check
from bot.gatherings.series.edits import EditCounts
from bot.gatherings.series.occurrence import make_occurrence
from bot.notices import notices
from bot.programme.history import record
from bot.programme.model import Actor, Promotion
from bot.programme.permissions import require
from bot.programme.roles import METIER_WORDS, Metier
from bot.programme.service import promotion_of
from storage.agenda import absences, appointments
from storage.agenda import changes as pending_changes
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series, occurrences
from storage.programme import people

THING = "series"


@dataclass(frozen=True, slots=True)
class SavedSeries:
    """A series with its upcoming occurrences, by start. `remade` counts what an edit changed.

    `away` are the ids of gatherings that the organiser hosts on days of a declared absence."""

    series: Series
    promotion: Promotion
    coming: tuple[GatheringSheet, ...]
    remade: EditCounts | None = None
    away: frozenset[int] = frozenset()


def create(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    values: Series,
    visio_url: str | None,
    batch: str | None = None,
    now: datetime,
) -> SavedSeries:
    """Create a series and its occurrences, once per form.

    Several series with the same `batch` are undone together. Raises NotAllowed, NotFound, Invalid (see `checks.check`).
    """
    require(actor, "gatherings.plan", values)
    promotion = read_running_promotion(tx, values.promotion_id, now=now)
    people.lock(tx, [values.organiser_id])  # A concurrent submission waits here, and then finds this series.
    known = gathering_series.id_of_draft(tx, draft_id)
    if known is None:
        check(tx, values, promotion, now=now)
        known = gathering_series.add(tx, values, draft_id=draft_id, now=now)
        record(tx, actor, "gatherings.create", thing=THING, thing_id=known, now=now)
        made = _make_occurrences(tx, sheets.get_series(tx, known), promotion, as_of=now, visio_url=visio_url, now=now)
        made_now = appointments.read_all(tx, [gathering.appointment_id for gathering in made])
        told = pending.undo_window_end([appointment.starts for appointment in made_now], now=now)
        if made_now:
            done = [(appointment, None) for appointment in made_now]
            pending.record_changes(tx, done, actor=actor, kind=Kind.BOOK, batch=batch or draft_id, now=now)
            invitations.propagate_changes(tx, made_now, just_created=True, now=now)
        unclaimed = sheets.sheets_of(tx, [gathering for gathering in made if gathering.unclaimed])
        calls.ask_for_missing_hosts(tx, unclaimed, due=told, now=now)
        if batch is None:
            tell_organisers(tx, actor, [sheets.get_series(tx, known)], now=now)
    return read_saved_series(tx, sheets.get_series(tx, known), promotion, now=now)


def tell_organisers(tx: Transaction, actor: Actor, new_series: Collection[Series], *, now: datetime) -> None:
    """After the undo window, notify organisers, except the actor, of the series that a form or a plan gave them."""
    for organiser_id in {series.organiser_id for series in new_series} - {actor.person_id}:
        first, *others = (series.id for series in new_series if series.organiser_id == organiser_id)
        fact = facts.SeriesHandover(organiser_id, tuple(others))
        notices.tell(tx, fact, about=first, to=[organiser_id], due=now + pending.UNDO, period="made")


def create_for_metiers(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    values: Series,
    organisers: Mapping[str, int],
    visio_url: str | None,
    now: datetime,
) -> list[SavedSeries]:
    """Create a group between peers for each métier that has enough EIG and no group. Each group can have its own coach.

    `values` has the fields that the groups share. All groups meet at the same hour, so a coach's second group is « à
    arbitrer ». Raises like `create`, DraftExpired for a wrong draft id, and Invalid if no métier needs a group."""
    require(actor, "gatherings.plan", values)
    read_running_promotion(tx, values.promotion_id, now=now)
    people.lock(tx, set(organisers.values()))
    counted = metiers.count_by_metier(tx, values.promotion_id)
    drafts = {count.metier: _metier_draft_id(draft_id, count.metier) for count in counted}
    ours = [count for count in counted if gathering_series.id_of_draft(tx, drafts[count.metier]) is not None]
    chosen = ours or [count for count in counted if count.asks_group]
    if not chosen:
        raise Invalid(field="metiers", reason="none", faults={"rule": "none"})
    kept = []
    for one in chosen:
        wanted = replace(
            values,
            dispositif=PAIRS,
            metiers=(one.metier.value,),
            title=METIER_WORDS[one.metier],
            organiser_id=organisers.get(one.metier.value, values.organiser_id),
        )
        draft = drafts[one.metier]
        kept.append(create(tx, actor, draft, values=wanted, visio_url=visio_url, batch=draft_id, now=now))
    if not ours:
        tell_organisers(tx, actor, [each.series for each in kept], now=now)
    return kept


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[Series]:
    """« Revenir en arrière »: undo the creation of a form's series before anybody is notified.

    A second call changes nothing. Raises NotFound, NotAllowed (also if another person created the series), UndoTooLate.
    """
    several = list_by_batch(tx, batch)
    if not several:
        raise NotFound(thing=THING)
    for one in several:
        require(actor, "gatherings.plan", one)
    if all(series.ended_at is not None for series in several):
        return several
    # Lock the current hosts too, because a colleague may host one of these dates by now.
    claimants = {person for appointment in _batch_appointments(tx, batch) for person in appointment.claimant_ids}
    organisers = {series.organiser_id for series in several}
    lock(tx, claimants | organisers, (gathering_series.lock, [series.id for series in several]))
    changes.undo(tx, actor, batch, now=now)
    for one in several:
        gathering_series.change(tx, one.id, ended_at=now)
        record(tx, actor, "gatherings.undo", thing=THING, thing_id=one.id, now=now)
    undone = sheets.sheets_of(tx, occurrences.list_by_series(tx, [series.id for series in several]))
    news.refresh(tx, undone, now=now)
    return several


def list_by_batch(tx: Reading, batch: str) -> list[Series]:
    """Return the series that a form created: a single series, or one for each métier."""
    try:
        form = UUID(batch)
    except ValueError:
        return []
    return gathering_series.list_by_drafts(tx, [batch, *(str(uuid5(form, metier.value)) for metier in Metier)])


def undoable_batch(tx: Reading, actor: Actor, gatherings: Collection[GatheringSheet], *, now: datetime) -> str | None:
    """Return the batch that created these occurrences; None if the actor cannot undo it."""
    known = (
        pending_changes.changes_by_appointment(tx, [sheet.appointment.id for sheet in gatherings]) if gatherings else {}
    )
    mine = [change for change in known.values() if change.kind is Kind.BOOK and change.actor_id == actor.person_id]
    return next((change.batch for change in mine if change.until > now), None)


def _batch_appointments(tx: Reading, batch: str) -> list[Appointment]:
    ids = [change.appointment_id for change in pending_changes.list_batch(tx, batch)]
    return appointments.read_all(tx, ids) if ids else []


def _metier_draft_id(draft_id: str, metier: Metier) -> str:
    try:
        return str(uuid5(UUID(draft_id), metier.value))
    except ValueError:
        raise DraftExpired from None


def edit(
    tx: Transaction, actor: Actor, series_id: int, *, values: Series, visio_url: str | None, now: datetime
) -> SavedSeries:
    """Edit a series and its upcoming occurrences. The rules are at the top of this module.

    Raises NotAllowed, NotFound (also if the series has ended), Invalid (see `checks.check`). If the capacity is below
    the number of participants, Invalid has this number in `comes`."""
    before, coming = lock_series(tx, series_id, other_person_ids=[values.organiser_id], now=now)
    require(actor, "gatherings.plan", before)
    promotion = read_running_promotion(tx, before.promotion_id, now=now)
    if before.ended_at is not None:
        raise NotFound(thing=THING)
    values = replace(values, id=before.id, promotion_id=before.promotion_id, dispositif=before.dispositif)
    check(tx, values, promotion, now=now)
    if values.capacity is not None:
        for sheet in coming:
            if sheet.gathering.capacity is None:
                check_capacity(sheet, values.capacity)
    _commit_pending(tx, coming, now=now)
    gathering_series.update(tx, values)
    record(tx, actor, "gatherings.edit", thing=THING, thing_id=series_id, now=now)
    remade = edits.apply_edit(tx, actor, before, edited=values, promotion=promotion, upcoming=coming, now=now)
    made = create_missing_dates(tx, values, promotion, as_of=now, visio_url=visio_url, now=now)
    for gathering in made:
        # Announce it in two minutes at the earliest, so that the actor can correct the edit.
        occurrences.change(tx, gathering.id, announce_at=max(gathering.announce_at, now + pending.UNDO))
    kept = read_saved_series(tx, values, promotion, now=now)
    news.refresh(tx, kept.coming, other_person_ids=[before.organiser_id], now=now)
    asked = {_organiser_question_key(sheet) for sheet in coming if sheet.gathering.unclaimed}
    new = [sheet for sheet in kept.coming if _organiser_question_key(sheet) not in asked]
    calls.ask_for_missing_hosts(tx, new, now=now)
    if values.organiser_id != before.organiser_id:
        fact, to = facts.SeriesHandover(values.organiser_id), {values.organiser_id, before.organiser_id}
        again = str(int(now.timestamp()))  # An earlier organiser may take the series back and is notified again.
        notices.tell(tx, fact, about=series_id, to=to - {actor.person_id}, due=now, period=again)
    return replace(kept, remade=replace(remade, made=len(made)))


def end(tx: Transaction, actor: Actor, series_id: int, *, now: datetime) -> Series:
    """End a series, cancel its upcoming occurrences, and notify the people concerned. Raises NotAllowed, NotFound."""
    series, coming = lock_series(tx, series_id, now=now)
    require(actor, "gatherings.plan", series)
    if series.ended_at is not None:
        return series
    _commit_pending(tx, coming, now=now)
    gathering_series.change(tx, series_id, ended_at=now)
    record(tx, actor, "gatherings.end", thing=THING, thing_id=series_id, now=now)
    cancel_occurrences(tx, actor, coming, now=now)
    return sheets.get_series(tx, series_id)


def cancel_occurrences(tx: Transaction, actor: Actor, gatherings: Sequence[GatheringSheet], *, now: datetime) -> None:
    """Cancel these locked occurrences, and notify participants, hosts and speakers, except the actor."""
    holds.release(tx, actor, [sheet.appointment for sheet in gatherings], now=now)
    after = {
        gathering.gathering.id: gathering
        for gathering in sheets.sheets_of(tx, [sheet.gathering for sheet in gatherings])
    }
    everybody: set[int] = set()
    for one in gatherings:
        grouping.cancel_groups(tx, actor, one, now=now)
        to = news.concerned_ids(one) | grouping.concerned_ids(tx, one)
        whom = to - {actor.person_id or 0}
        ended = after[one.gathering.id]
        fact = facts.GatheringCancelled(ended.appointment.starts)
        news.tell(tx, ended, fact, to=whom, by=actor.person_id, now=now)
        everybody |= to
    news.refresh(tx, list(after.values()), other_person_ids=everybody, now=now)


def create_missing_dates(
    tx: Transaction, series: Series, promotion: Promotion, *, as_of: datetime, visio_url: str | None, now: datetime
) -> list[Gathering]:
    """Create the missing occurrences of a series, from now until the `dates.last_day` that counts from `as_of`."""
    made = _make_occurrences(tx, series, promotion, as_of=as_of, visio_url=visio_url, now=now)
    if made:
        invitations.propagate_changes(
            tx, appointments.read_all(tx, [gathering.appointment_id for gathering in made]), just_created=True, now=now
        )
    return made


def read_submitted(tx: Reading, actor: Actor, batch: str, *, series_id: int, now: datetime) -> list[SavedSeries]:
    """Return the series that a form created or edited, when the form is submitted a second time."""
    several = list_by_batch(tx, batch) or [sheets.get_series(tx, series_id)]
    for series in several:
        require(actor, "gatherings.plan", series)
    return [
        read_saved_series(tx, series, read_running_promotion(tx, series.promotion_id, now=now), now=now)
        for series in several
    ]


def read_saved_series(tx: Reading, series: Series, promotion: Promotion, *, now: datetime) -> SavedSeries:
    """Return a series with its upcoming occurrences."""
    made = dates.occurrences_by_series(tx, [series.id])[series.id]
    coming = [occurrence for occurrence in made if not occurrence.cancelled and occurrence.starts > now]
    ordered = sorted(coming, key=lambda occurrence: (occurrence.starts, occurrence.gathering.id))
    found = tuple(sheets.sheets_of(tx, [occurrence.gathering for occurrence in ordered]))
    return SavedSeries(series, promotion, found, away=_away_ids(tx, series, found))


def _away_ids(tx: Reading, series: Series, upcoming: Sequence[GatheringSheet]) -> frozenset[int]:
    hosted = [sheet for sheet in upcoming if sheet.appointment.part_of(series.organiser_id) is Part.HOST]
    if not hosted:
        return frozenset()
    spans = absences.list_spans(tx, series.organiser_id, since=day_of(hosted[0].appointment.starts))
    return frozenset(
        sheet.gathering.id
        for sheet in hosted
        for first, last in spans
        if first <= day_of(sheet.appointment.ends) and day_of(sheet.appointment.starts) <= last
    )


def read_running_promotion(tx: Reading, promotion_id: int, *, now: datetime) -> Promotion:
    """Return a promotion that has not ended; raises NotFound."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None or promotion.has_ended(day_of(now)):
        raise NotFound(thing="promotion")
    return promotion


def _commit_pending(tx: Transaction, upcoming: Collection[GatheringSheet], *, now: datetime) -> None:
    ids = [sheet.appointment.id for sheet in upcoming]
    gatherings_changes.settle_pending_changes(tx, ids, now=now)
    pending.end_undo_windows(tx, ids, now=now)


def _make_occurrences(
    tx: Transaction, series: Series, promotion: Promotion, *, as_of: datetime, visio_url: str | None, now: datetime
) -> list[Gathering]:
    lock(tx, [series.organiser_id], (gathering_series.lock, [series.id]))
    there = dates.occurrences_by_series(tx, [series.id])[series.id]
    found = []
    for due in dates.missing_dates(series, promotion, existing=there, as_of=day_of(as_of), now=now):
        made = make_occurrence(
            tx,
            series,
            period=due.period,
            starts=due.starts,
            day_by_rule=due.by_rule,
            holiday_name=due.moved_for,
            visio_url=visio_url,
            plans_notices=False,
            now=now,
        )
        found += [made] if made else []
    return found


def _organiser_question_key(sheet: GatheringSheet) -> tuple[int, datetime, int]:
    return sheet.gathering.id, sheet.appointment.starts, calls.person_to_ask(sheet)
