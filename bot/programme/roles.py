"""The roles and métiers of the programme in service: their keys, accepted spellings and displayed names."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.programme.shape import EIG, shape_in_use
from bot.programme.spelling import nearest_word, squash


class Role(StrEnum):
    """A role in the programme (docs/programme.md, People); a person may have several."""

    EIG = "eig"
    PORTEUR = "porteur"
    SPONSOR = "sponsor"
    COACH = "coach"
    MENTOR = "mentor"
    EXPERT = "expert"
    ALUMNI = "alumni"


_SHAPE = shape_in_use()

if TYPE_CHECKING:

    class Metier(StrEnum):
        """The métier of an EIG. Peers of one métier form groups. These are the métiers of the default programme."""

        DESIGN = "design"
        DEVELOPPEMENT = "developpement"
        DROIT = "droit"
        INGENIERIE_DONNEE = "ingenierie-donnee"
        SCIENCE_DONNEE = "science-donnee"
else:  # At run time, the métiers are those of the programme in service.
    Metier = StrEnum("Metier", [(metier.key.upper().replace("-", "_"), metier.key) for metier in _SHAPE.metiers])

OFFERED = tuple(role for role in Role if role.value in _SHAPE.roles)
# Words for (one person, several): a word for all genders, or the masculine and the feminine.
ROLE_WORDS: Mapping[Role, tuple[str, str]] = {
    role: (_SHAPE.roles.get(role.value) or EIG.roles[role.value]).shown for role in Role
}
METIER_WORDS: Mapping[Metier, str] = {Metier(metier.key): metier.name for metier in _SHAPE.metiers}


def _role_spellings() -> dict[str, Role]:
    """Return the accepted spellings other than keys. `squash` drops the signs of « mentor·e » and « expert(e)s »."""
    labels = {role: _SHAPE.roles[role.value] for role in OFFERED}
    spelled = {
        form: role for role, label in labels.items() for form in (*label.person, *label.several, *label.spellings)
    }
    return spelled | {word: role for role, label in labels.items() for word in label.shown}


_ROLES = _role_spellings()
_ROLES_SQUASHED = {role.value: role for role in OFFERED} | {squash(form): role for form, role in _ROLES.items()}
_PROPOSED_ROLES = tuple(form for form in _ROLES if "·" not in form)
_METIERS_SQUASHED = {squash(text): metier for metier, word in METIER_WORDS.items() for text in (metier, word)}
_METIER_PROPOSALS = {word: Metier(metier.key) for metier in _SHAPE.metiers for word in (*metier.near, metier.name)}


def read_role(text: str) -> Role | None:
    """Return the role that `text` names, in any gender, number, case or accents; None if unknown."""
    return _ROLES_SQUASHED.get(squash(text))


def propose_role(text: str) -> str | None:
    """Return the closest word that `read_role` accepts, such as « mentore » for « mentroe »; None if none is close."""
    return nearest_word(text, _PROPOSED_ROLES)


def read_metier(text: str) -> Metier | None:
    """Return the métier with this name or key, in any spelling; None if unknown."""
    return _METIERS_SQUASHED.get(squash(text))


def propose_metier(text: str) -> str | None:
    """Return the name of the closest métier, by spelling or profession (« data scientist »); None if none is close."""
    near = nearest_word(text, _METIER_PROPOSALS)
    return METIER_WORDS[_METIER_PROPOSALS[near]] if near else None


def metier_word(key: str) -> str:
    """Return the name of a métier. For a métier that the programme no longer has, return its key."""
    known = {metier.value: word for metier, word in METIER_WORDS.items()}
    return known.get(key, key)
