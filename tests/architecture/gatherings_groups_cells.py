"""The cells of who presents and of small groups: what each route permits, and how somebody can stand to them."""

from bot.programme.model import Relation
from tests.architecture.mentoring_cells import Standing

VERBS = {  # verb of the route → verb that it permits
    **dict.fromkeys(("agree", "swap", "about", "about_given"), "answer"),
    "group_calendar": "read",
    **dict.fromkeys(("hold_groups", "groups"), "plan"),
}
PERMITS = {f"gatherings.{verb}": (f"gatherings.{permits}", True) for verb, permits in VERBS.items()}
_STANDS: tuple[Standing, ...] = (
    *((one, False) for one in (Relation.GUEST, Relation.HOST, Relation.EXPERT)),
    (Relation.NONE, False),
)
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys(PERMITS, _STANDS)
SAMPLED = {
    "gatherings.swap": "gatherings.agree",
    "gatherings.about": "gatherings.about_given",
    "gatherings.groups": "gatherings.hold_groups",
}
