"""The seven roles and the five métiers of the programme: keys, accepted spellings, displayed names."""

from collections.abc import Mapping
from enum import StrEnum

from bot.programme.spelling import nearest, squash


class Role(StrEnum):
    """A person's role in the programme (source: the programme's documentation on roles); a person may have several."""

    EIG = "eig"
    PORTEUR = "porteur"
    SPONSOR = "sponsor"
    COACH = "coach"
    MENTOR = "mentor"
    EXPERT = "expert"
    ALUMNI = "alumni"


class Metier(StrEnum):
    """The métier of an EIG, which decides their group between peers."""

    DESIGN = "design"
    DEVELOPPEMENT = "developpement"
    DROIT = "droit"
    INGENIERIE_DONNEE = "ingenierie-donnee"
    SCIENCE_DONNEE = "science-donnee"


# Words that fit everybody, or both forms in full, in alphabetical order: (one person, several).
ROLE_WORDS: Mapping[Role, tuple[str, str]] = {
    Role.EIG: ("EIG", "EIG"),
    Role.PORTEUR: ("porteur ou porteuse de projet", "porteurs et porteuses de projet"),
    Role.SPONSOR: ("sponsor", "sponsors"),
    Role.COACH: ("coach", "coachs"),
    Role.MENTOR: ("mentor ou mentore", "mentores et mentors"),
    Role.EXPERT: ("spécialiste", "spécialistes"),
    Role.ALUMNI: ("alumni", "alumni"),
}

METIER_WORDS: Mapping[Metier, str] = {
    Metier.DESIGN: "design",
    Metier.DEVELOPPEMENT: "développement",
    Metier.DROIT: "droit du numérique",
    Metier.INGENIERIE_DONNEE: "ingénierie de la donnée",
    Metier.SCIENCE_DONNEE: "science de la donnée",
}

# What people type, beside the words above. « mentor·e » or « expert(e)s » need no line: their signs fall away.
_ROLE_FORMS: Mapping[Role, str] = {
    Role.EIG: "EIGs, entrepreneur d’intérêt général, entrepreneuse d’intérêt général, "
    "entrepreneurs d’intérêt général, entrepreneuses d’intérêt général",
    Role.PORTEUR: "porteur, porteuse, porteurs, porteuses, porteur de projet, porteuse de projet, porteurs de projet, "
    "porteuses de projet, porteurs de projets, porteuses de projets, porteur de défi, porteuse de défi, porteur·se, "
    "porteur·euse, porteur·ses, porteur·euses, porteur·se de projet, porteur·euse de projet",
    Role.SPONSOR: "sponsore, sponsores",
    Role.COACH: "coaches, coach EIG, coachs EIG, coaches EIG",
    Role.MENTOR: "mentor, mentore, mentors, mentores",
    Role.EXPERT: "expert, experte, experts, expertes",
    Role.ALUMNI: "alumna, alumnus, alumnae, ancien, ancienne, anciens, anciennes, ancien EIG, ancienne EIG, "
    "anciens EIG, anciennes EIG",
}

# Names of professions: proposed, never taken, since one of them can be meant otherwise.
_METIER_NEIGHBOURS: dict[str, Metier] = {
    "designer": Metier.DESIGN,
    "designeuse": Metier.DESIGN,
    "UX": Metier.DESIGN,
    "dev": Metier.DEVELOPPEMENT,
    "développeur": Metier.DEVELOPPEMENT,
    "développeuse": Metier.DEVELOPPEMENT,
    "juriste": Metier.DROIT,
    "data engineer": Metier.INGENIERIE_DONNEE,
    "data engineering": Metier.INGENIERIE_DONNEE,
    "ingénieur données": Metier.INGENIERIE_DONNEE,
    "ingénieure données": Metier.INGENIERIE_DONNEE,
    "data science": Metier.SCIENCE_DONNEE,
    "data scientist": Metier.SCIENCE_DONNEE,
}


def _role_spellings() -> dict[str, Role]:
    spelled = {form: role for role, forms in _ROLE_FORMS.items() for form in forms.split(", ")}
    shown = {word: role for role, words in ROLE_WORDS.items() for word in words}
    return spelled | shown


_ROLES = _role_spellings()
_ROLES_SQUASHED = {squash(form): role for form, role in _ROLES.items()}
_PROPOSED_ROLES = tuple(form for form in _ROLES if "·" not in form)
_METIERS_SQUASHED = {squash(text): metier for metier, word in METIER_WORDS.items() for text in (metier, word)}
_METIER_PROPOSALS = {word: metier for metier, word in METIER_WORDS.items()} | _METIER_NEIGHBOURS


def read_role(text: str) -> Role | None:
    """Return the role that `text` names: feminine, plural, any case, with or without accents; None if unknown."""
    return _ROLES_SQUASHED.get(squash(text))


def propose_role(text: str) -> str | None:
    """Return the closest word that `read_role` accepts, such as « mentore » for « mentroe »; None if none is close."""
    return nearest(text, _PROPOSED_ROLES)


def read_metier(text: str) -> Metier | None:
    """Return the métier named by its words or by its key, ignoring case, accents and hyphens; None if unknown.

    Keys are accepted since drafts and forms contain them.
    """
    return _METIERS_SQUASHED.get(squash(text))


def propose_metier(text: str) -> str | None:
    """Return the name of the closest métier, by spelling or by profession (« data scientist »); None
    if none is close.
    """
    near = nearest(text, _METIER_PROPOSALS)
    return METIER_WORDS[_METIER_PROPOSALS[near]] if near else None
