"""Refusals: expected errors, each with a code for its French sentence; all other exceptions are faults."""


class Refusal(Exception):
    """An expected error: nothing was written, and a person is told why in a sentence.

    `code` names the sentence (see `handlers/kit/texts.py`); `facts` are the values that the sentence needs.
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotAllowed(Refusal):
    """Raised by `programme.permissions.require`: this person may not do this to this thing."""

    code = "not_allowed"


class NotFound(Refusal):
    """Raised by a use case whose thing does not exist, or no longer exists, for this person."""

    code = "not_found"


class Unavailable(Refusal):
    """Raised by `storage.database`: the database did not answer within two seconds; nothing was changed."""

    code = "unavailable"


class Conflict(Unavailable):
    """Raised by `storage.database`: a deadlock between two transactions; a retry may succeed."""


class SlotTaken(Refusal):
    """Raised by `agenda.agenda`: another appointment claimed part of this time first. Facts: `starts`."""

    code = "slot_taken"


class SlotUnbookable(Refusal):
    """Raised by `agenda.agenda`: the time is past, too soon, too far, on a closed day or outside the host's hours."""

    code = "slot_unbookable"


class AlreadyCancelled(Refusal):
    """Raised by `agenda.changes`: the appointment was cancelled before. Facts: `starts`."""

    code = "already_cancelled"


class AlreadyStarted(Refusal):
    """Raised by `agenda.changes`: it has begun and can no longer be rescheduled or cancelled. Facts: `starts`."""

    code = "already_started"


class UndoTooLate(Refusal):
    """Raised by `agenda.changes.undo`: the two minutes are over, or the change was undone, or people were notified."""

    code = "undo_too_late"


class AlreadyTaken(Refusal):
    """Raised by a use case of the coaches' channel: a colleague did it first. Facts: `name`."""

    code = "already_taken"


class AlreadyAnswered(Refusal):
    """Raised by a use case for a proposal or a question that was answered already."""

    code = "already_answered"


class HoldLapsed(Refusal):
    """Raised by a use case of mentoring: the deadline has passed and the held slots are free again."""

    code = "hold_lapsed"


class DraftExpired(Refusal):
    """Raised for a draft with earlier steps that has expired (two days)."""

    code = "draft_expired"


class BudgetSpent(Refusal):
    """Raised by `programme.budget`: this person has sent the most that is allowed for now. Facts: `what`, `most`."""

    code = "budget_spent"


class Invalid(Refusal):
    """Raised by a use case for an invalid value that a form should have refused. Facts: `field`, `reason`."""

    code = "invalid"


class Garbled(Refusal):
    """Raised by `handlers.kit.reading` for a value from Slack that cannot be parsed."""

    code = "garbled"


class Repeated(Refusal):
    """Raised by `Tools.transaction` for a request that was applied before; nothing is changed again."""

    code = "repeated"


class FeedUnread(Refusal):
    """Raised by `outside` and `agenda.busy.reader` if an address has no readable calendar.

    `reason`: a code for the sentence. The secret address is neither in it nor in the facts.
    """

    code = "feed_unread"

    def __init__(self, reason: str = "unreachable") -> None:
        super().__init__(reason=reason)
        self.reason = reason


class DavRefused(FeedUnread):
    """A calendar server refuses a request; raised by `outside.dav`.

    `reason`: one of FeedUnread's, or password, changed (edited there meanwhile), conflict, full, read_only, not_dav
    (not a calendar server), no_tls (its address has http://)."""
