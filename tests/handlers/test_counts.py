"""Every sentence that counts something is French for none, for one and for several."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest

import handlers
from handlers.agenda.connecting import texts
from handlers.gatherings import texts as naming_texts
from handlers.gatherings.groups import texts as grouping_texts
from handlers.helpdesk import card_texts, slot_texts
from handlers.home import texts as home_texts
from handlers.programme import texts as programme_texts

MOMENT = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
ONE_OF_MANY = re.compile(r"(?<![\w,.-])1[ \u00a0](?!fois|mois|voix|alumni)\w+[sx]\b")
MANY_OF_ONE = re.compile(r"\b(?:une?|l[ea]) (?:autres|séances|dates|groupes|questions|personnes)\b", re.IGNORECASE)
ONLY_SEVERAL = {  # never of one: who cancels or leaves the only séance is asked else
    *("helpdesk.changes.texts.sure_of_several", "helpdesk.changes.texts.leave_several"),
}
TEXTS = [import_module(one.name) for one in pkgutil.walk_packages(handlers.__path__, "handlers.")]


def counting() -> Iterator[tuple[str, Callable[..., str], str]]:
    """Give every function of texts that is given a whole number: its name, itself, and which of its parameters."""
    for module in (one for one in TEXTS if one.__name__.endswith("texts")):
        for name, each in vars(module).items():
            if inspect.isfunction(each) and each.__module__ == module.__name__:
                for given, one in inspect.signature(each).parameters.items():
                    if one.annotation is int:
                        yield f"{module.__name__.removeprefix('handlers.')}.{name}", each, given


def said(function: Callable[..., str], counted: str, number: int) -> str:
    """Call it with this number, and with something that suits for all else."""
    given: list[Any] = []
    named: dict[str, Any] = {}
    for name, one in inspect.signature(function).parameters.items():
        kind = str(one.annotation)
        value: Any = "Léa"
        if one.annotation is int:
            value = number if name == counted else 3
        elif one.annotation is bool:
            value = False
        elif one.annotation is datetime:
            value = MOMENT
        elif one.annotation is date:
            value = MOMENT.date()
        elif "[str]" in kind:
            value = ["Léa", "Sami"]
        if one.kind is inspect.Parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            given.append(value)
    return str(function(*given, **named))


ALL = [one for one in counting() if one[0] not in ONLY_SEVERAL]


@pytest.mark.parametrize(("name", "function", "counted"), ALL, ids=[f"{name}:{given}" for name, _, given in ALL])
def test_one_is_no_plural(name: str, function: Callable[..., str], counted: str) -> None:
    words = said(function, counted, 1)
    assert not ONE_OF_MANY.search(words), (name, words)
    assert not MANY_OF_ONE.search(words), (name, words)


def test_none_is_said_in_words() -> None:
    assert naming_texts.counted(0) == "personne"
    assert texts.found("exemple.fr", 0).startswith("Votre agenda (exemple.fr)\u00a0: je n’y lis aucun créneau occupé")
    assert "personne ne vient pour l’instant. " in grouping_texts.too_few("mardi", 0, 0, "")


def test_last_of_a_list_is_one() -> None:
    assert home_texts.more_dates(1) == "Et une autre date, dans son agenda."
    assert slot_texts.several_people(1) == "une personne"
    assert programme_texts.named(["Léa"], 1) == "Léa et une autre personne"
    assert programme_texts.named(["Léa", "Sami"], 2) == "Léa, Sami et 2\u00a0autres personnes"


@pytest.mark.parametrize(
    ("more", "title"),
    [
        (0, "Bureau d’aide en cours, jusqu’à 15\u00a0h"),
        (1, "Bureau d’aide en cours, jusqu’à 15\u00a0h, puis une autre séance"),
        (2, "Bureau d’aide en cours, jusqu’à 15\u00a0h, puis 2\u00a0autres séances"),
    ],
)
def test_card_of_a_seance_under_way_counts_what_is_to_come(more: int, title: str) -> None:
    assert card_texts.title_running("bureau d’aide", "15\u00a0h", more=more) == title
