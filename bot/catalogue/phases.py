"""List the programme's phases with their skills, and the values of the public digital service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.catalogue.words import normalise, slug
from bot.programme.shape import shape_in_use

# Keys have these prefixes, because a skill and a value can have the same name.
SKILL, VALUE = "competence:", "valeur:"


@dataclass(frozen=True, slots=True)
class Tag:
    """A skill or a value. `key` is stored and never changes; `name` is the wording of the programme.

    If the programme replaced an old name by several tags, `covers` has their keys."""

    key: str
    name: str
    covers: tuple[str, ...] = ()

    @property
    def is_skill(self) -> bool:
        """Return whether the tag is a skill, not a value."""
        return self.key.startswith(SKILL)


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the programme: its length in words, what the team does (`verbs`), and the skills that it teaches."""

    number: int
    name: str
    length: str
    verbs: tuple[str, ...]
    skills_eig: tuple[Tag, ...]
    skills_porteurs: tuple[Tag, ...]

    @property
    def skills(self) -> tuple[Tag, ...]:
        """The skills that people learn in this phase, the skills of EIG first."""
        return self.skills_eig + self.skills_porteurs


@dataclass(frozen=True, slots=True)
class Value:
    """A goal of the public digital service. `covers` has the values that serve this goal."""

    name: str
    covers: tuple[Tag, ...]


_KEYS: Mapping[str, str] = {  # The keys of these default skills are not made from their names.
    "Cadre juridique du service public": "cadre-juridique",
    "Facilitation et collaboration": "facilitation",
    "Système de design de l’État": "systeme-de-design",
    "Ouverture des codes sources": "ouverture-des-codes",
}


def _make_skills(names: Iterable[str]) -> tuple[Tag, ...]:
    return tuple(Tag(SKILL + _KEYS.get(name, slug(name)), name) for name in names)


PHASES: tuple[Phase, ...] = tuple(
    Phase(
        number=number,
        name=phase.name,
        length=phase.length,
        verbs=phase.verbs,
        skills_eig=_make_skills(phase.skills),
        skills_porteurs=_make_skills(phase.skills_porteurs),
    )
    for number, phase in enumerate(shape_in_use().phases, start=1)
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

SKILLS: tuple[Tag, ...] = tuple(dict.fromkeys(skill for phase in PHASES for skill in phase.skills))
VALEURS: tuple[Tag, ...] = tuple(cover for value in VALUES for cover in value.covers)

# Old rows contain names instead of keys. This maps such a name to the keys that replaced it.
_BEFORE: Mapping[str, tuple[str, ...]] = {
    "cadre juridique": ("competence:cadre-juridique",),
    "facilitation": ("competence:facilitation",),
    "accessibilité": ("competence:accessibilite-numerique",),
    "pitch": ("competence:pitch-entrepreneurial",),
    "ouverture des données et des codes": ("competence:ouverture-des-donnees", "competence:ouverture-des-codes"),
    **{group.name: tuple(cover.key for cover in group.covers) for group in VALUES},
}


def tag_of(stored_tag: str, prefix: str = SKILL) -> Tag:
    """Return the tag for a stored text: a key, a name, or an old name. Unknown text becomes a new tag.

    If a skill and a value have the same name, `prefix` selects one of them."""
    known = _known_tags()
    return (
        known.get(stored_tag)
        or known.get(prefix + normalise(stored_tag))
        or Tag(stored_tag, _readable_name(stored_tag))
    )


def tags_of(stored_tags: Iterable[str], prefix: str = SKILL) -> list[Tag]:
    """Return the tags for these stored texts, in order, without duplicates."""
    return list(dict.fromkeys(tag_of(tag, prefix) for tag in stored_tags))


@lru_cache(maxsize=1)
def _known_tags() -> dict[str, Tag]:
    by_key = {tag.key: tag for tag in (*SKILLS, *VALEURS)}
    by_name = {tag.key.partition(":")[0] + ":" + normalise(tag.name): tag for tag in by_key.values()}
    before = {}
    for name, keys in _BEFORE.items():
        prefix = keys[0].partition(":")[0] + ":"
        # The programme in service may not teach this skill, but old rows still name it.
        tag = by_key.get(keys[0]) or Tag(keys[0], name[:1].upper() + name[1:])
        before[prefix + normalise(name)] = tag if len(keys) == 1 else Tag(prefix + name, name, keys)
    return {**before, **{tag.key: tag for tag in before.values()}, **by_name, **by_key}


def _readable_name(stored_tag: str) -> str:
    if not stored_tag.startswith((SKILL, VALUE)):
        return stored_tag
    words = stored_tag.partition(":")[2].replace("-", " ")
    return words[:1].upper() + words[1:]
