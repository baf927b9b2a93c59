"""The routes of a promotion set up from Slack: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from bot.agenda.model import Draft
from bot.catalogue.catalogue import OWN_WORDS, current_edition, import_page
from bot.catalogue.page import page_text, read_page
from bot.planning.setup.model import PromotionRef, Setup, SetupPart, Target, digest, to_text
from bot.planning.setup.setups import THING
from bot.programme.files.people import PEOPLE_COLUMNS
from bot.programme.model import Relation
from handlers.programme.setup import texts
from handlers.programme.setup.forms import write_metadata
from storage.agenda import drafts
from storage.database import Transaction
from storage.programme import people, promotions
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, World
from tests.architecture.staging import Thing as Written

Values = dict[str, dict[str, Any]]
NAME = "EIG 9"
_MENTORS = ("new", "mentor", "mentor-team", "maya", "rose")
_PEOPLE = ("email,nom,role\n" + "".join(f"{key}@example.org,{key},mentor\n" for key in _MENTORS)).encode()
_PAGE = b"### Public\n\n#### Permanence\n\nUne heure.\n"
DATES = {"name": NAME, "starts_on": "2027-09-01", "ends_on": "2028-06-30"}
OPENS = {
    "setup.begin": "setup.kept",
    "setup.all": "setup.all",
    "setup.page": "setup.page",
    "setup.list": "setup.listed",
    "setup.edit": "setup.kept",
    "setup.add": "setup.kept",
    "setup.paste": "setup.pasted",
    "setup.remove": "setup.told",
    "setup.open": "setup.told",
    "setup.abandon": "setup.told",
    "setup.files": "setup.uploaded",
    "setup.apply": "setup.told",
    "setup.apply_page": "setup.told",
    "setup.undo_page": "setup.told",
}
ANSWERS = {"setup.blanks": texts.COMES}


def _of_promotion(part: SetupPart | None = None, *, item: int = 0) -> Callable[[Transaction, World, Cell], Written]:
    """Name the promotion everything is about, or a part of it."""

    def setting(_tx: Transaction, world: World, cell: Cell) -> Written:
        ref = PromotionRef(True, world.promotion)
        if part is None:
            return Written(str(ref), str(ref))
        one = {SetupPart.DEFI: world.defi, SetupPart.PERSON: world.ids["guest"]}.get(part, 0) if item else 0
        seen = {"lieu": digest("")} if cell.route == "setup.kept" else {}
        return Written(
            f"{ref} {part} {one}", write_metadata(Target(ref, part, one, seen=seen)), person=world.ids["guest"]
        )

    return setting


def _waiting(tx: Transaction, _world: World, _cell: Cell) -> Written:
    """Write a promotion that can be opened."""
    defi = {"id": "1", "name": "Canopée", "administration": "Bureau des arbres"}
    columns = dict.fromkeys(PEOPLE_COLUMNS, "")
    coach = columns | {"id": "1", "email": "maud@example.org", "nom": "Maud", "role": "coach"}
    content = to_text(Setup(PromotionRef(False, 0), DATES, (defi,), (coach,)))
    number = promotions.add_setup(tx, content, now=NOW)
    return Written(f"d{number}", f"d{number}", request=number)


def _uploaded(tx: Transaction, world: World, cell: Cell) -> Written:
    """Write a file that was read for the promotion, by the person or by another."""
    return _draft(tx, world, cell, given=_PEOPLE)


def _page_uploaded(tx: Transaction, world: World, cell: Cell) -> Written:
    return _draft(tx, world, cell, given=_PAGE)


def _page_in_service(tx: Transaction, world: World, _cell: Cell) -> Written:
    import_page(tx, read_page(page_text(_PAGE)), now=NOW)
    return Written(f"p{world.promotion} {current_edition(tx).token}")


def _draft(tx: Transaction, world: World, cell: Cell, *, given: bytes) -> Written:
    draft = str(uuid4())
    mine = cell.relation is Relation.OWNER
    owner = (world.me(cell) if mine else None) or world.ids["host"]
    content = "\n".join((f"p{world.promotion}", "fichier", given.hex()))
    drafts.add(tx, Draft(draft, owner, content, NOW + timedelta(days=2)))
    return Written(draft, draft, draft=draft)


def _given(_tx: Transaction, world: World, cell: Cell) -> Written:
    """Give a file to Slack: somebody who joins the mentores and mentors."""
    file = world.stage.slack.team.files.add("p.csv", data=_PEOPLE, user=world.account(cell).id)
    return Written("", f"p{world.promotion}", draft=file.id)


def _account(_tx: Transaction, world: World, _cell: Cell) -> Written:
    return Written(world.accounts["unknown"].id)


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Written]] = {
    **{f"setup.{verb}": _of_promotion() for verb in ("page", "files")},
    **{f"setup.{verb}": _of_promotion(SetupPart.DEFI, item=1) for verb in ("list", "edit", "kept")},
    **{f"setup.{verb}": _of_promotion(SetupPart.DEFI) for verb in ("paste", "pasted")},
    "setup.remove": _of_promotion(SetupPart.PERSON, item=1),
    "setup.open": _waiting,
    "setup.abandon": _waiting,
    "setup.apply": _uploaded,
    "setup.apply_page": _page_uploaded,
    "setup.undo_page": _page_in_service,
    "setup.uploaded": _given,
    "setup.add": _account,
}


def _place(world: World, _cell: Cell, _thing: Written) -> bool:
    defi = world.read(lambda tx: promotions.defi_by_id(tx, world.defi))
    return defi is not None and defi.place == "Salle 12"


def _pasted(world: World, _cell: Cell, _thing: Written) -> bool:
    return "Canopée" in {one.name for one in world.read(lambda tx: promotions.defis_of(tx, world.promotion))}


def _left(world: World, cell: Cell, thing: Written) -> bool:
    person = world.read(lambda tx: people.by_id(tx, thing.person))
    line = (world.me(cell), "programme.leave")
    return person is not None and person.current == () and world.lines("person", thing.person)[-1:] == [line]


def _open(world: World, cell: Cell, thing: Written) -> bool:
    names = {one.name for one in world.read(promotions.all_promotions)}
    lines = world.lines(THING, thing.request)[-1:]
    return NAME in names and lines == [(world.me(cell), "programme.set_up")]


def _abandoned(world: World, cell: Cell, thing: Written) -> bool:
    row = world.read(lambda tx: promotions.read_setup(tx, thing.request))
    lines = world.lines(THING, thing.request)[-1:]
    return row is not None and row.content == "" and lines == [(world.me(cell), "programme.set_up")]


def _applied(world: World, _cell: Cell, _thing: Written) -> bool:
    return world.read(lambda tx: people.by_email(tx, "new@example.org")) is not None


def _served(world: World, _cell: Cell, _thing: Written) -> bool:
    return [one.name for one in world.read(current_edition).catalogue.dispositifs] == ["Permanence"]


def _taken_back(world: World, _cell: Cell, _thing: Written) -> bool:
    return world.read(current_edition) is OWN_WORDS


def _kept(world: World, cell: Cell, _thing: Written) -> bool:
    """Say whether the file was read after the answer, and is kept until it is to be written."""

    def found() -> bool:
        return world.read(lambda tx: tx.execute(select(func.count()).select_from(drafts.drafts)).scalar_one()) == 1

    return world.wait(found) if cell.allowed() else found()


def _asked(world: World, cell: Cell, _thing: Written) -> bool:
    return world.owed(kind="setup.blanks", person_id=world.me(cell) or 0) == 2  # the message, the files in its thread


EFFECTS: dict[str, Callable[[World, Cell, Written], bool]] = {
    "setup.kept": _place,
    "setup.pasted": _pasted,
    "setup.remove": _left,
    "setup.open": _open,
    "setup.abandon": _abandoned,
    "setup.apply": _applied,
    "setup.apply_page": _served,
    "setup.undo_page": _taken_back,
    "setup.uploaded": _kept,
    "setup.blanks": _asked,
}


def _typed(name: str, text: str) -> Values:
    return {name: {name: {"value": text}}}


VALUES: dict[str, Callable[[World, Written], Values]] = {
    "setup.kept": lambda *_: _typed("lieu", "Salle 12"),
    "setup.pasted": lambda *_: _typed("lignes", "Canopée, Bureau des arbres"),
    "setup.uploaded": lambda _, thing: {"fichier": {"fichier": {"files": [{"id": thing.draft, "name": "p.csv"}]}}},
}
