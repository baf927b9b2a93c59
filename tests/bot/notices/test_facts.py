"""What rows hold of facts: as the version before there were facts wrote them, for every kind, and read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.agenda import facts as agenda
from bot.agenda.letter import Response
from bot.catalogue.catalogue import MessageMeaning
from bot.evaluation import facts as evaluation
from bot.gatherings import facts as gatherings
from bot.gatherings.model import Reply
from bot.helpdesk import facts as helpdesk
from bot.helping import facts as helping
from bot.logbook import facts as logbook
from bot.mentoring import facts as mentoring
from bot.mentoring.cycle import SideToAnswer
from bot.notices import asking, copies, homes, lateness, team, welcome
from bot.notices.facts import Fact
from bot.notices.model import Action
from bot.planning import facts as planning
from bot.planning.setup import uploads as setup
from bot.polls import facts as polls
from bot.programme.roles import Metier
from bot.records import facts as records
from bot.rights import facts as rights
from bot.workshops import facts as workshops

from .kinds import all_kinds

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
# As the code wrote them before there were facts. A new kind adds its line by hand; no line changes.
ROWS = Path(__file__).with_name("rows.txt")


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


INVITE = agenda.Invite(agenda.InviteMethod.REQUEST, at(1796990400), at(1796994000), "b01dbce4")
CANCEL = agenda.Invite(agenda.InviteMethod.CANCEL)
FACTS: list[Fact] = [
    agenda.CalendarReply(3, Response.OTHER_TIME, agenda.AgendaStanding.KEPT, at(1778580000)),
    agenda.CalendarReply(3, Response.DECLINED, agenda.AgendaStanding.UNPROVEN),
    agenda.AnswerAgain(),
    agenda.BouncedMail(),
    agenda.AgendaEntry(),
    agenda.AgendaEntry(at(1777874400)),
    agenda.AgendaEntries(None, {7: 0, 8: 0}),
    agenda.AgendaEntries(at(1777874400), {7: 1, 8: 2}),
    agenda.FeedFailed(),
    agenda.EntryToWrite(),
    agenda.OwnerEntryChange(at(1777874400)),
    agenda.OwnerEntryChange(),
    agenda.AgendaDelay(3),
    agenda.AgendaDelay(3, 15),
    CANCEL,
    agenda.Invite(agenda.InviteMethod.REQUEST, at(1779796800), at(1779802200), "5402afad"),
    agenda.Invite(agenda.InviteMethod.REQUEST, at(1779778800), at(1779894000), "eeec31f"),
    agenda.UnreachedNotice(3, "no_smtp", CANCEL),
    agenda.UnreachedNotice(3, "no_smtp", INVITE),
    agenda.UnreachedFile(3, "no_smtp", CANCEL),
    agenda.UnreachedFile(3, "no_smtp", INVITE),
    *(one() for one in agenda.REMINDERS.values()),
    asking.AnswerNotice(MessageMeaning.FOUND, ("bureau-aide",), "UZOE"),
    asking.AnswerNotice(MessageMeaning.MENU, (), "UZOE"),
    asking.AnswerNotice(MessageMeaning.TALK, ("cancel",), "UZOE"),
    asking.AnswerNotice(MessageMeaning.NEAREST, ("carnet", "seminaire-porteurs", "seminaire-promotion"), "UZOE"),
    evaluation.CommitteeCancelled(4, {23: 1781071200}),
    evaluation.CommitteeCard(),
    evaluation.WritingReminder(),
    evaluation.WritingReminder(4),
    evaluation.EmptySupport(),
    evaluation.HalfDays(),
    evaluation.CommitteeHanded(3, 4),
    evaluation.CommitteeHanded(3),
    evaluation.CommitteeOrphaned(4),
    evaluation.HalfDaysAgain(),
    evaluation.CommitteeLeft(3, {23: 1781071200}),
    evaluation.CommitteeMoved(4, {23: 1781071200}),
    evaluation.CommitteeMoved(None, {23: 1781071200}, 3),
    evaluation.TalkMoved(4, {24: 1781071200}),
    evaluation.TalkMoved(4, {}),
    records.ReportAnswered(),
    records.AwaitedReportLine(),
    records.ReportDocument(at(1781071200)),
    records.ReportPublished(),
    records.ReportShared(3),
    evaluation.ReadingNotice(),
    evaluation.UsefulQuestion(),
    helping.HelpAsked(),
    helping.HelpAgreed(),
    helping.HelpRefusal(),
    *(logbook.FileMessage(one) for one in logbook.LogbookPaper),
    logbook.LogbookFile(logbook.LogbookPaper.CV),
    logbook.LogbookShared(),
    polls.PollReminder(),
    polls.ParticipantBack(3, {23: 1781071200}),
    polls.PollCancelled(4, {23: 1781071200}),
    polls.PollCard(),
    polls.PollClosed(),
    polls.PollEnded(),
    polls.PollLeft(3, {23: 1781071200}),
    polls.PollMoved(4, {23: 1781071200}),
    polls.PollQuestion(),
    polls.PollRedated(),
    polls.RunningPollCard(),
    workshops.WorkshopAsked(),
    workshops.WorkshopOutcomeQuestion(),
    workshops.WorkshopQuestion(),
    gatherings.GatheringFollowUp(),
    gatherings.GatheringAnnouncement(),
    gatherings.AnsweredFor(14, Reply.COMES),
    gatherings.AnsweredFor(14, Reply.DECLINES),
    gatherings.SubjectQuestion(),
    gatherings.OrganiserQuestion((1,)),
    gatherings.OrganiserQuestion((1, 4)),
    gatherings.OrganiserQuestion((4, 5, 6)),
    gatherings.GatheringCancelled(at(1779796800)),
    gatherings.GatheringCard(),
    gatherings.PlaceFreed(),
    gatherings.GatheringGroup(),
    gatherings.GroupsFormed("best"),
    gatherings.GatheringHandover(14),
    gatherings.GroupHostQuestion(),
    gatherings.GroupHostQuestion(at(1779796800)),
    gatherings.SeriesHandover(14),
    gatherings.SeriesHandover(14, (3, 4)),
    gatherings.GroupMerge(1),
    gatherings.GroupMerge(Metier.DROIT),
    gatherings.GatheringMoved(at(1779796800), at(1779883200)),
    gatherings.ChannelRefused("C0PROMO", "is_archived"),
    gatherings.ChannelRefused("C0PROMO", "not_in_channel"),
    gatherings.NoPresenter(4),
    gatherings.Nudge(),
    gatherings.GatheringOrphaned(13),
    gatherings.GatheringPlaceChanged(),
    gatherings.PresenterQuestion(),
    gatherings.QuestionList(at(1779796800)),
    gatherings.SharedText(),
    gatherings.SmallGroupNotice(),
    gatherings.SpeakerCard(),
    gatherings.PresenterReminder(),
    gatherings.SpeakerRemoved(),
    gatherings.AttendanceQuestion(),
    helpdesk.SessionsAdded(1, {2: 1778050800}),
    helpdesk.RequestAnswered(),
    helpdesk.HostAgreement(4, None, (7,)),
    helpdesk.HostAgreement(4, 5, (7, 8)),
    helpdesk.HeldSessionsCancelled(None, {1: 1777964400}),
    helpdesk.HeldSessionsCancelled(4, {1: 1777964400, 2: 1778050800}),
    helpdesk.TimesExpired(4, {1: 1777964400}),
    helpdesk.NeedAccessQuestion(6),
    helpdesk.SpecialistQuestion(4, (7, 8)),
    helpdesk.SpecialistRefusal(6, (7,)),
    helpdesk.SpecialistRefusal(6, (7, 8), 1),
    helpdesk.CoachCall(),
    helpdesk.RequestCancelled(1, {1: 1777964400, 2: 1778050800}),
    helpdesk.RequestCancelled(4, {1: 1777964400}),
    helpdesk.PersonBack(2, {1: 1777964400}),
    helpdesk.RequestCard(),
    helpdesk.SessionInChannel(),
    helpdesk.TimesDeclined("b1"),
    helpdesk.HostHandover(4, 5, (7, 8)),
    helpdesk.HourRecorded(3),
    helpdesk.ParticipantAdded(6, (7,)),
    helpdesk.PersonLeft(2, {1: 1777964400}),
    helpdesk.PersonLeft(2, {1: 1777964400, 2: 1778050800}),
    helpdesk.RequestMoved(None, {1: 1777964400}),
    helpdesk.RequestMoved(1, {1: 1777964400}),
    helpdesk.RequestMoved(4, {1: 1777964400, 2: 1778050800}),
    helpdesk.HostNote(1),
    helpdesk.FreeSlotNotice(),
    helpdesk.RequestOrphaned(4),
    helpdesk.RequestPaper(),
    helpdesk.PaperLoss(),
    helpdesk.TimesQuestion("b1"),
    helpdesk.SwapAsked(3),
    helpdesk.SwapEnded(3),
    helpdesk.RequestTaken(),
    homes.Home(),
    lateness.LatenessAlert(2, at(1777896000)),
    mentoring.MentorAnswered(at(1777874580)),
    mentoring.CycleCard(),
    mentoring.AnswerReminder(SideToAnswer.MENTOR, at(1777874460)),
    mentoring.AnswerReminder(SideToAnswer.TEAM, at(1777874580)),
    mentoring.CheckIn(2, at(1779192000)),
    mentoring.RequestDeclined(),
    mentoring.CycleEnded(None),
    mentoring.CycleEnded(7),
    mentoring.Export(),
    mentoring.ExportCard(),
    mentoring.CycleGroup((1, 2, 6)),
    mentoring.CycleGroup((3, 6)),
    mentoring.MentorHandover(6, 7),
    mentoring.RequestExpired(SideToAnswer.MENTOR),
    mentoring.RequestExpired(SideToAnswer.TEAM),
    mentoring.LateTimeQuestion(1),
    mentoring.LateTimeQuestion(1, (2, 3), 281_474_976_710_655),
    mentoring.LateTimeRefused(1, at(1781611200)),
    mentoring.SessionTimeKept(1, at(1781611200)),
    mentoring.MemberLeftCycle(2),
    mentoring.MemberAbsence(2, {1: 1777964400}),
    mentoring.MemberReturn(2, {1: 1777964400}),
    mentoring.SessionMissed(1),
    mentoring.CycleMoved(6, {4: 1780401600}),
    mentoring.GroupRefused("no_account"),
    mentoring.CycleOrphaned(6),
    mentoring.TimesPicked(at(1777893000)),
    mentoring.SessionReplanned(8, 3),
    mentoring.SessionReplanned(None, 3),
    mentoring.ReviewQuestion(),
    mentoring.ReviewQuestion(4),
    mentoring.CycleStarted(),
    mentoring.CycleTaken(),
    mentoring.RequestUnanswered(),
    mentoring.RequestWithdrawn(),
    planning.MonthPost("2026-05"),
    planning.HostAbsence(),
    planning.FailedChoices((7, 8)),
    planning.RoomsNotice(at(1777874760)),
    planning.FailedMonthPost("Cpromo", "not_in_channel", "2026-05"),
    records.ActionAssigned(),
    records.ActionAssigned(3),
    records.LetterSent(),
    records.OverviewCard(),
    records.OverviewFile(),
    records.OwnActionsLine(),
    records.OwnActionsLine(at(1778450400)),
    records.HostWeek(),
    records.Minutes(),
    records.MinutesQuestion(),
    records.OwnerLeft(3),
    records.PostponedTwice(),
    asking.CoachAsked(),
    asking.TeamAsked(7, "bureau-aide"),
    asking.TeamAsked(7, "mentorat", 3),
    setup.BlankFiles(),
    setup.BlankFilesCard(),
    team.Stranger("UZOE"),
    team.TeamWaiting("UZOE"),
    welcome.ArrivalsCard(),
    welcome.Greeting(0),
    rights.DataFile(),
    rights.DataMail(),
    rights.DataMessage(),
    rights.CancellationsDone(NOW, 12),
    rights.PromotionClosed(NOW, "2028-11-11"),
    rights.PromotionReopened(NOW),
    planning.YearCard(),
    planning.YearPicture(NOW),
]


def row(fact: Fact, *, subject: str = "", action: Action | None = None, card: bool | None = None) -> str:
    """Give the row of a fact as `rows.txt` holds it."""
    owed = fact.owed(7, to=None if fact.action is Action.GROUP else 1, due=NOW, action=action, card=card)
    mark = "card" if owed.card else "urgent" if owed.urgent else "-"
    return f'{owed.kind} {subject or owed.subject} {owed.action} {mark} "{owed.detail}"'


def test_every_kind_is_written_as_the_version_before_wrote_it() -> None:
    copied = [copies.Copy("helpdesk.moved", "3 7:1778000000"), copies.Copy("helpdesk.card", "")]
    written = [row(one) for one in FACTS] + [row(one, subject="helpdesk_request") for one in copied]
    written += [row(one(), action=Action.MAIL) for one in agenda.REMINDERS.values()]
    written += [row(mentoring.RequestExpired(SideToAnswer.TEAM), card=False)]  # to the mentor
    assert sorted(written) == sorted(ROWS.read_text("utf-8").splitlines())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.kind} {fact.detail}")
def test_what_a_row_holds_is_read_as_it_was_meant(fact: Fact) -> None:
    assert type(fact).read(fact.detail) == fact


def test_every_kind_has_its_row_here_and_no_two_facts_have_one_kind() -> None:
    kinds = [one.kind for one in all_kinds()]
    assert len(kinds) == len({*kinds})
    assert {*kinds} == {one.kind for one in FACTS} | {copies.Copy.kind}


@pytest.mark.parametrize(
    ("fact", "detail"),
    [
        (gatherings.GatheringCancelled(None), ""),  # said before the time that was known was noted
        (mentoring.CycleEnded(None), ""),
        (helpdesk.RequestMoved(3, {}), "3 "),
        (helpdesk.RequestMoved(3, {}), "3"),
        (agenda.HourReminder(), "what a later version may add"),
    ],
)
def test_what_a_row_lacks_is_what_it_was_before(fact: Fact, detail: str) -> None:
    assert type(fact).read(detail) == fact


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        (helpdesk.HostNote, ""),
        (helpdesk.HostNote, "a"),
        (helpdesk.HostHandover, "4"),
        (mentoring.RequestExpired, "both"),
    ],
)
def test_what_no_fact_wrote_is_not_read(kind: type[Fact], detail: str) -> None:
    with pytest.raises(ValueError, match=r"not a valid|invalid literal"):
        kind.read(detail)


def test_other_fields_are_refused() -> None:
    """Mypy refuses them first: where it did not, each `ignore` below would be one too many."""
    with pytest.raises(TypeError):
        helpdesk.HostNote()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        helpdesk.HostHandover(4, 5, (6,), 7)  # type: ignore[call-arg]

    class _Words(Fact, kind="a.kind"):
        words: list[str]

    with pytest.raises(TypeError, match="no row holds"):
        _Words.columns()
    assert helpdesk.HostNote("seven").detail == "seven"  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        helpdesk.HostNote(1).note_id = 2  # type: ignore[misc]


def test_a_fact_is_owed_in_the_manner_of_its_kind() -> None:
    owed = helpdesk.FreeSlotNotice().owed(4, to=1, due=NOW)
    assert (owed.expires, owed.period, owed.card, owed.revision) == (NOW + timedelta(days=2), "", False, 0)
    assert helpdesk.FreeSlotNotice().owed(4, to=1, due=NOW, expires=NOW).expires == NOW
    assert helpdesk.TimesQuestion("b1").owed(4, to=1, due=NOW) == replace(
        helpdesk.TimesQuestion("b1").owed(4, to=1, due=NOW, period="other", card=False), period="b1", card=True
    )
