"""The cells of mentoring: how somebody can stand to a cycle, and who tries what."""

from bot.programme.model import Relation
from bot.programme.roles import Role

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_ASKS: Standing = (Relation.BOOKER, True)
_ANSWERS: Standing = (Relation.HOST, False)
_OWNS: Standing = (Relation.OWNER, True)
_CYCLE: tuple[Standing, ...] = (_ASKS, (Relation.GUEST, True), _ANSWERS, (Relation.NONE, True), _NOBODY)
_DRAFT: tuple[Standing, ...] = (_OWNS, (Relation.OWNER, False), (Relation.NONE, True), _NOBODY)

_DRAFTS = ("back", "choose_mentor", "later", "others", "send")
_OF_A_CYCLE = (
    *("next", "reassign", "again", "accept", "choose", "chosen", "withdraw", "took_place", "incomplete", "postpone"),
    *("confirm", "answer", "answered", "decline", "no_time", "declined", "when", "times"),
    *("missed", "agree_late", "refuse_late", "move", "moved", "replan", "replanned", "end", "ended"),
    *("move_rest", "rest_moved"),
    *("review", "reviewed", "hand_over", "handed", "calendar", "leave", "open", "take"),
    *("skip", "skipped", "come_back", "came"),
)
STANDINGS: dict[str, tuple[Standing, ...]] = {
    "mentoring.need": ((Relation.NONE, True), _NOBODY),
    **{f"mentoring.{verb}": _DRAFT for verb in _DRAFTS},
    **{f"mentoring.{verb}": _CYCLE for verb in _OF_A_CYCLE},
    "mentoring.rejoin": ((Relation.AWAY, True), _NOBODY),
}
# What a route asks for besides: the first step is an EIG's, whoever may choose for a cycle or hold a draft.
ALSO = {"mentoring.again": "mentoring.start", "mentoring.back": "mentoring.start"}
NEEDS_A_PERSON = {"/mentorat", "mentoring.list"}
OWN_ALONE = {f"mentoring.{verb}" for verb in _DRAFTS}
# As in `cells`: tried by an allowed and a refused role alone, in each standing.
SAMPLED = {
    "mentoring.others": "mentoring.choose_mentor",
    "mentoring.later": "mentoring.choose_mentor",
    "mentoring.back": "mentoring.choose_mentor",
    "mentoring.confirm": "mentoring.answered",
    "mentoring.times": "mentoring.answered",
    "mentoring.answer": "mentoring.answered",
    "mentoring.decline": "mentoring.declined",
    "mentoring.no_time": "mentoring.declined",
    "mentoring.refuse_late": "mentoring.agree_late",
    "mentoring.missed": "mentoring.agree_late",
    "mentoring.accept": "mentoring.chosen",
    "mentoring.choose": "mentoring.chosen",
    "mentoring.incomplete": "mentoring.took_place",
    "mentoring.postpone": "mentoring.took_place",
    **dict.fromkeys(("mentoring.move", "mentoring.move_rest", "mentoring.rest_moved"), "mentoring.moved"),
    "mentoring.replan": "mentoring.moved",
    "mentoring.replanned": "mentoring.moved",
    "mentoring.end": "mentoring.ended",
    "mentoring.skip": "mentoring.skipped",
    "mentoring.came": "mentoring.come_back",
    "mentoring.review": "mentoring.reviewed",
    "mentoring.hand_over": "mentoring.handed",
    "mentoring.limit": "mentoring.limited",
    "mentoring.full": "mentoring.limited",
}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody of this key tries this route in this standing.

    Everything is tried by an EIG and a coach, whom the rules name. All others have one row of them, that of who has no
    role (`dict.fromkeys` writes it), and one function finds it for every route: whether it is asked at all shows where
    they asked, are the mentor, or are nobody, of a cycle; where it is theirs or another's, of a draft. A guest is of
    the team by construction, so that an EIG tries it.
    """
    if route not in STANDINGS or persona in {Role.EIG, Role.COACH}:
        return True
    return standing in {_ASKS, _ANSWERS, _OWNS, _NOBODY} or len(STANDINGS[route]) <= 2
