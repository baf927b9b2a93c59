"""Views of closing a promotion: the preview, the result, the notices. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement, RadioButtonsElement

from bot.agenda.model import Appointment
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, whole_day_words
from bot.programme.model import Promotion
from bot.rights.closing import Closing
from handlers.kit.blocks import Json, Message, actions, alone, beside, button, field, modal, option, section, sure
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined
from handlers.kit.told import close_button, read_button

from . import texts

COMING, KEEP, CANCEL = "coming", "keep", "cancel"
MOST_SHOWN = 20  # appointments; one more is shown instead of « et 1 autre »


def form(closing: Closing, *, name: Callable[[str], str], now: datetime) -> Json:
    """Show what closing does, what is still to come, and yes; of one that is closed, since when, and the way back."""
    if closing.closed is not None:
        return closed(closing, fresh=False, now=now)
    called, promotion = closing.promotion.name, closing.promotion
    still = any((closing.coming, closing.actions, closing.owed))
    tables = button(texts.TABLES, "records.tables")
    said = [
        texts.BECOMES(eig=closing.eig),
        texts.LEAVES(porteurs=closing.porteurs, sponsors=closing.sponsors),
        texts.STAYS,
        texts.ERASED(day=day_words(closing.erased_on, now)) if closing.erased_on else texts.NOT_ERASED,
        texts.OPEN(coming=len(closing.coming), actions=closing.actions, owed=closing.owed)
        if still
        else texts.NOTHING_OPEN,
    ]
    blocks = [section(texts.INTRO(name=called)), beside(texts.TABLES_FIRST, tables), *map(section, said)]
    blocks += _coming(closing.coming, name=name, now=now)
    if promotion.starts_on > day_of(now):
        blocks.append(section(texts.NOT_BEGUN))
    elif promotion.ends_on > day_of(now):
        blocks.append(section(texts.EARLY(day=day_words(promotion.ends_on, now))))
    blocks.append(section(texts.TOLD))
    return modal("rights.closed", texts.TITLE, blocks, submit=texts.CLOSE, private_metadata=str(promotion.id))


def _coming(several: Sequence[Appointment], *, name: Callable[[str], str], now: datetime) -> list[Block]:
    if not several:
        return []
    ways = [option((texts.KEEP, KEEP)), option((texts.CANCEL, CANCEL))]
    radio = RadioButtonsElement(action_id=COMING, options=ways, initial_option=ways[0])
    return [section(_listed(several, name=name, now=now)), field(COMING, texts.DECIDE, radio, hint=texts.DECIDE_HINT)]


def _listed(several: Sequence[Appointment], *, name: Callable[[str], str], now: datetime) -> Said:
    shown = several if len(several) <= MOST_SHOWN + 1 else several[:MOST_SHOWN]
    said = [
        texts.COMING_ONE(when=moment_words(appointment.starts, now), what=name(appointment.dispositif))
        for appointment in shown
    ]
    said += [texts.COMING_MORE(count=len(several) - len(shown))] if len(several) > len(shown) else []
    return joined(said, "\n")


def cancelled(
    promotion: Promotion, *, count: int, left: Sequence[Appointment], name: Callable[[str], str], now: datetime
) -> Message:
    """Show to the person who closed a promotion how many appointments are cancelled, and those that remain."""
    counted = texts.CANCELLED(count=count) if count > 1 else texts.CANCELLED_ONE if count else texts.CANCELLED_NONE
    said = [texts.CLOSED(name=promotion.name, counted=counted)]
    said += (
        [texts.STILL_COMING, _listed(left, name=name, now=now), texts.STILL_THEIRS] if left else [texts.NOTHING_COMING]
    )
    return alone(joined(said, "\n"))


def over(closing: Closing, *, now: datetime) -> Json:
    """Show what is kept of a promotion that has ended, to be read and exported, and the way to close or reopen it."""
    promotion, called, done = closing.promotion, closing.promotion.name, closing.closed
    first, last = whole_day_words(promotion.starts_on), whole_day_words(promotion.ends_on)
    by = texts.BY(name=done.by.name) if done and done.by else joined([])
    since = texts.OVER_SINCE(when=moment_words(done.at, now), by=by) if done else texts.OVER_OPEN
    said = [texts.OVER(name=called, first=first, last=last), since, texts.OVER_READS]
    said += [texts.OVER_ERASED(day=day_words(closing.erased_on, now))] if closing.erased_on else []
    number = str(promotion.id)
    row = [
        button(texts.OVERVIEW, "records.overview", value=number, of=called),
        button(texts.PHASE, "evaluation.glance", value=f"{number} 0", of=called),
        button(texts.TABLES, "records.tables", of=called),
        _reopen(closing) if done else close_button(promotion.id, of=called),
    ]
    return modal("rights.over", texts.OVER_TITLE, [*map(section, said), actions(*row)])


def closed(closing: Closing, *, fresh: bool, now: datetime) -> Json:
    """Show that it is closed, now (`fresh`) or since when and by whom, with the undo button."""
    name, done = closing.promotion.name, closing.closed
    by = texts.BY(name=done.by.name) if done and done.by else joined([])
    when = moment_words(done.at, now) if done else ""
    said = texts.DONE(name=name) if fresh else texts.ALREADY(name=name, when=when, by=by)
    row = [_reopen(closing), read_button(closing.promotion.id, of=name)]
    cancels = [section(texts.CANCELS)] if fresh and closing.cancels else []
    return modal("rights.closing", texts.TITLE, [section(said), *cancels, section(texts.WAY_BACK), actions(*row)])


def _reopen(closing: Closing) -> InteractiveElement:
    ask = sure(texts.SURE_TITLE, texts.SURE, yes=texts.YES, no=texts.NO)
    return button(
        texts.REOPEN, "rights.reopen", value=str(closing.promotion.id), of=closing.promotion.name, confirm=ask
    )


def reopened(promotion: Promotion, *, fresh: bool) -> Json:
    """Show that it is open again, or was not closed."""
    name = promotion.name
    said = texts.REOPENED(name=name) if fresh else texts.NOT_CLOSED(name=name)
    return modal("rights.closing", texts.TITLE, [section(said)])


def told(promotion: Promotion, *, alumni: bool, by_mail: bool, erased_on: date | None, now: datetime) -> Message:
    """Build the notice to former members; without commands for people without Slack (`by_mail`)."""
    name = promotion.name
    said = [texts.CLOSED_EIG(name=name) if alumni else texts.CLOSED_PORTEUR(name=name)]
    if erased_on:
        when = texts.ERASED_ON(day=day_words(erased_on, now))
        said.append(when if by_mail else texts.YOUR_DATA(when=when))
    return alone(joined(said))


def not_any_more(promotion: Promotion) -> Message:
    """Notify former members that the closing was undone."""
    return alone(texts.NOT_ANY_MORE(name=promotion.name))
