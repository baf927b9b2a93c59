"""Fixed values for what people read of a cycle of the programme's own where the mentorat has words of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot.catalogue.formats import CycleTerms
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import CycleSheet, Mentor
from bot.rights.rights import Left
from handlers.home import ways
from handlers.home.ways import Ways
from handlers.kit.blocks import Message
from handlers.kit.escaping import Said
from handlers.mentoring import request_views
from handlers.mentoring.asking import views as asking_views
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.listing import views as listing_views
from handlers.mentoring.overview import texts as overview_texts
from handlers.mentoring.overview import views as overview_views
from handlers.rights import views as rights_views
from tests.handlers.mentoring_asking_examples import OWN_LIST
from tests.handlers.mentoring_sheets import CLAIRE, LEA, NOE, NOW, sheet

Drawn: TypeAlias = Message | dict[str, Any] | str | Said

NAME = "Accompagnement juridique"
OWN = CycleTerms(4, 90, 30, "cycle-juridique", NAME)


def own(state: CycleState, **other: Any) -> CycleSheet:  # noqa: ANN401 - of `sheet`
    """Give the shared cycle, of the programme's own format."""
    return sheet(state, terms=OWN, domain=NAME, **other)


RUNNING, DECLINED = own(CycleState.RUNNING), own(CycleState.DECLINED)
HOSTS = [Mentor(replace(NOE, expertises=(NAME,)), 0, 2)]


def _listed(count: int) -> Message:
    sheets = [own(CycleState.RUNNING, id=number) for number in range(1, count + 1)]
    return listing_views.cycles_message(
        sheets, CLAIRE.id, may_request=False, is_mentor=False, is_coach=True, has_added_cycles=True, now=NOW
    )


def _declined(*others: str) -> Message:
    drawn = request_views.declined_message(replace(DECLINED, others=others), is_posted=False, now=NOW)
    assert drawn is not None
    return drawn


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "own_cycle.list": lambda: _listed(3),
    "own_cycle.list.nothing": lambda: _listed(0),
    "own_cycle.list.one-more": lambda: _listed(21),
    "own_cycle.list.many": lambda: _listed(30),
    "own_cycle.all": lambda: overview_views.overview_message([RUNNING], now=NOW),
    "own_cycle.all.nothing": lambda: overview_views.overview_message([], has_added_cycles=True, now=NOW),
    "own_cycle.export": lambda: overview_views.export_message(has_added_cycles=True, now=NOW),
    "own_cycle.export.file": lambda: overview_texts.EXPORTED_ALL,
    "own_cycle.declined": lambda: _declined(NOE.name),
    "own_cycle.declined.nobody-else": _declined,
    "own_cycle.hand_over_form": lambda: coaching_views.hand_over_form(RUNNING, HOSTS, now=NOW),
    "own_cycle.plan.gone": lambda: asking_views.plan_form(
        replace(OWN_LIST, wish=replace(OWN_LIST.wish, mentor_id=NOE.id)), now=NOW
    ),
    "own_cycle.sent.already": lambda: asking_views.request_sent_modal(RUNNING, LEA.id, now=NOW),
    "own_cycle.home.more": lambda: ways.more_modal(Ways(CLAIRE, has_cycles=True, says_cycles=True)),
    "own_cycle.erase": lambda: rights_views.erasure_form(Left(cycles=1, own=True), dispositif_name=str, now=NOW),
}
