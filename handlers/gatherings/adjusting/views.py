"""Views of an adjustment of small groups: the groups, their cost, the options. Pure."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import join_words
from bot.gatherings.groups.adjusting import Adjusting
from bot.gatherings.groups.adjustment import Meeting
from bot.gatherings.groups.placement import SMALLEST
from handlers.kit.blocks import Choice, Json, actions, button, context, divider, field, modal, section, select
from handlers.kit.escaping import Said

from . import texts
from .forms import GROUP, PERSON, AdjustingCarried

MOST_PAIRS = 5  # of a group, in words


def form(shown: Adjusting, *, said: Said | None = None) -> Json:
    """Build the groups as they would be, what changes, what it costs, and the way to change one person more.

    `said`: what came of the last press.
    """
    carried = AdjustingCarried(shown.sheet.gathering.id, shown.version)
    numbers = sorted(shown.placing.groups)
    blocks: list[Block] = [*([section(said)] if said else []), context(texts.INTRO)]
    blocks += [section(_line(shown, number)) for number in numbers]
    blocks += [context(cost) for number in numbers if (cost := _cost(shown, number))]
    small = [number for number in numbers if len(shown.placing.groups[number]) < SMALLEST and len(numbers) > 1]
    blocks += [context(texts.SMALL(number=size, many=_many(shown, size))) for size in small]
    blocks += [section(_changes(shown)), divider(), *_fields(shown), actions(*_buttons(shown))]
    return modal("gatherings.adjusted", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=str(carried))


def wait() -> Json:
    """Show that the rest is being found."""
    return modal("gatherings.adjusted", texts.WAIT_TITLE, [section(texts.WAIT)])


def told(shown: Adjusting) -> Json:
    """Show the notices that were sent."""
    moved = shown.moved
    return modal("gatherings.told", texts.DONE_TITLE, [section(texts.told(_each(shown), len(moved)))], last=True)


def over(said: Said) -> Json:
    """Show why there is nothing to change."""
    return modal("gatherings.told", texts.TITLE, [section(said)])


def adjust_button(gathering_id: int, *, of: str) -> InteractiveElement:
    """Build the way here."""
    return button(texts.OPEN, "gatherings.adjust", value=str(gathering_id), of=of)


def _line(shown: Adjusting, number: int) -> Said:
    group = shown.now[number]
    leader = f", {group.host.name}" if group.host else ""
    names = [_name(shown, person_id) for person_id in _by_name(shown, shown.placing.groups[number])]
    return texts.LINE(number=number, many=_many(shown, number), leader=leader, names=join_words(names))


def _name(shown: Adjusting, person_id: int) -> str:
    name = shown.people[person_id].name
    return texts.BY_HAND(name=name).plain if person_id in shown.placing.kept else name


def _many(shown: Adjusting, number: int) -> str:
    return texts.people(len(shown.placing.groups[number]))


def _by_name(shown: Adjusting, ids: Sequence[int]) -> list[int]:
    return sorted(
        (id_ for id_ in ids if id_ in shown.people), key=lambda person_id: (shown.people[person_id].name, person_id)
    )


def _cost(shown: Adjusting, number: int) -> Said | None:
    """Return the people who met before or share a défi, worst first; a shared métier only without those."""
    found = sorted(shown.meetings(number), key=lambda meeting: (-(meeting.times + meeting.defi), meeting.pair))
    worse = [meeting for meeting in found if meeting.times or meeting.defi] or found
    if not worse:
        return None
    pairs = [_pair(shown, meeting) for meeting in worse[:MOST_PAIRS]]
    return texts.cost(number, pairs, max(0, len(worse) - MOST_PAIRS))


def _pair(shown: Adjusting, meeting: Meeting) -> Said:
    first, second = (shown.people[each].name for each in meeting.pair)
    why = texts.why(times=meeting.times, defi=meeting.defi, metier=meeting.metier)
    return texts.MEETING(one=first, other=second, why=why)


def _changes(shown: Adjusting) -> Said:
    each = _each(shown)
    return texts.CHANGES(what=join_words(each)) if each else texts.UNCHANGED


def _each(shown: Adjusting) -> list[str]:
    moved = shown.moved
    names = [(shown.people[person_id].name, moved[person_id]) for person_id in _by_name(shown, list(moved))]
    return [texts.CHANGE(name=name, number=number).plain for name, number in names]


def _fields(shown: Adjusting) -> list[Block]:
    everybody = [person_id for some in shown.placing.groups.values() for person_id in some]
    # The element's id holds the version: with the same id Slack would keep what was chosen before.
    named: list[Choice] = [(shown.people[person_id].name, str(person_id)) for person_id in _by_name(shown, everybody)][
        :100
    ]
    groups: list[Choice] = [(f"Groupe {group}", str(group)) for group in sorted(shown.placing.groups)]
    who = select(f"{PERSON}:{shown.version}", texts.CHOOSE, named)
    to = select(f"{GROUP}:{shown.version}", texts.CHOOSE, groups)
    return [
        field(PERSON, texts.PERSON, who, optional=True),
        field(GROUP, texts.GROUP, to, optional=True),
    ]


def _buttons(shown: Adjusting) -> list[InteractiveElement]:
    row = [button(texts.PLACE, "gatherings.place"), button(texts.AGAIN, "gatherings.again")]
    return [*row, button(texts.GIVE_UP, "gatherings.give_up")] if shown.version else row
