"""The cells of who presents and of small groups: how somebody can stand to them."""

from bot.programme.model import Relation
from tests.architecture.mentoring_cells import Standing

_VERBS = ("agree", "swap", "about", "about_given", "group_calendar", "hold_groups", "groups", "form_now")
ADJUSTING = tuple(f"gatherings.{verb}" for verb in ("adjust", "place", "again", "give_up", "adjusted"))
ROUTES = tuple(f"gatherings.{verb}" for verb in _VERBS)
_STANDS: tuple[Standing, ...] = (
    *((one, False) for one in (Relation.GUEST, Relation.HOST, Relation.EXPERT)),
    (Relation.NONE, False),
)
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys((*ROUTES, *ADJUSTING), _STANDS)
SAMPLED = {
    "gatherings.swap": "gatherings.agree",
    "gatherings.about": "gatherings.about_given",
    "gatherings.groups": "gatherings.hold_groups",
    "gatherings.form_now": "gatherings.hold_groups",
    **dict.fromkeys(ADJUSTING, "gatherings.hold_groups"),
}
