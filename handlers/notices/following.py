"""Follow-ups of failed notices. They notify the team, send a mail instead, or ask another host."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.agenda import replies
from bot.agenda.calendars import invitations
from bot.agenda.facts import REMINDERS, Invite
from bot.agenda.reminders import reminders
from bot.clock import Now
from bot.gatherings import announcements, attendance, facts, porteurs
from bot.gatherings.subjects import peers
from bot.helpdesk import away, papers
from bot.helpdesk import facts as helpdesk
from bot.mentoring import facts as mentoring
from bot.mentoring import lapses, news
from bot.mentoring.sheets import describe_cycle
from bot.notices import copies
from bot.notices.copies import Copy
from bot.notices.facts import Fact
from bot.notices.model import NO_ACCOUNT, Action, Notice
from bot.planning import month, once_a_week
from bot.planning.facts import MonthPost
from bot.tools import Transaction

from .messages import OnFailed

_WITH_HOSTS = [
    one.kind for one in (helpdesk.RequestCard, helpdesk.SessionsAdded, helpdesk.RequestMoved, helpdesk.HostHandover)
]
_TO_MENTORS = [one.kind for one in (mentoring.CycleCard, mentoring.AnswerReminder, mentoring.TimesPicked)]
# Notices of these kinds go by mail to people who chose mail. If the mail fails, the follow-up sends them in Slack.
_BY_MAIL_TOO: Mapping[str, type[Fact]] = {**REMINDERS, facts.Nudge.kind: facts.Nudge}
_NO_ADDRESS = frozenset({"mail_unknown", "bad_address"})


def follow_ups(
    now: Now, *, copied_kinds: Collection[str], spared_kinds: Collection[str] = ()
) -> Mapping[str, OnFailed]:
    """Return the follow-up of a failed notice, by kind of notice.

    People without Slack get the `copied_kinds` by mail. They do not get the `spared_kinds`, because another mail asks
    the same question."""

    def lost(tx: Transaction, notice: Notice, _reason: str) -> None:
        papers.drop_lost_file(tx, notice, now=now())

    def unreachable(tx: Transaction, notice: Notice, reason: str) -> None:
        away.report_unreachable_host(tx, notice, reason=reason, now=now())

    def no_group(tx: Transaction, notice: Notice, reason: str) -> None:
        if notice.action is Action.GROUP:
            sheet = describe_cycle(tx, notice.subject_id)
            news.report_refused_group(tx, notice, sheet=sheet, reason=reason, now=now())

    def mentor_unreachable(tx: Transaction, notice: Notice, reason: str) -> None:
        lapses.report_unreachable_mentor(tx, notice, reason=reason, now=now())

    def not_invited(tx: Transaction, notice: Notice, reason: str) -> None:
        invitations.forward_failed_invitation(tx, notice, reason=reason, now=now())

    def not_mailed(tx: Transaction, notice: Notice, _reason: str) -> None:
        reminders.resend_in_slack(tx, notice, _BY_MAIL_TOO[notice.kind]())

    own: dict[str, OnFailed] = {
        **dict.fromkeys(_WITH_HOSTS, unreachable),
        helpdesk.RequestPaper.kind: lost,
        **dict.fromkeys(_TO_MENTORS, mentor_unreachable),
        mentoring.CycleGroup.kind: no_group,
        **_channel_follow_ups(now),
        Invite.kind: not_invited,
        **dict.fromkeys(_BY_MAIL_TOO, not_mailed),
    }
    apart = {kind: _with_drop_without_slack(own.get(kind)) for kind in spared_kinds}
    found: dict[str, OnFailed] = own | {kind: _with_mail_fallback(now, own.get(kind)) for kind in copied_kinds} | apart
    return {kind: _with_coach_notice(now, found.get(kind)) for kind in {*found, Copy.kind}}


def _with_coach_notice(now: Now, next_follow_up: OnFailed | None) -> OnFailed:
    """Return a follow-up that notifies the coaches if the mail address is wrong, and calls `next_follow_up`."""

    def follow(tx: Transaction, notice: Notice, reason: str) -> bool | None:
        if notice.action is Action.MAIL and reason in _NO_ADDRESS:
            replies.report_bouncing_address(tx, notice, now=now())
        return next_follow_up(tx, notice, reason) if next_follow_up is not None else None

    return follow


def _channel_follow_ups(now: Now) -> Mapping[str, OnFailed]:
    """Return follow-ups for messages that a channel refused. Most send the message to each person instead."""

    def not_announced(tx: Transaction, notice: Notice, reason: str) -> None:
        announcements.handle_refused_channel(tx, notice, reason=reason, now=now())

    def not_followed(tx: Transaction, notice: Notice, _reason: str) -> None:
        attendance.handle_refused_channel(tx, notice, now=now())

    def unasked(tx: Transaction, notice: Notice, _reason: str) -> None:
        peers.handle_refused_channel(tx, notice, now=now())

    def unshared(tx: Transaction, notice: Notice, _reason: str) -> None:
        porteurs.handle_refused_channel(tx, notice, now=now())

    def unposted(tx: Transaction, notice: Notice, reason: str) -> None:
        month.replace_failed_post(tx, notice, reason=reason, now=now())

    return {
        facts.GatheringAnnouncement.kind: not_announced,
        facts.GatheringFollowUp.kind: not_followed,
        facts.SubjectQuestion.kind: unasked,
        facts.SharedText.kind: unshared,
        MonthPost.kind: unposted,
    }


def _with_mail_fallback(now: Now, next_follow_up: OnFailed | None) -> OnFailed:
    """Return a follow-up that sends a mail if the person has no Slack account, and calls `next_follow_up`."""

    def follow(tx: Transaction, notice: Notice, reason: str) -> bool:
        mailed = reason == NO_ACCOUNT and (
            _drop_repeated(tx, notice, now=now()) or _enqueue_copy(tx, notice, now=now())
        )
        if next_follow_up is not None:
            next_follow_up(tx, notice, reason)
        return mailed

    return follow


def _enqueue_copy(tx: Transaction, notice: Notice, *, now: datetime) -> bool:
    return copies.owe_copy(tx, notice, due=once_a_week.mailing_time(tx, notice, now=now))


def _with_drop_without_slack(next_follow_up: OnFailed | None) -> OnFailed:
    """Return a follow-up that drops the notice of a person without Slack, and otherwise calls `next_follow_up`."""

    def spare(tx: Transaction, notice: Notice, reason: str) -> bool | None:
        if reason == NO_ACCOUNT:
            copies.drop_failed(tx, notice, reason="spared")
            return True
        return next_follow_up(tx, notice, reason) if next_follow_up is not None else None

    return spare


def _drop_repeated(tx: Transaction, notice: Notice, *, now: datetime) -> bool:
    """Drop a notice whose content is already in a mailed invitation. Return False if it is not in one."""
    said = notice.action is Action.POST and once_a_week.is_in_invitations(tx, notice, now=now)
    if said:
        copies.drop_failed(tx, notice, reason="invited")
    return said
