"""Recognise messages about danger, distress or conflict, and complaints about the bot. Pure.

The patterns of words are in `hurt.toml`. Whether one matches also depends on negation, subject and object.
« Je suis perdue » is distress, but « je suis perdue dans la doc » is a need to search."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalogue.talk import Talk
from bot.catalogue.words import normalise

_LONGEST = 4000  # Only this many characters of a message are read.
_MOST_OF_COMPLAINT = 12  # A message with more words has another subject than a complaint.
# A word of 6 letters or more may have one typo. A word of 9 letters or more may have two.
_SHORTEST, _LONG = 6, 9
_ORDER = (Talk.DANGER, Talk.AGAINST, Talk.UNWELL)
_LIFE = frozenset({"", "vie", "tout", "ca", "moi", "existence", "life"})
_FAMILY = re.compile(r"<(\w+)>")
_ENDS = re.compile(r"[.,;:!?…()\n]+|\s[-–—]\s")
# This pattern finds « can't » and « don’t ».
_DENIED = re.compile(r"\b(ca|do|does|is|wo|did|could|are|was|would|have|has)n?['’]t\b")
_ENGLISH = {"ca": "can", "wo": "will"}
_OTHER_DATE = re.compile(r" (?:decal|report|repouss|deplac|annul|reschedul|postpon|cancel)\w*")
# « ça bug » is a complaint, with « bug » as a verb. « un bug » is a need.
_BUGS = re.compile(r"\b(ca|bot|tu|tout) bug\b")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern of words. If it matches and the conditions in `marks` hold, the message means `talk`."""

    talk: Talk
    pattern: re.Pattern[str]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The content of `hurt.toml`: rules, lists of words, and patterns that several rules share."""

    rules: tuple[_Rule, ...]
    words: Mapping[str, frozenset[str]]
    broken: Mapping[str, frozenset[str]]
    glued: Mapping[str, str]
    coach: re.Pattern[str]
    person: re.Pattern[str]
    topic: re.Pattern[str]
    own: re.Pattern[str]
    me: re.Pattern[str]


def distress_kind(words: str) -> Talk | None:
    """Return the kind of trouble in a message (danger, conflict with a coach, or distress), or None."""
    clauses = _split_clauses(words[:_LONGEST])
    text = "".join(clauses)
    passed = {name for name, is_so in (("topic", _is_topic(text)), ("busy", bool(_OTHER_DATE.search(text)))) if is_so}
    found = {talk for clause in clauses for talk in _match_rules(clause, ignored_marks=passed)}
    return next((talk for talk in _ORDER if talk in found), None)


def is_complaint(words: str) -> bool:
    """Return whether a message only complains about the bot: « ça ne marche pas », « t’es nul »."""
    said = {*_BUGS.sub(r"\1 bugue", " ".join(_expand_words(_to_full_words(words)))).split()}
    lists = _lexicon().broken
    if not said or len(said) > _MOST_OF_COMPLAINT or not frozenset().union(*lists.values()).issuperset(said):
        return False
    has = {name for name, some in lists.items() if not some.isdisjoint(said)}
    if "swearing" in has:
        return True
    if {"hates", "named"} <= has and not {"denials", "own"} & has:
        return True
    # A message with « nul » or « bête » is about the bot, unless the person says « je suis nul » or « pas bête ».
    if "bad" in has:
        return not {"denials", "own"} & has
    return "denials" in has and bool({"good", "works"} & has)


@cache
def _lexicon() -> _Lexicon:
    data: dict[str, Any] = tomllib.loads(files("bot.catalogue").joinpath("hurt.toml").read_text(encoding="utf-8"))
    families: dict[str, str] = data["families"]

    def compiled(pattern: str, *, whole: bool = True) -> re.Pattern[str]:
        while _FAMILY.search(pattern):
            pattern = _FAMILY.sub(lambda found: f"(?:{families[found[1]]})", pattern)
        return re.compile(f"(?<= )(?:{pattern})(?= )" if whole else pattern)

    rules = tuple(
        _Rule(Talk(rule["talk"]), compiled(pattern), frozenset(rule["marks"].split()))
        for rule in data["rules"]
        for pattern in rule["patterns"]
    )
    words, broken = (
        {name: frozenset(some.split()) for name, some in data[each].items()} for each in ("words", "broken")
    )
    patterns = " ".join((*families.values(), *(each for rule in data["rules"] for each in rule["patterns"])))
    words["families"] = frozenset(re.findall(r"[a-z]{4,}", patterns))
    words["determiners"] = frozenset(families["DET"].split("|"))
    coach, person = compiled("<COACH>"), compiled("<PERSON>", whole=False)
    topic, own, me = compiled("<TOPIC>"), compiled("<MINE>"), compiled("<ME>")
    return _Lexicon(rules, words, broken, data["glued"], coach, person, topic, own, me)


def _split_clauses(words: str) -> list[str]:
    clauses: list[list[str]] = []
    for part in _ENDS.split(_to_full_words(words)):
        clauses.append([])
        for phrase in _expand_words(part):
            if phrase in _lexicon().words["outside"]:
                clauses.append([])
            else:
                clauses[-1].append(_correct_word(phrase))
    return [f" {' '.join(clause)} " for clause in clauses if clause]


def _to_full_words(words: str) -> str:
    return _DENIED.sub(lambda found: f"{_ENGLISH.get(found[1], found[1])} not", words.casefold())


def _expand_words(words: str) -> list[str]:
    """Return the words of a text. Contracted words are split: « jsuis » becomes « je suis »."""
    glued = _lexicon().glued
    return [word for piece in normalise(words).split() for word in glued.get(piece, piece).split()]


def _correct_word(word: str) -> str:
    known = _lexicon().words
    if len(word) < _SHORTEST or any(word in some for some in known.values()):
        return word
    near = [one for one in known["correctly"] if one[0] == word[0] and len(one) >= _SHORTEST]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=2 if len(word) >= _LONG else 1)
    return found[0] if found else word


def _is_topic(text: str) -> bool:
    """Return whether a text names a subject of work, such as « données sur le harcèlement », not a personal trouble."""
    return bool(_lexicon().topic.search(text)) and not _lexicon().own.search(text)


def _match_rules(clause: str, *, ignored_marks: Collection[str]) -> set[Talk]:
    book = _lexicon()
    found = set()
    for rule in book.rules:
        for match in rule.pattern.finditer(clause):
            if rule.marks.isdisjoint(ignored_marks) and _marks_hold(rule.marks, clause, match):
                against = "person" in rule.marks and book.coach.search(clause)
                found.add(Talk.AGAINST if against else rule.talk)
    return found


def _marks_hold(marks: frozenset[str], clause: str, match: re.Match[str]) -> bool:
    book = _lexicon()
    before, behind = clause[: match.start()].split(), clause[match.end() :].split()
    after = _first_meaningful(behind)
    if "object" in marks and not _is_about_life([after] if after else []):
        return False
    if "end" in marks and _first_meaningful(behind, "time") not in _LIFE:
        return False
    if "alone" in marks and (after or _first_meaningful(before)):
        return False
    if "own" in marks and not (book.me.search(clause) or (_is_about_life(before) and _is_about_life(behind))):
        return False
    if "subject" in marks and not _is_somebody(before):
        return False
    return "denied" not in marks or not _is_denied(before)


def _first_meaningful(words: list[str], *skipped_lists: str) -> str:
    """Return the first word that has a meaning, or "". `skipped_lists` names further lists of words to skip."""
    nothing = frozenset().union(*(_lexicon().words[name] for name in ("skipped", *skipped_lists)))
    return next((word for word in words if word not in nothing and not word.isdigit()), "")


def _is_about_life(phrase_words: list[str]) -> bool:
    words, person = _lexicon().words, _lexicon().person
    return all(
        word in words["skipped"] or word in words["ours"] or word.isdigit() or person.fullmatch(word)
        for word in phrase_words
    )


def _is_somebody(words_before: list[str]) -> bool:
    """Return whether the words before a match may name a person: « il », « mon coach », a name, but not « ce bug »."""
    words = _lexicon().words
    says = [at for at, word in enumerate(words_before) if word in words["self"] or word not in words["skipped"]]
    if not says:
        return True
    word = words_before[says[-1]]
    if word in words["tech"] or word == "ca":
        return False
    if word in words["self"] or _lexicon().person.fullmatch(word):
        return True
    return says[-1] == 0 or words_before[says[-1] - 1] not in words["determiners"]


def _is_denied(words_before: list[str]) -> bool:
    """Return whether the words before a match negate it: « pas de », « aucun », « sans »."""
    words = _lexicon().words
    near = [
        word
        for word in words_before[-3:]
        if word not in words["determiners"] and word not in ("de", "d", "any", "vraiment")
    ]
    return bool(near) and near[-1] in words["denials"]
