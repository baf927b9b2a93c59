"""The formats of workshops that the programme knows, as data (programme-practices, part 3); pure.

What a team wants is a need: of these it reads those that fit its phase, with their length and how to prepare.
"""

from dataclasses import dataclass

OWN = "autre"  # the choice of a format that is none of these


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how long its heart takes, in words; what is brought to it; the phases that it fits."""

    key: str
    name: str
    aim: str
    length: str
    preparation: str
    phases: frozenset[int]


def _of(key: str, name: str, aim: str, length: str, preparation: str, *phases: int) -> Format:
    return Format(key, name, aim, length, preparation, frozenset(phases))


FORMATS: tuple[Format, ...] = (
    _of("vision", "Vision du défi", "partager le problème, le public, l’apport", "2 h 30", "une fiche de vision", 1),
    _of("acteurs", "Cartographie des acteurs", "savoir qui rencontrer", "2 h", "une liste de noms", 1),
    _of("route", "Feuille de route", "objectifs, critères, trois horizons", "2 h", "la liste des étapes connues", 1, 2),
    _of(
        "prototyper",
        "Prototyper, tester, évaluer",
        "mettre des hypothèses à l’épreuve",
        "une journée",
        "un prototype, ou une question",
        1,
        2,
    ),
    _of("revue", "Revue de conception, de code ou de modèle", "un regard sur le travail", "2 h", "le travail", 2, 3),
    _of("clinique", "Clinique", "un problème, cinq personnes au plus", "1 h 30", "le problème, par écrit", 2, 3),
    _of(
        "rush",
        "Rencontre de deux défis",
        "échanger ses problèmes, à tour de rôle",
        "2 h",
        "une liste de problèmes",
        2,
        3,
    ),
    _of("impact", "Mesurer son impact", "quatre indicateurs, et comment les lire", "2 h", "la fiche d’indicateurs", 3),
    _of(
        "dsi",
        "Pérennisation avec la direction du numérique",
        "déploiement, transmission : qui, quoi, quand",
        "3 h 30",
        "inviter tôt la direction du numérique",
        2,
        3,
        4,
    ),
    _of("scenarios", "Scénarios de pérennisation", "deux avenirs, des alliés", "3 h", "une fiche de scénario", 3, 4),
    _of("ouvert", "Forum ouvert", "des sujets proposés sur place", "une demi-journée", "un appel à sujets", 2, 3, 4),
    _of("recits", "Réussites et enseignements", "tirer des conseils des difficultés", "2 h", "un récit chacun", 3, 4),
    _of("documents", "Documentathon", "écrire ce qui restera", "une demi-journée", "la liste de ce qui manque", 4),
)
_BY_KEY = {one.key: one for one in FORMATS}


def format_of(key: str) -> Format | None:
    """Give a format that the programme knows, None for a team's own words."""
    return _BY_KEY.get(key)


def proposed(phase: int | None) -> list[Format]:
    """Give what is proposed in a phase, in order; all of them outside of any."""
    return [one for one in FORMATS if phase is None or phase in one.phases]
