"""Save the outcome of an attempt: sent, dropped, failed, or when to retry."""

from datetime import datetime, timedelta

from bot.notices import homes, notices
from bot.notices.model import FAULT, Action, Notice, NoticeShown
from bot.tools import Transaction

from .outcomes import PROBE_SECONDS, Delivered, Dropped, Failed, Later, Outcome, Published, Sent

_BACK_OFF = (5.0, 15.0, 60.0, 300.0)  # seconds after the first, second… attempt
_GIVE_UP = timedelta(hours=24)
_TRIES = 10  # at least: the machine's clock may be set forward by a day, or by years where it was unset
_FAULTS = 5  # attempts to render: what our mistake prevents, a deployment may mend


def wait_of(notice: Notice, outcome: Later) -> timedelta:
    """Return how long it waits. Slack is not waited for longer than PROBE_SECONDS, so that all goes on once it can."""
    if outcome.seconds is not None:
        return timedelta(seconds=outcome.seconds)
    seconds = _BACK_OFF[min(notice.attempts, len(_BACK_OFF)) - 1]
    patient = outcome.reason == FAULT or notice.action in {Action.MAIL, Action.ENTRY}
    return timedelta(seconds=seconds if patient else min(seconds, PROBE_SECONDS))


def given_up(notice: Notice, outcome: Later, *, machine_now: datetime) -> Failed | None:
    """Return the failure of a notice that was tried long enough, None while another attempt is worth it."""
    if outcome.reason == FAULT:
        return Failed(FAULT) if notice.attempts >= _FAULTS else None
    over = machine_now - notice.first_attempt >= _GIVE_UP and notice.attempts >= _TRIES
    return Failed("gave_up") if over else None


def close(tx: Transaction, notice: Notice, outcome: Outcome, *, machine_now: datetime) -> bool:
    """Save an outcome; False when our lease has expired."""
    if notice.action is Action.HOME and not isinstance(outcome, Dropped):
        # Once it was tried and did not surely pass, nobody knows what Slack shows.
        homes.note_shown(tx, notice.person_id or 0, NoticeShown())
    match outcome:
        case Sent(channel, ts):
            return notices.close_sent(tx, notice, channel=channel, ts=ts, machine_now=machine_now)
        case Delivered():
            return notices.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
        case Published(shown):
            kept = notices.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
            if kept:
                homes.note_shown(tx, notice.person_id or 0, shown)
            return kept
        case Dropped(reason):
            return notices.close_dropped(tx, notice, reason=reason, machine_now=machine_now)
        case Failed(reason):
            return notices.close_failed(tx, notice, reason=reason, machine_now=machine_now)
        case Later(reason, _, ambiguous, _, looks):
            at = machine_now + wait_of(notice, outcome)
            return notices.retry(tx, notice, at=at, ambiguous=ambiguous, reason=reason, looks=looks)
