"""The cells of committees: how somebody can stand to one, and which routes are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_PART: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.HOST, False), _NOBODY)
_EIG, _PORTEUR = (Relation.TEAM, True), (Relation.GUEST, True)
SUPPORT = ("support", "past", "write", "filled", "apart", "said_apart", "rate")
STANDINGS: dict[str, tuple[Standing, ...]] = {
    **{
        f"evaluation.{verb}": _PART
        for verb in (
            "move",
            "moved",
            "move_talk",
            "talk_moved",
            "cancel",
            "cancelled",
            "calendar",
            "leave",
            "leave_talk",
            "cancel_talk",
        )
    },
    **{f"evaluation.{verb}": (_EIG, _PORTEUR, _NOBODY) for verb in ("support", "past", "write", "filled")},
    **{f"evaluation.{verb}": (_PORTEUR, _NOBODY) for verb in ("apart", "said_apart")},
    "evaluation.rate": (_EIG, _PORTEUR, _NOBODY),
}
STANDINGS["evaluation.take"] = (_NOBODY,)
SAMPLED = {
    **{f"evaluation.{verb}": "evaluation.booked" for verb in ("plan", "ask", "search", "line", "lined", "undo")},
    **{f"evaluation.{verb}": "evaluation.booked" for verb in ("glance", "chase")},
    "evaluation.past": "evaluation.support",
    "evaluation.write": "evaluation.filled",
    "evaluation.apart": "evaluation.said_apart",
    "evaluation.half_days": "evaluation.answered",
    "evaluation.move": "evaluation.moved",
    "evaluation.move_talk": "evaluation.moved",
    "evaluation.talk_moved": "evaluation.moved",
    "evaluation.leave_talk": "evaluation.leave",
    "evaluation.cancel_talk": "evaluation.cancelled",
    "evaluation.cancel": "evaluation.cancelled",
}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody can stand so to a support: an EIG of the défi, or its porteur."""
    if route.removeprefix("evaluation.") not in SUPPORT or standing == _NOBODY:
        return True
    return persona == ("eig" if standing == _EIG else "porteur")
