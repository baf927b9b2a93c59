"""The cells of answers to a gathering and of who came: how somebody can stand to it."""

from bot.programme.model import Relation
from tests.architecture.mentoring_cells import Standing

ATTEND = tuple(f"gatherings.{verb}" for verb in ("everybody", "somebody_missing", "missing", "not_held"))
_ANSWER = ("come", "decline", "calendar", "answer_for", "answered_for")
ROUTES = (*(f"gatherings.{verb}" for verb in _ANSWER), *ATTEND)
_STANDS: tuple[Standing, ...] = (
    *((one, False) for one in (Relation.GUEST, Relation.HOST, Relation.EXPERT)),
    (Relation.NONE, False),
)
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys(ROUTES, _STANDS)
SAMPLED = {
    "gatherings.decline": "gatherings.come",
    "gatherings.answer_for": "gatherings.answered_for",
    **dict.fromkeys(
        ("gatherings.somebody_missing", "gatherings.missing", "gatherings.not_held"), "gatherings.everybody"
    ),
}
