"""The ten months in four phases, with their verbs and skills, and the values of the public digital service, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the four phases: its length in months, what a team does, what is learnt by the EIG and by the porteurs."""

    number: int
    name: str
    months: int
    verbs: tuple[str, ...]
    skills_eig: tuple[str, ...]
    skills_porteurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the public digital service and what it covers."""

    name: str
    covers: tuple[str, ...]


PHASES: tuple[Phase, ...] = (
    Phase(
        number=1,
        name="Valider l’hypothèse",
        months=2,
        verbs=("comprendre", "prototyper", "aligner"),
        skills_eig=("agilité", "gestion de produit", "prototypage", "cadre juridique"),
        skills_porteurs=("stratégies d’innovation", "facilitation", "approche centrée sur les usages"),
    ),
    Phase(
        number=2,
        name="Prouver le concept",
        months=3,
        verbs=("rechercher", "tester", "valider"),
        skills_eig=(
            "architecture agile",
            "logiciel libre",
            "système de design de l’État",
            "accessibilité",
            "écoconception",
        ),
        skills_porteurs=("management de l’innovation",),
    ),
    Phase(
        number=3,
        name="Prouver la valeur",
        months=3,
        verbs=("incrémenter", "impliquer", "mesurer"),
        skills_eig=(
            "analyse d’audience",
            "gestion de communauté",
            "marketing produit",
            "hacking de croissance",
            "mesure d’impact",
        ),
        skills_porteurs=("transformation numérique",),
    ),
    Phase(
        number=4,
        name="Amplifier l’impact",
        months=2,
        verbs=("déployer", "communiquer", "accroître"),
        skills_eig=("ouverture des données et des codes", "communication événementielle", "pitch"),
        skills_porteurs=("stratégies de financement", "pérennisation des talents"),
    ),
)

VALUES: tuple[Value, ...] = (
    Value("inclusif et accessible", ("accessibilité numérique", "égalité et diversité")),
    Value("ouvert et intelligible", ("ouverture des données", "logiciel libre", "explicabilité des algorithmes")),
    Value("moderne et collaboratif", ("entrepreneuriat", "co-construction")),
)
