"""The cells of committees: how somebody can stand to one, and which routes are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_PART: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.HOST, False), _NOBODY)
STANDINGS = {
    f"evaluation.{verb}": _PART
    for verb in ("move", "moved", "move_talk", "talk_moved", "cancel", "cancelled", "calendar", "leave", "leave_talk")
}
SAMPLED = {
    **{f"evaluation.{verb}": "evaluation.booked" for verb in ("plan", "ask", "search", "line", "lined")},
    "evaluation.half_days": "evaluation.answered",
    "evaluation.move": "evaluation.moved",
    "evaluation.move_talk": "evaluation.moved",
    "evaluation.talk_moved": "evaluation.moved",
    "evaluation.leave_talk": "evaluation.leave",
    "evaluation.cancel": "evaluation.cancelled",
}
