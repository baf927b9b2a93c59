"""Views of actions: lines, the list, the forms, the replies, the notices. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.programme.model import Person
from bot.records.model import ACTION_LIMIT, LINE_LIMIT, Action, Place, RecordListed
from handlers.kit.blocks import (
    Json,
    Line,
    Message,
    actions,
    button,
    context,
    field,
    header,
    key_message,
    line,
    message,
    modal,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said, bold
from handlers.kit.fields import day_picker, defi_choices, link_box
from handlers.kit.sentences import join_text

from . import texts
from .forms import DUE, LINK, OWNER, PLACE, WHAT, WHY, ActionsCarried

MOST_MINE, MOST_OTHERS, MOST_OWNERS = 15, 20, 100
# The first limit is for the Home. The second is for a message, which has five buttons, and two for each action.
MOST_ON_HOME, MOST_WITH_BUTTONS = 5, 2
MOST_BY_MAIL = 8


def facts(
    listed: RecordListed,
    *,
    named: bool = True,
    counted: bool = True,
    aged: bool = False,
    dated: bool = False,
    now: datetime,
) -> str:
    """Return facts about an action: its owner, the day on which it is due, the number of postponements, and its age.

    `named`, `counted` and `aged` include the owner, the number and the age. `dated` writes the day as a date, for texts
    that people read again later."""
    said = [texts.OWNER.format(name=listed.owner.name)] if named and listed.owner else []
    said.append(
        texts.BY.format(day=day_words(listed.action.due, now)) if dated else _due_words(listed.action.due, now=now)
    )
    if counted and (times := listed.action.postponed):
        said.append(texts.TIMES.format(times=times) if times > 1 else texts.ONCE)
    if aged:
        said.append({0: texts.NEW, 1: texts.YESTERDAY}.get(listed.age) or texts.AGE.format(days=listed.age))
    return ", ".join(said)


def action_lines(
    listed: RecordListed, *, named: bool = True, aged: bool = False, with_defi: bool = False, now: datetime
) -> Said:
    said = facts(listed, named=named, aged=aged, now=now)
    if with_defi and listed.defi:
        said = f"{said}, {texts.OF_DEFI.format(defi=listed.defi.name)}"
    links = [texts.LINK(link=listed.action.link)] if listed.action.link else []
    links += [texts.MESSAGE(link=listed.action.origin_link)] if listed.action.origin_link else []
    return join_text([texts.LINE(what=listed.action.what, facts=said), *links], "\n")


def action_buttons(
    listed: RecordListed, viewer_id: int, *, coach: bool, drops: bool = True, rewords: bool = False, now: datetime
) -> list[InteractiveElement]:
    """Build the buttons of an action. Its owner can close, postpone or drop it, and a coach can reassign it.

    `drops` includes the button to drop the action. `rewords` includes the button to correct its text, for the owner,
    the author, and coaches."""
    of, value = f"{day_words(listed.action.due, now)}, {listed.action.what}", str(listed.action.id)
    drawn: list[InteractiveElement] = []
    if listed.action.is_open and listed.action.owner_id == viewer_id:
        drawn.append(button(texts.DONE, f"records.done:{value}", value=value, of=of))
        drawn.append(button(texts.PUT_OFF, f"records.put_off:{value}", value=value, of=of))
        drawn += [button(texts.DROP, f"records.drop:{value}", value=value, of=of)] if drops else []
    if listed.action.is_open and coach:
        drawn.append(button(texts.REASSIGN, f"records.reassign:{value}", value=value, of=of))
    if rewords and listed.action.is_open and (coach or viewer_id in {listed.action.owner_id, listed.action.created_by}):
        drawn.append(button(texts.REWORD, f"records.reword:{value}", value=value, of=of))
    return drawn


def actions_modal(
    mine: Sequence[RecordListed], others: Sequence[RecordListed], *, viewer_id: int, coach: bool, now: datetime
) -> Json:
    """Build a person's own open actions, followed by other people's actions on the person's défis."""
    blocks: list[Block] = [header(texts.MINE)]
    blocks += [] if mine else [section(texts.NONE_MINE)]
    for record in mine[:MOST_MINE]:
        blocks.append(section(action_lines(record, named=False, aged=True, with_defi=True, now=now)))
        blocks.append(actions(*action_buttons(record, viewer_id, coach=coach, rewords=True, now=now)))
    blocks += _more_blocks(mine, MOST_MINE)
    blocks.append(header(texts.OTHERS))
    blocks += [] if others else [section(texts.NONE_OTHERS)]
    for record in others[:MOST_OTHERS]:
        blocks.append(section(action_lines(record, aged=True, with_defi=True, now=now)))
        buttons = action_buttons(record, viewer_id, coach=coach, rewords=True, now=now)
        blocks += [actions(*buttons)] if buttons else []
    blocks += _more_blocks(others, MOST_OTHERS)
    blocks.append(actions(button(texts.ADD, "records.add", style="primary")))
    return modal("records.list", texts.LIST_TITLE, blocks)


def place_form(places: Sequence[Place], carried: ActionsCarried) -> Json:
    """Build the form in which a person with several défis chooses one."""
    choices = defi_choices([place.defi for place in places if place.defi])[:MOST_OWNERS]
    if not choices:
        return modal("records.noted", texts.PLACE_TITLE, [section(texts.NO_PLACE)])
    blocks = [field(PLACE, texts.PLACE, select(PLACE, texts.PLACE_CHOOSE, choices))]
    private = str(carried)
    return modal("records.placed", texts.PLACE_TITLE, blocks, submit=texts.NEXT, private_metadata=private)


def action_form(place: Place, owners: Sequence[Person], *, carried: ActionsCarried, me: int | None, due: date) -> Json:
    """Build the form of a new action. If the person `me` may own actions, the form preselects this person."""
    choices = [(owner.name, str(owner.id)) for owner in owners[:MOST_OWNERS]]
    mine = next((choice for choice in choices if choice[1] == str(me)), None)
    where = texts.INTRO_DEFI(defi=place.defi.name) if place.defi else texts.INTRO_MEETING
    from_message = carried.link != "-"
    what = text_area(WHAT, limit=ACTION_LIMIT)
    blocks = [
        section(join_text([where, *([texts.FROM_MESSAGE] if from_message else [])])),
        field(WHAT, texts.WHAT, what, hint=f"{texts.WHAT_HINT} {texts.READERS}"),
        field(OWNER, texts.WHO, select(OWNER, texts.WHO_CHOOSE, choices, initial=mine)),
        field(DUE, texts.DUE, day_picker(DUE, initial=due.isoformat())),
        field(LINK, texts.LINK_LABEL, link_box(LINK), optional=True),
    ]
    return modal("records.added", texts.FORM_TITLE, blocks, submit=texts.SUBMIT, private_metadata=str(carried))


def put_off_form(listed: RecordListed, carried: ActionsCarried, *, until: date, now: datetime) -> Json:
    blocks = [
        section(action_lines(listed, named=False, aged=True, now=now)),
        field(DUE, texts.UNTIL, day_picker(DUE, initial=until.isoformat())),
        context(texts.PUT_OFF_RULE),
    ]
    submit = texts.KEEP_DATE
    return modal("records.later", texts.PUT_OFF_TITLE, blocks, submit=submit, private_metadata=str(carried))


def reword_form(what: str, carried: ActionsCarried, *, overtaken: str | None = None) -> Json:
    """Build the form to correct an action's text. `overtaken` is a correction that another person saved first."""
    blocks: list[Block] = []
    if overtaken is not None:
        blocks = [section(texts.OVERTAKEN), section(texts.NOW_SAYS(what=overtaken))]
    words = text_area(WHAT, limit=ACTION_LIMIT, initial=what)
    blocks += [field(WHAT, texts.WHAT, words, hint=f"{texts.WHAT_HINT} {texts.READERS}"), context(texts.REWORD_RULE)]
    submit = texts.KEEP_WORDS
    return modal("records.reworded", texts.REWORD_TITLE, blocks, submit=submit, private_metadata=str(carried))


def drop_form(listed: RecordListed, carried: ActionsCarried, *, now: datetime) -> Json:
    why = field(WHY, texts.WHY, text_area(WHY, limit=LINE_LIMIT), hint=texts.WHY_HINT)
    blocks = [section(action_lines(listed, named=False, aged=True, now=now)), why]
    submit = texts.CONFIRM_DROP
    return modal("records.dropped", texts.DROP_TITLE, blocks, submit=submit, private_metadata=str(carried))


def reassign_form(listed: RecordListed, owners: Sequence[Person], *, carried: ActionsCarried, now: datetime) -> Json:
    choices = [(owner.name, str(owner.id)) for owner in owners if owner.id != listed.action.owner_id][:MOST_OWNERS]
    blocks = [section(action_lines(listed, aged=True, now=now)), context(texts.REASSIGN_RULE)]
    if choices:
        blocks.append(field(OWNER, texts.WHO, select(OWNER, texts.WHO_CHOOSE, choices)))
    submit = texts.HAND if choices else None
    return modal("records.reassigned", texts.REASSIGN_TITLE, blocks, submit=submit, private_metadata=str(carried))


def noted_modal(said: Said) -> Json:
    return modal("records.noted", texts.CHANGED_TITLE, [section(said)])


def done_message(action: Action) -> Message:
    return text_message(texts.IS_DONE(what=action.what))


def lines(mine: Sequence[RecordListed], *, viewer_id: int, now: datetime) -> list[Line]:
    """Return the actions as lines of their owner's Home, with buttons. The action that is due first comes first."""
    drawn = [
        line(
            texts.AWAITING(facts=facts(record, named=False, now=now), what=record.action.what),
            *action_buttons(record, viewer_id, coach=False, now=now),
        )
        for record in mine[:MOST_ON_HOME]
    ]
    left = len(mine) - MOST_ON_HOME
    if left > 0:
        said = texts.AWAITING_MORE(count=left) if left > 1 else texts.AWAITING_ONE_MORE
        drawn.append(line(said, button(texts.OPEN_LIST, "records.list")))
    return drawn


def week_message(
    mine: Sequence[RecordListed], *, reader_id: int, later: Sequence[RecordListed] = (), by_mail: bool, now: datetime
) -> Message:
    """Build the notice of a person's actions that are due this week. It counts those that are due `later`.

    If none is due this week, it shows the next one. In a mail, each action has its own buttons, which open a page."""
    if not mine:
        coming = [
            texts.NEXT_ONE(what=record.action.what, facts=facts(record, named=False, now=now)) for record in later[:1]
        ]
        return key_message(texts.NOTHING_NOW, coming) if coming else text_message(texts.NOTHING_LEFT)
    told = [(record.action.what, facts(record, named=False, now=now)) for record in mine]
    farther = [texts.MORE(count=len(later)) if len(later) > 1 else texts.ONE_MORE] if later else []
    if len(mine) == 1:
        what, said = told[0]
        return key_message(texts.WEEK_ONE(what=what, facts=said), farther, *_action_blocks(mine, reader_id, now=now))
    items = [texts.WEEK_ITEM(what=what, facts=said) for what, said in told]
    if len(mine) > (MOST_BY_MAIL if by_mail else MOST_WITH_BUTTONS):
        more = [join_text(items, "\n"), *farther, texts.IN_THE_HOME]
        return key_message(texts.WEEK_KEY, more, actions(button(texts.OPEN_LIST, "records.list")))
    rows = _action_blocks(mine, reader_id, drops=False, now=now)
    blocks = [block for item, row in zip(items, rows, strict=True) for block in (section(item), row)]
    said = join_text([texts.WEEK_KEY, *items, *farther])
    return message(said, section(bold(texts.WEEK_KEY)), *blocks, *map(context, farther))


def given_message(listed: RecordListed, *, by: Person | None, mine: bool, now: datetime) -> Message:
    """Build the notice to an action's new owner. If `mine` is False, the action has been reassigned since."""
    if not mine:
        return text_message(texts.GIVEN_OVER(what=listed.action.what))
    who = by.name if by else texts.SOMEBODY
    key = texts.GIVEN(who=who, what=listed.action.what, facts=facts(listed, named=False, now=now))
    return key_message(key, [], *([actions(button(texts.OPEN_LIST, "records.list"))]))


def put_off_twice_message(listed: RecordListed, *, now: datetime) -> Message:
    if not listed.action.is_open:
        return text_message(texts.OVER(what=listed.action.what))
    said = _facts_with_defi(listed, counted=False, now=now)
    key = texts.TWICE(times=listed.action.postponed, what=listed.action.what, facts=said)
    return key_message(key, [texts.TWICE_WHY], actions(_reassign_button(listed, now=now)))


def owner_left_message(listed: RecordListed, *, who: str, back: bool = False, now: datetime) -> Message:
    """Build the notice to the défi's coaches that an action's owner has left, or is `back` in the programme."""
    if not listed.action.is_open:
        return text_message(texts.OVER(what=listed.action.what))
    if back:
        return text_message(
            texts.BACK(who=who, what=listed.action.what, facts=_facts_with_defi(listed, named=False, now=now))
        )
    key = texts.LEFT(who=who, what=listed.action.what, facts=_facts_with_defi(listed, named=False, now=now))
    return key_message(key, [texts.LEFT_WHY], actions(_reassign_button(listed, now=now)))


def _facts_with_defi(listed: RecordListed, *, named: bool = True, counted: bool = True, now: datetime) -> str:
    said = facts(listed, named=named, counted=counted, now=now)
    return f"{said}, {texts.OF_DEFI.format(defi=listed.defi.name)}" if listed.defi else said


def _reassign_button(listed: RecordListed, *, now: datetime) -> InteractiveElement:
    of, value = f"{day_words(listed.action.due, now)}, {listed.action.what}", str(listed.action.id)
    return button(texts.REASSIGN, f"records.reassign:{value}", value=value, of=of)


def _action_blocks(mine: Sequence[RecordListed], reader_id: int, *, drops: bool = True, now: datetime) -> list[Block]:
    return [actions(*action_buttons(record, reader_id, coach=False, drops=drops, now=now)) for record in mine]


def _more_blocks(several: Sequence[RecordListed], most: int) -> list[Block]:
    return [context(texts.MORE(count=len(several) - most))] if len(several) > most else []


def _due_words(due: date, *, now: datetime) -> str:
    return (texts.LATE if due < day_of(now) else texts.BY).format(day=day_words(due, now))
