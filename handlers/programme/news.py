"""Renderers of notices about new members, about requests to coaches or a team, and of blank files."""

from dataclasses import replace

from bot.catalogue.catalogue import current_edition
from bot.notices import asking, team, welcome
from bot.planning.setup import uploads
from bot.programme.service import defi_of, identify
from handlers.kit.blocks import Message, text_message
from handlers.kit.told import RenderContext, Upload, draws

from . import views
from .setup import texts


@draws(team.Stranger)
def render_stranger(context: RenderContext[team.Stranger]) -> Message:
    """Build the notice that a person asks for the coaches. If they are a member of the programme, it says so."""
    slack_id = context.fact.slack_id
    return (views.coach_wanted_message if identify(context.reading, slack_id).roles else views.stranger_message)(
        slack_id
    )


@draws(team.TeamWaiting)
def render_coach_wanted(context: RenderContext[team.TeamWaiting]) -> Message:
    return views.coach_wanted_message(context.fact.slack_id)


@draws(welcome.ArrivalsCard)
def render_arrivals(context: RenderContext[welcome.ArrivalsCard]) -> Message | None:
    """Build the card about new members. After an answer, it has no buttons."""
    found = welcome.read_arrivals(context.reading, context.about, now=context.now)
    return views.arrivals_card(found) if found.is_open or context.posted else None


@draws(asking.TeamAsked)
def render_team_asked(context: RenderContext[asking.TeamAsked]) -> Message:
    fact, defi = context.fact, defi_of(context.reading, context.about)
    wish = asking.read_wish(context.reading, fact.request_id) if fact.request_id else None
    line = wish.line if wish else None
    given = current_edition(context.reading).formats.get(fact.dispositif)
    name = given.name if given else fact.dispositif
    return views.team_asked_message(
        context.find_person(fact.by_id), defi, dispositif=fact.dispositif, name=name, note=line
    )


@draws(asking.CoachAsked)
def render_coach_asked(context: RenderContext[asking.CoachAsked]) -> Message | None:
    wish = asking.read_wish(context.reading, context.about)
    words = current_edition(context.reading).catalogue.get(wish.dispositif) if wish else None
    return views.coach_request_message(wish, words.name if words else wish.dispositif) if wish else None


@draws(uploads.BlankFilesCard)
def render_blanks_card(_context: RenderContext[uploads.BlankFilesCard]) -> Message:
    """Build the direct message under which the bot posts the blank files."""
    return text_message(texts.BLANKS)


@draws(uploads.BlankFiles)
def render_blanks(context: RenderContext[uploads.BlankFiles]) -> Upload:
    """Build the blank files. Each has a unique name, by which the bot can look it up in Slack."""
    words, blanks = texts.BLANKS_FILES, uploads.blank_files(context.reading)
    files = [Upload(f"{context.about}-{name}", name, words, data=data) for name, data in blanks.items()]
    return replace(files[0], others=tuple(files[1:]))
