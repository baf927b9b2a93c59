"""Renderers of notices about logbooks: an entry for a coach, and files for the owner."""

from bot.catalogue.phases import tag_of
from bot.logbook import facts, leaving, picture, service
from bot.logbook.facts import LogbookPaper
from bot.programme.service import actor_of, company_of
from handlers.kit.blocks import Message
from handlers.kit.escaping import clip
from handlers.kit.told import RenderContext, Upload, draws

from . import leaving_views, papers, texts
from .texts import LEVELS

MOST_ALT = 1000  # Slack's limit for a picture's description, in characters


@draws(facts.LogbookShared)
def render_shared(context: RenderContext[facts.LogbookShared]) -> Message | None:
    found = leaving.read_share(context.reading, context.about, reader_id=context.reader_id)
    return (
        leaving_views.entry_shared_message(*found) if found and (found[0].text is not None or context.posted) else None
    )


@draws(facts.FileMessage)
def render_ready(context: RenderContext[facts.FileMessage]) -> Message:
    book, _ = service.own_logbook(context.reading, actor_of(context.reading, context.reader_id), now=context.now)
    return leaving_views.file_ready_message(context.fact.paper, book)


@draws(facts.LogbookFile)
def render_file(context: RenderContext[facts.LogbookFile]) -> Upload | None:
    """Build the file from the current logbook. Return None if the logbook is erased."""
    actor, paper = actor_of(context.reading, context.reader_id), context.fact.paper
    book, promotion = service.own_logbook(context.reading, actor, now=context.now)
    if book.is_empty:
        return None
    data: bytes | None
    if paper is LogbookPaper.PICTURE:
        names = {progress.skill: tag_of(progress.skill).name for progress in book.progress}
        data = picture.draw_progress(book.progress, names=names, levels=LEVELS)
    elif paper is LogbookPaper.CV:
        defis = [company.defi for company in company_of(context.reading, actor.person)]
        data = papers.cv_text(book, promotion, defis=defis, now=context.now).encode()
    else:
        data = papers.whole_logbook_text(book, promotion, now=context.now).encode()
    name, alt = (
        texts.NAMES[paper].format(number=context.about),
        papers.alt_text(book) if paper is LogbookPaper.PICTURE else "",
    )
    words = alt or texts.READY[paper].plain
    return Upload(name, texts.TITLES[paper], words, data=data, alt=clip(alt, MOST_ALT)) if data else None
