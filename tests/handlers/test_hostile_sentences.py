"""Whatever a person types, every sentence of the bot holds it: it pings nobody, links nowhere and ends no mark."""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

import handlers
from handlers.kit.sentences import sentence

HOSTILE = "<!channel> *gras* <@U0AUTRE> <https://evil.example|clic> & `x` " + "a" * 3_001
MARKS = "<>"  # what a value could add to the marks of ours around it


def sentences() -> Iterator[tuple[str, sentence]]:
    """Give every sentence, wherever a module of the conversation keeps it, by where it stands."""
    for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
        for name, value in vars(import_module(module.name)).items():
            if not name.startswith("__"):
                yield from kept(f"{module.name}.{name}", value)


def kept(name: str, value: object) -> Iterator[tuple[str, sentence]]:
    if isinstance(value, sentence):
        yield name, value
    elif isinstance(value, Mapping):
        yield from (found for key, one in value.items() for found in kept(f"{name}[{key}]", one))
    elif isinstance(value, tuple | list):
        yield from (found for number, one in enumerate(value) for found in kept(f"{name}[{number}]", one))


def test_every_sentence_makes_harmless_what_is_put_into_it() -> None:
    found = list(sentences())
    assert len(found) > 300
    marked = {}
    for name, one in found:
        plain, filled = (one(**dict.fromkeys(one.names, typed)) for typed in ("abc", HOSTILE))
        if [filled.count(mark) for mark in MARKS] != [plain.count(mark) for mark in MARKS]:
            marked[name] = filled[:200]
    assert marked == {}
