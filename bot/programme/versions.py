"""Texts with several authors: each save adds a version, and a save over a newer version is a conflict.

A form carries the version number of each field. Saved over that version, the text becomes the next one. If another
author has saved a newer one, the typed text is set aside, both are shown, and the merged text is saved over the newer.
Versions are kept as long as their thing, or until their author is erased."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bot.errors import Conflict, Invalid
from bot.programme.model import Actor, Version
from storage.database import Reading, Transaction
from storage.programme import versions
from storage.programme.versions import Of

LIMIT = 3000  # characters
_TRIES = 5  # each attempt can lose against a concurrent change


@dataclass(frozen=True, slots=True)
class Typed:
    """The text typed in a field. `over`: the number of the version that the field showed, 0 for none.

    `shown`: the digest of a text proposed for an empty field, "" for none. An unedited proposal never overwrites
    another author's text, and is overwritten by it."""

    over: int
    text: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A text typed over an outdated version; it is set aside, not saved."""

    theirs: Version
    mine: str


def digest_of(text: str) -> str:
    """Return a digest that differs once a proposed text is edited."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read(tx: Reading, thing: str, thing_ids: Collection[int]) -> dict[int, dict[str, Version]]:
    """Return the newest version of each field of these things, by thing and field; one query."""
    found: dict[int, dict[str, Version]] = {}
    for version in versions.newest(tx, thing, thing_ids) if thing_ids else ():
        found.setdefault(version.thing_id, {})[version.field] = version
    return found


def authors(tx: Reading, thing: str, thing_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (thing, person) for all people who ever wrote in one of these things; one query."""
    return versions.authors(tx, thing, thing_ids) if thing_ids else set()


def all_of(tx: Reading, of: Of, field: str) -> list[Version]:
    """Return all versions of a field, the newest first, with the texts that were set aside."""
    return versions.all_of(tx, of, field)


def save(tx: Transaction, actor: Actor, of: Of, *, typed: Mapping[str, Typed], now: datetime) -> list[Clash]:
    """Save the typed fields of a thing. Return the conflicts with text that others saved first; other fields are saved.

    Unchanged fields and repeated forms have no effect. Raises Invalid (the field, "long"), and Conflict if concurrent
    saves win five times."""
    left = {name: replace(cell, text=cell.text.strip()) for name, cell in typed.items()}
    for name, one in left.items():
        if len(one.text) > LIMIT:
            raise Invalid(field=name, reason="long")
    clashes: dict[str, Clash] = {}
    for _ in range(_TRIES):
        known = read(tx, of[0], [of[1]]).get(of[1], {})
        fresh: dict[str, Version] = {}
        for name, one in left.items():
            newest = known.get(name)
            number = newest.number or 0 if newest else 0
            if one.text == (newest.text if newest else ""):
                continue
            if newest is None or one.over == number or one.shown == digest_of(newest.text):
                fresh[name] = Version(of[1], name, number + 1, one.text, actor.person_id, now)
            elif one.shown != digest_of(one.text) and not _is_there(tx, actor, of, name=name, typed=one, now=now):
                clashes[name] = Clash(newest, one.text)
        written = versions.add(tx, of, fresh.values())
        left = {name: left[name] for name in fresh if name not in written}
        if not left:
            return [clashes[name] for name in typed if name in clashes]
    raise Conflict


def _is_there(tx: Transaction, actor: Actor, of: Of, *, name: str, typed: Typed, now: datetime) -> bool:
    """Return whether the typed text was only shown, or is already saved. Otherwise set it aside, once."""
    mine = (typed.text, actor.person_id)
    earlier = all_of(tx, of, name)
    shown = next((version.text for version in earlier if version.number == typed.over), "")
    since = ((version.text, version.person_id) for version in earlier if (version.number or 0) > typed.over)
    if typed.text == shown or mine in since:
        return True
    if not any((version.text, version.person_id) == mine for version in earlier if version.number is None):
        versions.set_aside(tx, of, Version(of[1], name, None, typed.text, actor.person_id, now))
    return False
