"""The cells of subjects, groups of few and the porteurs' seminar: what each route permits, and who tries it."""

from bot.programme.model import Relation
from bot.programme.roles import Role

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_GUEST: Standing = (Relation.GUEST, False)
_OWNER: Standing = (Relation.OWNER, False)
_SHEET: tuple[Standing, ...] = (_GUEST, (Relation.HOST, False), (Relation.EXPERT, False), _NOBODY)
VERBS = {  # verb of the route → verb that it permits
    **dict.fromkeys(("propose", "proposed", "vote"), "propose"),
    "voted": "support",
    "withdraw": "withdraw",
    **dict.fromkeys(("subject", "subject_given"), "host"),
    **dict.fromkeys(("join_group", "group_joined", "open_alumni"), "plan"),
    **dict.fromkeys(("invite", "invited"), "invite"),
    **dict.fromkeys(("share", "shared"), "share"),
}
PERMITS = {f"gatherings.{verb}": (f"gatherings.{permits}", True) for verb, permits in VERBS.items()}
STANDINGS: dict[str, tuple[Standing, ...]] = {
    **dict.fromkeys(PERMITS, _SHEET),
    "gatherings.withdraw": (_OWNER, _GUEST, _NOBODY),
    **dict.fromkeys((route for route, (permits, _) in PERMITS.items() if permits == "gatherings.plan"), (_NOBODY,)),
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
