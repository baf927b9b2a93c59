"""The cells of who presents and of small groups: how somebody can stand to them."""

from bot.programme.model import Relation
from tests.architecture.mentoring_cells import Standing

_VERBS = ("agree", "swap", "about", "about_given", "group_calendar", "hold_groups", "groups")
ROUTES = tuple(f"gatherings.{verb}" for verb in _VERBS)
_STANDS: tuple[Standing, ...] = (
    *((one, False) for one in (Relation.GUEST, Relation.HOST, Relation.EXPERT)),
    (Relation.NONE, False),
)
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys(ROUTES, _STANDS)
SAMPLED = {
    "gatherings.swap": "gatherings.agree",
    "gatherings.about": "gatherings.about_given",
    "gatherings.groups": "gatherings.hold_groups",
}
