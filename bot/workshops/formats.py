"""The formats of workshops that the programme knows, as data (docs/programme.md, Workshops); pure.

A team has a need: it reads the formats that fit its phase, with their length and preparation."""

from dataclasses import dataclass

OWN = "autre"  # the choice of a format that is none of these


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how long its heart takes, in words; what is brought to it; the phases that it fits."""

    key: str
    name: str
    length: str
    preparation: str
    phases: frozenset[int]


def _of(key: str, name: str, length: str, preparation: str, *phases: int) -> Format:
    return Format(key, name, length, preparation, frozenset(phases))


FORMATS: tuple[Format, ...] = (
    _of("vision", "Vision du défi", "2\u00a0h\u00a030", "une fiche de vision", 1),
    _of("acteurs", "Cartographie des acteurs", "2\u00a0h", "une liste de noms", 1),
    _of("route", "Feuille de route", "2\u00a0h", "la liste des étapes connues", 1, 2),
    _of("prototyper", "Prototyper, tester, évaluer", "une journée", "un prototype, ou une question", 1, 2),
    _of("revue", "Revue de conception, de code ou de modèle", "2\u00a0h", "le travail en cours", 2, 3),
    _of("clinique", "Clinique", "1\u00a0h\u00a030", "le problème, par écrit", 2, 3),
    _of("rencontre", "Rencontre de deux défis", "2\u00a0h", "une liste de problèmes", 2, 3),
    _of("impact", "Mesurer son impact", "2\u00a0h", "la fiche d’indicateurs", 3),
    _of("dsi", "Pérennisation avec la DSI", "3\u00a0h\u00a030", "l’invitation de la DSI, tôt", 2, 3, 4),
    _of("scenarios", "Scénarios de pérennisation", "3\u00a0h", "une fiche de scénario", 3, 4),
    _of("ouvert", "Forum ouvert", "une demi-journée", "un appel à sujets", 2, 3, 4),
    _of("recits", "Réussites et enseignements", "2\u00a0h", "un récit par personne", 3, 4),
    _of("documents", "Documentathon", "une demi-journée", "la liste des documents qui manquent", 4),
)
_BY_KEY = {format_.key: format_ for format_ in FORMATS}


def format_of(key: str) -> Format | None:
    """Return a format that the programme knows, None for a team's own words."""
    return _BY_KEY.get(key)


def proposed(phase: int | None) -> list[Format]:
    """Return what is proposed in a phase, in order; all of them outside of any."""
    return [format_ for format_ in FORMATS if phase is None or phase in format_.phases]
