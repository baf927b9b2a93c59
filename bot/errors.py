"""Refusals: expected errors, each with a code for its sentence in French. Any other exception is a fault."""


class Refusal(Exception):
    """An expected error. Nothing was written, and a sentence tells the person why.

    `code` names the sentence (`handlers/kit/texts.py`); `facts` are the values in it.
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotAllowed(Refusal):
    """Raised by `programme.permissions.require` if a person may not do an action on a thing.

    Facts: `action`, `thing`."""

    code = "not_allowed"


class NotFound(Refusal):
    """Raised by a use case if, for this person, a thing does not exist or no longer exists."""

    code = "not_found"


class Unavailable(Refusal):
    """Raised by `storage.database` if the database does not answer within two seconds; nothing was changed."""

    code = "unavailable"


class Conflict(Unavailable):
    """Raised by `storage.database` for a deadlock between two transactions; a retry may succeed."""


class SlotTaken(Refusal):
    """Raised by `agenda.agenda` if another appointment has claimed part of this time. Facts: `starts`."""

    code = "slot_taken"


class SlotUnbookable(Refusal):
    """Raised by `agenda.agenda` if a time is past, too soon, too far, on a closed day or outside the host's hours."""

    code = "slot_unbookable"


class AlreadyCancelled(Refusal):
    """Raised by `agenda.changes` if the appointment is already cancelled. Facts: `starts`."""

    code = "already_cancelled"


class AlreadyStarted(Refusal):
    """Raised by `agenda.changes` if the appointment has begun: it can no longer change. Facts: `starts`."""

    code = "already_started"


class UndoTooLate(Refusal):
    """Raised by `agenda.changes.undo` if a change is older than two minutes, was already undone, or was announced."""

    code = "undo_too_late"


class AlreadyTaken(Refusal):
    """Raised if a colleague has already taken a request or a series. Facts: `name`."""

    code = "already_taken"


class AlreadyAnswered(Refusal):
    """Raised by a use case if somebody has already answered a proposal or a question."""

    code = "already_answered"


class HoldLapsed(Refusal):
    """Raised by use cases of mentoring if the deadline of reserved slots is past, so that the slots are free again."""

    code = "hold_lapsed"


class DraftExpired(Refusal):
    """Raised if the draft of a form with several steps has expired, after two days."""

    code = "draft_expired"


class BudgetSpent(Refusal):
    """Raised by `programme.budget` if this person has sent as much as is allowed for now. Facts: `what`, `most`."""

    code = "budget_spent"


class Invalid(Refusal):
    """Raised by a use case for an invalid value, which a form should have refused. Facts: `field`, `reason`."""

    code = "invalid"


class Garbled(Refusal):
    """Raised by `handlers.kit.reading` if a value from Slack cannot be parsed."""

    code = "garbled"


class Repeated(Refusal):
    """Raised by `Tools.transaction` for a request that was already applied. Nothing is changed again."""

    code = "repeated"


class FeedUnread(Refusal):
    """Raised by `outside` and `agenda.busy.reader` if an address has no readable calendar.

    `reason` is the code of the sentence. The address is a secret: the error does not contain it."""

    code = "feed_unread"

    def __init__(self, reason: str = "unreachable") -> None:
        super().__init__(reason=reason)
        self.reason = reason


class DavRefused(FeedUnread):
    """Raised by `outside.dav` if a calendar server refuses a request.

    `reason` is a reason of FeedUnread, or one of: password, changed (the document was edited on the server), conflict,
    full, read_only, not_dav (not a calendar server), no_tls (the address has http://)."""
