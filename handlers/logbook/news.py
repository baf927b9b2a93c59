"""Renderers of notices about logbooks: an entry for a coach, and files for the owner."""

from bot.catalogue.phases import tag_of
from bot.logbook import facts, leaving, picture, service
from bot.logbook.facts import LogbookPaper
from bot.programme.service import actor_of, company_of
from handlers.kit.blocks import Message
from handlers.kit.escaping import clip
from handlers.kit.told import Told, Upload, draws

from . import leaving_views, papers, texts
from .texts import LEVELS

MOST_ALT = 1000  # Slack's limit for a picture's description, in characters


@draws(facts.LogbookShared)
def render_shared(told: Told[facts.LogbookShared]) -> Message | None:
    found = leaving.read_share(told.reading, told.about, reader_id=told.reader_id)
    return leaving_views.shared_message(*found) if found and (found[0].text is not None or told.posted) else None


@draws(facts.Ready)
def render_ready(told: Told[facts.Ready]) -> Message:
    book, _ = service.own_logbook(told.reading, actor_of(told.reading, told.reader_id), now=told.now)
    return leaving_views.ready_message(told.fact.paper, book)


@draws(facts.File)
def render_file(told: Told[facts.File]) -> Upload | None:
    """Build the file from the current logbook. Return None if the logbook is erased."""
    actor, paper = actor_of(told.reading, told.reader_id), told.fact.paper
    book, promotion = service.own_logbook(told.reading, actor, now=told.now)
    if book.is_empty:
        return None
    data: bytes | None
    if paper is LogbookPaper.PICTURE:
        names = {progress.skill: tag_of(progress.skill).name for progress in book.progress}
        data = picture.draw(book.progress, names=names, levels=LEVELS)
    elif paper is LogbookPaper.CV:
        defis = [company.defi for company in company_of(told.reading, actor.person)]
        data = papers.cv_text(book, promotion, defis=defis, now=told.now).encode()
    else:
        data = papers.whole_text(book, promotion, now=told.now).encode()
    name, alt = (
        texts.NAMES[paper].format(number=told.about),
        papers.alt_text(book) if paper is LogbookPaper.PICTURE else "",
    )
    words = alt or texts.READY[paper].plain
    return Upload(name, texts.TITLES[paper], words, data=data, alt=clip(alt, MOST_ALT)) if data else None
