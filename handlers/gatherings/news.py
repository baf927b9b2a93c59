"""Renderers of all notices about gatherings."""

from dataclasses import replace

from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.model import plain_text
from bot.gatherings import announcements, attendance, calls, facts, porteurs
from bot.gatherings.groups import formation, grouping, presenting
from bot.gatherings.groups.placement import GroupWanted
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
from handlers.kit.told import Told, draws

from .announcement import texts
from .announcement import views as announcement_views
from .announcement.views import Announced
from .conference import views
from .date import views as date_views
from .groups import presenters_views
from .groups import views as grouping_views
from .seminars import views as seminars_views
from .subjects import views as subjects_views


@draws(facts.Present)
def render_present(told: Told[facts.Present]) -> Message | None:
    sheet = describe_gathering(told.reading, told.about)
    mine = presenting.read_presenter(told.reading, sheet.gathering.id, told.reader_id)
    return presenters_views.card(sheet, mine, now=told.now) if mine else None


@draws(facts.Support)
def render_support(told: Told[facts.Support]) -> Message | None:
    """Build the reminder to prepare a presentation. Return None if the person sees it in « Votre semaine »."""
    sheet = describe_gathering(told.reading, told.about)
    mine = presenting.read_presenter(told.reading, sheet.gathering.id, told.reader_id)
    if mine is None:
        return None
    chosen = mine.state is PresenterState.AGREED and not told.posted
    if chosen and once_a_week.is_told_elsewhere(told.reading, sheet, told.reader_id, due=told.notice.due):
        return None
    return presenters_views.support_message(sheet, mine, posted=told.posted, now=told.now)


@draws(facts.NoPresenter)
def render_no_presenter(told: Told[facts.NoPresenter]) -> Message | None:
    sheet = describe_gathering(told.reading, told.about)
    left = len(presenting.list_presenters(told.reading, sheet))
    who = told.find_person(told.fact.person_id)
    return None if sheet.is_cancelled else presenters_views.nobody_left_message(sheet, who, left=left, now=told.now)


@draws(facts.Holding)
def render_holding(told: Told[facts.Holding]) -> Message | None:
    """Build the question that asks the organiser who hosts the groups.

    Return None if the choice is already made, or if the date has changed."""
    asked = formation.gather(told.reading, told.about)
    of_this_date = told.fact.starts in (None, asked.sheet.appointment.starts)  # A new date has its own question.
    if not told.posted and not (of_this_date and asked.sheet.gathering.grouping is None):
        return None
    free, _ = formation.free_coaches(told.reading, asked.sheet)
    needed = len(GroupWanted(asked.wanted.members).sizes)
    return grouping_views.question_message(asked, free, groups=needed, now=told.now)


@draws(facts.GatheringGroup)
def render_group(told: Told[facts.GatheringGroup]) -> Message | None:
    found = grouping.read(told.reading, told.about)
    if found and not told.posted and found[1].appointment.part_of(told.reader_id) is None:
        # The person changed group before the notice was sent.
        return None
    return grouping_views.own_group_message(*found, person_id=told.reader_id, now=told.now) if found else None


@draws(facts.Groups)
def render_groups(told: Told[facts.Groups]) -> Message | None:
    sheet = describe_gathering(told.reading, told.about)
    several = grouping.groups_of(told.reading, sheet.gathering.id)
    if sheet.is_cancelled:
        return None
    return grouping_views.overview_message(sheet, several, solved=told.fact.solved, now=told.now)


@draws(facts.Speaker)
def render_speaker(told: Told[facts.Speaker]) -> Message | None:
    sheet = describe_gathering(told.reading, told.about)
    agreed = told.reader_id in agreed_speakers(told.reading, told.about)
    return views.speaker_message(sheet, told.reader_id, agreed=agreed, posted=told.posted, now=told.now)


@draws(facts.Unasked)
def render_unasked(told: Told[facts.Unasked]) -> Message | None:
    sheet = describe_gathering(told.reading, told.about)
    return views.unasked_message(sheet, told.reader_id, posted=told.posted, now=told.now)


@draws(facts.Questions)
def render_handed(told: Told[facts.Questions]) -> Message | None:
    """Build the list of questions for speakers and hosts. Return None if the start has changed."""
    sheet = describe_gathering(told.reading, told.about)
    several = subjects.list_proposals(told.reading, told.about, purpose=Purpose.QUESTION)
    stands = not sheet.is_cancelled and told.fact == facts.Questions(sheet.appointment.starts)
    if several and (stands or told.posted):
        return views.handed_message(sheet, several, now=told.now)
    return views.withdrawn_message(sheet, now=told.now) if told.posted else None


@draws(facts.GatheringPlaced)
def render_placed(told: Told[facts.GatheringPlaced]) -> Message | None:
    return seminars_views.placed_message(describe_gathering(told.reading, told.about), now=told.now)


@draws(facts.GatheringMoved)
def render_moved(told: Told[facts.GatheringMoved]) -> Message | None:
    """Build the notice of a gathering's new time. Return None if the time has changed again."""
    sheet, reader_id = describe_gathering(told.reading, told.about), told.notice.person_id
    if sheet.is_cancelled or sheet.appointment.starts != told.fact.after:
        # Another notice announces the later change or the cancellation.
        return None
    own = grouping.own_group(told.reading, sheet, reader_id)
    return date_views.moved_message(sheet, own, before=told.fact.before, reader_id=reader_id, now=told.now)


@draws(facts.GatheringCancelled)
def render_cancelled(told: Told[facts.GatheringCancelled]) -> Message | None:
    sheet, for_all = describe_gathering(told.reading, told.about), told.notice.channel is not None
    if not sheet.is_cancelled:
        return None
    return date_views.cancelled_message(sheet, known=told.fact.known, for_all=for_all, now=told.now)


@draws(facts.GatheringHanded)
def render_date_handed(told: Told[facts.GatheringHanded]) -> Message | None:
    """Build the notice that a date has a new host. Return None if that person no longer hosts it."""
    sheet, taker_id = describe_gathering(told.reading, told.about), told.fact.taker_id
    if taker_id not in sheet.appointment.host_ids:
        return None
    return date_views.handed_message(sheet, reader_id=told.notice.person_id, taker_id=taker_id, now=told.now)


@draws(facts.Called)
def render_called(told: Told[facts.Called]) -> Message | None:
    """Build the organiser's questions about missing facts. If all facts are known, return None unless it is posted."""
    found = calls.read(told.reading, told.fact, person_id=told.reader_id, now=told.now)
    return date_views.questions_message(found, now=told.now) if found or told.posted else None


@draws(facts.GatheringOrphaned)
def render_orphaned(told: Told[facts.GatheringOrphaned]) -> Message | None:
    orphan = orphans.read(told.reading, told.about, left_id=told.fact.left_id)
    return programme_views.orphaned_message(
        orphan, describe_series(told.reading, orphan.series, now=told.now).coming, now=told.now
    )


@draws(facts.SeriesHanded)
def render_series_handed(told: Told[facts.SeriesHanded]) -> Message | None:
    """Build the notice that series have a new organiser. Return None if that person organises none of them now."""
    several, taker = [get_series(told.reading, id_) for id_ in (told.about, *told.fact.others)], told.fact.taker_id
    theirs = [series for series in several if series.organiser_id == taker and series.ended_at is None]
    person = told.find_person(taker)
    if person is None or not theirs:
        return None
    if len(theirs) > 1:
        return programme_views.handed_several_message(theirs)
    coming = describe_series(told.reading, theirs[0], now=told.now).coming
    return programme_views.handed_message(theirs[0], person, coming=coming, reader_id=told.reader_id, now=told.now)


@draws(planned.Month)
def render_this_month(told: Told[planned.Month]) -> Message | None:
    found = lines.read_month(told.reading, told.about, month=month.parse_month(told.fact.month), now=told.now)
    return date_views.month_message(found, now=told.now) if found and found.lines else None


@draws(planned.Unposted)
def render_unposted(told: Told[planned.Unposted]) -> Message | None:
    found = lines.read_month(told.reading, told.about, month=month.parse_month(told.fact.month), now=told.now)
    return date_views.lost_message(found, reason=told.fact.reason) if found else None


@draws(facts.Announced)
def render_announced(told: Told[facts.Announced]) -> Message | None:
    about = _read(told)
    if not _is_useful(told, about):
        return None
    extra = kinds.drawings_of(about.sheet).announced(told.reading, about.sheet, told.now)
    return announcement_views.announcement_card(replace(about, extra=extra), now=told.now)


@draws(facts.GatheringCard)
def render_card(told: Told[facts.GatheringCard]) -> Message | None:
    about = _read(told)
    if not _is_useful(told, about):
        return None
    extra = kinds.drawings_of(about.sheet).announced(told.reading, about.sheet, told.now)
    counts = not announcements.is_in_channel(told.reading, about.sheet.gathering.id)
    return announcement_views.card(replace(about, extra=extra), told.reader_id, counts=counts, now=told.now)


@draws(facts.Freed)
def render_freed(told: Told[facts.Freed]) -> Message | None:
    """Build the notice that the person now has a place. Return None if they gave it back before the notice was sent."""
    about = _read(told)
    mine = about.sheet.answers.get(told.reader_id)
    theirs = mine is not None and mine.reply is Reply.COMES
    if not told.posted and not (theirs and about.is_open(told.now)):
        return None
    return announcement_views.freed_message(about, told.reader_id, now=told.now)


@draws(facts.AnsweredFor)
def render_answered_for(told: Told[facts.AnsweredFor]) -> Message | None:
    named = told.find_person(told.fact.teller_id)
    teller = named.name if named else texts.A_COACH
    return announcement_views.answered_for_message(
        _read(told), told.reader_id, teller=teller, reply=told.fact.reply, now=told.now
    )


@draws(facts.NoChannel)
def render_no_channel(told: Told[facts.NoChannel]) -> Message | None:
    channel, reason = told.fact.channel, told.fact.reason
    return announcement_views.no_channel_message(_read(told), channel=channel, reason=reason, now=told.now)


@draws(facts.Nudge)
def render_nudge(told: Told[facts.Nudge]) -> Message | None:
    about, person_id = _read(told), told.reader_id
    if not told.posted:
        sheet, key = about.sheet, about.sheet.series.dispositif
        dated = told.notice.expires == sheet.appointment.starts  # A new date has its own notice.
        still = dated and about.is_open(told.now) and any(person.id == person_id for person in sheet.unanswered)
        if not still or not reminders.is_wanted(told.reading, ReminderKind.WEEK, person_id=person_id, dispositif=key):
            return None
        if presenting.is_presenter(told.reading, sheet.gathering.id, person_id):
            return None  # Presenters get their own question.
    return announcement_views.nudge_message(about, person_id, now=told.now)


@draws(facts.After)
def render_after(told: Told[facts.After]) -> Message | None:
    about = _read(told)
    if not told.posted and not attendance.took_place(about.sheet):
        return None
    extra = kinds.drawings_of(about.sheet).after(told.reading, about.sheet, told.now)
    words = current_edition(told.reading).catalogue.get(about.sheet.series.dispositif)
    inspiration = plain_text(words.inspirer) if words else ""
    return seminars_views.after_message(replace(about, extra=extra), inspiration=inspiration, now=told.now)


@draws(facts.WhoCame)
def render_who_came(told: Told[facts.WhoCame]) -> Message | None:
    about = _read(told)
    open_still = about.sheet.gathering.attendance is None and not about.sheet.is_cancelled
    extra = kinds.drawings_of(about.sheet).asked(told.reading, about.sheet, told.now)
    return (
        seminars_views.attendance_message(replace(about, extra=extra), now=told.now)
        if open_still or told.posted
        else None
    )


def _read(told: Told[Fact]) -> Announced:
    sheet = describe_gathering(told.reading, told.about)
    key = sheet.series.dispositif
    words = current_edition(told.reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    agreed = frozenset(agreed_speakers(told.reading, told.about)) if sheet.kind.has_talk else None
    return Announced(sheet, plain_text(words.preparer) if words else "", agreed=agreed)


def _is_useful(told: Told[Fact], about: Announced) -> bool:
    return told.posted or about.is_open(told.now)


@draws(facts.Asking)
def render_asking(told: Told[facts.Asking]) -> Message | None:
    ballot = ballots.ballot_of(told.reading, describe_gathering(told.reading, told.about), now=told.now)
    return subjects_views.asked_message(ballot, posted=told.posted, now=told.now)


@draws(facts.Small)
def render_small(told: Told[facts.Small]) -> Message | None:
    """Build the notice to the organiser of a small group, which shows how to enlarge the group."""
    return subjects_views.small_message(joining.read_small(told.reading, told.about), posted=told.posted)


@draws(facts.Merged)
def render_merged(told: Told[facts.Merged]) -> Message:
    other = told.fact.other
    into = get_series(told.reading, told.about if isinstance(other, Metier) else other)
    following = joining.next_gathering(told.reading, into.id, now=told.now)
    if isinstance(other, Metier):
        return subjects_views.arrived_message(other.value, into, following=following, now=told.now)
    return subjects_views.merged_message(get_series(told.reading, told.about), into, following=following, now=told.now)


@draws(facts.GatheringShared)
def render_shared(told: Told[facts.GatheringShared]) -> Message:
    return seminars_views.shared_message(porteurs.read_shared(told.reading, told.about), now=told.now)
