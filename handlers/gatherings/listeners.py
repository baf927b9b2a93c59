"""Register the listeners of gatherings, the links to gatherings in mails, and the card that « Ouvrir » shows."""

from dataclasses import replace
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.agenda import past
from bot.agenda.past import AppointmentHistory
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.model import plain_text
from bot.errors import NotAllowed
from bot.gatherings import sheets
from bot.gatherings.awaiting import AwaitingGatherings
from bot.gatherings.groups import grouping, presenting
from bot.gatherings.kinds import KINDS
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import GatheringSheet
from bot.gatherings.sheets import ends_at
from bot.programme.model import Actor, Person, Relation
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.kinds import fill_button
from handlers.gatherings.programme import views as programme_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.kit import tags
from handlers.kit.blocks import HomeLine, Json, actions, button, context, message_lines
from handlers.kit.gestures.dated import undo_row
from handlers.kit.routes import Routes
from handlers.kit.sentences import join_text
from handlers.kit.texts import JOIN
from handlers.kit.told import CardOpening, MailLinks, OpenedCard, put_actions_first

from . import kinds
from .announcement import listeners as answers
from .announcement import views
from .announcement.views import AnnouncementData, CardExtra, date_and_name
from .conference import listeners as conference
from .date import listeners as date
from .date import views as date_views
from .groups import listeners, presenters_views
from .groups import views as grouping_views
from .programme import listeners as programme
from .seminars import listeners as seminars
from .seminars import views as seminars_views
from .series import listeners as series
from .subjects import listeners as subjects

PARTS = (programme, series, date, answers, seminars, subjects, listeners, conference)


def register(routes: Routes) -> None:
    for part in PARTS:
        part.register(routes)
    register_opening(routes)


FEEDBACK = timedelta(days=60)


def _feedback_end(reading: Reading, gathering_id: int) -> datetime:
    return ends_at(reading, gathering_id) + FEEDBACK


ANSWERS = MailLinks(("gatherings.come", "gatherings.decline"), ends_at)
SUBJECTS = MailLinks(("gatherings.propose", "gatherings.vote", "gatherings.withdraw"), ends_at)
QUESTIONS = MailLinks(("gatherings.ask", "gatherings.questions", "gatherings.support", "gatherings.take_back"), ends_at)
NEEDS = MailLinks(("gatherings.need", "gatherings.practical"), ends_at)
FEEDBACK_GIVEN = MailLinks(("gatherings.rate", "gatherings.word"), _feedback_end)
ATTENDANCE = MailLinks(("gatherings.everybody", "gatherings.somebody_missing", "gatherings.not_held"), _feedback_end)


def register_opening(routes: Routes) -> None:
    routes.add_opening(KINDS, CardOpening("Rendez-vous collectif", sheets.find_gathering_id, read_card, _read_past))


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Return the builder of a gathering's card for the actor. Raises NotFound, NotAllowed."""
    sheet = sheets.read(reading, actor, thing_id)
    me = actor.person
    if me is None:
        raise NotAllowed(action="gatherings.read")
    key = sheet.series.dispositif
    words = current_edition(reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    extra = kinds.extras_of_kind(sheet).announced(reading, sheet, now)
    plans = may(actor, "gatherings.plan", thing=sheet)
    public = sheet.kind.has_talk and not plans
    agreed = frozenset(sheets.agreed_speakers(reading, thing_id)) if public else None
    about = AnnouncementData(sheet, plain_text(words.preparer) if words else "", extra, agreed)
    blocks = [*undo_row(reading, actor, sheet.appointment, now=now), *_own_blocks(reading, sheet, me, now=now)]
    if plans and not sheet.is_cancelled:
        blocks.append(context(join_text(date_views.state_lines(sheet, missing_facts(sheet), now=now), "\n")))
        blocks += date_views.action_blocks(sheet, extra=kinds.page_extra(reading, sheet, now=now), now=now)
    if may(actor, "agenda.tag", thing=sheet) and not sheet.is_cancelled:
        blocks.append(actions(tags.change_button([sheet.appointment], sheet.tags, of=date_and_name(sheet, now))))
    return lambda: [*put_actions_first(_card(about, me, may_plan=plans, now=now)), *blocks]


def _read_past(reading: Reading, gathering_id: int) -> AppointmentHistory:
    return past.read_history(
        reading,
        [sheets.describe_gathering(reading, gathering_id).appointment],
        owning_thing=("gathering", gathering_id),
    )


def _card(announcement: AnnouncementData, me: Person, *, may_plan: bool, now: datetime) -> list[Block | Json]:
    sheet = announcement.sheet
    if sheet.relation_to(me) is Relation.GUEST:
        drawn = views.card(announcement, me.id, counts=True, now=now)
    else:
        # Hide the buttons to ask questions and propose subjects, which are only for invited people.
        shown = replace(announcement, extra=CardExtra(announcement.extra.said, announcement.extra.blocks))
        drawn = views.host_card(shown, shows_room=may_plan or sheet.comes(me.id), now=now)
    room = None if sheet.is_cancelled or sheet.appointment.ends <= now else sheet.room_for(me.id)
    join = [actions(button(JOIN, "kit.link", url=room, of=date_and_name(sheet, now)))] if room else []
    return [*drawn.blocks, *join]


def _own_blocks(reading: Reading, sheet: GatheringSheet, me: Person, *, now: datetime) -> list[Block | Json]:
    """Build the blocks about the reader's turn to present and about the reader's small group."""
    if not sheet.kind.mixes or sheet.is_cancelled:
        return []
    mine = presenting.read_presenter(reading, sheet.gathering.id, me.id)
    groups = [group for group in grouping.groups_of(reading, sheet.gathering.id) if group.appointment.part_of(me.id)]
    drawn = [presenters_views.card(sheet, mine, now=now)] if mine else []
    drawn += [grouping_views.own_group_message(sheet, group, person_id=me.id, now=now) for group in groups]
    return [block for message in drawn for block in message.blocks]


def home_lines(awaiting: AwaitingGatherings, *, now: datetime) -> list[HomeLine]:
    """Return the lines of the Home about gatherings for which the reader has something to do."""
    return [
        *(presenters_views.awaiting_line(sheet, now=now) for sheet in awaiting.to_present),
        *(views.invitation_line(invitation, now=now) for invitation in awaiting.invitations),
        *(grouping_views.awaiting_line(sheet, now=now) for sheet in awaiting.holding),
        *(
            line
            for orphan in awaiting.orphaned
            for line in message_lines(programme_views.orphaned_message(orphan, [], now=now))
        ),
        *(
            date_views.awaiting_line(sheet, fill_button=fill_button(sheet, now=now), now=now)
            for sheet in awaiting.to_settle
        ),
        *(subjects_views.awaiting_line(subject, now=now) for subject in awaiting.subjects),
        *(seminars_views.awaiting_line(sheet, now=now) for sheet in awaiting.led),
        *(conference_views.rating_line(sheet, now=now) for sheet in awaiting.to_rate),
    ]
