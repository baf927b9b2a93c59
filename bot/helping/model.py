"""Model of helpers: offers, requests, and how a search reads them; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz import fuzz, process

from bot.catalogue.phases import SKILL, SKILLS, tag_of
from bot.catalogue.words import STOPWORDS
from bot.errors import Invalid
from bot.programme.model import Defi, Person, Relation
from bot.programme.spelling import fold

MOST, LONGEST = 5, 40  # words of a sort, characters of one's own word
_NEAR = 80  # rapidfuzz ratio: « accesibilite » is 96 from « accessibilite », « ux » 50 from « ui »
_MEANT, MOST_MEANT = 70, 20  # the same of a whole word that was probably meant, and how many are looked at
Vocabulary: TypeAlias = Mapping[str, frozenset[str]]
_BETWEEN = re.compile(r"[,;\n]")


class Sort(StrEnum):
    """What somebody says of a word."""

    HELP = "help"
    PRACTISE = "practise"
    LEARN = "learn"


@dataclass(frozen=True, slots=True)
class HelpWords:
    """What somebody says, skills by their keys, and whether others see it; `details`: their défi and métier too."""

    by_sort: Mapping[Sort, Sequence[str]] = field(default_factory=dict)
    shown: bool = False
    details: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who shows what they do, as far as they agreed. `says`: their words that were looked for, by sort."""

    person: Person
    says: Sequence[tuple[Sort, str]] = ()
    defis: Sequence[Defi] = ()
    details: bool = False


@dataclass(frozen=True, slots=True)
class HelpFound:
    """The helpers found, and how many `more`; without any, the word probably meant."""

    helpers: Sequence[Helper]
    near: str | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """One asks another for help with a word. `agreed`: None until they answer."""

    id: int
    asker_id: int
    asked_id: int
    word: str
    asked_at: datetime
    answered_at: datetime | None = None
    agreed: bool | None = None

    @property
    def promotion_id(self) -> None:
        """It is between two people, whatever their promotions."""
        return

    def relation_to(self, person: Person) -> Relation:
        """Who is asked answers."""
        return Relation.OWNER if person.id == self.asked_id else Relation.NONE


class HelpOutcome(Enum):
    """What became of asking somebody."""

    SENT = "sent"
    WAITS = "waits"  # asked before, not answered yet
    AGREED = "agreed"  # asked before, and they agreed
    NOT_NOW = "not_now"  # asked before, and they said: not this time
    HIDDEN = "hidden"  # they show it no longer


def name_of(word: str) -> str:
    """Return a kept word as it is read: a skill by the name that it has today."""
    return tag_of(word).name if word.startswith(SKILL) else word


def said(sort: Sort, words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that a form says: skills by key, and one's own, several between commas; each once.

    One's own that is a skill's name is that skill. Raises Invalid (the sort; "long", "many").
    """
    keys = {fold(tag.name): tag.key for tag in SKILLS}
    known = [word for word in words if word in keys.values() or not word.startswith(SKILL)]
    parted = [[one] if one in keys.values() else _BETWEEN.split(one) for one in known]
    typed = [" ".join(one.split()) for some in parted for one in some]
    if any(len(one) > LONGEST for one in typed if one not in keys.values()):
        raise Invalid(field=sort.value, reason="long")
    each = {fold(name_of(one)) or one: one for one in (keys.get(fold(one), one) for one in typed if one)}
    if len(each) > MOST:
        raise Invalid(field=sort.value, reason="many")
    return tuple(each.values())


def suggested(typed: str) -> list[str]:
    """Return suggestions for typed text: skills by key, then the text itself.

    Without text: all skills."""
    own, wanted = " ".join(typed.split()), fold(typed).split()
    known = vocabulary_of(tag.key for tag in SKILLS)
    begin = [
        one for one, parts in known.items() if all(any(part.startswith(each) for part in parts) for each in wanted)
    ]
    found = list(dict.fromkeys([*begin, *(matching(typed, known) if wanted else [])]))
    named = {fold(name_of(one)) for one in found}
    return found if not own or len(own) > LONGEST or fold(own) in named else [*found, own]


def vocabulary_of(words: Iterable[str]) -> Vocabulary:
    """Return words as they are searched: each with its parts, folded."""
    return {word: _parts(word) for word in words}


def matching(typed: str, known: Vocabulary) -> list[str]:
    """Return the words of `known` in which each word that was typed stands, as it is written or nearly."""
    wanted = fold(typed).split()
    wanted = [one for one in wanted if one not in STOPWORDS and len(one) > 1] or wanted
    pieces = list(frozenset().union(*known.values()))
    if not wanted:
        return []
    near = [
        frozenset(one for one, *_ in process.extract(each, pieces, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None))
        for each in wanted
    ]
    return [one for one, some in known.items() if all(some & each for each in near)]


def meant(typed: str, known: Vocabulary) -> list[str]:
    """Return the words that look most like what was typed, as they are kept, the nearest first; few."""
    names = {one: " ".join(sorted(parts)) for one, parts in known.items()}
    wanted = " ".join(sorted(fold(typed).split()))
    near = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=_MEANT, limit=MOST_MEANT) if wanted else []
    return [one for *_, one in near]


@lru_cache(maxsize=8192)
def _parts(word: str) -> frozenset[str]:
    """Return a word's parts, folded: of 2,000 words 5 ms, which a search just after a write would wait for."""
    return frozenset(fold(name_of(word)).split())
