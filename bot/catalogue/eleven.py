"""The eleven dispositifs in our own words, read once from `eleven.toml`: the catalogue before any page is imported."""

import tomllib
from importlib.resources import files
from typing import Any

from bot.catalogue.model import AUDIENCE_TITLES, Attributes, AttributesByKey, Audience, Catalogue, Dispositif, Mode


def _read() -> tuple[Catalogue, AttributesByKey]:
    data = tomllib.loads(files("bot.catalogue").joinpath("eleven.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = data["dispositifs"]
    catalogue = Catalogue(data["introduction"].strip(), tuple(_dispositif(entry) for entry in entries))
    return catalogue, {entry["key"]: _attributes(entry) for entry in entries}


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


ELEVEN: Catalogue
ATTRIBUTES: AttributesByKey
ELEVEN, ATTRIBUTES = _read()
