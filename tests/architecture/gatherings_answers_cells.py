"""The cells of answers to a gathering and of who came: what each route permits, and how somebody can stand to it."""

from bot.programme.model import Relation
from tests.architecture.mentoring_cells import Standing

VERBS = {  # verb of the route → verb that it permits
    **dict.fromkeys(("come", "decline"), "answer"),
    "calendar": "read",
    **dict.fromkeys(("answer_for", "answered_for"), "answer_for"),
    **dict.fromkeys(("everybody", "somebody_missing", "missing", "not_held"), "attend"),
}
PERMITS = {f"gatherings.{verb}": (f"gatherings.{permits}", True) for verb, permits in VERBS.items()}
_STANDS: tuple[Standing, ...] = (
    *((one, False) for one in (Relation.GUEST, Relation.HOST, Relation.EXPERT)),
    (Relation.NONE, False),
)
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys(PERMITS, _STANDS)
SAMPLED = {
    "gatherings.decline": "gatherings.come",
    "gatherings.answer_for": "gatherings.answered_for",
    **dict.fromkeys(
        ("gatherings.somebody_missing", "gatherings.missing", "gatherings.not_held"), "gatherings.everybody"
    ),
}
