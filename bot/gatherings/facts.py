"""Facts about gatherings: the contents of notices, as values. Pure."""

from datetime import datetime, timedelta
from typing import Self

from bot.dates.paris import from_epoch
from bot.gatherings.model import Reply
from bot.notices.facts import Change, Fact, Times
from bot.programme.roles import Metier


class Announced(Fact, kind="gatherings.announced", subject="gathering", card=True):
    """Notice to the channel: the announcement of a gathering, with the buttons to answer."""


class Own(Fact, subject="gathering_card"):
    """A message to one person about a gathering."""


class GatheringCard(Own, kind="gatherings.card", card=True):
    """The announcement as a direct message, also sent after « Ajouter à mon agenda »."""


class NoChannel(Own, kind="gatherings.no_channel"):
    """Notice to the organiser: which channel refused an announcement, and why."""

    channel: str
    reason: str


class Nudge(Own, kind="gatherings.nudge", card=True, anew=True, copied=False):
    """Notice to the person who has not answered: a line of « Votre semaine »."""


class Freed(Own, kind="gatherings.freed", card=True):
    """Notice to a person on the waiting list: they have a place now."""


class AnsweredFor(Own, kind="gatherings.answered_for", card=True):
    """Notice to a person for whom somebody else answered."""

    teller_id: int | None
    reply: Reply


class GatheringPlaced(Own, kind="gatherings.placed"):
    """Notice to participants: the gathering takes place elsewhere."""


class Speaker(Own, kind="gatherings.speaker", card=True):
    """Notice to a speaker: their card."""


class Unasked(Own, kind="gatherings.unasked"):
    """Notice to a former speaker: they were removed."""


class After(Fact, kind="gatherings.after", subject="gathering_after", card=True, helps=timedelta(days=7)):
    """Follow-up to participants after a gathering."""


class WhoCame(Fact, kind="gatherings.who_came", subject="gathering_attendance", card=True, helps=timedelta(days=7)):
    """Notice to the host: who attended?"""


class Changed(Change, subject="gathering_news"):
    """A change of a gathering. Since a gathering has a single time, that time has the key 0."""


class GatheringMoved(Changed, kind="gatherings.moved"):
    """A reschedule from `before` to `after`."""

    before: datetime
    after: datetime

    def knows(self) -> Times:
        """Return the start that the reader knows."""
        return {0: int(self.before.timestamp())}

    def knowing(self, known: Times) -> Self | None:
        """Return the fact for a reader who knows these times; None if the time they know is current again."""
        before = from_epoch(known[0])
        return None if before == self.after else type(self)(before, self.after)


class GatheringCancelled(Changed, kind="gatherings.cancelled"):
    """A cancellation; `known` is the time that people knew (None in older rows)."""

    known: datetime | None = None

    def knows(self) -> Times:
        """Return the start that the reader knows."""
        return {} if self.known is None else {0: int(self.known.timestamp())}

    def knowing(self, known: Times) -> Self:
        """Return the fact for a reader who knows these times."""
        return type(self)(from_epoch(known[0]))


class GatheringHanded(Fact, kind="gatherings.handed", subject="gathering_news"):
    """Notice that another person hosts the gathering."""

    taker_id: int


class Called(Fact, kind="gatherings.called", subject="organiser", card=True):
    """Notice to the organiser: facts are missing in these gatherings."""

    gathering_ids: tuple[int, ...]


class GatheringOrphaned(Fact, kind="gatherings.orphaned", subject="series", card=True, distinct=True):
    """Notice to the coaches: the organiser of a series has left."""

    left_id: int


class Small(Fact, kind="gatherings.small", subject="series", card=True):
    """Notice to the organiser of a group between peers with few members: how to enlarge it."""


class SeriesHanded(Fact, kind="gatherings.series_handed", subject="series"):
    """Notice to the new organiser of a series and to the former one: a coach handed it over, or made it for them.

    `others`: the series that the same form or plan gives them, besides this one."""

    taker_id: int
    others: tuple[int, ...] = ()


class Merged(Fact, kind="gatherings.merged", subject="series"):
    """Notice to the people concerned: another series replaces this one, or a métier without a group joins it."""

    other: int | Metier


class Asking(Fact, kind="gatherings.subjects_asked", subject="gathering_subjects", card=True):
    """« De quoi parler ? »: the ballot of the next subject."""


class GatheringShared(Fact, kind="gatherings.shared", subject="gathering_shared"):
    """Documents shared after the porteurs' seminar."""


class Present(Fact, kind="gatherings.present", subject="gathering_presenter", card=True):
    """Notice to a person asked to present, with « Laisser mon tour »."""


class Support(Fact, kind="gatherings.support", subject="gathering_presenter", card=True):
    """Notice a week before: please prepare a support, or, without an answer yet, will you present?"""


class NoPresenter(Fact, kind="gatherings.no_presenter", subject="gathering_presenter", distinct=True):
    """Notice to the organiser: a presenter passed their turn, and there is nobody else to ask."""

    person_id: int


class Holding(Fact, kind="gatherings.holding", subject="gathering_groups", card=True, distinct=True, anew=True):
    """Notice to the organiser: too few coaches, so choose who hosts the groups. `starts` is None in older rows."""

    starts: datetime | None = None


class Groups(Fact, kind="gatherings.groups", subject="gathering_groups"):
    """Notice to the organiser: all groups, and how they were found (`grouped.form`)."""

    solved: str


class GatheringGroup(Fact, kind="gatherings.group", subject="gathering_group", card=True):
    """Notice to each member of a small group: the other members."""


class Questions(Fact, kind="gatherings.questions", subject="gathering_questions", card=True, distinct=True, anew=True):
    """Notice to speakers and hosts: the participants' questions, once per start."""

    starts: datetime
