"""All kinds of facts that the bot can tell, for the tests that want something of each."""

import importlib
import pkgutil

import bot
from bot.notices.facts import Fact


def all_kinds() -> list[type[Fact]]:
    """Give the facts that have a kind, by kind, wherever they are written."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.endswith("facts") or module.name.startswith("bot.notices."):
            importlib.import_module(module.name)
    found: set[type[Fact]] = set()
    below = [Fact]
    while below:
        known = below.pop().__subclasses__()
        below += known
        found |= {one for one in known if one.kind and one.__module__.startswith("bot.")}
    return sorted(found, key=lambda one: one.kind)
