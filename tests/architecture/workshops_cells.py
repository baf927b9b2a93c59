"""The cells of workshops: how somebody can stand to one, and which are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_TEAM: tuple[Standing, ...] = ((Relation.TEAM, True), _NOBODY)
STANDINGS: dict[str, tuple[Standing, ...]] = {
    **{f"workshops.{verb}": _TEAM for verb in ("asked", "withdraw", "edit", "edited")},
    **{f"workshops.{verb}": ((Relation.GUEST, False), *_TEAM) for verb in ("write", "written")},
    "workshops.leave": ((Relation.OWNER, False), _NOBODY),
}
SAMPLED = {
    "workshops.write": "workshops.written",
    "workshops.edit": "workshops.edited",
    "workshops.withdraw": "workshops.edited",
}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody can stand so: EIG and porteurs alone are of a défi's team."""
    return not (route in STANDINGS and standing[0] is Relation.TEAM) or persona in {"eig", "porteur"}
