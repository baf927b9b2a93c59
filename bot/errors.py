"""Refusals: an expected no, with a code that the conversation turns into a sentence; all else is a fault."""


class Refusal(Exception):
    """An expected no: nothing was written, nothing was lost, and a person is told why in a sentence.

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
    """Raised by a use case whose thing does not exist, or not any more, for this person."""

    code = "not_found"


class Unavailable(Refusal):
    """Raised by `storage.database`: the database did not answer within two seconds; nothing was changed."""

    code = "unavailable"


class Conflict(Unavailable):
    """Raised by `storage.database`: two transactions could not both win (deadlock); a second try is worth it."""


class SlotTaken(Refusal):
    """Raised by `agenda.service`: another appointment claimed part of this time first. Facts: `starts`."""

    code = "slot_taken"


class SlotUnbookable(Refusal):
    """Raised by `agenda.service`: the time is past, too soon, too far, on a closed day or outside the host's hours."""

    code = "slot_unbookable"


class AlreadyCancelled(Refusal):
    """Raised by `agenda.service`: the appointment was cancelled before. Facts: `starts`."""

    code = "already_cancelled"


class AlreadyStarted(Refusal):
    """Raised by `agenda.service`: it has begun and can no longer be moved or cancelled. Facts: `starts`."""

    code = "already_started"


class UndoTooLate(Refusal):
    """Raised by `agenda.changes.undo`: two minutes are over (or it was undone), and people have been told."""

    code = "undo_too_late"


class AlreadyTaken(Refusal):
    """Raised by a use case of the coaches' channel: a colleague was faster. Facts: `name`."""

    code = "already_taken"


class AlreadyAnswered(Refusal):
    """Raised by a use case for a proposal or a question that has its answer."""

    code = "already_answered"


class HoldLapsed(Refusal):
    """Raised by a use case of mentoring: the time to answer is over and what was held is free again."""

    code = "hold_lapsed"


class DraftExpired(Refusal):
    """The draft with the earlier steps has expired (two days)."""

    code = "draft_expired"


class BudgetSpent(Refusal):
    """Raised by `programme.budget`: this person has sent others as much as they may for now. Facts: `what`, `most`."""

    code = "budget_spent"


class Invalid(Refusal):
    """Raised by a use case for a value that no form should have let through. Facts: `field`, `reason`."""

    code = "invalid"


class Garbled(Refusal):
    """A value from Slack cannot be parsed; raised by the edge of the conversation (`handlers.kit.reading`)."""

    code = "garbled"


class Repeated(Refusal):
    """Raised by `Tools.transaction`: the very same request changed something before, and changes nothing again."""

    code = "repeated"


class FeedUnread(Refusal):
    """Raised by `outside` and `agenda.busy.reader`: no calendar could be read at an address that somebody gave.

    `reason`: why, as a word that the conversation has a sentence for. Neither it nor the facts hold the address, which
    is a secret.
    """

    code = "feed_unread"

    def __init__(self, reason: str = "unreachable") -> None:
        super().__init__(reason=reason)
        self.reason = reason


class DavRefused(FeedUnread):
    """A calendar server refuses a request; raised by `outside.dav`.

    `reason`: one of FeedUnread's, or password, changed (edited there meanwhile), conflict, full, read_only, not_dav
    (not a calendar server), no_tls (its address has http://)."""
