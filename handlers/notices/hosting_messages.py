"""The notices about what coaches and hosts do: calls, proposed times, words, questions, who has left."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.clock import Now
from bot.helpdesk import calls, hosting, leavers, proposals
from bot.helpdesk.model import Sheet
from bot.helpdesk.sheets import describe
from bot.notices.model import Action, Notice
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.helpdesk import news_views
from handlers.helpdesk.calls import views as calls_views
from handlers.kit.blocks import Message

from .messages import Renderer

Draw: TypeAlias = Callable[[Reading, Sheet, Notice], Message | None]


def hosting_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of calls and of a host's gestures. What is posted and answered loses its buttons."""

    def opened(reading: Reading, notice: Notice) -> Message | None:
        wait, defi = calls.read_wait(reading, notice.subject_id)
        host = person_named(reading, wait.host_id) if wait.host_id else None
        starts = calls.first_free(reading, wait, now=now())
        person = person_named(reading, wait.person_id)
        return calls_views.opened(defi, person, host=host, starts=starts, now=now())

    draws = {**_calls(now), **_proposals(now), **_hosting(now)}
    return {calls.OPENED: opened, **{kind: _about(draw) for kind, draw in draws.items()}}


def _about(draw: Draw) -> Renderer:
    """Make the renderer of a kind of notice about a request."""

    def render(reading: Reading, notice: Notice) -> Message | None:
        return draw(reading, describe(reading, notice.subject_id), notice)

    return render


def _calls(now: Now) -> Mapping[str, Draw]:
    def call(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return calls_views.call(sheet, posted=_posted(notice))

    def taken(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        times = [one for one in proposals.read_open(reading, sheet.request.id) if one.appointment_id is None]
        return calls_views.taken(sheet, notice.person_id or 0, times=times, posted=_posted(notice), now=now())

    def answered(_reading: Reading, sheet: Sheet, _notice: Notice) -> Message | None:
        return calls_views.answered(sheet)

    return {calls.CALL: call, calls.TAKEN: taken, calls.ANSWERED: answered}


def _proposals(now: Now) -> Mapping[str, Draw]:
    def proposed(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        batch = proposals.read_batch(reading, notice.detail)
        host = person_named(reading, batch[0].host_id) if batch else None
        return calls_views.proposed(sheet, batch, host=host, posted=_posted(notice), now=now())

    def declined(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        batch = proposals.read_batch(reading, notice.detail)
        about = {one.appointment_id for one in batch}
        since = [one for one in proposals.read_open(reading, sheet.request.id) if one.appointment_id in about]
        return calls_views.declined(sheet, batch, open_now=since, now=now())

    return {proposals.PROPOSED: proposed, proposals.DECLINED: declined}


def _hosting(now: Now) -> Mapping[str, Draw]:
    def note(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        text, author = hosting.read_note(reading, int(notice.detail))
        return news_views.note(sheet, notice.person_id or 0, text=text, author=author, now=now())

    def asks(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        person_id = int(notice.detail)
        answer = hosting.read_answer(reading, sheet.request.id, person_id=person_id)
        person = person_named(reading, person_id)
        return news_views.asks(sheet, person, answer=answer, posted=_posted(notice), now=now())

    def orphaned(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        person = person_named(reading, int(notice.detail))
        return news_views.orphaned(sheet, person, posted=_posted(notice), now=now())

    return {hosting.NOTE: note, hosting.ASKS: asks, leavers.ORPHANED: orphaned}


def _posted(notice: Notice) -> bool:
    return notice.action is Action.UPDATE
