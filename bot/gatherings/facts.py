"""Facts about gatherings: the content of notices, as values; pure."""

from datetime import datetime, timedelta
from typing import Self

from bot.dates.paris import from_epoch
from bot.gatherings.model import Reply
from bot.notices.facts import Change, Fact, Times
from bot.programme.roles import Metier


class Announced(Fact, kind="gatherings.announced", subject="gathering", card=True):
    """In the channel: a gathering, with the question who comes."""


class Own(Fact, subject="gathering_card"):
    """What one person is told of a gathering in their own conversation."""


class GatheringCard(Own, kind="gatherings.card", card=True):
    """The announcement as a direct message, and what « Ajouter à mon agenda » leaves."""


class NoChannel(Own, kind="gatherings.no_channel"):
    """To the organiser: which channel took no announcement, and why."""

    channel: str
    reason: str


class Nudge(Own, kind="gatherings.nudge", card=True, copied=False):
    """To the person who has not answered: a line of « Votre semaine »."""


class Freed(Own, kind="gatherings.freed", card=True):
    """To the first in line: a place is free."""


class AnsweredFor(Own, kind="gatherings.answered_for", card=True):
    """To a person another one answered for."""

    teller_id: int | None
    reply: Reply


class GatheringPlaced(Own, kind="gatherings.placed"):
    """To participants: a new place."""


class Speaker(Own, kind="gatherings.speaker", card=True):
    """To the person who speaks: their card."""


class Unasked(Own, kind="gatherings.unasked"):
    """To a former speaker."""


class After(Fact, kind="gatherings.after", subject="gathering_after", card=True, helps=timedelta(days=7)):
    """To participants: the follow-up."""


class WhoCame(Fact, kind="gatherings.who_came", subject="gathering_attendance", card=True, helps=timedelta(days=7)):
    """To the host: who came?"""


class Changed(Change, subject="gathering_news"):
    """A change of a gathering; its known time has the key 0, since it is one thing."""


class GatheringMoved(Changed, kind="gatherings.moved"):
    """A new time: the old and the new one, so that only the current one is announced."""

    before: datetime
    after: datetime

    def knows(self) -> Times:
        """Return when it was."""
        return {0: int(self.before.timestamp())}

    def knowing(self, known: Times) -> Self | None:
        """Return the same for a reader who knows these times; None if the known time is current again."""
        before = from_epoch(known[0])
        return None if before == self.after else type(self)(before, self.after)


class GatheringCancelled(Changed, kind="gatherings.cancelled"):
    """It does not take place; at which time people knew it (None: said before this was noted)."""

    known: datetime | None = None

    def knows(self) -> Times:
        """Return when it was to be."""
        return {} if self.known is None else {0: int(self.known.timestamp())}

    def knowing(self, known: Times) -> Self:
        """Return the same from what is known."""
        return type(self)(from_epoch(known[0]))


class GatheringHanded(Fact, kind="gatherings.handed", subject="gathering_news"):
    """Somebody else hosts it."""

    taker_id: int


class Called(Fact, kind="gatherings.called", subject="organiser", card=True):
    """To the person who organises: what is missing of these gatherings, by their ids."""

    gathering_ids: tuple[int, ...]


class GatheringOrphaned(Fact, kind="gatherings.orphaned", subject="series", card=True, distinct=True):
    """To the coaches: who organised a series has left."""

    left_id: int


class Small(Fact, kind="gatherings.small", subject="series", card=True):
    """To the person who organises a group of few: what can be done."""


class Merged(Fact, kind="gatherings.merged", subject="series"):
    """To each whom it concerns: another series goes on for this one, or a métier without a group comes to this one."""

    other: int | Metier


class Asking(Fact, kind="gatherings.subjects_asked", subject="gathering_subjects", card=True):
    """« De quoi parler ? »"""


class GatheringShared(Fact, kind="gatherings.shared", subject="gathering_shared"):
    """What was shared of the porteurs' seminar."""


class Present(Fact, kind="gatherings.present", subject="gathering_presenter", card=True):
    """To the person who is asked to present, with « Laisser mon tour »."""


class Support(Fact, kind="gatherings.support", subject="gathering_presenter", card=True):
    """A week before: prepare a support, or, to the person who has said nothing yet, do you present?"""


class NoPresenter(Fact, kind="gatherings.no_presenter", subject="gathering_presenter", distinct=True):
    """To the organiser: nobody is left whose turn it could be, after who gave theirs away."""

    person_id: int


class Holding(Fact, kind="gatherings.holding", subject="gathering_groups", card=True):
    """To the organiser: coaches are too few, who holds the groups?"""


class Groups(Fact, kind="gatherings.groups", subject="gathering_groups"):
    """To the organiser: all groups, and how they were found, as `grouped.form` says."""

    solved: str


class GatheringGroup(Fact, kind="gatherings.group", subject="gathering_group", card=True):
    """To each, by the appointment of their group: who is in it."""


class Questions(Fact, kind="gatherings.questions", subject="gathering_questions", card=True, distinct=True):
    """To the person who speaks and hosts: the questions, once for a start."""

    starts: datetime
