"""The second time: what may legitimately happen again, over all features, is heard as a new message each time.

A bureau d'aide has a table of its own (`tests/bot/helpdesk/test_second_time.py`). The last test reads the source: a
message that is told once for its subject and reader stands in ONCE with its reason.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.agenda import replies
from bot.agenda.facts import Invite
from bot.evaluation import leading
from bot.gatherings import answers
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Reply
from bot.gatherings.series import orphans
from bot.mentoring import absences, lapses
from bot.notices.model import Action
from bot.polls import changes as meetings
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.workshops import workshops
from storage.database import Database, Transaction
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import people
from tests.architecture.sources import modules
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.rig import Rig
from tests.bot.mentoring.rig import make_rig
from tests.bot.polls.rig import TUESDAY, YES, Polls
from tests.bot.workshops.test_workshops import Workshops
from tests.promotion import depart

STEP = timedelta(minutes=10)
Once = Callable[[], object]
SETTLED = select(notices.c.kind, notices.c.person_id, notices.c.channel).where(notices.c.action == Action.POST.value)


def leave_and_return(rig: Rig, key: str, held: Membership, *, meanwhile: Once) -> None:
    """Let a person leave the programme, do what the clock does then, and let them come back."""
    rig.now += STEP
    rig.do(lambda tx: depart(tx, rig.ids[key], at=rig.now))
    meanwhile()
    rig.do(lambda tx: people.add_membership(tx, rig.ids[key], held))


def freed_place(database: Database) -> Once:
    """A place is freed for Sami, who gives it back and stands in line again."""
    rig = Rig(database).fill()
    made = rig.make(rig.series(CONFERENCE, capacity=1))

    def once() -> None:
        for who, reply in (
            ("lea", Reply.COMES),
            ("sami", Reply.COMES),
            ("lea", Reply.DECLINES),
            ("sami", Reply.DECLINES),
        ):
            rig.now += STEP
            rig.use(answers.answer, who, made.id, reply=reply)

    return once


def freed_place_of_who_left(database: Database) -> Once:
    """The same where Sami leaves the programme in between: their answer is forgotten, and its number comes again."""
    rig = Rig(database).fill()
    made, eig = rig.make(rig.series(CONFERENCE, capacity=1)), Membership(Role.EIG, rig.ids["promotion"])

    def once() -> None:
        for who, reply in (("lea", Reply.COMES), ("sami", Reply.COMES), ("lea", Reply.DECLINES)):
            rig.use(answers.answer, who, made.id, reply=reply)
        free = partial(answers.remove_leaver, gathering_id=made.id, person_id=rig.ids["sami"])
        leave_and_return(rig, "sami", eig, meanwhile=lambda: rig.do(lambda tx: free(tx, now=rig.now)))
        rig.do(lambda tx: occurrences.forget_answer(tx, made.id, rig.ids["lea"]))

    return once


def answered_for(database: Database) -> Once:
    """A coach answers for Léa, twice the same: in between she says otherwise."""
    rig = Rig(database).fill()
    made = rig.make(rig.series(CONFERENCE))

    def once() -> None:
        rig.now += STEP
        rig.use(answers.answer_for_person, "claire", made.id, person_id=rig.ids["lea"], reply=Reply.COMES)
        rig.use(answers.answer, "lea", made.id, reply=Reply.DECLINES)

    return once


def organiser_leaves(database: Database) -> Once:
    """Who organises a series leaves, comes back, and leaves again."""
    rig = Rig(database).fill()
    series, coach = rig.series(CONFERENCE), Membership(Role.COACH, rig.ids["promotion"])
    ask = partial(orphans.ask_coaches, series_id=series.id)
    return lambda: leave_and_return(rig, "claire", coach, meanwhile=lambda: rig.do(lambda tx: ask(tx, now=rig.now)))


def guest_leaves_cycle(database: Database) -> Once:
    """Sami leaves a cycle of mentoring, comes back, and leaves again."""
    rig = make_rig(database)
    sheet = rig.running(guest_ids=(rig.ids["sami"],))

    def once() -> None:
        rig.now += STEP
        rig.use(lapses.leave_cycle, "sami", sheet.cycle.id)
        rig.use(absences.rejoin_cycle, "sami", sheet.cycle.id)

    return once


def mentor_leaves(database: Database) -> Once:
    """The mentor of a cycle that runs leaves the programme, comes back, and leaves again."""
    rig = make_rig(database)
    rig.running()

    def once() -> None:
        rig.now += STEP
        rig.depart("maya")
        rig.tick()
        rig.do(lambda tx: people.add_membership(tx, rig.ids["maya"], Membership(Role.MENTOR)))

    return once


def committee_handed(database: Database) -> Once:
    """A committee goes from Claire to David, and back."""
    rig = Committees(database)
    rig.open()
    made = rig.one()

    def once() -> None:
        for giver, taker in (("claire", "david"), ("david", "claire")):
            rig.now += STEP
            rig.use(leading.hand_over, giver, made.committee.id, person_id=rig.ids[taker])

    return once


def meeting_left(database: Database) -> Once:
    """Somebody leaves a meeting, comes again, and leaves again."""
    rig = Polls(database)
    rig.open()
    sheet = rig.ask()
    for who in ("claire", "paul", "ali", "zoe"):
        rig.answer(sheet, who, YES, YES, YES)
    rig.pick(rig.now_is(sheet), TUESDAY)

    def once() -> None:
        rig.now += STEP
        rig.use(meetings.leave, "paul", sheet.poll.id)
        rig.now += STEP
        rig.use(meetings.come_back, "paul", sheet.poll.id)

    return once


def workshop_given_up(database: Database) -> Once:
    """A coach takes a workshop and gives it up, twice."""
    rig = Workshops(database)
    rig.open()
    sheet = rig.ask_for()

    def once() -> None:
        rig.now += STEP
        rig.use(workshops.take_workshop, "claire", sheet.workshop.id)
        rig.use(workshops.leave_workshop, "claire", sheet.workshop.id)

    return once


def invitation_bounces(database: Database) -> Once:
    """A coach says for Léa, whom no mail reaches, that she comes, then that she does not: who hosts forwards both."""
    rig = Rig(database).fill()
    made = rig.make(rig.series(CONFERENCE))
    rig.do(lambda tx: people.change(tx, rig.ids["lea"], slack_id=None, looked_up_at=rig.now))

    def bounce(tx: Transaction) -> None:
        mails = notices.update().where(notices.c.kind == Invite.kind, notices.c.state == "owed")
        for mail in tx.execute(mails.values(state="sent", closed_at=rig.now).returning(notices.c.id)).scalars().all():
            replies.record_bounce(tx, mail, now=rig.now)

    def once() -> None:
        for reply in (Reply.COMES, Reply.DECLINES):
            rig.now += STEP
            rig.use(answers.answer_for_person, "claire", made.id, person_id=rig.ids["lea"], reply=reply)
            rig.do(bounce)

    return once


# What happens twice, and the kinds of message that are heard each time.
AGAIN: dict[str, tuple[Callable[[Database], Once], tuple[str, ...]]] = {
    "a place is freed": (freed_place, ("gatherings.freed",)),
    "a place is freed for somebody who had left": (freed_place_of_who_left, ("gatherings.freed",)),
    "a coach answers for somebody": (answered_for, ("gatherings.answered_for",)),
    "an organiser leaves": (organiser_leaves, ("gatherings.orphaned",)),
    "a guest leaves a cycle": (guest_leaves_cycle, ("mentoring.left", "mentoring.back")),
    "a mentor leaves": (mentor_leaves, ("mentoring.orphaned",)),
    "a committee is handed over": (committee_handed, ("evaluation.handed", "evaluation.card")),
    "somebody leaves a meeting": (meeting_left, ("polls.left", "polls.back")),
    "an invitation bounces": (invitation_bounces, ("agenda.unreached",)),
    "a workshop is given up": (workshop_given_up, ("workshops.asked",)),
}


def deliver(database: Database) -> Counter[tuple[str, int | None, str | None]]:
    """Let all that is owed have arrived; return what was ever owed, by kind and reader."""
    with database.transaction() as tx:
        sent = notices.update().where(notices.c.closed_at.is_(None))
        tx.execute(sent.values(state="sent", sent_ts="1", sent_channel="D1", closed_at=notices.c.due))
        return Counter((row.kind, row.person_id, row.channel) for row in tx.execute(SETTLED))


@pytest.mark.parametrize("what", AGAIN)
def test_what_happens_again_is_heard_again(database: Database, what: str) -> None:
    begin, kinds = AGAIN[what]
    once = begin(database)
    before = deliver(database)
    once()
    first = deliver(database)
    once()
    second = deliver(database)
    for kind in kinds:
        heard = Counter({key: many for key, many in (first - before).items() if key[0] == kind})
        again = Counter({key: many for key, many in (second - first).items() if key[0] == kind})
        assert heard
        assert again == heard, kind


# A message that nothing tells from an earlier one of its kind, subject and reader; why there is never a second.
ONCE = {
    "bot/evaluation/news.py CommitteeCard": "the first card; whoever joins has one of their own period",
    "bot/gatherings/announcements.py GatheringAnnouncement": "one card in the channel, which is updated",
    "bot/gatherings/announcements.py GatheringCard": "one card a person, which is updated",
    "bot/gatherings/answers.py GatheringCard": "the same card",
    "bot/gatherings/attendance.py GatheringFollowUp": "a gathering ends once",
    "bot/gatherings/attendance.py AttendanceQuestion": "a gathering ends once",
    "bot/gatherings/conference/questions.py QuestionList": "distinct: the start that they are for",
    "bot/gatherings/groups/formation.py GroupHostQuestion": "distinct: the date that it is for",
    "bot/gatherings/groups/presenters.py NoPresenter": "distinct: who does not present",
    "bot/gatherings/groups/grouping.py GroupsFormed": "groups are made once; by hand they are adjusted",
    "bot/gatherings/porteurs.py SharedText": "a proposal is shared once",
    "bot/gatherings/series/joining.py GroupMerge": "a series ends once",
    "bot/gatherings/series/joining.py SmallGroupNotice": "once a series, on purpose: the organiser knows the ways out",
    "bot/gatherings/subjects/peers.py SubjectQuestion": "the first subject of a series",
    "bot/helpdesk/calls.py CoachCall": "a request's first; given back, it has a period",
    "bot/helpdesk/news.py SessionInChannel": "one card in the défi's channel, which is updated",
    "bot/records/letters.py LetterSent": "a letter is sent once, and never changes",
    "bot/helpdesk/news.py HourRecorded": "an hour is noted once, and never changes",
    "bot/helpdesk/proposals.py TimesDeclined": "distinct: the batch of times",
    "bot/helpdesk/proposals.py TimesQuestion": "distinct: the batch of times",
    "bot/helpdesk/swaps.py SwapAsked": "distinct: the question",
    "bot/helpdesk/swaps.py SwapEnded": "distinct: the question",
    "bot/helping/helping.py HelpAgreed": "an ask is answered once",
    "bot/helping/helping.py HelpRefusal": "an ask is answered once",
    "bot/logbook/leaving.py LogbookShared": "each share has its own id",
    "bot/mentoring/news.py CycleCard": "one card a person; whoever takes over hears that by another message",
    "bot/mentoring/news.py kind": "distinct: since when it is their turn",
    "bot/notices/asking.py CoachAsked": "each request has its own id",
    "bot/notices/lateness.py LatenessAlert": "read, not told: whether the coaches know",
    "bot/notices/welcome.py ArrivalsCard": "each card has its own id",
    "bot/planning/absence/carrying.py HostAbsence": "each absence has its own id",
    "bot/planning/absence/carrying.py FailedChoices": "each absence has its own id",
    "bot/planning/rooms.py RoomsNotice": "distinct: the moment",
    "bot/polls/news.py PollEnded": "a poll ends once",
    "bot/polls/news.py PollQuestion": "one card a person; with other dates it is redated, by a period",
    "bot/polls/news.py RunningPollCard": "one card, which is updated",
    "bot/records/meeting.py Minutes": "minutes are told once, then updated",
    "bot/records/news.py AwaitedReportLine": "the first of two Mondays; the second has a period",
    "bot/records/report/service.py ReportAnswered": "once a report, on purpose: the next morning says all",
    "bot/records/report/service.py ReportPublished": "a report is published once",
    "bot/records/report/service.py ReportShared": "a report is shared once",
    "bot/rights/closing.py CancellationsDone": "distinct: the moment",
    "bot/rights/closing.py PromotionClosed": "distinct: the moment",
    "bot/rights/closing.py PromotionReopened": "distinct: the moment",
    "bot/rights/rights.py DataMail": "once a day: its subject is the day",
    "bot/workshops/news.py WorkshopOutcomeQuestion": "a workshop is over once",
}


def told_once() -> Iterator[str]:
    """Yield the messages that are told without a period or a revision, by module and fact."""
    for module in modules():
        if not module.path.startswith("bot/") or module.path.startswith(("bot/demo/", "bot/notices/notices.py")):
            continue
        for function in (one for one in module.nodes if isinstance(one, ast.FunctionDef)):
            named = {
                target.id: each.value
                for each in ast.walk(function)
                if isinstance(each, ast.Assign)
                for target in each.targets
                if isinstance(target, ast.Name)
            }
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                if ast.unparse(call.func) not in ("notices.tell", "address_to_coaches", "tell") or len(call.args) < 2:
                    continue
                given = named.get(ast.unparse(call.args[1]), call.args[1])
                if {"period", "revision"} & {one.arg for one in call.keywords} or not isinstance(given, ast.Call):
                    continue
                yield f"{module.path} {ast.unparse(given.func).removeprefix('facts.')}"


def test_what_is_told_once_says_why() -> None:
    assert sorted(set(told_once())) == sorted(ONCE)
