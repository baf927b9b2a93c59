"""Listeners of the App Home. They enqueue the Home in the ledger, which publishes it."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from slack_sdk.errors import SlackApiError

from bot.agenda import agenda
from bot.agenda.busy import feeds
from bot.agenda.calendars import calendars
from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.reminders.after import list_bookings_to_answer
from bot.catalogue import openings
from bot.catalogue.catalogue import list_added_cycles
from bot.catalogue.openings import keys_closed_in
from bot.dates.paris import moment_at
from bot.evaluation import half_days, leading
from bot.evaluation.support import support
from bot.gatherings.awaiting import find_awaiting_gatherings, find_joinable
from bot.glance import queries_with_rows
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.sheets import list_mine
from bot.helping import helping
from bot.helping.model import HelpWords
from bot.logbook.model import LOGBOOK
from bot.logbook.service import followed_logbook
from bot.mentoring import sheets as mentoring
from bot.mentoring.awaiting import find_awaiting_cycles
from bot.mentoring.coaches import mentor_load
from bot.mentoring.model import MENTORING, CycleSheet
from bot.notices import homes
from bot.notices.welcome import list_open_cards
from bot.planning import standing
from bot.planning.setup import setups
from bot.polls import running as polls
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import ended_promotion, is_part_of, person_of, running_promotions
from bot.records.actions import list_my_actions
from bot.records.report.sheets import find_awaiting_reports, list_readable
from bot.tools import Reading
from bot.workshops.workshops import list_unled, list_waiting
from handlers.agenda.reminders import views as reminders_views
from handlers.catalogue import views as catalogue_views
from handlers.evaluation import listeners as evaluation_lines
from handlers.gatherings import listeners as gatherings_lines
from handlers.gatherings.announcement import views as announcement_views
from handlers.helpdesk.listing import views as helpdesk_lines
from handlers.helping import views as helping_views
from handlers.kit.blocks import HomeLine, Message, message, message_lines
from handlers.kit.routes import Routes
from handlers.kit.told import CARRIED, MailLinks
from handlers.kit.turn import Turn
from handlers.mentoring import awaiting as mentoring_lines
from handlers.polls import listeners as poll_lines
from handlers.programme import views as programme_views
from handlers.programme.setup import views as setup_views
from handlers.records.actions import views as action_views
from handlers.records.report import news_views
from handlers.workshops import views as workshop_views

from . import sections, texts, views, ways
from .views import HomeContent

# The Home still shows a défi this long after its promotion ends, since people read its reports.
AFTER = timedelta(days=30)

log = logging.getLogger(__name__)


def register(routes: Routes) -> None:
    routes.add("event", "app_home_opened", enqueue_home, permits="home.open")
    routes.add("action", "home.more", show_more_actions, permits="home.open")
    routes.add("action", "home.back", return_to_home, permits="home.open")
    routes.words["rejoindre"] = show_joinable


def enqueue_home(turn: Turn) -> None:
    """Enqueue the Home of the person who opens it. If the bot does not know the person, show the contacts."""
    if turn.payload.get("tab") != "home" or not turn.slack_id:
        turn.ack()
        return
    require(turn.actor, "home.open")
    person_id = turn.actor.person_id
    if person_id is None:
        turn.ack()
        _show_contacts(turn)
        return
    with turn.tools.transaction() as tx:
        homes.owe_home_always(tx, person_id, now=turn.tools.now(), blank=not turn.payload.get("view"))
    turn.ack()


def show_more_actions(turn: Turn) -> None:
    """Show the actions that are not on the Home (« Plus »)."""
    require(turn.actor, "home.open")
    with turn.tools.reading() as reading:
        content = read_content(reading, turn.known, now=turn.tools.now())
    turn.ack()
    turn.open(ways.more_modal(content.ways))


def return_to_home(turn: Turn) -> None:
    """Enqueue the Home in place of the page that it shows (« Retour à l’accueil »)."""
    require(turn.actor, "home.open")
    with turn.tools.transaction() as tx:
        homes.owe_home_always(tx, turn.known.id, now=turn.tools.now(), blank=True)
    turn.ack()


def _defis_page(reading: Reading, actor: Actor, _person_id: int, now: datetime) -> Message | None:
    """Build a person's défis with all dates and reports, for the page that a link in a mail opens."""
    person = person_of(actor)
    several = standing.list_carried_defis(reading, person, now=now)
    reports = list_readable(reading, person, [carried.defi.id for carried in several])
    drawn = sections.defi_blocks(several, reports, all_dates=True, now=now)
    return message(texts.DEFIS_SAID, *drawn) if drawn else None


def _link_end(reading: Reading, person_id: int) -> datetime:
    return moment_at(standing.last_carried_day(reading, person_id) + AFTER, 0)


OWN_DEFI = MailLinks((CARRIED, "records.report"), _link_end, page=_defis_page)


def show_joinable(turn: Turn) -> None:
    """Show the gatherings that the actor can join, and the appointments that the actor left."""
    now, me = turn.tools.now(), turn.known
    with turn.tools.reading() as reading:
        invited = find_joinable(reading, turn.actor, now=now)
        gone = calendars.list_rejoinable(reading, turn.actor, now=now)
    turn.ack()
    lines = [announcement_views.joinable_line(sheet, me.id, now=now) for sheet in invited]
    turn.open(views.joinable_modal([*lines, *(views.left_appointment_line(outline, now=now) for outline in gone)]))


def _show_contacts(turn: Turn) -> None:
    try:
        turn.screens.views_publish(user_id=turn.slack_id, view=views.stranger_home())
    except SlackApiError as error:  # The account has no Home, because it is not in this workspace.
        log.warning("the Home of an unknown person could not be shown (%s); skipped", error.response.get("error"))


def read_content(reading: Reading, person: Person, *, now: datetime) -> HomeContent:
    """Read the content of a person's Home, in a constant number of queries.

    Former members only see their own data."""
    actor, coming = Actor(person.slack_id or "", person), agenda.list_upcoming(reading, person.id, now=now)
    if not person.roles:
        gathered, book = tuple(outlines_of(reading, coming)), followed_logbook(reading, person)
        return HomeContent(person, (), (), gathered=gathered, book=book)
    found = running_promotions(reading, now, person=person)
    closed = keys_closed_in(reading, [promotion.id for promotion in found], now=now)
    # A person without a promotion sees the first promotion: its progress and its open dispositifs.
    running = [promotion for promotion in found if is_part_of(person, promotion.id)] or found[:1]
    there = queries_with_rows(reading, actor, running, now=now)
    sheets = list_mine(reading, actor, already_read=coming, now=now)
    cycles = mentoring.list_mine(reading, actor, now=now) if "cycles" in there else []
    awaiting = _awaiting_lines(reading, actor, sheets, cycles, promotions=running, question_kinds=there, now=now)
    # Each sheet has the people of all sheets.
    read = sheets[0].people if sheets else {}
    drawn = {session.id for sheet in sheets for session in sheet.sessions}
    drawn |= {each.appointment.id for sheet in cycles for each in sheet.sessions}
    keeps = Role.EIG in person.roles and LOGBOOK not in closed
    load = mentor_load(reading, person) if Role.MENTOR in person.roles else None
    return HomeContent(
        person,
        tuple(sheets),
        tuple(awaiting),
        tuple((promotion, standing.person_progress(reading, person, promotion, now=now)) for promotion in running),
        tuple(cycles),
        tuple(
            outlines_of(
                reading, [appointment for appointment in coming if appointment.id not in drawn], people_by_id=read
            )
        ),
        book=followed_logbook(reading, person) if "logbook" in there or keeps else None,
        words=helping.read_words(reading, actor) if "words" in there else HelpWords(),
        load=load if load and (load.open_cycles or MENTORING not in closed) else None,
        defis=(carried := tuple(standing.list_carried_defis(reading, person, now=now))),
        reports=list_readable(reading, person, [one.defi.id for one in carried]),
        calendar=feeds.describe(reading, person.id, now=now) if "calendar" in there else None,
        closed=closed,
        asks=tuple(openings.formats_for_porteur(reading, person, running_ids=[each.id for each in found], now=now)),
        own_cycles=tuple(given for given in list_added_cycles(reading) if found and given.key not in closed),
        over=ended_promotion(reading, person, running=running, now=now),
    )


def _awaiting_lines(
    reading: Reading,
    actor: Actor,
    sheets: list[RequestSheet],
    cycles: list[CycleSheet],
    *,
    promotions: Sequence[Promotion],
    question_kinds: frozenset[str],
    now: datetime,
) -> Iterator[HomeLine]:
    """Yield the lines of the Home by feature: questions to the reader, then follow-ups, then pending requests.

    `question_kinds` are the kinds of questions with at least one question (`bot.glance`). Other kinds are not read."""
    me = person_of(actor)
    if not promotions and Role.COACH in me.roles:
        yield setup_views.prepare_line(setups.list_promotions(reading, actor, now=now)[0])
    if Role.COACH in me.roles:
        yield from map(
            partial(catalogue_views.offer_line, now=now), openings.list_offers(reading, actor, promotions, now=now)
        )
    if question_kinds & {"cycles", "lost"}:
        found = find_awaiting_cycles(reading, actor, cycles, now=now)
        yield from mentoring_lines.awaiting_lines(found, cycles, viewer_id=me.id, now=now)
    others = bool(question_kinds & {"calls", "left"})
    theirs = find_awaiting_requests(
        reading, actor, sheets, includes_others=others, includes_swaps="swaps" in question_kinds, now=now
    )
    yield from helpdesk_lines.home_lines(theirs, sheets, viewer_id=me.id, now=now)
    for promotion in promotions if "rounds" in question_kinds else ():
        yield from evaluation_lines.home_lines(
            half_days.find_unanswered_round(reading, me, promotion.id, now=now), (), now=now
        )
    unled = leading.list_without_host(reading, actor, now=now) if "unled" in question_kinds else []
    yield from evaluation_lines.home_lines(None, unled, now=now)
    supports, unrated = support.find_to_write_and_rate(reading, me, now=now)
    yield from evaluation_lines.support_lines(supports, unrated, now=now)
    if "actions" in question_kinds:
        yield from action_views.home_lines(list_my_actions(reading, me, now=now), viewer_id=me.id, now=now)
    if "reports" in question_kinds:
        yield from news_views.home_lines(find_awaiting_reports(reading, me, now=now), now=now)
    yield from _question_lines(reading, actor, promotions=promotions, question_kinds=question_kinds, now=now)
    yield from map(partial(workshop_views.team_line, now=now), list_waiting(reading, me.defi_ids))
    yield from mentoring_lines.waiting_lines(cycles, viewer_id=me.id, now=now)


def _question_lines(
    reading: Reading, actor: Actor, *, promotions: Sequence[Promotion], question_kinds: frozenset[str], now: datetime
) -> Iterator[HomeLine]:
    me = person_of(actor)
    answering = polls.list_awaiting_answer(reading, me.id, now=now) if "polls" in question_kinds else []
    choosing = polls.list_to_choose(reading, me.id, now=now) if "choices" in question_kinds else []
    yield from poll_lines.home_lines(answering, choosing, now=now)
    if "workshops" in question_kinds:
        yield from map(partial(workshop_views.coach_line, now=now), list_unled(reading, actor))
    for ask, asker in helping.list_waiting(reading, actor) if "asks" in question_kinds else ():
        yield from message_lines(helping_views.help_request_message(ask, asker))
    phase = helping.phase_to_confirm(reading, me, promotions, now=now) if "words" in question_kinds else None
    yield from message_lines(helping_views.still_true_message(phase) if phase else None)
    if question_kinds & {"gatherings", "orphans"}:
        yield from gatherings_lines.home_lines(find_awaiting_gatherings(reading, actor, now=now), now=now)
    yield from map(partial(reminders_views.awaiting_line, now=now), list_bookings_to_answer(reading, me.id, now=now))
    if "arrivals" in question_kinds:
        yield from programme_views.arrivals_lines(list_open_cards(reading, actor, now=now))
