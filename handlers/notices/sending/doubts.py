"""What may have arrived is looked up several times, since Slack may carry a call out late; only then it goes again.

Why: docs/decisions/doubt.md.
"""

from dataclasses import replace

from bot.notices.model import LOOKS, Action, Notice

from .outcomes import Later

_LOOKED_UP = frozenset({Action.POST, Action.GROUP, Action.FILE})  # the others do no harm twice, or leave no trace


def doubt(notice: Notice, outcome: Later) -> Later:
    """Say when what this attempt may have brought is looked up, and how often.

    What was in doubt before and is again, since Slack is down, is looked up once, when it may be sent.
    """
    if not outcome.ambiguous or notice.action not in _LOOKED_UP:
        return outcome
    if notice.doubtful:
        return replace(outcome, seconds=LOOKS[-1], looks=0)
    return replace(outcome, seconds=LOOKS[0], looks=len(LOOKS) - 1)


def look_again(notice: Notice) -> Later | None:
    """Say when what was not found is looked up again; None: it was the last time, and it can be sent."""
    if not notice.looks:
        return None
    before, then = LOOKS[-notice.looks - 1], LOOKS[-notice.looks]
    return Later("in_doubt", seconds=then - before, looks=notice.looks - 1)
