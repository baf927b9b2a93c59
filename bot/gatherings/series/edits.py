"""Apply the edit of a series to its upcoming occurrences, and move them to the times of the new rule.

Each occurrence has a period: the month, week or day of the rule. An unannounced occurrence keeps its period if the new
rule has it too. The other unannounced occurrences get, by start, the periods that have no occurrence yet. If there are
too few such periods, the last occurrences are cancelled, and their periods are free again. An announced occurrence
keeps its date, but gets the new place, link and host. If the rule's unit changes (month, week or day), an announced
occurrence also gets the period that contains its date."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agenda import holds
from bot.agenda.agenda import booked_person_ids, quarter_hour_span
from bot.agenda.calendars import invitations
from bot.agenda.model import Part
from bot.agenda.pending import UNDO
from bot.dates.paris import day_of
from bot.dates.recurrence import Rule, period_of
from bot.gatherings import facts, news, sheets
from bot.gatherings.changes import replace_host
from bot.gatherings.groups import grouping
from bot.gatherings.model import GatheringSheet, Series
from bot.gatherings.series import dates
from bot.gatherings.series.dates import DueOccurrence
from bot.gatherings.series.occurrence import announcement_time
from bot.programme.model import Actor, Promotion
from storage.agenda import appointments, claims
from storage.database import Transaction
from storage.gatherings import occurrences


@dataclass(frozen=True, slots=True)
class EditCounts:
    """The numbers of occurrences that an edit moved, created, cancelled (`dropped`), or left at an announced date."""

    moved: int = 0
    made: int = 0
    dropped: int = 0
    announced: int = 0


def apply_edit(
    tx: Transaction,
    actor: Actor,
    before: Series,
    *,
    edited: Series,
    promotion: Promotion,
    upcoming: list[GatheringSheet],
    now: datetime,
) -> EditCounts:
    """Apply the edit of a series to its upcoming occurrences. All rows must be locked."""
    announced = [sheet for sheet in upcoming if sheet.gathering.announced_at is not None]
    quiet = [sheet for sheet in upcoming if sheet.gathering.announced_at is None]
    timed = (before.rule, before.skips_august, before.minutes) != (edited.rule, edited.skips_august, edited.minutes)
    if timed and edited.rule:
        _adopt_periods(tx, edited, promotion, announced_gatherings=announced, now=now)
    dues = (
        _new_dates(tx, before, edited=edited, promotion=promotion, unannounced_gatherings=quiet, now=now)
        if timed
        else {}
    )
    left_over = [sheet for sheet in quiet if timed and sheet.gathering.id not in dues]
    for gathering in left_over:
        _cancel_occurrence(tx, actor, gathering, now=now)
    for gathering in upcoming:
        if gathering not in left_over:
            _update_occurrence(
                tx, actor, before, edited=edited, sheet=gathering, due=dues.get(gathering.gathering.id), now=now
            )
            if gathering.appointment.place == before.place != edited.place:
                grouping.follow_gathering(tx, gathering, place=edited.place, now=now)
    moved = sum(
        dues[sheet.gathering.id].starts != sheet.appointment.starts for sheet in quiet if sheet.gathering.id in dues
    )
    return EditCounts(moved, 0, len(left_over), len(announced) if timed else 0)


def _adopt_periods(
    tx: Transaction, edited: Series, promotion: Promotion, *, announced_gatherings: list[GatheringSheet], now: datetime
) -> None:
    rule = Rule.from_text(edited.rule)
    known = {made.gathering.period for made in dates.occurrences_by_series(tx, [edited.id])[edited.id]}
    wanted = {due.period for due in dates.dates_of_series(edited, promotion, as_of=day_of(now), now=now)} - known
    for sheet in announced_gatherings:
        old, period = sheet.gathering.period, period_of(day_of(sheet.appointment.starts), rule)
        # The texts of months, weeks and days differ in length. A different length means that the rule's unit changed.
        if period in wanted and len(period) != len(old):
            wanted.remove(period)
            occurrences.change(tx, sheet.gathering.id, period=period)


def _new_dates(
    tx: Transaction,
    before: Series,
    *,
    edited: Series,
    promotion: Promotion,
    unannounced_gatherings: list[GatheringSheet],
    now: datetime,
) -> dict[int, DueOccurrence]:
    mine = {sheet.gathering.period: sheet for sheet in unannounced_gatherings}
    made = dates.occurrences_by_series(tx, [before.id])[before.id]
    others = {occurrence.gathering.period: occurrence for occurrence in made if occurrence.gathering.period not in mine}
    taken = {day_of(other.starts) for other in others.values() if not other.cancelled and other.starts > now}
    found = [
        occurrence
        for occurrence in dates.dates_of_series(edited, promotion, as_of=day_of(now), taken_days=taken, now=now)
        if occurrence.period not in others
    ]
    kept = {mine[occurrence.period].gathering.id: occurrence for occurrence in found if occurrence.period in mine}
    free = [occurrence for occurrence in found if occurrence.period not in mine]
    waiting = [sheet for sheet in unannounced_gatherings if sheet.gathering.id not in kept]
    return kept | {sheet.gathering.id: due for sheet, due in zip(waiting, free, strict=False)}


def _update_occurrence(
    tx: Transaction,
    actor: Actor,
    before: Series,
    *,
    edited: Series,
    sheet: GatheringSheet,
    due: DueOccurrence | None,
    now: datetime,
) -> None:
    appointment, gathering = sheet.appointment, sheet.gathering
    starts = due.starts if due else appointment.starts
    ends = starts + timedelta(minutes=edited.minutes) if due else appointment.ends
    values: dict[str, object] = {}
    if appointment.place == before.place and before.place != edited.place:
        values["place"] = edited.place
    if edited.link is not None and before.link != edited.link:
        values["link"] = edited.link
    if (starts, ends) != (appointment.starts, appointment.ends):
        values |= {"starts": starts, "ends": ends}
    hosts = appointment.host_ids or ((before.organiser_id,) if gathering.unclaimed else ())
    follows = before.organiser_id != edited.organiser_id and before.organiser_id in hosts
    if values or follows:
        appointments.change(tx, appointment.id, now=now, **values)
    kept: dict[str, object] = {}
    if "starts" in values or follows:
        host = edited.organiser_id if follows else next(iter(hosts), None)
        if "starts" in values:
            _claim_speakers(tx, sheet, starts=starts, ends=ends)
        if host is not None:
            kept["unclaimed"] = not replace_host(tx, appointment, host, starts=starts, ends=ends)
    if due is not None:
        kept |= {"period": due.period, "by_rule": due.by_rule.isoformat(), "moved_for": due.moved_for}
    if gathering.announced_at is None:
        # An announcement that waits for facts keeps its time if neither the start nor the lead days change.
        stays = starts == appointment.starts and edited.lead_days == before.lead_days
        planned = gathering.announce_at if stays else announcement_time(starts, edited.lead_days)
        # Wait for the undo time, because the actor may still correct the edit.
        kept["announce_at"] = max(planned, now + UNDO)
    if kept:
        occurrences.change(tx, gathering.id, **kept)
    if values or follows:
        invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)
    if "starts" in values:
        _notify_move(tx, actor, sheet, now=now)


def _notify_move(tx: Transaction, actor: Actor, before: GatheringSheet, *, now: datetime) -> None:
    sheet = sheets.describe_gathering(tx, before.gathering.id)
    if sheet.appointment.starts != before.appointment.starts:
        news.ask_speakers_again(tx, actor, before, now=now)
        news.follow_new_date(tx, sheet, now=now)
    to = news.concerned_ids(before) | grouping.concerned_ids(tx, before)
    to -= {before.series.organiser_id, *before.appointment.host_ids}
    if to:
        fact = facts.GatheringMoved(before.appointment.starts, sheet.appointment.starts)
        news.tell(tx, sheet, fact, to=to, now=now)


def _claim_speakers(tx: Transaction, sheet: GatheringSheet, *, starts: datetime, ends: datetime) -> None:
    """Claim the speakers' time at the new date. A busy speaker stays a speaker, without a claim."""
    first, length = quarter_hour_span(starts, ends)
    claims.release(tx, sheet.appointment.id)
    for participant in sheet.appointment.present:
        if participant.part is Part.EXPERT and not booked_person_ids(
            tx, [participant.person_id], starts=starts, ends=ends
        ):
            claims.claim(tx, sheet.appointment.id, [participant.person_id], first=first, length=length)


def _cancel_occurrence(tx: Transaction, actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    holds.release(tx, actor, [sheet.appointment], now=now)
    occurrences.change(tx, sheet.gathering.id, period=f"x{sheet.gathering.id}", unclaimed=False)
    to = (news.concerned_ids(sheet) | grouping.concerned_ids(tx, sheet)) - {actor.person_id or 0}
    fact = facts.GatheringCancelled(sheet.appointment.starts)
    news.tell(tx, sheet, fact, to=to, by=actor.person_id, now=now)
    news.refresh(tx, [sheets.describe_gathering(tx, sheet.gathering.id)], other_person_ids=to, now=now)
