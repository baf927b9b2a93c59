"""The cells of committees: how somebody can stand to one, and which routes are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_PART: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.HOST, False), _NOBODY)
STANDINGS = {f"evaluation.{verb}": _PART for verb in ("move", "moved", "cancel", "cancelled", "calendar", "leave")}
STANDINGS["evaluation.take"] = (_NOBODY,)
SAMPLED = {
    **{f"evaluation.{verb}": "evaluation.booked" for verb in ("plan", "ask", "search", "line", "lined")},
    "evaluation.half_days": "evaluation.answered",
    "evaluation.move": "evaluation.moved",
    "evaluation.cancel": "evaluation.cancelled",
}
