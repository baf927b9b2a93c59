"""What awaits somebody of the bureau d'aide, drawn for the Home. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.words import moment_words
from bot.helpdesk.awaiting import Awaiting
from bot.helpdesk.model import Proposal, Sheet
from bot.programme.model import Person
from handlers.helpdesk import news_views
from handlers.helpdesk.calls.texts import NONE_SUITS
from handlers.kit.blocks import Line, button, line, line_of
from handlers.kit.escaping import Said

from . import texts


def lines(found: Awaiting, sheets: Sequence[Sheet], *, mine: int, now: datetime) -> list[Line]:
    """Give a line for each thing: what others wait for first, what one waits for oneself last.

    `mine`: who looks, of whom `sheets` are the requests.
    """
    offered = {sheet.request.id for sheet, _ in found.times}
    waiting = [one for one in sheets if not one.sessions and one.request.asked_by == mine]
    return [
        *(_times(sheet, times, now=now) for sheet, times in found.times),
        *(_to_show(sheet, person) for sheet, person in found.to_show),
        *(_asked(texts.CALL(defi=one.defi.name), texts.TAKE, "helpdesk.take", one) for one in found.calls),
        *(_asked(texts.TAKEN(defi=one.defi.name), texts.PROPOSE, "helpdesk.propose", one) for one in found.taken),
        *(
            each
            for sheet, person in found.orphaned
            for each in line_of(news_views.orphaned(sheet, person, posted=False, now=now))
        ),
        *(_to_send(one, now=now) for one in found.to_send),
        *(line(_waiting(one)) for one in waiting if one.request.id not in offered),
    ]


def _times(sheet: Sheet, times: Sequence[Proposal], *, now: datetime) -> Line:
    name = sheet.defi.name
    chosen = [(moment_words(one.starts, now), one) for one in times]
    row = [button(texts.choose(when), f"helpdesk.accept:{one.id}", value=str(one.id), of=name) for when, one in chosen]
    none = button(NONE_SUITS, "helpdesk.decline", value=times[0].batch, of=name)
    return line(texts.times(name, len(times)), *row, none)


def _to_show(sheet: Sheet, person: Person) -> Line:
    value = f"{sheet.request.id} {person.id}"
    agree = button(texts.AGREE, "helpdesk.agree", value=value, of=person.name)
    refuse = button(texts.REFUSE, "helpdesk.refuse", value=value, of=person.name)
    return line(texts.TO_SHOW(person=person.name, defi=sheet.defi.name), agree, refuse)


def _to_send(sheet: Sheet, *, now: datetime) -> Line:
    when = moment_words(min(one.starts for one in sheet.standing if one.starts > now), now)
    return _asked(texts.TO_SEND(defi=sheet.defi.name, when=when), texts.SEND, "helpdesk.paper", sheet)


def _waiting(sheet: Sheet) -> Said:
    coach = sheet.people.get(sheet.request.taken_by or 0)
    defi = sheet.defi.name
    return texts.TAKEN_BY(coach=coach.name, defi=defi) if coach else texts.WAITING(defi=defi)


def _asked(text: Said, label: str, action: str, sheet: Sheet) -> Line:
    return line(text, button(label, action, value=str(sheet.request.id), of=sheet.defi.name))
