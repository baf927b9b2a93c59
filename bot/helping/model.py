"""Define the values of helpers: their words and requests for help. Compare words for a search. Pure."""

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

# A person can enter MOST words of each `WordSort`. A free word has at most LONGEST characters.
MOST, LONGEST = 5, 40
# Words match from this similarity (percent) on. For « accesibilite » and « accessibilite » it is 96, for « ux » and
# « ui » it is 50.
_NEAR = 80
# Without a match, at most MOST_MEANT words are proposed. Their similarity is at least _MEANT percent.
_MEANT, MOST_MEANT = 70, 20
Vocabulary: TypeAlias = Mapping[str, frozenset[str]]
_BETWEEN = re.compile(r"[,;\n]")


class WordSort(StrEnum):
    """What a person says about a word: they can help with it, practise it, or want to learn it."""

    HELP = "help"
    PRACTISE = "practise"
    LEARN = "learn"


@dataclass(frozen=True, slots=True)
class HelpWords:
    """A person's words. With `shown`, other people see them. With `details`, other people also see défi and métier."""

    by_sort: Mapping[WordSort, Sequence[str]] = field(default_factory=dict)
    shown: bool = False
    details: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """A person whom a search found. `says` are the matching words by sort. With `details`, the défi is shown."""

    person: Person
    says: Sequence[tuple[WordSort, str]] = ()
    defis: Sequence[Defi] = ()
    details: bool = False


@dataclass(frozen=True, slots=True)
class HelpFound:
    """The helpers that a search found, and how many `more` there are. If there are none, `near` is a similar word."""

    helpers: Sequence[Helper]
    near: str | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A request for help with a word. `agreed` is None until the request is answered."""

    id: int
    asker_id: int
    asked_id: int
    word: str
    asked_at: datetime
    answered_at: datetime | None = None
    agreed: bool | None = None

    @property
    def promotion_id(self) -> None:
        """None, because a request is between two people, whatever their promotions."""
        return

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` for the person who was asked. Nobody else may answer."""
        return Relation.OWNER if person.id == self.asked_id else Relation.NONE


class HelpOutcome(Enum):
    """The outcome of a request for help."""

    SENT = "sent"
    WAITS = "waits"  # The helper was asked before and has not answered yet.
    AGREED = "agreed"  # The helper was asked before and agreed.
    NOT_NOW = "not_now"  # The helper was asked before and declined for now.
    HIDDEN = "hidden"  # The helper no longer offers help with this word.


def word_name(word: str) -> str:
    """Return a stored word as people read it. If the word is the key of a skill, return the skill's current name."""
    return tag_of(word).name if word.startswith(SKILL) else word


def parse_words(sort: WordSort, words: Iterable[str]) -> tuple[str, ...]:
    """Return the words entered in a form (keys of skills, and free words between commas), without duplicates.

    A free word that is the name of a skill becomes that skill. Raises Invalid "long" or "many" for the field of the
    sort."""
    keys = {fold(tag.name): tag.key for tag in SKILLS}
    known = [word for word in words if word in keys.values() or not word.startswith(SKILL)]
    parted = [[one] if one in keys.values() else _BETWEEN.split(one) for one in known]
    typed = [" ".join(one.split()) for some in parted for one in some]
    if any(len(one) > LONGEST for one in typed if one not in keys.values()):
        raise Invalid(field=sort.value, reason="long")
    each = {fold(word_name(one)) or one: one for one in (keys.get(fold(one), one) for one in typed if one)}
    if len(each) > MOST:
        raise Invalid(field=sort.value, reason="many")
    return tuple(each.values())


def suggest_words(typed_text: str) -> list[str]:
    """Return suggestions for a typed text: keys of skills, then the text itself. If it is empty, return all skills."""
    own, wanted = " ".join(typed_text.split()), fold(typed_text).split()
    known = vocabulary_of(tag.key for tag in SKILLS)
    begin = [
        one for one, parts in known.items() if all(any(part.startswith(each) for part in parts) for each in wanted)
    ]
    found = list(dict.fromkeys([*begin, *(find_matches(typed_text, known) if wanted else [])]))
    named = {fold(word_name(one)) for one in found}
    return found if not own or len(own) > LONGEST or fold(own) in named else [*found, own]


def vocabulary_of(words: Iterable[str]) -> Vocabulary:
    """Return these words, each with the normalised parts that a search compares."""
    return {word: _parts(word) for word in words}


def find_matches(typed_text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words of `vocabulary` that contain each typed word, with or without typing errors."""
    wanted = fold(typed_text).split()
    wanted = [one for one in wanted if one not in STOPWORDS and len(one) > 1] or wanted
    pieces = list(frozenset().union(*vocabulary.values()))
    if not wanted:
        return []
    near = [
        frozenset(one for one, *_ in process.extract(each, pieces, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None))
        for each in wanted
    ]
    return [one for one, some in vocabulary.items() if all(some & each for each in near)]


def find_similar(typed_text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words of `vocabulary` that are most similar to the typed text, the most similar first."""
    names = {one: " ".join(sorted(parts)) for one, parts in vocabulary.items()}
    wanted = " ".join(sorted(fold(typed_text).split()))
    near = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=_MEANT, limit=MOST_MEANT) if wanted else []
    return [one for *_, one in near]


@lru_cache(maxsize=8192)
def _parts(word: str) -> frozenset[str]:
    return frozenset(fold(word_name(word)).split())
