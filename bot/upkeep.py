"""Define the periodic jobs of the bot. Only the sending of messages is elsewhere.

Each job reads from the tables what is due by `now()`, acts in one transaction per item, and may run on any replica."""

import logging
from collections.abc import Callable
from datetime import UTC, timedelta
from functools import partial
from time import monotonic
from typing import Concatenate, ParamSpec
from uuid import uuid4

from bot.agenda import pending
from bot.agenda.busy import feeds
from bot.agenda.drafts import forget_expired
from bot.agenda.reminders import reminders
from bot.agenda.writing.found import check_entries
from bot.clock import SetbackWatch, machine_now
from bot.dates.paris import day_of
from bot.errors import Conflict, Unavailable
from bot.evaluation import leading, teams
from bot.gatherings import announcements, clock, seminars
from bot.gatherings.groups import formation, grouping
from bot.helpdesk import agreeing, away, calls, swaps
from bot.logbook import hour as logbook_hour
from bot.mentoring import lapses, running
from bot.notices import lateness, welcome
from bot.planning import month, replying, rooms, undoing
from bot.planning.absence import carrying
from bot.planning.solved import best_groups
from bot.polls import changes
from bot.polls import running as polls
from bot.programme.history import forget_receipts, record_once
from bot.records import actions, host_week, meeting
from bot.rights import closing, rights
from bot.schedule import SECONDS, SECONDS_WITH_CLOCK_FILE, Schedule
from bot.tools import Tools, Transaction
from bot.workshops import workshops
from storage.notices.retention import delete_closed
from storage.programme.history import is_received
from storage.set_back import shift_future_times

from .agenda import replies

log = logging.getLogger(__name__)

Given = ParamSpec("Given")

RECEIPTS_KEPT = timedelta(days=7)  # No request is repeated after this time.
NOTICES_KEPT = timedelta(days=90)
CARDS_KEPT = NOTICES_KEPT + timedelta(days=365)  # A card can be updated as long as a promotion lasts.
SETTLE_SECONDS = 5.0  # longest delay between the end of an undo window and the notices
FEED_SECONDS = 5.0
READERS = 3  # Three jobs read 180 calendars in five minutes. A slow server blocks only one job.


def start_jobs(schedule: Schedule, tools: Tools) -> None:
    """Add all jobs of this module to the schedule. They run more often if a clock file moves the time."""
    jumps = tools.settings.bot_clock_file is not None
    often, usually = (SECONDS_WITH_CLOCK_FILE,) * 2 if jumps else (SETTLE_SECONDS, SECONDS)
    schedule.run_every(often, partial(follow_clock, tools, SetbackWatch()))
    schedule.run_every(often, partial(settle_changes, tools))
    schedule.run_every(often, partial(settle_absences, tools))
    schedule.run_every(often, partial(cancel_upcoming, tools))
    for job in JOBS:
        schedule.run_every(usually, partial(job, tools))
    schedule.run_every(usually, partial(alert_late, tools, lateness.Patience()))
    schedule.run_every(SECONDS, partial(empty_journal, tools))
    for _ in range(READERS):
        schedule.run_every(SECONDS_WITH_CLOCK_FILE if jumps else FEED_SECONDS, partial(refresh_feeds, tools))
    schedule.run_every(SECONDS_WITH_CLOCK_FILE if jumps else FEED_SECONDS, partial(check_entries, tools))
    if tools.settings.reads_answers:
        schedule.run_every(usually, partial(replying.read_answers, tools, usually))


def follow_clock(tools: Tools, watch: SetbackWatch) -> None:
    """If the machine's clock was set back, shift the due times in the tables, so that nothing is delayed."""
    gone = watch.read_setback()
    if gone is None:
        return
    if gone:
        log.warning("the machine's clock was set back by %d s; moving pending times back too", gone.total_seconds())
    _run_use_case(tools, shift_future_times, gone=gone, undo=pending.UNDO, now=tools.now(), machine_now=machine_now())


def settle_changes(tools: Tools) -> None:
    """Commit the changes that people can no longer undo (after two minutes), and enqueue their notices."""
    now = tools.now()
    with tools.reading() as reading:
        batches = pending.due_batches(reading, now=now)
    for batch in batches:
        _run_use_case(tools, undoing.settle_batch, batch, now=now)


def settle_absences(tools: Tools) -> None:
    """Apply the choices of absent hosts two minutes after they were made."""
    now = tools.now()
    with tools.reading() as reading:
        found = carrying.list_due(reading, now=now)
    for absence in found:
        _run_use_case(tools, carrying.settle_absence, absence, now=now)


def cancel_upcoming(tools: Tools) -> None:
    """Cancel a closed promotion's upcoming appointments two minutes after the closing, if the coach chose this."""
    now = tools.now()
    with tools.reading() as reading:
        found = closing.list_due(reading, now=now)
    for promotion, several in found:
        for appointment in several:
            _run_use_case(tools, closing.cancel_one, promotion, appointment_id=appointment, now=now)
        _run_use_case(tools, closing.end_cancelling, promotion, now=now)


def remove_leavers(tools: Tools) -> None:
    """Remove people who left from séances, requests and logbook hours. Expire questions that nobody answered."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = away.list_leavers(reading, now=now)
        left_calls, unasked = away.calls_of_leavers(reading), away.calls_without_asker(reading)
        owners = logbook_hour.list_leavers(reading, now=now)
        unanswered = agreeing.list_expired(reading, now=now)
    for request, person in left_calls:
        _run_use_case(tools, away.reopen_call, request, person_id=person, now=now)
    for request, person in unasked:
        _run_use_case(tools, away.replace_call_asker, request, person_id=person, now=now)
    for session, person in found:
        _run_use_case(tools, away.remove_leaver, session, person_id=person, now=now)
    for request, asked in unanswered:
        _run_use_case(tools, agreeing.expire_question, request, person_id=asked, now=now)
    for owner in owners:
        _run_use_case(tools, logbook_hour.release_hours_of_leaver, owner, now=now)


def notify_waiting(tools: Tools) -> None:
    """Delete waiting-list entries of people who need no slot any more. Notify people for whom a slot is free."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        needless = calls.needless_waits(reading, now=now)
        chosen = calls.waits_to_notify(reading, now=now)
    if needless:
        _run_use_case(tools, calls.end_waits, needless, now=now)
    if chosen:
        _run_use_case(tools, calls.notify_waiting, chosen, now=now)


def expire_requests(tools: Tools) -> None:
    """Expire mentoring requests and swaps that nobody answered in time, and séances to which a mentor did not agree."""
    now = tools.now()
    with tools.reading() as reading:
        over = swaps.list_expired(reading, now=now)
        cycles = lapses.list_due(reading, now=now)
        late = running.list_late_questions(reading, now=now)
    for cycle in cycles:
        _run_use_case(tools, lapses.expire_request, cycle, now=now)
    for session in late:
        _run_use_case(tools, running.expire_late_question, session, now=now)
    for swap in over:
        _run_use_case(tools, swaps.expire_swap, swap, now=now)


def finish_sessions(tools: Tools) -> None:
    """Record which mentoring séances began or ended. Drop séances without a time if no day is left for them."""
    now = tools.now()
    with tools.reading() as reading:
        begun = running.list_begun(reading, now=now)
        ended = running.list_ended(reading, now=now)
        without_time = running.cycles_without_time(reading)
    for session in begun:
        _run_use_case(tools, running.record_start, session, now=now)
    for session in ended:
        _run_use_case(tools, running.finish_session, session, now=now)
    for cycle in without_time:
        _run_use_case(tools, running.drop_untimed_sessions, cycle, now=now)


def remove_cycle_leavers(tools: Tools) -> None:
    """Remove people who left the programme from running mentoring cycles."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = lapses.list_leavers(reading)
    for cycle, person in found:
        _run_use_case(tools, lapses.remove_leaver, cycle, person_id=person, now=now)


def run_month(tools: Tools) -> None:
    """Run the due steps of each month's planning, for the running promotions."""
    now = tools.now()
    with tools.reading() as reading:
        steps = month.list_due(reading, now=now)
    for step in steps:
        _run_use_case(tools, month.run_step, step, visio_url=tools.settings.bot_visio_url, now=now)


def run_gatherings(tools: Tools) -> None:
    """Run the due steps of gatherings, such as announcements and follow-ups."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        # The cache is safe: every write clears it, and without a write, no person and no gathering is added.
        arrived = partial(tools.recall, reading, "arrived", read=partial(announcements.list_arrivals, reading, now=now))
        found = clock.list_due_jobs(reading, now=now, list_cached_arrivals=arrived)
    for use_case, given in found:
        _run_use_case(tools, use_case, *given, now=now)


def form_groups(tools: Tools) -> None:
    """Form the small groups that are due. The solver takes seconds: it runs in a subprocess, outside transactions."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = [formation.gather(reading, gathering_id) for gathering_id in formation.list_due(reading, now=now)]
    for asked in found:
        groups, how = best_groups(asked.wanted)
        id_, visio = asked.sheet.gathering.id, tools.settings.bot_visio_url
        _run_use_case(tools, grouping.form_groups, id_, groups, solver_result=how, visio_url=visio, now=now)


def follow_teams(tools: Tools) -> None:
    """Invite new members of a défi's team to its committees, and remove people who left the team or the programme."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = teams.list_changed_members(reading, now=now)
        leaders = leading.list_leavers(reading, now=now)
    for committee, person in leaders:
        _run_use_case(tools, leading.remove_leaver, committee, person_id=person, now=now)
    for committee, person in found:
        _run_use_case(tools, teams.update_member, committee, person_id=person, now=now)


def send_minutes(tools: Tools) -> None:
    """Send the minutes of past committees that are due, and notify coaches of actions whose owner left."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        over = meeting.list_due(reading, now=now)
        left = actions.list_orphaned(reading, now=now)
    for committee in over:
        _run_use_case(tools, meeting.tell_minutes, committee, now=now)
    for action in left:
        _run_use_case(tools, actions.note_owner_change, action, now=now)


def close_polls(tools: Tools) -> None:
    """Close date polls whose deadline has passed, and remove people who left the programme from meetings."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = polls.list_due(reading, now=now)
        left = changes.list_leavers(reading, now=now)
    for poll in found:
        _run_use_case(tools, polls.follow_up, poll, now=now)
    for poll, person in left:
        _run_use_case(tools, changes.free_place, poll, person_id=person, now=now)


def follow_workshops(tools: Tools) -> None:
    """Ask each workshop's team to refine its question, and later for the outcome. Replace coaches who left."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        found = workshops.list_due(reading, now=now)
    for workshop in found:
        _run_use_case(tools, workshops.follow_up, workshop, now=now)


def send_host_weeks(tools: Tools) -> None:
    """Enqueue « Votre semaine » for coaches, once a week."""
    now = tools.now()
    with tools.reading() as reading:
        if closing.is_closing_pending(reading, now=now):
            return
        monday = host_week.due_monday(reading, now=now)
    if monday is not None:
        _run_use_case(tools, host_week.plan_messages, monday, now=now)


def replace_rooms(tools: Tools) -> None:
    """Replace the rooms of a video service that has closed."""
    visio, now = tools.settings.bot_visio_url, tools.now()
    with tools.reading() as reading:
        links = rooms.list_due(reading, visio_url=visio, now=now)
    for link in links:
        _run_use_case(tools, rooms.replace_link, link, visio_url=visio, now=now)


def alert_late(tools: Tools, patience: lateness.Patience) -> None:
    """Alert the coaches once when messages are late. End the alert when no message is pending."""
    now = tools.now()
    with tools.reading() as reading:
        found = lateness.count_late(reading, now=now)
        told = lateness.is_alert_open(reading)
    over = patience.is_over(late=found.late > 0, at=monotonic())
    if over and not told:
        _run_use_case(tools, lateness.alert_coaches, now=now)
    elif told and found.due == 0:
        _run_use_case(tools, lateness.end_alert, now=now)


def refresh_feeds(tools: Tools) -> None:
    """Read the connected calendar that has waited longest. Network calls are outside transactions."""
    now = tools.now()
    attempt = None
    while attempt is None:  # If another thread took that calendar, try the next one.
        with tools.reading() as reading:
            person = feeds.find_due_feed(reading, now=now)
        if person is None:
            return
        with tools.transaction() as tx:
            attempt = feeds.lease_feed(tx, person, now=now)
    outcome = feeds.fetch_feed(tools, attempt, now=now)
    _run_use_case(tools, feeds.record_result, attempt, outcome, now=now)


def run_housekeeping(tools: Tools) -> None:
    """Delete expired drafts, receipts, messages, calendars and access needs, once an hour on the bot's clock.

    Once a day, erase people whose data was kept long enough, and enqueue missing reminders. Each run has a receipt."""
    now = tools.now()
    hour = f"house {now.astimezone(UTC):%Y-%m-%d %H}"
    with tools.reading() as reading:
        if is_received(reading, hour):
            return
    with tools.transaction() as tx:
        if not record_once(tx, hour, now=now):
            return
        forget_expired(tx, now=now)
        feeds.forget_feeds_of_leavers(tx, now=now)
        seminars.erase_access_needs(tx, now=now)
        carrying.delete_old(tx, now=now)
        replies.forget_comments(tx, now=now)
        if record_once(tx, f"reminders {day_of(now)}", now=now):
            rights.erase_expired(tx, months=tools.settings.bot_kept_months, now=now)
            reminders.plan_missing(tx, now=now)
        forget_receipts(tx, before=now - RECEIPTS_KEPT)
        machine = machine_now()  # `closed_at` of notices comes from this clock.
        delete_closed(tx, before=machine - NOTICES_KEPT, cards_before=machine - CARDS_KEPT, now=now)
    with tools.reading() as reading:
        abandoned = polls.list_abandoned(reading, now=now)
    for poll_id in abandoned:
        _run_use_case(tools, polls.follow_up, poll_id, now=now)


def empty_journal(tools: Tools) -> None:
    """Empty SQLite's journal, which still contains erased data. If a reader blocks this, the next run tries again."""
    tools.database.shed()


# These jobs need only the tables. They also run on a restored database, after `settle_changes`.
JOBS: tuple[Callable[[Tools], None], ...] = (
    run_housekeeping,
    remove_leavers,
    notify_waiting,
    expire_requests,
    finish_sessions,
    remove_cycle_leavers,
    run_month,
    run_gatherings,
    form_groups,
    follow_teams,
    send_minutes,
    close_polls,
    follow_workshops,
    replace_rooms,
    send_host_weeks,
    welcome.announce_arrivals,
)


def _run_use_case(
    tools: Tools, use_case: Callable[Concatenate[Transaction, Given], object], *given: Given.args, **named: Given.kwargs
) -> None:
    """Run a use case in a transaction, and once more after a deadlock.

    Other errors are logged with an id, so that the next use case runs. Raises Unavailable, which stops the job.
    """
    try:
        try:
            with tools.transaction() as tx:
                use_case(tx, *given, **named)
        except Conflict:
            with tools.transaction() as tx:
                use_case(tx, *given, **named)
    except Unavailable:
        raise
    except Exception:
        log.exception("fault %s in a clock job; going on with the next item", uuid4().hex[:8])
