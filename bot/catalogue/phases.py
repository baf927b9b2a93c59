"""The ten months in four phases, with their verbs and skills, and the values of the public digital service, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.catalogue.words import normalise

SKILL, VALUE = "competence:", "valeur:"  # three names are a skill and a value: the key distinguishes them


@dataclass(frozen=True, slots=True)
class Tag:
    """A skill or a value. `key` is stored and never changes; `name`: as the programme writes it.

    `covers`: for an old name, the keys that replaced it."""

    key: str
    name: str
    covers: tuple[str, ...] = ()

    @property
    def is_skill(self) -> bool:
        """Return whether it is a skill, else a value."""
        return self.key.startswith(SKILL)


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the four phases: length in months, the team's work, skills of the EIG and of the porteurs."""

    number: int
    name: str
    months: int
    verbs: tuple[str, ...]
    skills_eig: tuple[Tag, ...]
    skills_porteurs: tuple[Tag, ...]

    @property
    def skills(self) -> tuple[Tag, ...]:
        """The skills learnt in it, the EIG's first."""
        return self.skills_eig + self.skills_porteurs


@dataclass(frozen=True, slots=True)
class Value:
    """A goal of the public digital service, and the values that serve it."""

    name: str
    covers: tuple[Tag, ...]


PHASES: tuple[Phase, ...] = (
    Phase(
        number=1,
        name="Valider l’hypothèse",
        months=2,
        verbs=("comprendre", "prototyper", "aligner"),
        skills_eig=(
            Tag("competence:agilite", "Agilité"),
            Tag("competence:gestion-de-produit", "Gestion de produit"),
            Tag("competence:prototypage", "Prototypage"),
            Tag("competence:cadre-juridique", "Cadre juridique du service public"),
        ),
        skills_porteurs=(
            Tag("competence:strategies-d-innovation", "Stratégies d’innovation"),
            Tag("competence:facilitation", "Facilitation et collaboration"),
            Tag("competence:approche-centree-sur-les-usages", "Approche centrée sur les usages"),
        ),
    ),
    Phase(
        number=2,
        name="Prouver le concept",
        months=3,
        verbs=("rechercher", "tester", "valider"),
        skills_eig=(
            Tag("competence:architecture-agile", "Architecture agile"),
            Tag("competence:logiciel-libre", "Logiciel libre"),
            Tag("competence:systeme-de-design", "Système de design de l’État"),
            Tag("competence:accessibilite-numerique", "Accessibilité numérique"),
            Tag("competence:ecoconception", "Écoconception"),
        ),
        skills_porteurs=(Tag("competence:management-de-l-innovation", "Management de l’innovation"),),
    ),
    Phase(
        number=3,
        name="Prouver la valeur",
        months=3,
        verbs=("incrémenter", "impliquer", "mesurer"),
        skills_eig=(
            Tag("competence:analyse-d-audience", "Analyse d’audience"),
            Tag("competence:gestion-de-communaute", "Gestion de communauté"),
            Tag("competence:marketing-produit", "Marketing produit"),
            Tag("competence:hacking-de-croissance", "Hacking de croissance"),
            Tag("competence:mesure-d-impact", "Mesure d’impact"),
        ),
        skills_porteurs=(Tag("competence:transformation-numerique", "Transformation numérique"),),
    ),
    Phase(
        number=4,
        name="Amplifier l’impact",
        months=2,
        verbs=("déployer", "communiquer", "accroître"),
        skills_eig=(
            Tag("competence:ouverture-des-donnees", "Ouverture des données"),
            Tag("competence:ouverture-des-codes", "Ouverture des codes sources"),
            Tag("competence:communication-evenementielle", "Communication événementielle"),
            Tag("competence:pitch-entrepreneurial", "Pitch entrepreneurial"),
        ),
        skills_porteurs=(
            Tag("competence:strategies-de-financement", "Stratégies de financement"),
            Tag("competence:perennisation-des-talents", "Pérennisation des talents"),
        ),
    ),
)

VALUES: tuple[Value, ...] = (
    Value(
        "inclusif et accessible",
        (
            Tag("valeur:accessibilite-numerique", "Accessibilité numérique"),
            Tag("valeur:egalite-et-diversite", "Égalité et diversité"),
        ),
    ),
    Value(
        "ouvert et intelligible",
        (
            Tag("valeur:ouverture-des-donnees", "Ouverture des données"),
            Tag("valeur:logiciel-libre", "Logiciel libre"),
            Tag("valeur:explicabilite-des-algorithmes", "Explicabilité des algorithmes"),
        ),
    ),
    Value(
        "moderne et collaboratif",
        (Tag("valeur:entrepreneuriat", "Entrepreneuriat"), Tag("valeur:co-construction", "Co-construction")),
    ),
)

SKILLS: tuple[Tag, ...] = tuple(skill for phase in PHASES for skill in phase.skills)
VALEURS: tuple[Tag, ...] = tuple(cover for value in VALUES for cover in value.covers)

# Names saved before keys existed, with the keys that each could mean; a name with one key is that key.
_BEFORE: Mapping[str, tuple[str, ...]] = {
    "cadre juridique": ("competence:cadre-juridique",),
    "facilitation": ("competence:facilitation",),
    "accessibilité": ("competence:accessibilite-numerique",),
    "pitch": ("competence:pitch-entrepreneurial",),
    "ouverture des données et des codes": ("competence:ouverture-des-donnees", "competence:ouverture-des-codes"),
    **{group.name: tuple(cover.key for cover in group.covers) for group in VALUES},
}


def tag_of(kept: str, prefix: str = SKILL) -> Tag:
    """Return the skill or value stored as `kept`: a key, a name, or an old name; an unknown one is returned as text.

    `prefix`: whether a skill or a value is meant, if a name is both."""
    known = _known()
    return known.get(kept) or known.get(prefix + normalise(kept)) or Tag(kept, _readable(kept))


def tags_of(kept: Iterable[str], prefix: str = SKILL) -> list[Tag]:
    """Return the skills and values stored so, without duplicates, in their order."""
    return list(dict.fromkeys(tag_of(tag, prefix) for tag in kept))


@lru_cache(maxsize=1)
def _known() -> dict[str, Tag]:
    by_key = {tag.key: tag for tag in (*SKILLS, *VALEURS)}
    by_name = {tag.key.partition(":")[0] + ":" + normalise(tag.name): tag for tag in by_key.values()}
    before = {}
    for name, keys in _BEFORE.items():
        prefix = keys[0].partition(":")[0] + ":"
        before[prefix + normalise(name)] = by_key[keys[0]] if len(keys) == 1 else Tag(prefix + name, name, keys)
    return {**before, **{tag.key: tag for tag in before.values()}, **by_name, **by_key}


def _readable(kept: str) -> str:
    if not kept.startswith((SKILL, VALUE)):
        return kept
    words = kept.partition(":")[2].replace("-", " ")
    return words[:1].upper() + words[1:]
