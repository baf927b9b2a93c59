"""The form of a series drawn, and the form of one group a métier. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from slack_sdk.models.blocks import Block, PlainTextInputElement

from bot.dates.holidays import is_working_day
from bot.dates.phases import add_months
from bot.dates.recurrence import Rule
from bot.dates.recurrence_words import rule_words
from bot.dates.words import duration_words
from bot.gatherings.model import (
    LEAD_DAYS,
    LINK_LIMIT,
    MINUTES,
    PAIRS,
    PLACE_LIMIT,
    PORTEURS,
    SEMINAR,
    TITLE_LIMIT,
    Series,
)
from bot.gatherings.programme import Choices
from bot.gatherings.series_checks import OPENED, SKILLS, VALEURS
from bot.programme.model import Person, Promotion
from bot.programme.roles import METIER_WORDS, Role
from handlers.gatherings import texts as naming
from handlers.kit.blocks import (
    Choice,
    Json,
    context,
    field,
    modal,
    multi_select,
    section,
    select,
)
from handlers.kit.pickers import boxes, channel_picker

from . import texts
from .forms import Private

LENGTHS = (30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420)
LEADS = (1, 3, 7, 10, 14, 21, 28)
RULE_LIMIT = 300
MORNING, DAY = 9 * 60, timedelta(days=1)
TUESDAY = 1
OF_DAYS = frozenset({PORTEURS, SEMINAR})


def form(
    choices: Choices,
    private: Private,
    *,
    given: Series | None = None,
    metiers: Sequence[str] = (),
    opened: frozenset[Role] = frozenset(),
    now: datetime,
) -> Json:
    """Draw the form of a series, empty or as it is: each kind has its length, the two seminars dates proposed."""
    kind = private.dispositif
    said = texts.kind(naming.NAMES[kind])
    blocks: list[Block] = [section(said), *_when(choices, kind, given=given, now=now)]
    if kind == PAIRS:
        known = [(METIER_WORDS[one], one.value) for one in METIER_WORDS]
        ticked = [one for one in known if one[1] in (given.metiers if given else metiers)]
        blocks.append(field("metiers", texts.METIERS, boxes("metiers", known, ticked=ticked)))
    blocks.append(_organiser("organiser", texts.ORGANISER, choices.coaches, initial=given.organiser_id if given else 0))
    name = PlainTextInputElement(
        action_id="title", max_length=TITLE_LIMIT, initial_value=given.title if given else None
    )
    blocks.append(field("title", texts.NAME, name, hint=texts.NAME_HINT, optional=True))
    blocks += [*_where(given), *_announced(given, opened), *_brings(given), context(texts.READERS)]
    if private.series_id:
        return modal("gatherings.edited", texts.EDIT_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)
    return modal("gatherings.created", texts.CREATE_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)


def alumni_form(choices: Choices, private: Private, *, metier: str, now: datetime) -> Json:
    """Draw the form of a group for a métier of one or two, open to alumni."""
    return form(choices, private, metiers=(metier,), opened=frozenset({Role.ALUMNI}), now=now)


def each_form(choices: Choices, private: Private, *, now: datetime) -> Json:
    """Draw the form of one group a métier: when, how long, and who organises each; small métiers are pointed out."""
    wanted = [one for one in choices.metiers if one.asks_group]
    blocks: list[Block] = [section(texts.EACH_INTRO), *_when(choices, PAIRS, given=None, now=now)]
    for at, one in enumerate(wanted):
        coach = choices.coaches[at % len(choices.coaches)].id if choices.coaches else 0
        name, label = f"organiser-{one.metier.value}", texts.of_metier(METIER_WORDS[one.metier], one.count)
        blocks.append(_organiser(name, label, choices.coaches, initial=coach))
    blocks += [context(texts.small(METIER_WORDS[one.metier], one.count)) for one in choices.metiers if one.is_alone]
    blocks += [*_where(None), *_announced(None, frozenset()), *_brings(None)]
    return modal("gatherings.created_each", texts.EACH_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)


def proposed(kind: str, promotion: Promotion, *, today: date) -> Rule | None:
    """Propose the days of a seminar: the porteurs' two weeks into each phase, the promotion's three weeks in and two
    months before the end (programme-facts), on the next Tuesday with a working day after it; None for other kinds.
    """
    wanted = {
        PORTEURS: [phase.starts_on + timedelta(days=14) for phase in promotion.phases],
        SEMINAR: [promotion.starts_on + timedelta(days=21), add_months(promotion.ends_on, -2)],
    }.get(kind, [])
    days = sorted({_tuesday(day) for day in wanted if _tuesday(day) > today})
    return Rule(MORNING, days=tuple(days)) if days else None


def _tuesday(day: date) -> date:
    while day.weekday() != TUESDAY or not (is_working_day(day) and is_working_day(day + DAY)):
        day += DAY
    return day


def _when(choices: Choices, kind: str, *, given: Series | None, now: datetime) -> list[Block]:
    today = now.date()
    rule = (
        (Rule.from_text(given.rule) if given.rule else None)
        if given
        else proposed(kind, choices.promotion, today=today)
    )
    typed = PlainTextInputElement(
        action_id="rule", max_length=RULE_LIMIT, initial_value=rule_words(rule, now) if rule else None
    )
    minutes = given.minutes if given else MINUTES[kind]
    lengths = [
        (duration_words(one), str(one))
        for one in sorted({*LENGTHS, minutes, *([MINUTES[SEMINAR]] * (kind == SEMINAR))})
    ]
    chosen = next(one for one in lengths if one[1] == str(minutes))
    skip = (texts.SKIP_AUGUST, "skip")
    august = boxes("august", [skip], ticked=[skip] if given is None or given.skips_august else [])
    blocks = [
        field("rule", texts.RULE, typed, hint=texts.RULE_HINT),
        context(texts.RULE_HOLIDAYS),
        field("minutes", texts.MINUTES, select("minutes", texts.CHOOSE, lengths, initial=chosen)),
    ]
    return blocks if kind in OF_DAYS else [*blocks, field("august", texts.AUGUST, august, optional=True)]


def _where(given: Series | None) -> list[Block]:
    place = PlainTextInputElement(
        action_id="place", max_length=PLACE_LIMIT, initial_value=given.place if given else None
    )
    # A plain box: a field for addresses would answer a wrong one in its own words.
    link = PlainTextInputElement(action_id="link", max_length=LINK_LIMIT, initial_value=given.link if given else None)
    channel = channel_picker("channel", texts.CHANNEL_CHOOSE, initial=given.channel if given else None)
    return [
        field("place", texts.PLACE, place, hint=texts.PLACE_HINT, optional=True),
        field("link", texts.LINK, link, optional=True),
        field("channel", texts.CHANNEL, channel, hint=texts.CHANNEL_HINT, optional=True),
    ]


def _announced(given: Series | None, opened: frozenset[Role]) -> list[Block]:
    days = given.lead_days if given else LEAD_DAYS
    leads = [(texts.lead(one), str(one)) for one in sorted({*LEADS, days})]
    lead = select("lead", texts.CHOOSE, leads, initial=next(one for one in leads if one[1] == str(days)))
    places = str(given.capacity) if given and given.capacity else None
    capacity = PlainTextInputElement(action_id="capacity", max_length=6, initial_value=places)
    roles: list[Choice] = [(naming.OPENED[role], role.value) for role in OPENED]
    ticked = [one for one in roles if one[1] in {role.value for role in (given.opened_to if given else opened)}]
    return [
        field("lead", texts.LEAD, lead),
        field("capacity", texts.CAPACITY, capacity, hint=texts.CAPACITY_HINT, optional=True),
        field("opened_to", texts.OPENED, boxes("opened_to", roles, ticked=ticked), optional=True),
    ]


def _brings(given: Series | None) -> list[Block]:
    skills: list[Choice] = [(one, one) for one in SKILLS]
    chosen = [one for one in skills if given and one[1] in given.skills]
    valeurs: list[Choice] = [(one, one) for one in VALEURS]
    ticked = [one for one in valeurs if given and one[1] in given.valeurs]
    several = multi_select("skills", texts.CHOOSE, [(texts.SKILLS, skills)], initial=chosen)
    return [
        field("skills", texts.SKILLS, several, optional=True),
        field("valeurs", texts.VALEURS, boxes("valeurs", valeurs, ticked=ticked), optional=True),
    ]


def _organiser(name: str, label: str, coaches: Sequence[Person], *, initial: int) -> Block:
    people: list[Choice] = [(one.name, str(one.id)) for one in coaches[:100]]
    chosen = next((one for one in people if one[1] == str(initial)), None)
    return field(name, label, select(name, texts.CHOOSE, people, initial=chosen), hint=texts.ORGANISER_HINT)
