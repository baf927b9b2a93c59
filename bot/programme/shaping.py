"""Change the programme's name, roles, métiers, phases, committees and gatherings by importing a file.

People keep their roles and métiers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.programme.files.programme import Fault
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.shape import BEGINNINGS, EVERY, SHIPPED, Shape, read_shape, shape_in_use
from bot.programme.spelling import quote
from storage.database import Reading, Transaction
from storage.programme import people, shapes

SHAPED = "programme.shape"


def read_content(tx: Reading) -> dict[str, Any]:
    """Return the whole programme under the keys of a file. Values that were never imported come from `eig.toml`."""
    kept = shapes.read(tx)
    sections = [{key: value for key, value in asdict(each).items() if value} for each in read_shape(kept).sections]
    return {**SHIPPED, **kept, "sections": sections}


def preview_shape(tx: Reading, head: Mapping[str, Any]) -> Shape:
    """Return the programme as it would be after the import of this file."""
    return read_shape({**shapes.read(tx), **head})


def is_kind_in_service(tx: Reading, key: str) -> bool:
    """Return whether this kind of gathering is in service, and will be the same at the bot's next start."""
    now, then = (
        {each.key: each.kind for each in shape.rencontres} for shape in (shape_in_use(), preview_shape(tx, {}))
    )
    return now.get(key) == then.get(key)


def save_head(tx: Transaction, head: Mapping[str, Any], *, actor: Actor, now: datetime) -> list[str]:
    """Save the values of a file that the caller has checked. Return the changes, one a line."""
    lines = list(_changes(read_shape(shapes.read(tx)), preview_shape(tx, head)))
    if lines:
        shapes.write(tx, {**shapes.read(tx), **head})
        record(tx, actor, SHAPED, thing="promotion", thing_id=0, now=now)
    return lines


def usage_faults(tx: Reading, head: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each role or métier that people still have and the file does not name.

    Also yield a fault for each section of the report that begins with answers to a question that does not exist."""
    given, count = preview_shape(tx, head), Counter[tuple[str, str]]()
    known = {("roles", role) for role in given.roles} | {("metiers", metier.key) for metier in given.metiers}
    for role, metier, number in people.count_by_role(tx):
        count["roles", role] += number
        count["metiers", metier or ""] += number
    for (table, key), number in count.items():
        if key and (table, key) not in known:
            who = f"{number} personnes ont" if number > 1 else "une personne a"
            why = f"{who} encore « {key} », que ce fichier ne nomme plus : gardez-le, ou changez-les d’abord"
            yield (table, 0, ""), why
    begun = [*(question.key for question in given.questions), *BEGINNINGS]
    for number, section in enumerate(head.get("sections", ())):
        for key in section.get("begins", ()):
            if key not in begun:
                why = f"« {key} » n’est pas la clé d’une question. Une section commence par {', '.join(begun)}"
                yield ("sections", number, "begins"), why


def _changes(before: Shape, after: Shape) -> Iterator[str]:
    if before.name != after.name:
        yield f"Changé : le programme s’appelle {after.name}, et non plus {before.name}."
    yield from _comparison_lines(
        "rôle",
        {role: label.shown for role, label in before.roles.items()},
        {role: label.shown for role, label in after.roles.items()},
    )
    yield from _comparison_lines("métier", _names_by_key(before.metiers), _names_by_key(after.metiers))
    yield from _comparison_lines(
        "dispositif",
        *(
            {
                each.key: (each.name, each.kind, EVERY[each.every], each.description.rstrip("."))
                for each in shape.rencontres
            }
            for shape in (before, after)
        ),
    )
    if before.phases != after.phases:
        yield f"Changé : les phases sont {', '.join(f'{phase.name} ({phase.length})' for phase in after.phases)}."
    if before.questions != after.questions:
        texts = ", ".join(quote(question.text) for question in after.questions)
        yield f"Changé : les questions des comités sont {texts}. Un support déjà ouvert garde les siennes."
    if before.sections != after.sections:
        names = ", ".join(quote(section.name) for section in after.sections)
        yield f"Changé : les sections du rapport sont {names}. Un rapport déjà commencé garde les siennes."
    if (before.roles, before.metiers) != (after.roles, after.metiers) and _shown_words(before) == _shown_words(after):
        yield "Changé : ce que les fichiers peuvent écrire d’un rôle ou d’un métier."


def _comparison_lines(
    what: str, before: Mapping[str, Iterable[str]], after: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    for key, words in after.items():
        if before.get(key) != words:
            yield f"{'Changé' if key in before else 'Ajouté'} : {what} {key} : {', '.join(words)}."
    yield from (f"Retiré : {what} {key}, qui n’est plus proposé." for key in before if key not in after)


def _names_by_key(metiers: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    return {metier.key: (metier.name,) for metier in metiers}


def _shown_words(shape: Shape) -> tuple[object, ...]:
    return {role: label.shown for role, label in shape.roles.items()}, _names_by_key(shape.metiers)
