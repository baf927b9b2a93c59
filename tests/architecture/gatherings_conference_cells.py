"""The cells of conferences and of the promotion's seminar: how somebody can stand to them, and who tries it."""

from bot.programme.model import Relation
from bot.programme.roles import Role

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_GUEST: Standing = (Relation.GUEST, False)
_SHEET: tuple[Standing, ...] = (_GUEST, (Relation.HOST, False), (Relation.EXPERT, False), _NOBODY)
_VERBS = (
    *("complete", "completed", "returns", "seminar", "seminar_kept", "speaker_calendar", "questions", "practical"),
    *("ask", "asked", "rate", "word", "worded", "need", "needed", "support", "needs"),
)
STANDINGS = {
    **{f"gatherings.{verb}": _SHEET for verb in _VERBS},
    "gatherings.take_back": ((Relation.OWNER, False), _GUEST, _NOBODY),
}
SAMPLED = {
    "gatherings.complete": "gatherings.completed",
    "gatherings.seminar": "gatherings.completed",
    "gatherings.seminar_kept": "gatherings.completed",
    "gatherings.returns": "gatherings.completed",
    "gatherings.speaker_calendar": "gatherings.questions",
    "gatherings.practical": "gatherings.questions",
    "gatherings.ask": "gatherings.asked",
    "gatherings.word": "gatherings.rate",
    "gatherings.worded": "gatherings.rate",
    "gatherings.need": "gatherings.needed",
}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody of this key tries this route in this standing.

    Every EIG of the promotion is invited, so that none of them is nobody to a gathering. All but EIG and coachs have
    one row of the rules: they try as guests, as owners, and as nobody.
    """
    if route not in STANDINGS:
        return True
    if persona == Role.EIG:
        return standing != _NOBODY
    return persona == Role.COACH or standing in {_GUEST, (Relation.OWNER, False), _NOBODY}
