"""What is told of logbooks, drawn when it is sent: an entry to the coach it is shown to, files to their owner."""

from bot.logbook import facts, leaving, service
from bot.logbook.facts import Paper
from bot.programme.company import company_of
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import Told, Upload, draws

from .leaving import papers, texts, views


@draws(facts.Shared)
def shared(told: Told[facts.Shared]) -> Message | None:
    """Draw to a coach what somebody shows them."""
    found = leaving.read_share(told.reading, told.about, reader_id=told.reader_id)
    return views.shared(*found) if found and (found[0].text is not None or told.posted) else None


@draws(facts.Ready)
def ready(told: Told[facts.Ready]) -> Message:
    """Draw the message in whose thread the file comes."""
    return views.ready(told.fact.paper)


@draws(facts.File)
def file(told: Told[facts.File]) -> Upload | None:
    """Draw the file from what stands in the logbook now; none once it is erased."""
    actor, paper = actor_of(told.reading, told.reader_id), told.fact.paper
    book, promotion = service.mine(told.reading, actor, now=told.now)
    if book.is_empty:
        return None
    if paper is Paper.CV:
        defis = [one.defi for one in company_of(told.reading, actor.person)]
        data = papers.cv(book, promotion, defis, now=told.now).encode()
    else:
        data = papers.whole(book, promotion, now=told.now).encode()
    name = texts.NAMES[paper].format(number=told.about)
    return Upload(name, texts.TITLES[paper], texts.READY[paper].plain, data=data)
