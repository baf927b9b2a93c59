"""The cells of subjects, groups of few and the porteurs' seminar: how somebody can stand to them, and who tries it."""

from bot.programme.model import Relation
from bot.programme.roles import Role

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_GUEST: Standing = (Relation.GUEST, False)
_OWNER: Standing = (Relation.OWNER, False)
_SHEET: tuple[Standing, ...] = (_GUEST, (Relation.HOST, False), (Relation.EXPERT, False), _NOBODY)
_PLAN = ("join_group", "group_joined", "open_alumni")
_VERBS = ("propose", "proposed", "vote", "voted", "subject", "subject_given", "invite", "invited", "share", "shared")
STANDINGS: dict[str, tuple[Standing, ...]] = {
    **{f"gatherings.{verb}": _SHEET for verb in _VERBS},
    **{f"gatherings.{verb}": (_NOBODY,) for verb in _PLAN},
    "gatherings.withdraw": (_OWNER, _GUEST, _NOBODY),
}
SAMPLED = {
    "gatherings.propose": "gatherings.proposed",
    "gatherings.vote": "gatherings.proposed",
    "gatherings.subject": "gatherings.subject_given",
    "gatherings.join_group": "gatherings.group_joined",
    "gatherings.open_alumni": "gatherings.group_joined",
    "gatherings.invite": "gatherings.invited",
    "gatherings.share": "gatherings.shared",
}
_OF_PORTEURS = {"gatherings.invite", "gatherings.invited", "gatherings.share", "gatherings.shared"}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody of this key tries this route in this standing.

    Porteurs and sponsors of the promotion are invited to their seminar, so that none of them is nobody to it. All but
    EIG, coachs and porteurs have one row of the rules: they try as guests, as owners, and as nobody.
    """
    if route not in STANDINGS:
        return True
    if route in _OF_PORTEURS and persona in {Role.PORTEUR, Role.SPONSOR}:
        return standing == _GUEST
    return persona in {Role.EIG, Role.COACH, Role.PORTEUR} or standing in {_GUEST, _OWNER, _NOBODY}
