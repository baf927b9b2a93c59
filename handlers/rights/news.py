"""Renderers of the notices about personal data, and about a closed promotion."""

from dataclasses import replace
from datetime import date

from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.rights import closing, facts, rights
from handlers.kit.blocks import Message, Paper, text_message
from handlers.kit.told import Told, Upload, draws

from . import texts, views
from .listeners import dispositif_names


@draws(facts.Ready)
def render_ready(_: Told[facts.Ready]) -> Message:
    """Build the direct message under which the bot posts the file."""
    return text_message(texts.READY)


@draws(facts.Mine)
def render_mine(told: Told[facts.Mine]) -> Message | None:
    """Build the mail with the file, or its web page, which has no file. For an erased person, return None."""
    reader = actor_of(told.reading, told.reader_id)
    if reader.person is None or rights.is_erased(told.reading, told.reader_id):
        return None
    if told.posted:
        return views.data_message(on_page=True)
    file = Paper(texts.FILE_NAME, texts.FILE_TITLE, (), text=_file(told, reader))
    return replace(views.data_message(on_page=False), paper=file)


@draws(facts.RightsClosed)
def render_closed(told: Told[facts.RightsClosed]) -> Message | None:
    """Build the notice that a promotion is closed. Return None if it is open again."""
    reader = told.find_person(told.reader_id)
    if reader is None or closing.closed_at(told.reading, told.about) != told.fact.at:
        return None
    return views.told_message(
        closing.promotion_of(told.reading, told.about),
        alumni=Role.ALUMNI in reader.roles,
        by_mail=reader.slack_id is None,
        erased_on=date.fromisoformat(told.fact.erased_on) if told.fact.erased_on else None,
        now=told.now,
    )


@draws(facts.Reopened)
def render_reopened(told: Told[facts.Reopened]) -> Message | None:
    """Build the notice that a promotion is open again. Return None if it is closed again."""
    if closing.closed_at(told.reading, told.about) is not None:
        return None
    return views.not_any_more_message(closing.promotion_of(told.reading, told.about))


@draws(facts.RightsCancelled)
def render_cancelled(told: Told[facts.RightsCancelled]) -> Message:
    """Build the result of cancelling a closed promotion's appointments, with the remaining ones."""
    left = closing.upcoming_appointments(told.reading, told.about, now=told.now)
    promotion = closing.promotion_of(told.reading, told.about)
    return views.cancelled_message(
        promotion, count=told.fact.count, left=left, name=dispositif_names(told.reading), now=told.now
    )


@draws(facts.Data)
def render_data(told: Told[facts.Data]) -> Upload:
    written = _file(told, actor_of(told.reading, told.reader_id))
    return Upload(f"mes-donnees-{told.about}.txt", texts.FILE_TITLE, texts.FILE_WORDS, data=written)


def _file(told: Told[facts.Data] | Told[facts.Mine], reader: Actor) -> bytes:
    return views.format_data(rights.read(told.reading, reader), name=dispositif_names(told.reading), now=told.now)
