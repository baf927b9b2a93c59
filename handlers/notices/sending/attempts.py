"""Call Slack and return its answer or the outcome of the failure. Decide when to retry or close a notice."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.clock import Now
from bot.errors import Unavailable
from bot.metrics import SLACK_API_ERRORS
from bot.notices import homes, notices
from bot.notices.model import FAULT, LEASE, PACED, Action, HomeFingerprint, Notice
from bot.tools import Transaction

from .outcomes import PROBE_SECONDS, Delivered, Dropped, Failed, Outcome, Published, RetryLater, Sent, outcome_of

log = logging.getLogger(__name__)

T = TypeVar("T")

_ROOM = LEASE / 2  # A call takes at most ten seconds. If half of the lease is left, the call ends in time.


def attempt_call(method: str, call: Callable[[], T]) -> T | RetryLater | Failed:
    """Call Slack. Return the answer, or the outcome if the call fails. Raises Unavailable."""
    try:
        return call()
    except Unavailable:
        raise
    except Exception as error:  # After any error, the message may have arrived.
        outcome = outcome_of(error)
        SLACK_API_ERRORS.labels(method=method, error=outcome.reason).inc()
        ours = outcome.reason == FAULT  # Other failures are logged later: with the notice, or once for all notices.
        log.log(logging.WARNING if ours else logging.DEBUG, "%s: %s", method, outcome.reason, exc_info=ours)
        return outcome


def attempt_unseen_call(method: str, call: Callable[[], T]) -> T | RetryLater | Failed:
    """Make a call whose effect people do not see. If it fails, it can simply be repeated."""
    found = attempt_call(method, call)
    return replace(found, ambiguous=False) if isinstance(found, RetryLater) else found


def attempt_lookup(method: str, call: Callable[[], T]) -> T | RetryLater | Failed:
    """Make a call that looks up an earlier attempt.

    If Slack is unreachable or limits calls, other notices wait. After other failures, they do not."""
    found = attempt_unseen_call(method, call)
    if isinstance(found, RetryLater):
        return replace(found, pauses=found.pauses and found.reason in {PACED, "unreachable"})
    return found


def lease_outcome(notice: Notice, machine_now: Now) -> RetryLater | None:
    """If less than half of the lease is left, return `slow`, since another dispatcher could send the notice too."""
    return RetryLater("slow") if machine_now() > notice.lease_until - _ROOM else None


# Seconds to wait after the first, second, third and any later attempt.
_BACK_OFF = (5.0, 15.0, 60.0, 300.0)
_GIVE_UP = timedelta(hours=24)
_TRIES = 10  # at least this many attempts before giving up, since the machine's clock may have jumped forward
_FAULTS = 5  # the most attempts after an error in our own code, which a new version may mend


def retry_delay(notice: Notice, outcome: RetryLater) -> timedelta:
    """Return the wait before the next attempt. For Slack, it is at most PROBE_SECONDS, so that sending resumes soon."""
    if outcome.seconds is not None:
        return timedelta(seconds=outcome.seconds)
    seconds = _BACK_OFF[min(notice.attempts, len(_BACK_OFF)) - 1]
    patient = outcome.reason == FAULT or notice.action in {Action.MAIL, Action.ENTRY}
    return timedelta(seconds=seconds if patient else min(seconds, PROBE_SECONDS))


def final_failure(notice: Notice, outcome: RetryLater, *, machine_now: datetime) -> Failed | None:
    """Return the final failure of a notice that was tried for long enough. Return None if it should be tried again."""
    if outcome.reason == FAULT:
        return Failed(FAULT) if notice.attempts >= _FAULTS else None
    over = machine_now - notice.first_attempt >= _GIVE_UP and notice.attempts >= _TRIES
    return Failed("gave_up") if over else None


def close_notice(tx: Transaction, notice: Notice, outcome: Outcome, *, machine_now: datetime) -> bool:
    """Save a notice's outcome. Return False if our lease has expired."""
    if notice.action is Action.HOME and not isinstance(outcome, Dropped):
        # The failed call may have changed the Home all the same, so forget what Slack shows.
        homes.note_home_content(tx, notice.person_id or 0, HomeFingerprint())
    match outcome:
        case Sent(channel, ts):
            return notices.close_sent(tx, notice, channel=channel, ts=ts, machine_now=machine_now)
        case Delivered():
            return notices.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
        case Published(shown):
            kept = notices.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
            if kept:
                homes.note_home_content(tx, notice.person_id or 0, shown)
            return kept
        case Dropped(reason):
            return notices.close_dropped(tx, notice, reason=reason, machine_now=machine_now)
        case Failed(reason):
            return notices.close_failed(tx, notice, reason=reason, machine_now=machine_now)
        case RetryLater(reason, _, ambiguous, _, looks):
            at = machine_now + retry_delay(notice, outcome)
            return notices.retry(tx, notice, at=at, ambiguous=ambiguous, reason=reason, looks=looks)
