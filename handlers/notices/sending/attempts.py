"""A call to Slack becomes its answer or what its failing means, and begins only with enough of the lease left."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.clock import Now
from bot.errors import Unavailable
from bot.metrics import SLACK_API_ERRORS
from bot.notices.model import FAULT, LEASE, PACED, Notice

from .outcomes import Failed, Later, outcome_of

log = logging.getLogger(__name__)

T = TypeVar("T")

_ROOM = LEASE / 2  # a call may take ten seconds; with this much left it ends before the lease expires


def attempt(method: str, call: Callable[[], T]) -> T | Later | Failed:
    """Make a call to Slack; give its answer, or what its failing means. Raises Unavailable."""
    try:
        return call()
    except Unavailable:
        raise
    except Exception as error:  # whatever happens once a call has begun leaves its effect in doubt
        outcome = outcome_of(error)
        SLACK_API_ERRORS.labels(method=method, error=outcome.reason).inc()
        ours = outcome.reason == FAULT  # else it is said with what comes of the notice, or once for all that wait
        log.log(logging.WARNING if ours else logging.DEBUG, "%s: %s", method, outcome.reason, exc_info=ours)
        return outcome


def attempt_unseen(method: str, call: Callable[[], T]) -> T | Later | Failed:
    """Make a call that nobody in Slack can see: however it fails, it leaves nothing to look up."""
    found = attempt(method, call)
    return replace(found, ambiguous=False) if isinstance(found, Later) else found


def looked_up(method: str, call: Callable[[], T]) -> T | Later | Failed:
    """Make a call that looks for what was sent: what it cannot see keeps nothing else from passing."""
    found = attempt_unseen(method, call)
    if isinstance(found, Later):
        return replace(found, pauses=found.pauses and found.reason in {PACED, "unreachable"})
    return found


def too_late(notice: Notice, machine_now: Now) -> Later | None:
    """Return `slow` when so little of the lease is left that another worker, finding nothing in Slack, might send it
    too."""
    return Later("slow") if machine_now() > notice.lease_until - _ROOM else None
