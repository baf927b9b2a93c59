"""The shape of the programme: its name, roles, métiers, phases, committees and gatherings. Pure values.

The bot ships with `eig.toml`. Another programme is kept in the database. The process puts it in service at its start,
before it loads the modules that copy the programme's words (`_CAPTURES`). Sentences are written in the words of the EIG
programme; `in_programme_words` replaces these words by the words of the programme in service."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any, Final, TypeVar

from bot.programme.spelling import fold

ROLES: Final = ("eig", "porteur", "sponsor", "coach", "mentor", "expert", "alumni")
# A section of a report can begin with answers of the team, or with one of these.
BEGINNINGS: Final = ("decisions", "non_abordes", "objectifs_suivants")
RENCONTRES: Final = "ren-"  # prefix of the keys of gatherings that the programme added
# How often the gatherings that the programme added take place, in the words of the catalogue.
EVERY: Final = {
    "week": "1 par semaine",
    "two weeks": "1 toutes les deux semaines",
    "month": "1 par mois",
    "days": "aux dates annoncées",
}
# The words that our sentences use for one person of a role, and for several.
_SOURCE: Final[Mapping[str, tuple[str, str]]] = {
    "eig": ("EIG", "EIG"),
    "porteur": (
        "[Pp]orteur (?:ou (?:de |[us]n?[ae] )?|et |ni aucune )porteuse(?: de projet)?",
        "[Pp]orteurs et (?:les )?porteuses(?: de projet)?",
    ),
    "sponsor": ("[Ss]ponsor", "[Ss]ponsors"),
    "coach": ("[Cc]oach", "[Cc]oachs"),
    "mentor": (
        "[Mm]entore? ou (?:une )?mentore?",
        "[Mm]entore?s(?: et|,) (?:les )?mentore?s",
    ),
    "expert": ("[Ss]pécialiste", "[Ss]pécialistes"),
    "alumni": ("[Aa]lumni", "[Aa]lumni"),
}
_A: Final = "(?:[Uu]n ou une|[Uu]ne ou un|[Uu]ne personne|[Uu]ne?) "
_THE: Final = "(?:[Ll]a personne|[Ll]e ou la|[Ll]e|[Ll]a) "
_OF: Final = "[Dd](?:e |’)"
_NO: Final = "[Aa]ucun "
_ALONE: Final = r"(?:(?<=haque )|(?<=devient )|(?<=êtes )|(?<=\{name\} \()(?<!promotion \{name\} \())"
# This pattern finds « EIG » where it is the name of the programme.
_NAME: Final = (
    r"EIG(?= \d)|EIG \(Entrepreneurs[^)]*\)|Entrepreneurs d’intérêt général|"
    "(?:(?<=rogramme )|(?<=ispositifs )|(?<=romotion )|(?<=éminaire )|(?<=quipe )|(?<=oach )|(?<=oachs ))EIG"
)
_ELIDES: Final = tuple("aeiouhàâéèêëîïôöûüœ")
_T = TypeVar("_T")
_CAPTURES: Final = ("bot.programme.roles", "bot.catalogue", "handlers")


@dataclass(frozen=True, slots=True)
class Label:
    """The names of a role, for one person and for several. Each is one word, or the masculine and the feminine."""

    person: tuple[str, ...]
    several: tuple[str, ...]
    spellings: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, str]:
        """The displayed names: for one person, and for several."""
        return " ou ".join(self.person), " et ".join(self.several)


@dataclass(frozen=True, slots=True)
class MetierWords:
    """A métier: its key, which is stored, its name, and other words (`near`) for which it is proposed."""

    key: str
    name: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseWords:
    """A phase: its name, its length in months or in weeks, the team's work (`verbs`), and its skills."""

    name: str
    months: int = 0
    weeks: int = 0
    verbs: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    skills_porteurs: tuple[str, ...] = ()

    @property
    def length(self) -> str:
        """The length of the phase, in words."""
        return f"{self.months}\u00a0mois" if self.months else f"{self.weeks} semaine{'s' if self.weeks > 1 else ''}"


@dataclass(frozen=True, slots=True)
class CommitteeQuestion:
    """A question to a team before its committee: the key under which the answer is stored, and the wording."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the report after a committee: the key under which its text is stored, and its name.

    `begins` names what the section begins with. A key of a question stands for its answers; the other keys are those of
    `BEGINNINGS`. `axis` is a label under which a team can file its answers; empty for none. `after_advice`: the section
    comes after the advice."""

    key: str
    name: str
    begins: tuple[str, ...] = ()
    axis: str = ""
    after_advice: bool = False


@dataclass(frozen=True, slots=True)
class Rencontre:
    """A gathering that the programme added. It works like `kind`, a key of `bot.gatherings.kinds`.

    `every` is the key of `EVERY` that the form of a new series proposes."""

    key: str
    name: str
    kind: str
    description: str
    every: str = "days"


@dataclass(frozen=True)
class Shape:
    """A programme: its words, roles, métiers, phases, committees and gatherings. `roles` has its labels by role."""

    name: str
    roles: Mapping[str, Label]
    metiers: tuple[MetierWords, ...]
    phases: tuple[PhaseWords, ...]
    questions: tuple[CommitteeQuestion, ...]
    sections: tuple[ReportSection, ...]
    rencontres: tuple[Rencontre, ...] = ()

    @property
    def rencontre_names(self) -> dict[str, str]:
        """The names of the gatherings that the programme added, by key."""
        return {each.key: each.name for each in self.rencontres}

    def add_rencontres(self, values: Mapping[str, _T]) -> dict[str, _T]:
        """Return the values by dispositif. A gathering that the programme added gets the value of its kind."""
        return {**values, **{each.key: values[each.kind] for each in self.rencontres if each.kind in values}}

    @property
    def bot_name(self) -> str:
        """The bot's name in Slack, which `/invite` takes: « dispositifs-eig »."""
        return f"dispositifs-{fold(self.name).replace(' ', '-')}"

    @property
    def axes(self) -> dict[str, str]:
        """The axes under which a team can file its answers, by key."""
        return {section.key: section.axis for section in self.sections if section.axis}

    @property
    def lengths(self) -> list[tuple[int, int]]:
        """The length of each phase: (months, 0) or (0, weeks)."""
        return [(phase.months, phase.weeks) for phase in self.phases]

    @property
    def spans(self) -> str:
        """The length of each phase, in words."""
        several = [phase.length for phase in self.phases]
        return f"{', '.join(several[:-1])} et {several[-1]}" if several[1:] else several[0]

    @property
    def renames(self) -> bool:
        """Return whether the programme replaces any default word."""
        return bool(self._rules)

    def reword(self, text: str) -> str:
        """Return a sentence in this programme's words. Text in braces is unchanged."""
        return self._pattern.sub(self._replacement, text) if self._rules else text

    def _replacement(self, found: re.Match[str]) -> str:
        text = self._rules[(found.lastindex or 1) - 1][1]
        begins = found[0] == found.string or not found[0].startswith("EIG")
        return text[:1].upper() + text[1:] if begins and found[0][:1].isupper() else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        several = "|".join(f"({source})" for source, _ in self._rules)
        return re.compile(rf"(?<![^\W_])(?<![{{/])(?:{several})(?![^\W_])(?!}})".replace(" ", "[ \u00a0]"))

    @cached_property
    def _rules(self) -> list[tuple[str, str]]:
        several = {role: label for role, label in self.roles.items() if label.shown != EIG.roles[role].shown}
        rules = [rule for role, label in several.items() for rule in _rules_of(role, label)]
        if self.lengths != EIG.lengths:
            rules += [("quatre phases", _phase_count_words(len(self.phases))), ("2, 3, 3 et 2 mois", self.spans)]
        return [(_NAME, self.name), *rules] if rules or self.name != EIG.name else []


def _rules_of(role: str, label: Label) -> Iterator[tuple[str, str]]:
    source, sources = _SOURCE[role]
    person, several = label.shown
    masculine, feminine = label.person[0], label.person[-1]
    both = masculine != feminine
    the = f"le {masculine} ou la {feminine}" if both else f"le ou la {person}"
    yield f"{_A}(?:{source})", f"un {masculine} ou une {feminine}" if both else f"un ou une {person}"
    yield f"{_NO}(?:{source})", f"aucun {masculine} ni aucune {feminine}" if both else f"aucun {person}"
    if source == sources:
        yield f"{_ALONE}{source}", person
    else:
        yield f"{_THE}(?:{source})", f"l’{person}" if _elides(person) else the
        for own, hers in (("mon", "ma"), ("son", "sa")):
            her = own if _elides(feminine) else hers
            yield (
                f"(?:{hers} ou )?{own} (?:{source})",
                f"{own} {masculine} ou {her} {feminine}" if both else f"{own} {person}",
            )
        yield (
            "ni porteur ni porteuse" if role == "porteur" else f"ni {source}",
            " ".join(f"ni {word}" for word in label.person),
        )
        yield f"{_OF}(?:{source})", _with_de(person)
        yield source, person
    yield f"{_OF}(?:{sources})", _with_de(several)
    yield sources, several


def _phase_count_words(phases: int) -> str:
    words = ("", "deux ", "trois ", "quatre ", "cinq ", "six ", "sept ", "huit ")
    return f"{words[phases - 1]}phases"


def _with_de(words: str) -> str:
    return f"d’{words}" if _elides(words) else f"de {words}"


def _elides(words: str) -> bool:
    return words.lower().startswith(_ELIDES)


def read_shape(values: Mapping[str, Any]) -> Shape:
    """Return the shape that a file's values describe. Parts that the file omits are those of the EIG programme."""
    found = Shape(
        values.get("name", EIG.name),
        {role: _label(values["roles"][role]) for role in ROLES if role in values["roles"]}
        if "roles" in values
        else EIG.roles,
        tuple(MetierWords(**_with_tuples(each)) for each in values.get("metiers", ())) or EIG.metiers,
        tuple(PhaseWords(**_with_tuples(each)) for each in values.get("phases", ())) or EIG.phases,
        tuple(CommitteeQuestion(**each) for each in values.get("questions", ())) or EIG.questions,
        tuple(ReportSection(**_with_tuples(each)) for each in values.get("sections", ())),
        tuple(Rencontre(**each) for each in values.get("rencontres", ())),
    )
    if not found.sections:
        found = replace(found, sections=tuple(replace(each, name=found.reword(each.name)) for each in EIG.sections))
    known = {*BEGINNINGS, *(question.key for question in found.questions)}
    fit = (replace(each, begins=tuple(key for key in each.begins if key in known)) for each in found.sections)
    return replace(found, sections=tuple(fit))


def _label(table: Mapping[str, Any]) -> Label:
    person, several = (
        (given,) if isinstance(given := table[key], str) else tuple(given) for key in ("singular", "plural")
    )
    return Label(person, several, tuple(table.get("spellings", ())))


def _with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def use_shape(shape: Shape) -> None:
    """Put a programme in service in this process. Raises RuntimeError if modules have already copied other words."""
    global _in_use  # noqa: PLW0603 - set once, as the process starts
    if shape == _in_use:
        return
    if captured := [name for name in _CAPTURES if name in sys.modules]:
        raise RuntimeError(f"{captured[0]} is loaded already: some words would stay as they were")
    _in_use = shape


def shape_in_use() -> Shape:
    """Return the programme in service."""
    return _in_use


def in_programme_words(text: str) -> str:
    """Return a sentence in the words of the programme in service."""
    return _in_use.reword(text)


SHIPPED: Final[Mapping[str, Any]] = tomllib.loads(files("bot.programme").joinpath("eig.toml").read_text("utf-8"))
EIG: Final = Shape(
    SHIPPED["name"],
    {role: _label(table) for role, table in SHIPPED["roles"].items()},
    tuple(MetierWords(**_with_tuples(each)) for each in SHIPPED["metiers"]),
    tuple(PhaseWords(**_with_tuples(each)) for each in SHIPPED["phases"]),
    tuple(CommitteeQuestion(**each) for each in SHIPPED["questions"]),
    tuple(ReportSection(**_with_tuples(each)) for each in SHIPPED["sections"]),
)
_in_use = EIG
