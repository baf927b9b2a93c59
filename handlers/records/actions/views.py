"""Views of actions: lines, the list, the forms, the replies, the notices. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.programme.model import Person
from bot.records.model import ACTION_LIMIT, LINE_LIMIT, Action, ListedAction, Place
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    headed_message,
    header,
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
from .forms import DUE, LINK, OWNER, PLACE, WHAT, WHY, ActionMetadata

MOST_MINE, MOST_OTHERS, MOST_OWNERS = 15, 20, 100
# The first limit is for the Home. The second is for a message, which has five buttons, and two for each action.
MOST_ON_HOME, MOST_WITH_BUTTONS = 5, 2
MOST_BY_MAIL = 8


def fact_words(
    record: ListedAction,
    *,
    with_owner: bool = True,
    with_postponements: bool = True,
    with_age: bool = False,
    as_date: bool = False,
    now: datetime,
) -> str:
    """Return facts about an action: its owner, the day on which it is due, the number of postponements, and its age.

    `with_owner`, `with_postponements` and `with_age` include the owner, the number and the age. `as_date` writes the
    day as a date, for texts that people read again later."""
    said = [texts.OWNER.format(name=record.owner.name)] if with_owner and record.owner else []
    said.append(
        texts.BY.format(day=day_words(record.action.due, now)) if as_date else _due_words(record.action.due, now=now)
    )
    if with_postponements and (times := record.action.postponed):
        said.append(texts.TIMES.format(times=times) if times > 1 else texts.ONCE)
    if with_age:
        said.append({0: texts.NEW, 1: texts.YESTERDAY}.get(record.age) or texts.AGE.format(days=record.age))
    return ", ".join(said)


def action_lines(
    record: ListedAction, *, with_owner: bool = True, with_age: bool = False, with_defi: bool = False, now: datetime
) -> Said:
    said = fact_words(record, with_owner=with_owner, with_age=with_age, now=now)
    if with_defi and record.defi:
        said = f"{said}, {texts.OF_DEFI.format(defi=record.defi.name)}"
    links = [texts.LINK(link=record.action.link)] if record.action.link else []
    links += [texts.MESSAGE(link=record.action.origin_link)] if record.action.origin_link else []
    return join_text([texts.LINE(what=record.action.what, facts=said), *links], "\n")


def action_buttons(
    record: ListedAction,
    viewer_id: int,
    *,
    is_coach: bool,
    with_drop: bool = True,
    with_reword: bool = False,
    now: datetime,
) -> list[InteractiveElement]:
    """Build the buttons of an action. Its owner can close, postpone or drop it, and a coach can reassign it.

    `with_drop` includes the button to drop the action. `with_reword` includes the button to correct the action's text,
    for the owner, the author, and coaches."""
    of, value = f"{day_words(record.action.due, now)}, {record.action.what}", str(record.action.id)
    drawn: list[InteractiveElement] = []
    if record.action.is_open and record.action.owner_id == viewer_id:
        drawn.append(button(texts.DONE, f"records.done:{value}", value=value, of=of))
        drawn.append(button(texts.PUT_OFF, f"records.put_off:{value}", value=value, of=of))
        drawn += [button(texts.DROP, f"records.drop:{value}", value=value, of=of)] if with_drop else []
    if record.action.is_open and is_coach:
        drawn.append(button(texts.REASSIGN, f"records.reassign:{value}", value=value, of=of))
    if (
        with_reword
        and record.action.is_open
        and (is_coach or viewer_id in {record.action.owner_id, record.action.created_by})
    ):
        drawn.append(button(texts.REWORD, f"records.reword:{value}", value=value, of=of))
    return drawn


def actions_modal(
    own_records: Sequence[ListedAction],
    other_records: Sequence[ListedAction],
    *,
    viewer_id: int,
    is_coach: bool,
    now: datetime,
) -> Json:
    blocks: list[Block] = [header(texts.MINE)]
    blocks += [] if own_records else [section(texts.NONE_MINE)]
    for record in own_records[:MOST_MINE]:
        blocks.append(section(action_lines(record, with_owner=False, with_age=True, with_defi=True, now=now)))
        blocks.append(actions(*action_buttons(record, viewer_id, is_coach=is_coach, with_reword=True, now=now)))
    blocks += _more_blocks(own_records, MOST_MINE)
    blocks.append(header(texts.OTHERS))
    blocks += [] if other_records else [section(texts.NONE_OTHERS)]
    for record in other_records[:MOST_OTHERS]:
        blocks.append(section(action_lines(record, with_age=True, with_defi=True, now=now)))
        buttons = action_buttons(record, viewer_id, is_coach=is_coach, with_reword=True, now=now)
        blocks += [actions(*buttons)] if buttons else []
    blocks += _more_blocks(other_records, MOST_OTHERS)
    blocks.append(actions(button(texts.ADD, "records.add", style="primary")))
    return modal("records.list", texts.LIST_TITLE, blocks)


def place_form(places: Sequence[Place], metadata: ActionMetadata) -> Json:
    """Build the form in which a person with several défis chooses one."""
    choices = defi_choices([place.defi for place in places if place.defi])[:MOST_OWNERS]
    if not choices:
        return modal("records.noted", texts.PLACE_TITLE, [section(texts.NO_PLACE)])
    blocks = [field(PLACE, texts.PLACE, select(PLACE, texts.PLACE_CHOOSE, choices))]
    private = str(metadata)
    return modal("records.placed", texts.PLACE_TITLE, blocks, submit=texts.NEXT, private_metadata=private)


def action_form(
    place: Place, owners: Sequence[Person], *, metadata: ActionMetadata, viewer_id: int | None, due: date
) -> Json:
    """Build the form of a new action. If the person `viewer_id` may own actions, the form preselects this person."""
    choices = [(owner.name, str(owner.id)) for owner in owners[:MOST_OWNERS]]
    mine = next((choice for choice in choices if choice[1] == str(viewer_id)), None)
    where = texts.INTRO_DEFI(defi=place.defi.name) if place.defi else texts.INTRO_MEETING
    from_message = metadata.link != "-"
    what = text_area(WHAT, limit=ACTION_LIMIT)
    blocks = [
        section(join_text([where, *([texts.FROM_MESSAGE] if from_message else [])])),
        field(WHAT, texts.WHAT, what, hint=f"{texts.WHAT_HINT} {texts.READERS}"),
        field(OWNER, texts.WHO, select(OWNER, texts.WHO_CHOOSE, choices, initial=mine)),
        field(DUE, texts.DUE, day_picker(DUE, initial=due.isoformat())),
        field(LINK, texts.LINK_LABEL, link_box(LINK), optional=True),
    ]
    return modal("records.added", texts.FORM_TITLE, blocks, submit=texts.SUBMIT, private_metadata=str(metadata))


def put_off_form(record: ListedAction, metadata: ActionMetadata, *, until: date, now: datetime) -> Json:
    blocks = [
        section(action_lines(record, with_owner=False, with_age=True, now=now)),
        field(DUE, texts.UNTIL, day_picker(DUE, initial=until.isoformat())),
        context(texts.PUT_OFF_RULE),
    ]
    submit = texts.KEEP_DATE
    return modal("records.later", texts.PUT_OFF_TITLE, blocks, submit=submit, private_metadata=str(metadata))


def reword_form(what: str, metadata: ActionMetadata, *, newer_text: str | None = None) -> Json:
    """Build the form to correct an action's text. `newer_text` is a correction that another person saved first."""
    blocks: list[Block] = []
    if newer_text is not None:
        blocks = [section(texts.OVERTAKEN), section(texts.NOW_SAYS(what=newer_text))]
    words = text_area(WHAT, limit=ACTION_LIMIT, initial=what)
    blocks += [field(WHAT, texts.WHAT, words, hint=f"{texts.WHAT_HINT} {texts.READERS}"), context(texts.REWORD_RULE)]
    submit = texts.KEEP_WORDS
    return modal("records.reworded", texts.REWORD_TITLE, blocks, submit=submit, private_metadata=str(metadata))


def drop_form(record: ListedAction, metadata: ActionMetadata, *, now: datetime) -> Json:
    why = field(WHY, texts.WHY, text_area(WHY, limit=LINE_LIMIT), hint=texts.WHY_HINT)
    blocks = [section(action_lines(record, with_owner=False, with_age=True, now=now)), why]
    submit = texts.CONFIRM_DROP
    return modal("records.dropped", texts.DROP_TITLE, blocks, submit=submit, private_metadata=str(metadata))


def reassign_form(record: ListedAction, owners: Sequence[Person], *, metadata: ActionMetadata, now: datetime) -> Json:
    choices = [(owner.name, str(owner.id)) for owner in owners if owner.id != record.action.owner_id][:MOST_OWNERS]
    blocks = [section(action_lines(record, with_age=True, now=now)), context(texts.REASSIGN_RULE)]
    if choices:
        blocks.append(field(OWNER, texts.WHO, select(OWNER, texts.WHO_CHOOSE, choices)))
    submit = texts.HAND if choices else None
    return modal("records.reassigned", texts.REASSIGN_TITLE, blocks, submit=submit, private_metadata=str(metadata))


def noted_modal(said: Said) -> Json:
    return modal("records.noted", texts.CHANGED_TITLE, [section(said)])


def done_message(action: Action) -> Message:
    return text_message(texts.IS_DONE(what=action.what))


def home_lines(own_records: Sequence[ListedAction], *, viewer_id: int, now: datetime) -> list[HomeLine]:
    """Return the actions as lines of their owner's Home, with buttons. The action that is due first comes first."""
    drawn = [
        line(
            texts.AWAITING(facts=fact_words(record, with_owner=False, now=now), what=record.action.what),
            *action_buttons(record, viewer_id, is_coach=False, now=now),
        )
        for record in own_records[:MOST_ON_HOME]
    ]
    left = len(own_records) - MOST_ON_HOME
    if left > 0:
        said = texts.AWAITING_MORE(count=left) if left > 1 else texts.AWAITING_ONE_MORE
        drawn.append(line(said, button(texts.OPEN_LIST, "records.list")))
    return drawn


def week_message(
    own_records: Sequence[ListedAction],
    *,
    reader_id: int,
    later_records: Sequence[ListedAction] = (),
    by_mail: bool,
    now: datetime,
) -> Message:
    """Build the notice of a person's actions that are due this week. It counts those that are due later.

    If none is due this week, it shows the next one. In a mail, each action has its own buttons, which open a page."""
    if not own_records:
        coming = [
            texts.NEXT_ONE(what=record.action.what, facts=fact_words(record, with_owner=False, now=now))
            for record in later_records[:1]
        ]
        return headed_message(texts.NOTHING_NOW, coming) if coming else text_message(texts.NOTHING_LEFT)
    told = [(record.action.what, fact_words(record, with_owner=False, now=now)) for record in own_records]
    farther = (
        [texts.MORE(count=len(later_records)) if len(later_records) > 1 else texts.ONE_MORE] if later_records else []
    )
    if len(own_records) == 1:
        what, said = told[0]
        return headed_message(
            texts.WEEK_ONE(what=what, facts=said), farther, *_action_blocks(own_records, reader_id, now=now)
        )
    items = [texts.WEEK_ITEM(what=what, facts=said) for what, said in told]
    if len(own_records) > (MOST_BY_MAIL if by_mail else MOST_WITH_BUTTONS):
        more = [join_text(items, "\n"), *farther, texts.IN_THE_HOME]
        return headed_message(texts.WEEK_KEY, more, actions(button(texts.OPEN_LIST, "records.list")))
    rows = _action_blocks(own_records, reader_id, with_drop=False, now=now)
    blocks = [block for item, row in zip(items, rows, strict=True) for block in (section(item), row)]
    said = join_text([texts.WEEK_KEY, *items, *farther])
    return message(said, section(bold(texts.WEEK_KEY)), *blocks, *map(context, farther))


def action_assigned_message(record: ListedAction, *, by: Person | None, is_owner: bool, now: datetime) -> Message:
    """Build the notice to an action's new owner. If `is_owner` is False, the action has been reassigned since."""
    if not is_owner:
        return text_message(texts.GIVEN_OVER(what=record.action.what))
    who = by.name if by else texts.SOMEBODY
    key = texts.GIVEN(who=who, what=record.action.what, facts=fact_words(record, with_owner=False, now=now))
    return headed_message(key, [], *([actions(button(texts.OPEN_LIST, "records.list"))]))


def put_off_twice_message(record: ListedAction, *, now: datetime) -> Message:
    if not record.action.is_open:
        return text_message(texts.OVER(what=record.action.what))
    said = _facts_with_defi(record, with_postponements=False, now=now)
    key = texts.TWICE(times=record.action.postponed, what=record.action.what, facts=said)
    return headed_message(key, [texts.TWICE_WHY], actions(_reassign_button(record, now=now)))


def owner_left_message(record: ListedAction, *, owner_name: str, is_back: bool = False, now: datetime) -> Message:
    """Build the notice to the défi's coaches that an action's owner has left, or is back in the programme."""
    if not record.action.is_open:
        return text_message(texts.OVER(what=record.action.what))
    if is_back:
        return text_message(
            texts.BACK(
                who=owner_name, what=record.action.what, facts=_facts_with_defi(record, with_owner=False, now=now)
            )
        )
    key = texts.LEFT(who=owner_name, what=record.action.what, facts=_facts_with_defi(record, with_owner=False, now=now))
    return headed_message(key, [texts.LEFT_WHY], actions(_reassign_button(record, now=now)))


def _facts_with_defi(
    record: ListedAction, *, with_owner: bool = True, with_postponements: bool = True, now: datetime
) -> str:
    said = fact_words(record, with_owner=with_owner, with_postponements=with_postponements, now=now)
    return f"{said}, {texts.OF_DEFI.format(defi=record.defi.name)}" if record.defi else said


def _reassign_button(record: ListedAction, *, now: datetime) -> InteractiveElement:
    of, value = f"{day_words(record.action.due, now)}, {record.action.what}", str(record.action.id)
    return button(texts.REASSIGN, f"records.reassign:{value}", value=value, of=of)


def _action_blocks(
    records: Sequence[ListedAction], reader_id: int, *, with_drop: bool = True, now: datetime
) -> list[Block]:
    return [
        actions(*action_buttons(record, reader_id, is_coach=False, with_drop=with_drop, now=now)) for record in records
    ]


def _more_blocks(records: Sequence[ListedAction], max_lines: int) -> list[Block]:
    return [context(texts.MORE(count=len(records) - max_lines))] if len(records) > max_lines else []


def _due_words(due: date, *, now: datetime) -> str:
    return (texts.LATE if due < day_of(now) else texts.BY).format(day=day_words(due, now))
