"""Texts with several authors: each save adds a version, and a save over a newer version is a conflict.

A form carries the version number of each field. If that version is still the newest, the typed text becomes the next
version. If another author has saved a newer version, the typed text is set aside. The author then sees both texts, and
saves a merged text over the newer version. Versions are kept as long as their thing, or until their author is
erased."""

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
_TRIES = 5  # An attempt fails if a concurrent change comes first.


@dataclass(frozen=True, slots=True)
class TypedField:
    """The text typed in a field. `over`: the number of the version that the field showed, 0 if it showed none.

    `shown`: the digest of the text that the form proposed for an empty field, "" for none. A proposal that nobody
    edited never overwrites an author's text. An author's text may overwrite such a proposal."""

    over: int
    text: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A text that was typed over an outdated version. It was set aside, not saved."""

    theirs: Version
    mine: str


def digest_of(text: str) -> str:
    """Return a digest of a proposed text, to detect whether the text was edited."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def newest_versions(tx: Reading, thing: str, thing_ids: Collection[int]) -> dict[int, dict[str, Version]]:
    """Return {thing: {field: newest version}} for these things; one query."""
    found: dict[int, dict[str, Version]] = {}
    for version in versions.newest_versions(tx, thing, thing_ids) if thing_ids else ():
        found.setdefault(version.thing_id, {})[version.field] = version
    return found


def authors(tx: Reading, thing: str, thing_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (thing, person) for all people who ever wrote in these things; one query."""
    return versions.list_authors(tx, thing, thing_ids) if thing_ids else set()


def list_versions(tx: Reading, of: Of, field: str) -> list[Version]:
    """Return all versions of a field, the newest first, with the texts that were set aside."""
    return versions.versions_of_field(tx, of, field)


def save_texts(
    tx: Transaction, actor: Actor, of: Of, *, typed_texts: Mapping[str, TypedField], now: datetime
) -> list[Clash]:
    """Save the typed fields of a thing. Return the fields that were not saved, since another author saved first.

    Unchanged fields and repeated forms have no effect. Raises Invalid for a field ("long"). Raises Conflict if
    concurrent saves come first five times."""
    left = {name: replace(cell, text=cell.text.strip()) for name, cell in typed_texts.items()}
    for name, one in left.items():
        if len(one.text) > LIMIT:
            raise Invalid(field=name, reason="long")
    clashes: dict[str, Clash] = {}
    for _ in range(_TRIES):
        known = newest_versions(tx, of[0], [of[1]]).get(of[1], {})
        fresh: dict[str, Version] = {}
        for name, one in left.items():
            newest = known.get(name)
            number = newest.number or 0 if newest else 0
            if one.text == (newest.text if newest else ""):
                continue
            if newest is None or one.over == number or one.shown == digest_of(newest.text):
                fresh[name] = Version(of[1], name, number + 1, one.text, actor.person_id, now)
            elif one.shown != digest_of(one.text) and not _set_aside_unless_saved(
                tx, actor, of, name=name, typed=one, now=now
            ):
                clashes[name] = Clash(newest, one.text)
        written = versions.add(tx, of, fresh.values())
        left = {name: left[name] for name in fresh if name not in written}
        if not left:
            return [clashes[name] for name in typed_texts if name in clashes]
    raise Conflict


def _set_aside_unless_saved(
    tx: Transaction, actor: Actor, of: Of, *, name: str, typed: TypedField, now: datetime
) -> bool:
    """Return True if the typed text is unedited or already saved. Otherwise set it aside, once, and return False."""
    mine = (typed.text, actor.person_id)
    earlier = list_versions(tx, of, name)
    shown = next((version.text for version in earlier if version.number == typed.over), "")
    since = ((version.text, version.person_id) for version in earlier if (version.number or 0) > typed.over)
    if typed.text == shown or mine in since:
        return True
    if not any((version.text, version.person_id) == mine for version in earlier if version.number is None):
        versions.keep_unsaved_version(tx, of, Version(of[1], name, None, typed.text, actor.person_id, now))
    return False
