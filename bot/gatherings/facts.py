"""Facts about gatherings: each class has the content of one kind of notice. Pure."""

from datetime import datetime, timedelta
from typing import Self

from bot.dates.paris import from_epoch
from bot.gatherings.model import Reply
from bot.notices.facts import Change, Fact, Times
from bot.programme.roles import Metier


class GatheringAnnouncement(Fact, kind="gatherings.announced", subject="gathering", card=True):
    """The announcement of a gathering in its channel, with the buttons to answer."""


class PersonalGatheringFact(Fact, subject="gathering_card"):
    """A message to one person about a gathering."""


class GatheringCard(PersonalGatheringFact, kind="gatherings.card", card=True):
    """The announcement as a direct message. It is also sent to a person who presses « Ajouter à mon agenda »."""


class ChannelRefused(PersonalGatheringFact, kind="gatherings.no_channel"):
    """Notice to the organiser: the Slack channel `channel` refused an announcement. `reason` is Slack's error."""

    channel: str
    reason: str


class Nudge(PersonalGatheringFact, kind="gatherings.nudge", card=True, anew=True, copied=False):
    """Line of « Votre semaine » that reminds a person to answer."""


class PlaceFreed(PersonalGatheringFact, kind="gatherings.freed", card=True):
    """Notice to a person who was on the waiting list and now has a place."""


class AnsweredFor(PersonalGatheringFact, kind="gatherings.answered_for", card=True):
    """Notice to a person for whom somebody else answered."""

    teller_id: int | None
    reply: Reply


class GatheringPlaceChanged(PersonalGatheringFact, kind="gatherings.placed"):
    """Notice to participants that the place of the gathering changed."""


class SpeakerCard(PersonalGatheringFact, kind="gatherings.speaker", card=True):
    """Card of a gathering for one of its speakers."""


class SpeakerRemoved(PersonalGatheringFact, kind="gatherings.unasked"):
    """Notice to a person who was removed from the speakers."""


class GatheringFollowUp(Fact, kind="gatherings.after", subject="gathering_after", card=True, helps=timedelta(days=7)):
    """Message to participants after a gathering."""


class AttendanceQuestion(
    Fact, kind="gatherings.who_came", subject="gathering_attendance", card=True, helps=timedelta(days=7)
):
    """Question to the host: « Qui est venu ? »"""


class GatheringChange(Change, subject="gathering_news"):
    """A change of a gathering. Its `Times` have one key, 0, because a gathering has only one start."""


class GatheringMoved(GatheringChange, kind="gatherings.moved"):
    """A reschedule from `before` to `after`."""

    before: datetime
    after: datetime

    def known_starts(self) -> Times:
        """Return the start that the recipient of this notice knows."""
        return {0: int(self.before.timestamp())}

    def adapt_to(self, known: Times) -> Self | None:
        """Return this notice for a recipient who knows another start; None if the gathering is back at that start."""
        before = from_epoch(known[0])
        return None if before == self.after else type(self)(before, self.after)


class GatheringCancelled(GatheringChange, kind="gatherings.cancelled"):
    """A cancellation. `known` is the start that the recipient knew, None in older rows."""

    known: datetime | None = None

    def known_starts(self) -> Times:
        """Return the start that the recipient of this notice knows."""
        return {} if self.known is None else {0: int(self.known.timestamp())}

    def adapt_to(self, known: Times) -> Self:
        """Return this notice for a recipient who knows another start."""
        return type(self)(from_epoch(known[0]))


class GatheringHandover(Fact, kind="gatherings.handed", subject="gathering_news"):
    """Notice to the former host and to the new host (`taker_id`) of a gathering."""

    taker_id: int


class OrganiserQuestion(Fact, kind="gatherings.called", subject="organiser", card=True):
    """Question to the host or the organiser of these gatherings, which lack facts or a host."""

    gathering_ids: tuple[int, ...]


class GatheringOrphaned(Fact, kind="gatherings.orphaned", subject="series", card=True, distinct=True):
    """Notice to the coaches that the organiser of a series has left."""

    left_id: int


class SmallGroupNotice(Fact, kind="gatherings.small", subject="series", card=True):
    """Notice to the organiser of a group between peers that has few members. It explains how to enlarge the group."""


class SeriesHandover(Fact, kind="gatherings.series_handed", subject="series"):
    """Notice to the new and the former organiser: a coach handed over a series, or created it for the new organiser.

    `others` are the other series that the same form or plan gives to the new organiser."""

    taker_id: int
    others: tuple[int, ...] = ()


class GroupMerge(Fact, kind="gatherings.merged", subject="series"):
    """Notice about a merge. A series `other` replaces the notice's series, and a métier `other` joins this series."""

    other: int | Metier


class SubjectQuestion(Fact, kind="gatherings.subjects_asked", subject="gathering_subjects", card=True):
    """Card « De quoi parler ? », on which people propose the next subject and vote for it."""


class SharedText(Fact, kind="gatherings.shared", subject="gathering_shared"):
    """A text shared after the porteurs' seminar."""


class PresenterQuestion(Fact, kind="gatherings.present", subject="gathering_presenter", card=True):
    """Question to a person whose turn it is to present, with the button « Laisser mon tour »."""


class PresenterReminder(Fact, kind="gatherings.support", subject="gathering_presenter", card=True):
    """Reminder to a presenter, a week before. It asks a person who has not answered whether they will present."""


class NoPresenter(Fact, kind="gatherings.no_presenter", subject="gathering_presenter", distinct=True):
    """Notice to the organiser that a presenter passed their turn and that nobody else can be asked."""

    person_id: int


class GroupHostQuestion(
    Fact, kind="gatherings.holding", subject="gathering_groups", card=True, distinct=True, anew=True
):
    """Question to the organiser: who hosts the groups without a coach? `starts` is None in older rows."""

    starts: datetime | None = None


class GroupsFormed(Fact, kind="gatherings.groups", subject="gathering_groups"):
    """Notice to the organiser with the groups. `solved` is the solver's result, explained at `grouping.form_groups`."""

    solved: str


class GatheringGroup(Fact, kind="gatherings.group", subject="gathering_group", card=True):
    """Card of a small group, for each of its members."""


class QuestionList(
    Fact, kind="gatherings.questions", subject="gathering_questions", card=True, distinct=True, anew=True
):
    """List of the participants' questions, for speakers and hosts. It is sent again if the start changes."""

    starts: datetime
