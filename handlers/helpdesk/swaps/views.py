"""Views with which two hosts swap an hour: the form, the question and its outcome. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.words import moment_words
from bot.helpdesk.model import SwapState
from bot.helpdesk.swaps import SwapChoices, SwapSheet
from bot.programme.model import Person
from handlers.helpdesk.card_texts import SOMEBODY, of_days
from handlers.helpdesk.changes.forms import ChangeMetadata
from handlers.helpdesk.hosting import forms
from handlers.helpdesk.hosting.texts import CHOOSE_SESSION, SESSION, SWAP, WHICH
from handlers.kit.blocks import Group, Json, Message, actions, button, field, message, modal, section, select
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text

from . import texts

WITH = "with"
MOST_HOURS = 20  # the most hours of one colleague, since a list has at most 100 options


def swap_form(choices: SwapChoices, batch: str, *, first_shown_id: int | None = None, now: datetime) -> Json:
    """Build the form with the hour to give, and the colleague to take it.

    `first_shown_id` is the séance shown first."""
    mine = choices.mine
    if not mine or not choices.colleagues:
        return modal("helpdesk.done", SWAP, [section(texts.NOBODY)], last=True)
    blocks: list[Block] = [section(texts.INTRO)]
    if len(mine) > 1:
        days = [(SESSION(when=moment_words(hour.starts, now)).plain, str(hour.id)) for hour in choices.mine]
        at = next((at for at, hour in enumerate(mine) if hour.id == first_shown_id), 0)
        chooser = select(forms.SESSION, CHOOSE_SESSION, days, initial=days[at])
        blocks.append(field(forms.SESSION, WHICH, chooser))
    most = max(1, min(MOST_HOURS, 100 // len(choices.colleagues) - 1))
    groups: list[Group] = [
        (
            person.name,
            [
                (texts.TAKE_OVER, f"{person.id} 0"),
                *((moment_words(hour.starts, now), f"{person.id} {hour.id}") for hour in theirs[:most]),
            ],
        )
        for person, theirs in choices.colleagues
    ]
    blocks.append(field(WITH, texts.WITH, select(WITH, texts.CHOOSE, groups=groups)))
    carried = ChangeMetadata(choices.sheet.request.id, batch, mine[0].id if len(mine) == 1 else None)
    return modal("helpdesk.swap_asked", SWAP, blocks, submit=texts.SUBMIT, private_metadata=str(carried))


def swap_asked_modal(swap_sheet: SwapSheet, *, now: datetime) -> Json:
    said = texts.ASKED(taker=_person_name(swap_sheet.taker), until=moment_words(swap_sheet.swap.until, now))
    return modal("helpdesk.done", texts.ASKED_TITLE, [section(said)], last=True)


def question_message(swap_sheet: SwapSheet, *, is_posted: bool, now: datetime) -> Message | None:
    """Build the question to the colleague, or its outcome. Return None if the swap was closed before it was asked."""
    swap, hours = swap_sheet.swap, _hour_lines(swap_sheet, now=now)
    if swap.state is not SwapState.OPEN or swap.until <= now:
        return message(outcome_sentence(swap_sheet, now=now)) if is_posted else None
    host, until = _person_name(swap_sheet.host), moment_words(swap.until, now)
    text = texts.ASKS_ALONE(host=host, given=hours[0], until=until)
    if len(hours) > 1:
        text = texts.ASKS(host=host, given=hours[0], returned=hours[1], until=until)
    of = moment_words(swap.given_starts, now)
    keep = texts.KEEP if len(hours) > 1 else texts.CANNOT
    yes = button(texts.YES, "helpdesk.swap_yes", value=str(swap.id), of=of)
    no = button(keep, "helpdesk.swap_no", value=str(swap.id), of=of)
    return message(text, section(text), actions(yes, no))


def outcome_sentence(swap_sheet: SwapSheet, *, now: datetime) -> Said:
    state, hours = swap_sheet.swap.state, _hour_lines(swap_sheet, now=now)
    over = SwapState.LAPSED if state is SwapState.OPEN else state
    return texts.ANSWERED[over](host=_person_name(swap_sheet.host), given=hours[0])


def swap_ended_message(swap_sheet: SwapSheet, *, now: datetime) -> Message:
    state, hours, taker = swap_sheet.swap.state, _hour_lines(swap_sheet, now=now), _person_name(swap_sheet.taker)
    if state is not SwapState.AGREED:
        return message(texts.TOLD[state](taker=taker, given=hours[0]))
    back = [texts.IN_RETURN(returned=returned) for returned in hours[1:]]
    return message(join_text([texts.AGREED(taker=taker, given=hours[0]), *back]))


def _hour_lines(swap_sheet: SwapSheet, *, now: datetime) -> list[Said]:
    """Return the hour to give, then the hour to get, if any. The starts are those that the question named."""
    whens = (swap_sheet.swap.given_starts, swap_sheet.swap.returned_starts)
    return [
        texts.HOUR(what=sheet.what, days=of_days([moment_words(starts, now)]), defi=sheet.defi.name)
        for (sheet, _), starts in zip(swap_sheet.hours, whens, strict=False)
        if starts
    ]


def _person_name(person: Person | None) -> str:
    return person.name if person else SOMEBODY
