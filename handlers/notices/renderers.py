"""Collect the renderers of all kinds of facts from the modules called `news`, and the purposes of links."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, TypeAlias

import handlers
from bot.catalogue import catalogue, openings
from bot.clock import Now
from bot.dates.reader import show_times_in
from bot.notices import copies
from bot.notices.asking import AnswerNotice
from bot.notices.copies import Copy
from bot.notices.facts import Fact
from bot.notices.model import Notice
from bot.outside.mail_server import Mailbox
from bot.programme.service import identify
from bot.tools import Reading
from handlers.catalogue.listeners import draw_answer, read_dispositif_state
from handlers.catalogue.views import NO_DATES, CardAudience
from handlers.kit.blocks import Message
from handlers.kit.routes import Help
from handlers.kit.told import Drawing, FactRenderer, MailLinks, RenderContext, draws
from handlers.kit.words import help_lines
from handlers.talk import listeners

from .following import follow_ups
from .mails.letters import draw_delivery, mail_of
from .mails.linking import Links
from .messages import Drawn, Mail, Messages, Renderer

Drawer: TypeAlias = FactRenderer[Any, Any]

_FOUND = [module.name for module in walk_packages(handlers.__path__, "handlers.")]
NEWS = [import_module(name) for name in _FOUND if name.endswith((".news", ".reminder_news"))]
# The purpose of each button that can be a link, by action id, from the modules called `listeners`.
PURPOSES = {
    act: var
    for module in [import_module(name) for name in _FOUND if name.endswith(".listeners")]
    for var in vars(module).values()
    if isinstance(var, MailLinks)
    for act in var.acts
}


def make_messages(
    now: Now,
    lines: Sequence[Help],
    *,
    links: Links | None = None,
    reply_mailbox: Mailbox | None = None,
    contact: str = "",
) -> Messages:
    """Return the renderers of all kinds. `lines` has the help of all features, which can answer a direct message.

    `links` writes the links of mails. If it is None, mails have no links. `reply_mailbox` is the mailbox for calendar
    replies. `contact` is BOT_CONTACT."""
    found = find_fact_renderers(*NEWS)
    found[AnswerNotice] = _make_answer_renderer(lines, contact)
    own = make_renderers(found, now, links=links, reply_mailbox=reply_mailbox)
    copied = {fact.kind for fact in found if fact.copied}
    then = follow_ups(now, copied_kinds=copied, spared_kinds={fact.kind for fact in found} - copied)
    return Messages({**own, Copy.kind: _make_copy_renderer(own, now, links)}, on_failed=then)


def find_fact_renderers(*modules: ModuleType) -> dict[type[Fact], Drawer]:
    """Return the functions that `draws` marked, by fact. Raises ValueError if two functions render one fact."""
    found: dict[type[Fact], Drawer] = {}
    for one in _marked_functions(modules):
        for fact in one.facts:
            if fact in found:
                raise ValueError(f"{fact.kind} is drawn twice")
            found[fact] = one
    return found


def make_renderers(
    fact_renderers: dict[type[Fact], Drawer],
    now: Now,
    *,
    links: Links | None = None,
    reply_mailbox: Mailbox | None = None,
) -> dict[str, Renderer]:
    """Return a renderer for each function in `fact_renderers`, by the kind of its fact."""
    known = {fact.kind: (fact, draws) for fact, draws in fact_renderers.items()}

    def draw(reading: Reading, notice: Notice) -> Drawing | None:
        fact, drawer = known[notice.kind]
        drawn: Drawing | None = drawer(RenderContext(reading, notice, fact.read(notice.detail), now()))
        return drawn

    def render(reading: Reading, notice: Notice) -> Drawn | None:
        return draw_delivery(reading, notice, draw, links=links, reply_mailbox=reply_mailbox, now=now())

    return dict.fromkeys(known, render)


def _marked_functions(modules: Iterable[ModuleType]) -> Iterable[Drawer]:
    return (var for module in modules for var in vars(module).values() if isinstance(var, FactRenderer))


def _make_answer_renderer(lines: Sequence[Help], contact: str) -> Drawer:
    @draws(AnswerNotice)
    def answer(told: RenderContext[AnswerNotice]) -> Message:
        fact, seen = told.fact, CardAudience.ALONE if told.notice.thread_ts is None else CardAudience.SHARED
        wanted = catalogue.MessageAnswer(fact.wanted, fact.keys)
        asker = identify(told.reading, fact.asked_by)
        if wanted.talk is not None:
            with show_times_in(asker.zone if wanted.talk.is_personal else None):
                return listeners.answer_talk(
                    told.reading, asker, talk=wanted.talk, besides=wanted.besides, contact=contact, now=told.now
                )
        menu = openings.open_menu(told.reading, asker, now=told.now)
        with show_times_in(asker.zone if seen is CardAudience.ALONE else None):
            coming = (
                read_dispositif_state(told.reading, asker, wanted.keys[0], now=told.now) if wanted.keys else NO_DATES
            )
        return draw_answer(
            menu,
            wanted,
            help_lines=help_lines(lines, asker, closed=menu.closed),
            audience=seen,
            state=coming,
        )

    return answer


def _make_copy_renderer(renderers: dict[str, Renderer], now: Now, links: Links | None) -> Renderer:
    def copy(reading: Reading, notice: Notice) -> Mail | None:
        post = copies.original_post(notice)
        drawn = renderers[post.kind](reading, post)
        return mail_of(reading, post, drawn, links=links, now=now()) if isinstance(drawn, Message) else None

    return copy
