"""Renderers of the notices about personal data, and about a closed promotion."""

from dataclasses import replace
from datetime import date

from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.rights import closing, facts, rights
from handlers.kit.blocks import Message, Paper, text_message
from handlers.kit.told import RenderContext, Upload, draws

from . import texts, views
from .listeners import make_dispositif_namer


@draws(facts.DataMessage)
def render_ready(_: RenderContext[facts.DataMessage]) -> Message:
    """Build the direct message under which the bot posts the file."""
    return text_message(texts.READY)


@draws(facts.DataMail)
def render_mine(context: RenderContext[facts.DataMail]) -> Message | None:
    """Build the mail with the file, or its web page, which has no file. For an erased person, return None."""
    reader = actor_of(context.reading, context.reader_id)
    if reader.person is None or rights.is_erased(context.reading, context.reader_id):
        return None
    if context.posted:
        return views.data_message(on_page=True)
    file = Paper(texts.FILE_NAME, texts.FILE_TITLE, (), text=_file(context, reader))
    return replace(views.data_message(on_page=False), paper=file)


@draws(facts.PromotionClosed)
def render_closed(context: RenderContext[facts.PromotionClosed]) -> Message | None:
    """Build the notice that a promotion is closed. Return None if it is open again."""
    reader = context.find_person(context.reader_id)
    if reader is None or closing.closed_at(context.reading, context.about) != context.fact.at:
        return None
    return views.promotion_closed_message(
        closing.promotion_of(context.reading, context.about),
        is_alumni=Role.ALUMNI in reader.roles,
        by_mail=reader.slack_id is None,
        erased_on=date.fromisoformat(context.fact.erased_on) if context.fact.erased_on else None,
        now=context.now,
    )


@draws(facts.PromotionReopened)
def render_reopened(context: RenderContext[facts.PromotionReopened]) -> Message | None:
    """Build the notice that a promotion is open again. Return None if it is closed again."""
    if closing.closed_at(context.reading, context.about) is not None:
        return None
    return views.promotion_reopened_message(closing.promotion_of(context.reading, context.about))


@draws(facts.CancellationsDone)
def render_cancelled(context: RenderContext[facts.CancellationsDone]) -> Message:
    """Build the result of cancelling a closed promotion's appointments, with the remaining ones."""
    left = closing.upcoming_appointments(context.reading, context.about, now=context.now)
    promotion = closing.promotion_of(context.reading, context.about)
    return views.cancelled_message(
        promotion,
        cancelled_count=context.fact.count,
        remaining=left,
        dispositif_name=make_dispositif_namer(context.reading),
        now=context.now,
    )


@draws(facts.DataFile)
def render_data(context: RenderContext[facts.DataFile]) -> Upload:
    written = _file(context, actor_of(context.reading, context.reader_id))
    return Upload(f"mes-donnees-{context.about}.txt", texts.FILE_TITLE, texts.FILE_WORDS, data=written)


def _file(context: RenderContext[facts.DataFile] | RenderContext[facts.DataMail], reader: Actor) -> bytes:
    return views.format_data(
        rights.read(context.reading, reader), dispositif_name=make_dispositif_namer(context.reading), now=context.now
    )
