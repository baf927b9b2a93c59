"""Find the skills and values of an appointment: the ones that people chose, or else a guess from its words. Pure.

A guess is made each time it is shown, and never stored. If it comes from a need, only the readers of the need see it,
until a host confirms it (docs/decisions/tags.md)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.catalogue.phases import PHASES, SKILLS, VALEURS, Tag, tags_of
from bot.catalogue.words import normalise
from bot.programme.shape import shape_in_use

MOST = 3  # An appointment has at most three skills and three values (docs/programme.md, Phases).

# Each tag (its key without the prefix) is guessed from these beginnings of words. "x=" means the whole word "x".
_WORDS: Mapping[str, str] = {
    "agilite": "agilite, methode agile, methodes agiles, scrum=, kanban=, sprint, retrospective",
    "gestion-de-produit": "gestion de produit, product=, backlog, feuille de route, roadmap, prioris",
    "prototypage": "prototyp, maquett, figma=, wireframe",
    "cadre-juridique": "juridi, rgpd=, cnil=, donnees personnelles, marche public, marches publics",
    "strategies-d-innovation": "innovation=, innover=",
    "facilitation": "facilit, collaboration=",
    "approche-centree-sur-les-usages": "utilisateur, utilisatrice, usager, usages=, parcours=",
    "architecture-agile": "architectur, microservice, api=, apis=, hebergement=",
    "logiciel-libre": "open source, opensource, logiciel libre, logiciels libres, licence libre",
    "systeme-de-design": "dsfr=, systeme de design, design system",
    "accessibilite-numerique": "accessib, rgaa=, a11y=, handicap, lecteur d ecran, lecteurs d ecran",
    "ecoconception": "ecoconc, eco conc, sobriete=, rgesn=, empreinte carbone",
    "management-de-l-innovation": "management=, conduite du changement",
    "analyse-d-audience": "audience, matomo=, frequentation=, analytics=",
    "gestion-de-communaute": "communaute, contributeur, contributrice",
    "marketing-produit": "marketing, positionnement=, notoriete=",
    "hacking-de-croissance": "croissance=, growth=, passage a l echelle, passer a l echelle",
    "mesure-d-impact": "impact, indicateur",
    "transformation-numerique": "transformation numerique, transformation digitale",
    "ouverture-des-donnees": "opendata=, open data, ouverture des donnees, donnees ouvertes, ouvrir nos donnees",
    "ouverture-des-codes": "ouverture du code, ouverture des codes, ouvrir le code, ouvrir notre code, publier le code",
    "communication-evenementielle": "evenementiel, communiqu, communication=",
    "pitch-entrepreneurial": "pitch",
    "strategies-de-financement": "financement, budget, subvention",
    "perennisation-des-talents": "perennis, recrut",
    "egalite-et-diversite": "egalite, diversite, inclusi, parite=, discriminat",
    "explicabilite-des-algorithmes": "algorithm, explicab, intelligence artificielle, apprentissage automatique",
    "entrepreneuriat": "entrepren",
    "co-construction": "co constr, coconstr",
}
_TOGETHER = "valeur:co-construction"
_BY_KIND: Mapping[str, tuple[str, ...]] = shape_in_use().add_rencontres(
    {"pluridisciplinaire": (_TOGETHER,), "atelier": (_TOGETHER,)}
)
# If the text of this seminar names no skill, the skills of the porteurs in its phase are guessed.
_OF_PORTEURS = "seminaire-porteurs"


@dataclass(frozen=True, slots=True)
class Tags:
    """The skills and values of an appointment. If `guessed` is set, nobody chose them."""

    skills: tuple[Tag, ...] = ()
    valeurs: tuple[Tag, ...] = ()
    guessed: bool = False

    def __bool__(self) -> bool:
        return bool(self.skills or self.valeurs)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of these tags, skills first."""
        return tuple(tag.key for tag in (*self.skills, *self.valeurs))

    @property
    def covered(self) -> frozenset[str]:
        """The keys of these tags. An old name stands for the keys that replaced it."""
        return frozenset(key for tag in (*self.skills, *self.valeurs) for key in tag.covers or (tag.key,))


NOTHING = Tags()


def chosen_tags(stored_tags: Iterable[str]) -> Tags:
    """Return the skills and values of a stored choice."""
    found = tags_of(stored_tags)
    return Tags(tuple(tag for tag in found if tag.is_skill), tuple(tag for tag in found if not tag.is_skill))


def first_choice(choices: Iterable[tuple[str, ...] | None]) -> Tags | None:
    """Return the first choice that is not None. Return None if people chose nothing for any of the appointments."""
    return next((chosen_tags(kept) for kept in choices if kept is not None), None)


def guess_tags(text: str, *, dispositif: str = "", phase: int | None = None) -> Tags:
    """Guess at most three skills and three values from a text and the dispositif. Skills of this phase come first."""
    folded = f" {normalise(text)} "
    found = [name for name, pattern in _patterns().items() if pattern.search(folded)] if folded.strip() else []
    ours = {skill.key for each in PHASES if each.number == phase for skill in each.skills}
    skills = [tag for tag in SKILLS if tag.key.partition(":")[2] in found]
    if dispositif == _OF_PORTEURS and not skills:
        skills = [porteur for each in PHASES if each.number == phase for porteur in each.skills_porteurs]
    skills.sort(key=lambda tag: tag.key not in ours)
    by_kind = _BY_KIND.get(dispositif, ())
    valeurs = [tag for tag in VALEURS if tag.key.partition(":")[2] in found or tag.key in by_kind]
    return Tags(tuple(skills[:MOST]), tuple(valeurs[:MOST]), guessed=True)


def uncovered_tags(used_tags: Iterable[Tags], wanted_tags: Sequence[Tag]) -> list[Tag]:
    """Return the skills or values of `wanted_tags` that are not covered by any of the tags in `used_tags`."""
    covered = {key for tags in used_tags for key in tags.covered}
    return [tag for tag in wanted_tags if tag.key not in covered]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(map(_pattern, words.split(", ")))) for name, words in _WORDS.items()}


def _pattern(piece: str) -> str:
    return " " + (piece[:-1] + " " if piece.endswith("=") else piece)
