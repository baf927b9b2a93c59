"""Renderers of all notices about gatherings."""

from dataclasses import replace

from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.model import plain_text
from bot.gatherings import announcements, attendance, calls, facts, porteurs
from bot.gatherings.groups import formation, grouping, presenting
from bot.gatherings.groups.placement import GroupingInput
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.model import Purpose, Reply
from bot.gatherings.series import joining, orphans
from bot.gatherings.series.overview import describe_series
from bot.gatherings.sheets import agreed_speakers, describe_gathering, get_series
from bot.gatherings.subjects import ballots, subjects
from bot.notices.facts import Fact
from bot.planning import facts as planned
from bot.planning import lines, month, once_a_week
from bot.programme.roles import Metier
from handlers.gatherings import kinds
from handlers.gatherings.programme import views as programme_views
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, draws

from .announcement import texts
from .announcement import views as announcement_views
from .announcement.views import AnnouncementData
from .conference import views
from .date import views as date_views
from .groups import presenters_views
from .groups import views as grouping_views
from .seminars import views as seminars_views
from .subjects import views as subjects_views


@draws(facts.PresenterQuestion)
def render_presenter_card(context: RenderContext[facts.PresenterQuestion]) -> Message | None:
    sheet = describe_gathering(context.reading, context.about)
    mine = presenting.read_presenter(context.reading, sheet.gathering.id, context.reader_id)
    return presenters_views.card(sheet, mine, now=context.now) if mine else None


@draws(facts.PresenterReminder)
def render_presenting_reminder(context: RenderContext[facts.PresenterReminder]) -> Message | None:
    """Build the reminder to prepare a presentation. Return None if the person sees it in « Votre semaine »."""
    sheet = describe_gathering(context.reading, context.about)
    mine = presenting.read_presenter(context.reading, sheet.gathering.id, context.reader_id)
    if mine is None:
        return None
    chosen = mine.state is PresenterState.AGREED and not context.posted
    if chosen and once_a_week.is_covered_elsewhere(context.reading, sheet, context.reader_id, due=context.notice.due):
        return None
    return presenters_views.preparation_message(sheet, mine, is_posted=context.posted, now=context.now)


@draws(facts.NoPresenter)
def render_no_presenter(context: RenderContext[facts.NoPresenter]) -> Message | None:
    sheet = describe_gathering(context.reading, context.about)
    left = len(presenting.list_presenters(context.reading, sheet))
    who = context.find_person(context.fact.person_id)
    return (
        None
        if sheet.is_cancelled
        else presenters_views.no_presenter_left_message(sheet, who, presenters_left=left, now=context.now)
    )


@draws(facts.GroupHostQuestion)
def render_holding_question(context: RenderContext[facts.GroupHostQuestion]) -> Message | None:
    """Build the question that asks the organiser who hosts the groups.

    Return None if the choice is already made, or if the date has changed."""
    asked = formation.gather(context.reading, context.about)
    of_this_date = context.fact.starts in (None, asked.sheet.appointment.starts)  # A new date has its own question.
    if not context.posted and not (of_this_date and asked.sheet.gathering.grouping is None):
        return None
    free, _ = formation.free_coaches(context.reading, asked.sheet)
    needed = len(GroupingInput(asked.wanted.members).sizes)
    return grouping_views.holding_question_message(asked, free, groups=needed, now=context.now)


@draws(facts.GatheringGroup)
def render_group(context: RenderContext[facts.GatheringGroup]) -> Message | None:
    found = grouping.read_group(context.reading, context.about)
    if found and not context.posted and found[1].appointment.part_of(context.reader_id) is None:
        # The person changed group before the notice was sent.
        return None
    return grouping_views.own_group_message(*found, person_id=context.reader_id, now=context.now) if found else None


@draws(facts.GroupsFormed)
def render_groups(context: RenderContext[facts.GroupsFormed]) -> Message | None:
    sheet = describe_gathering(context.reading, context.about)
    several = grouping.groups_of(context.reading, sheet.gathering.id)
    if sheet.is_cancelled:
        return None
    return grouping_views.overview_message(sheet, several, solution=context.fact.solved, now=context.now)


@draws(facts.SpeakerCard)
def render_speaker(context: RenderContext[facts.SpeakerCard]) -> Message | None:
    sheet = describe_gathering(context.reading, context.about)
    agreed = context.reader_id in agreed_speakers(context.reading, context.about)
    return views.speaker_message(sheet, context.reader_id, has_agreed=agreed, is_posted=context.posted, now=context.now)


@draws(facts.SpeakerRemoved)
def render_no_longer_speaker(context: RenderContext[facts.SpeakerRemoved]) -> Message | None:
    sheet = describe_gathering(context.reading, context.about)
    return views.no_longer_speaker_message(sheet, context.reader_id, is_posted=context.posted, now=context.now)


@draws(facts.QuestionList)
def render_questions(context: RenderContext[facts.QuestionList]) -> Message | None:
    """Build the list of questions for speakers and hosts. Return None if the start has changed."""
    sheet = describe_gathering(context.reading, context.about)
    several = subjects.list_proposals(context.reading, context.about, purpose=Purpose.QUESTION)
    stands = not sheet.is_cancelled and context.fact == facts.QuestionList(sheet.appointment.starts)
    if several and (stands or context.posted):
        return views.questions_message(sheet, several, now=context.now)
    return views.no_questions_message(sheet, now=context.now) if context.posted else None


@draws(facts.GatheringPlaceChanged)
def render_placed(context: RenderContext[facts.GatheringPlaceChanged]) -> Message | None:
    return seminars_views.new_place_message(describe_gathering(context.reading, context.about), now=context.now)


@draws(facts.GatheringMoved)
def render_moved(context: RenderContext[facts.GatheringMoved]) -> Message | None:
    """Build the notice of a gathering's new time. Return None if the time has changed again."""
    sheet, reader_id = describe_gathering(context.reading, context.about), context.notice.person_id
    if sheet.is_cancelled or sheet.appointment.starts != context.fact.after:
        # Another notice announces the later change or the cancellation.
        return None
    own = grouping.find_group_of(context.reading, sheet, reader_id)
    return date_views.moved_message(sheet, own, old_start=context.fact.before, reader_id=reader_id, now=context.now)


@draws(facts.GatheringCancelled)
def render_cancelled(context: RenderContext[facts.GatheringCancelled]) -> Message | None:
    sheet, for_all = describe_gathering(context.reading, context.about), context.notice.channel is not None
    if not sheet.is_cancelled:
        return None
    return date_views.cancelled_message(sheet, known_start=context.fact.known, for_all=for_all, now=context.now)


@draws(facts.GatheringHandover)
def render_date_handed(context: RenderContext[facts.GatheringHandover]) -> Message | None:
    """Build the notice that a date has a new host. Return None if that person no longer hosts it."""
    sheet, taker_id = describe_gathering(context.reading, context.about), context.fact.taker_id
    if taker_id not in sheet.appointment.host_ids:
        return None
    return date_views.handed_over_message(sheet, reader_id=context.notice.person_id, taker_id=taker_id, now=context.now)


@draws(facts.OrganiserQuestion)
def render_organiser_questions(context: RenderContext[facts.OrganiserQuestion]) -> Message | None:
    """Build the organiser's questions about missing facts. Return None if none is missing and it is not posted."""
    found = calls.read(context.reading, context.fact, person_id=context.reader_id, now=context.now)
    return date_views.questions_message(found, now=context.now) if found or context.posted else None


@draws(facts.GatheringOrphaned)
def render_orphaned(context: RenderContext[facts.GatheringOrphaned]) -> Message | None:
    orphan = orphans.read(context.reading, context.about, former_organiser_id=context.fact.left_id)
    return programme_views.orphaned_message(
        orphan, describe_series(context.reading, orphan.series, now=context.now).coming, now=context.now
    )


@draws(facts.SeriesHandover)
def render_series_handed(context: RenderContext[facts.SeriesHandover]) -> Message | None:
    """Build the notice that series have a new organiser. Return None if that person organises none of them now."""
    several, taker = (
        [get_series(context.reading, id_) for id_ in (context.about, *context.fact.others)],
        context.fact.taker_id,
    )
    theirs = [series for series in several if series.organiser_id == taker and series.ended_at is None]
    person = context.find_person(taker)
    if person is None or not theirs:
        return None
    if len(theirs) > 1:
        return programme_views.several_handed_over_message(theirs)
    coming = describe_series(context.reading, theirs[0], now=context.now).coming
    return programme_views.handed_over_message(
        theirs[0], person, next_sheets=coming, reader_id=context.reader_id, now=context.now
    )


@draws(planned.MonthPost)
def render_this_month(context: RenderContext[planned.MonthPost]) -> Message | None:
    found = lines.read_month(
        context.reading, context.about, month=month.parse_month(context.fact.month), now=context.now
    )
    return date_views.month_message(found, now=context.now) if found and found.lines else None


@draws(planned.FailedMonthPost)
def render_month_not_posted(context: RenderContext[planned.FailedMonthPost]) -> Message | None:
    found = lines.read_month(
        context.reading, context.about, month=month.parse_month(context.fact.month), now=context.now
    )
    return date_views.month_not_posted_message(found, reason=context.fact.reason) if found else None


@draws(facts.GatheringAnnouncement)
def render_announced(context: RenderContext[facts.GatheringAnnouncement]) -> Message | None:
    about = _read_announcement(context)
    if not _is_useful(context, about):
        return None
    extra = kinds.extras_of_kind(about.sheet).announced(context.reading, about.sheet, context.now)
    return announcement_views.announcement_card(replace(about, extra=extra), now=context.now)


@draws(facts.GatheringCard)
def render_card(context: RenderContext[facts.GatheringCard]) -> Message | None:
    about = _read_announcement(context)
    if not _is_useful(context, about):
        return None
    extra = kinds.extras_of_kind(about.sheet).announced(context.reading, about.sheet, context.now)
    counts = not announcements.is_in_channel(context.reading, about.sheet.gathering.id)
    return announcement_views.card(replace(about, extra=extra), context.reader_id, counts=counts, now=context.now)


@draws(facts.PlaceFreed)
def render_place_given(context: RenderContext[facts.PlaceFreed]) -> Message | None:
    """Build the notice that the person now has a place. Return None if they gave it back before the notice was sent."""
    about = _read_announcement(context)
    mine = about.sheet.answers.get(context.reader_id)
    theirs = mine is not None and mine.reply is Reply.COMES
    if not context.posted and not (theirs and about.is_open(context.now)):
        return None
    return announcement_views.place_given_message(about, context.reader_id, now=context.now)


@draws(facts.AnsweredFor)
def render_answered_for(context: RenderContext[facts.AnsweredFor]) -> Message | None:
    named = context.find_person(context.fact.teller_id)
    teller = named.name if named else texts.A_COACH
    return announcement_views.answered_for_you_message(
        _read_announcement(context), context.reader_id, teller=teller, reply=context.fact.reply, now=context.now
    )


@draws(facts.ChannelRefused)
def render_no_channel(context: RenderContext[facts.ChannelRefused]) -> Message | None:
    channel, reason = context.fact.channel, context.fact.reason
    return announcement_views.no_channel_message(
        _read_announcement(context), channel=channel, reason=reason, now=context.now
    )


@draws(facts.Nudge)
def render_nudge(context: RenderContext[facts.Nudge]) -> Message | None:
    about, person_id = _read_announcement(context), context.reader_id
    if not context.posted:
        sheet, key = about.sheet, about.sheet.series.dispositif
        dated = context.notice.expires == sheet.appointment.starts  # A new date has its own notice.
        still = dated and about.is_open(context.now) and any(person.id == person_id for person in sheet.unanswered)
        if not still or not reminders.is_reminder_wanted(
            context.reading, ReminderKind.WEEK, person_id=person_id, dispositif=key
        ):
            return None
        if presenting.is_presenter(context.reading, sheet.gathering.id, person_id):
            return None  # Presenters get their own question.
    return announcement_views.nudge_message(about, person_id, now=context.now)


@draws(facts.GatheringFollowUp)
def render_after_gathering(context: RenderContext[facts.GatheringFollowUp]) -> Message | None:
    about = _read_announcement(context)
    if not context.posted and not attendance.took_place(about.sheet):
        return None
    extra = kinds.extras_of_kind(about.sheet).after(context.reading, about.sheet, context.now)
    words = current_edition(context.reading).catalogue.get(about.sheet.series.dispositif)
    inspiration = plain_text(words.inspirer) if words else ""
    return seminars_views.after_message(replace(about, extra=extra), inspiration=inspiration, now=context.now)


@draws(facts.AttendanceQuestion)
def render_who_came(context: RenderContext[facts.AttendanceQuestion]) -> Message | None:
    about = _read_announcement(context)
    open_still = about.sheet.gathering.attendance is None and not about.sheet.is_cancelled
    extra = kinds.extras_of_kind(about.sheet).asked(context.reading, about.sheet, context.now)
    return (
        seminars_views.attendance_message(replace(about, extra=extra), now=context.now)
        if open_still or context.posted
        else None
    )


def _read_announcement(context: RenderContext[Fact]) -> AnnouncementData:
    sheet = describe_gathering(context.reading, context.about)
    key = sheet.series.dispositif
    words = current_edition(context.reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    agreed = frozenset(agreed_speakers(context.reading, context.about)) if sheet.kind.has_talk else None
    return AnnouncementData(sheet, plain_text(words.preparer) if words else "", agreed=agreed)


def _is_useful(context: RenderContext[Fact], announcement: AnnouncementData) -> bool:
    return context.posted or announcement.is_open(context.now)


@draws(facts.SubjectQuestion)
def render_ballot(context: RenderContext[facts.SubjectQuestion]) -> Message | None:
    ballot = ballots.ballot_of(context.reading, describe_gathering(context.reading, context.about), now=context.now)
    return subjects_views.ballot_message(ballot, is_posted=context.posted, now=context.now)


@draws(facts.SmallGroupNotice)
def render_small_group(context: RenderContext[facts.SmallGroupNotice]) -> Message | None:
    """Build the notice to the organiser of a small group, which shows how to enlarge the group."""
    return subjects_views.small_group_message(
        joining.read_small_group(context.reading, context.about), is_posted=context.posted
    )


@draws(facts.GroupMerge)
def render_groups_merged(context: RenderContext[facts.GroupMerge]) -> Message:
    other = context.fact.other
    into = get_series(context.reading, context.about if isinstance(other, Metier) else other)
    following = joining.next_gathering(context.reading, into.id, now=context.now)
    if isinstance(other, Metier):
        return subjects_views.new_members_message(other.value, into, next_sheet=following, now=context.now)
    return subjects_views.groups_merged_message(
        get_series(context.reading, context.about), into, next_sheet=following, now=context.now
    )


@draws(facts.SharedText)
def render_shared(context: RenderContext[facts.SharedText]) -> Message:
    return seminars_views.shared_message(porteurs.read_shared(context.reading, context.about), now=context.now)
