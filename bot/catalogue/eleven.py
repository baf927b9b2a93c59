"""Load the eleven dispositifs in the bot's own words, from `eleven.toml`. They serve until a page is imported.

The programme's own gatherings are added at the end of the catalogue, even after a page is imported."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

from bot.catalogue.formats import Format
from bot.catalogue.model import AUDIENCE_TITLES, Attributes, AttributesByKey, Audience, Catalogue, Dispositif, Mode
from bot.programme.roles import Role
from bot.programme.shape import EVERY, in_programme_words, shape_in_use


def _read_eleven() -> tuple[Catalogue, AttributesByKey, dict[str, Format]]:
    data = tomllib.loads(files("bot.catalogue").joinpath("eleven.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = [_apply_wording(entry) for entry in data["dispositifs"]]
    catalogue = Catalogue(
        in_programme_words(data["introduction"].strip()), tuple(_dispositif(entry) for entry in entries)
    )
    formats = {entry["key"]: _format(entry) for entry in entries if "format" in entry}
    attributes = {entry["key"]: _attributes(entry) for entry in entries}
    own = tuple(
        replace(like, key=each.key, name=each.name, description=each.description, frequence=EVERY[each.every])
        for each in shape_in_use().rencontres
        for like in catalogue.dispositifs
        if like.key == each.kind
    )
    for each in shape_in_use().rencontres:
        attributes[each.key] = replace(attributes[each.kind], key=each.key, titles=(each.name,), aliases=(), needs=())
    return replace(catalogue, dispositifs=(*catalogue.dispositifs, *own)), attributes, formats


def _apply_wording(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of `eleven.toml`, with its sentences and names in the programme's words. Keys do not change."""
    lists = {key: [in_programme_words(each) for each in entry[key]] for key in ("titles", "aliases", "needs")}
    words = {key: in_programme_words(given) for key, given in entry.items() if isinstance(given, str) and " " in given}
    return {**entry, **lists, **words}


def _dispositif(entry: dict[str, Any]) -> Dispositif:
    words = ("key", "name", "description", "frequence", "duree", "preparer", "inspirer")
    return Dispositif(**{word: entry[word] for word in words}, audience=AUDIENCE_TITLES[Audience(entry["audience"])])


def _attributes(entry: dict[str, Any]) -> Attributes:
    return Attributes(
        key=entry["key"],
        audience=Audience(entry["audience"]),
        mode=Mode(entry["mode"]),
        works=entry.get("works", False),
        minutes=entry.get("minutes"),
        pour=entry["pour"],
        par=entry["par"],
        titles=tuple(entry["titles"]),
        aliases=tuple(entry["aliases"]),
        needs=tuple(entry["needs"]),
        relevance={role: tuple(levels) for role, levels in entry["relevance"].items()},
    )


def _format(entry: dict[str, Any]) -> Format:
    given = entry["format"] | {"hosts": Role(entry["format"]["hosts"])}
    return Format(key=entry["key"], name=entry["name"], minutes=entry["minutes"], **given)


ELEVEN: Catalogue
ATTRIBUTES: AttributesByKey
FORMATS: Mapping[str, Format]
ELEVEN, ATTRIBUTES, FORMATS = _read_eleven()
