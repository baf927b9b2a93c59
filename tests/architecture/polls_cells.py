"""The cells of dates looked for: how somebody can stand to one, which routes are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_ASKED: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.OWNER, False), _NOBODY)
_PART: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.HOST, False), _NOBODY)
_RUN = ("look", "close", "end", "dates", "redated", "pick", "undo")
OF_NO_PROMOTION = {
    f"polls.{verb}" for verb in ("start", "run", "answer", "move", "cancel", "leave", "come_back", "calendar")
}
NEEDS_A_PLACE = {f"polls.{verb}" for verb in ("open", "all", "answered")}  # who has left the programme is not asked
OWN_ALONE = {"polls.asked"}
STANDINGS: dict[str, tuple[Standing, ...]] = {
    "polls.asked": ((Relation.OWNER, False), _NOBODY),
    **{f"polls.{verb}": _ASKED for verb in ("open", "all", "answered", *_RUN)},
    **{f"polls.{verb}": _PART for verb in ("move", "moved", "cancel", "cancelled", "leave", "calendar")},
    "polls.come_back": ((Relation.AWAY, False), (Relation.GUEST, False), _NOBODY),
}
SAMPLED = {
    "polls.start": "polls.search",
    "polls.open": "polls.answered",
    "polls.all": "polls.answered",
    **{f"polls.{verb}": "polls.redated" for verb in ("look", "dates", "close", "end", "undo")},
    "polls.move": "polls.moved",
    "polls.cancel": "polls.cancelled",
}
