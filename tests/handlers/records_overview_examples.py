"""Fixed values for promotions as coaches look at them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from bot.catalogue.phases import PHASES, VALEURS
from bot.programme.model import Defi, Person
from bot.records.balance import DispositifTotal
from bot.records.load import Load
from bot.records.model import OverviewAppointment, WaitingRequest
from bot.records.overview import FOR_EIG, FOR_PORTEURS, FOR_VALUES, DefiLine, Figures, MissingTags, Overview
from handlers.kit.blocks import Message, message
from handlers.records.overview import texts, views
from tests.handlers.evaluation_examples import CARTE, HOSTILE, NOW, PHASE, PROMOTION

Drawn: TypeAlias = Message | dict[str, Any] | str
DAY = timedelta(days=1)
EIG, PORTEURS = PHASES[1].skills_eig, PHASES[1].skills_porteurs
TALK = OverviewAppointment(5, 1, None, "conference", NOW + 8 * DAY, NOW + 8 * DAY, False, gathering_id=3)
WAIT = (
    WaitingRequest(1, NOW - 3 * DAY, 1),
    WaitingRequest(1, None, 1),
    WaitingRequest(1, NOW - 2 * DAY, 1, workshop=True),
)
WHOLE = Overview(
    PROMOTION,
    PHASE,
    (
        DefiLine(CARTE, NOW - DAY, ("Claire Morel", "David Nguyen"), 3, 1, NOW + 20 * DAY, True, WAIT),
        DefiLine(Defi(2, 1, "Relais", "Bureau"), NOW - 30 * DAY, (), 1, 2),
        DefiLine(Defi(3, 1, HOSTILE, HOSTILE), None, (HOSTILE,)),
    ),
    (NOW - 9 * DAY, NOW - 2 * DAY),
    (
        Figures("bureau-aide", 12, 3, 1, days=4.5),
        Figures("mentorat", 2, 1, 0),
        Figures("conference", 2, 1, 0, come=30, there=25, missing=2),
    ),
    (*EIG[:2], VALEURS[0]),
    MissingTags(EIG[2:], FOR_EIG, (TALK,), ((EIG[3], HOSTILE),)),
    MissingTags((), FOR_PORTEURS),
    MissingTags(VALEURS[1:], FOR_VALUES),
)
MINE = replace(
    WHOLE,
    lines=(
        replace(WHOLE.lines[1], mine=True, late_actions=2),
        replace(WHOLE.lines[0], coaches=("David Nguyen",), mine=True, late_actions=1),
        WHOLE.lines[2],
    ),
    others=(replace(PROMOTION, id=2, name="EIG 8"),),
)
EMPTY = Overview(
    PROMOTION, None, (), (), (), (), MissingTags((), FOR_EIG), MissingTags((), FOR_PORTEURS), MissingTags(VALEURS, ())
)

TOTALS = (
    DispositifTotal("bureau-aide", 12, 3, None),
    DispositifTotal("mentorat", None, None, 0),
    DispositifTotal("conference", 8, 0, 0),
)
MONDAY = NOW.date() - timedelta(days=NOW.weekday())
HOST = Person(3, "Claire Morel")
LOADS = (
    Load(PROMOTION, HOST, MONDAY - 7 * DAY, 2, over=1650),
    Load(PROMOTION, HOST, MONDAY, 2, over=60, ahead=90, free=300),
    Load(PROMOTION, HOST, MONDAY + 7 * DAY, 0, ahead=60, free=None),
    Load(PROMOTION, Person(4, HOSTILE), MONDAY, 0, free=45),
)
CROWD = tuple(Load(PROMOTION, Person(number, f"Coach {number}"), MONDAY, 2, over=60) for number in range(61))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "overview.home": lambda: views.home_page(MINE, now=NOW),
    "overview.page.over": lambda: views.overview_modal(replace(WHOLE, is_over=True), now=NOW),
    "overview.page.last_year": lambda: views.overview_modal(
        replace(WHOLE, is_over=True), now=NOW.replace(year=NOW.year + 1)
    ),
    "overview.page": lambda: views.overview_modal(WHOLE, now=NOW),
    "overview.page.books_nothing": lambda: views.overview_modal(replace(WHOLE, books=False), now=NOW),
    "overview.page.one": lambda: views.overview_modal(replace(WHOLE, mentoring=WHOLE.mentoring[:1]), now=NOW),
    "overview.page.cycles": lambda: views.overview_modal(replace(WHOLE, own_cycles=True), now=NOW),
    "overview.page.empty": lambda: views.overview_modal(EMPTY, now=NOW),
    "overview.load": lambda: views.load_modal(PROMOTION, LOADS, now=NOW),
    "overview.load.nobody": lambda: views.load_modal(PROMOTION, [], now=NOW),
    "overview.load.many": lambda: views.load_modal(PROMOTION, CROWD, now=NOW),
    "overview.use": lambda: views.use_modal(WHOLE, TOTALS),
    "overview.use.empty": lambda: views.use_modal(EMPTY, []),
    "overview.touched": lambda: views.uncovered_modal(WHOLE, now=NOW),
    "overview.touched.between": lambda: views.uncovered_modal(
        replace(EMPTY, valeurs=MissingTags(VALEURS, FOR_VALUES)), now=NOW
    ),
    "overview.card": lambda: views.tables_message(now=NOW),
    "overview.sending": lambda: message(texts.SENDING),
}
