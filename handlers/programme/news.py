"""Renderers of notices about new members, about requests to coaches or a team, and of blank files."""

from dataclasses import replace

from bot.catalogue.catalogue import current_edition
from bot.notices import asking, team, welcome
from bot.planning.setup import uploads
from bot.programme.service import defi_of, identify
from handlers.kit.blocks import Message, text_message
from handlers.kit.told import Told, Upload, draws

from . import views
from .setup import texts


@draws(team.Stranger)
def render_stranger(told: Told[team.Stranger]) -> Message:
    """Build the notice that a person asks for the coaches. If they are a member of the programme, it says so."""
    slack_id = told.fact.slack_id
    return (views.coach_wanted_message if identify(told.reading, slack_id).roles else views.stranger_message)(slack_id)


@draws(team.TeamWaiting)
def render_coach_wanted(told: Told[team.TeamWaiting]) -> Message:
    return views.coach_wanted_message(told.fact.slack_id)


@draws(welcome.ArrivalsCard)
def render_arrivals(told: Told[welcome.ArrivalsCard]) -> Message | None:
    """Build the card about new members. After an answer, it has no buttons."""
    found = welcome.read_arrivals(told.reading, told.about, now=told.now)
    return views.arrivals_card(found) if found.is_open or told.posted else None


@draws(asking.TeamAsked)
def render_team_asked(told: Told[asking.TeamAsked]) -> Message:
    fact, defi = told.fact, defi_of(told.reading, told.about)
    wish = asking.read_wish(told.reading, fact.request_id) if fact.request_id else None
    line = wish.line if wish else None
    given = current_edition(told.reading).formats.get(fact.dispositif)
    name = given.name if given else fact.dispositif
    return views.team_asked_message(
        told.find_person(fact.by_id), defi, dispositif=fact.dispositif, name=name, line=line
    )


@draws(asking.CoachAsked)
def render_coach_asked(told: Told[asking.CoachAsked]) -> Message | None:
    wish = asking.read_wish(told.reading, told.about)
    words = current_edition(told.reading).catalogue.get(wish.dispositif) if wish else None
    return views.asked_message(wish, words.name if words else wish.dispositif) if wish else None


@draws(uploads.BlanksCard)
def render_blanks_card(_told: Told[uploads.BlanksCard]) -> Message:
    """Build the direct message under which the bot posts the blank files."""
    return text_message(texts.BLANKS)


@draws(uploads.Blanks)
def render_blanks(told: Told[uploads.Blanks]) -> Upload:
    """Build the blank files. Each has a unique name, by which the bot can look it up in Slack."""
    words, blanks = texts.BLANKS_FILES, uploads.blank_files(told.reading)
    files = [Upload(f"{told.about}-{name}", name, words, data=data) for name, data in blanks.items()]
    return replace(files[0], others=tuple(files[1:]))
