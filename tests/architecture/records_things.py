"""The routes of actions and of committees' sheets: what they act on, what they leave, how they are forged."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Draft, Part, Participant, State
from bot.evaluation.model import COMMITTEE
from bot.programme.model import Membership, Relation
from bot.programme.roles import Role
from bot.programme.shape import EIG
from bot.records.model import Origin, SheetLineKind
from bot.records.model import State as Stands
from bot.records.report.model import AdviceImportance
from handlers.records.actions import texts
from handlers.records.report import texts as report_texts
from storage.agenda import appointments as agenda
from storage.agenda import drafts
from storage.database import Transaction
from storage.evaluation import committees, supports
from storage.programme import people
from storage.records import actions, letters, minutes, reports
from tests.architecture.cells import Cell
from tests.architecture.records_cells import ANSWERING, CLOSING, DRAFTING, MEETING, READING
from tests.architecture.staging import NOW, STARTS, Thing, World

Values = dict[str, dict[str, Any]]
DUE = (NOW + timedelta(days=7)).date()
LATER = DUE + timedelta(days=7)
GESTURE = "11111111-2222-4333-8444-555555555555"
OPENS = {
    "records.list": "records.list",
    "records.add": "records.added",
    "records.put_off": "records.later",
    "records.drop": "records.dropped",
    "records.reassign": "records.reassigned",
    "records.reword": "records.reworded",
    "records.sheet": "records.sheet",
    **{f"records.{page}": f"records.{page}" for page in ("overview", "touched", "use", "load")},
    "records.letter": "records.letter_read",
    "records.letter_read": "records.letter_sent",
    "records.decide": "records.decided",
    "records.agree": "records.added",
    "records.correct": "records.decided",
    "records.unreached": "records.left_over",
    "records.report": "records.report_read",
    "records.report_write": "records.report_written",
    "records.report_say": "records.report_said",
    "records.report_advise": "records.report_advised",
    "records.report_judge": "records.report_judged",
}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "records.done": str(texts.IS_DONE(what="Montrer la maquette")),
    "records.report_paper": str(report_texts.PAPER_THERE),
    "records.report_share": "C’est envoyé à Serge Blanc",
}


def _looked_at(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Give a promotion."""
    return Thing(str(world.promotion))


def _lettered(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a porteur, and a letter: a draft, or one that was just sent by the person of the cell."""
    porteur = people.add(tx, name="Pia Noir", email="pia.noir@example.org")
    people.add_membership(tx, porteur, Membership(Role.PORTEUR, world.promotion, world.defi))
    mine = world.me(cell) if cell.relation is Relation.OWNER else None
    author = mine or world.ids["host"]
    if cell.route == "records.letter_undo":
        return Thing(
            str(
                letters.add(
                    tx, promotion_id=world.promotion, author_id=author, text="À mardi", reader_ids=[porteur], now=NOW
                )
            )
        )
    draft = str(uuid4())
    if cell.route == "records.letter_sent":
        content = json.dumps({"promotion": world.promotion, "whom": "all", "text": "À mardi"})
        drafts.add(tx, Draft(draft, author, content, NOW + timedelta(days=1)))
        return Thing(private=draft, draft=draft)
    return Thing(str(world.promotion), f"{world.promotion} {draft}", draft=draft)


def _lettered_them(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether a letter is written, and its reader is owed it."""
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    letter = world.read(lambda tx: letters.read(tx, (draft and draft.result_id) or 0))
    return letter is not None and letter.author_id == world.me(cell) and world.owed(kind="records.letter") > 0


def _taken_back(world: World, _cell: Cell, thing: Thing) -> bool:
    letter = world.read(lambda tx: letters.read(tx, int(thing.value)))
    return letter is not None and letter.undone_at is not None


def _place(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Give a défi as the place of a new action."""
    return Thing(f"defi-{world.defi}", f"defi-{world.defi} {GESTURE} - -")


def _agreed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write an action: the person's own, or in their words, where their cell says so."""
    mine = cell.relation is Relation.OWNER
    owner = (world.me(cell) if mine else None) or world.ids["guest"]
    action = actions.add(
        tx,
        promotion_id=world.promotion,
        defi_id=world.defi,
        what="Montrer la maquette",
        owner_id=owner,
        due=DUE.isoformat(),
        state=Stands.TODO.value,
        created_at=NOW,
        created_by=world.me(cell) if cell.relation is Relation.BOOKER else None,
        origin=Origin.NOTHING.value,
    )
    return Thing(str(action), f"action-{action} {GESTURE} - -", offer=action, batch=str(owner))


def _met(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a committee with a decision: who hosts and comes, and the person in the part their cell names."""
    parts = {world.ids["guest"]: Part.GUEST, world.ids["host"]: Part.HOST}
    me = world.me(cell)
    if me is not None and cell.relation in set(map(Relation, Part)):
        part = Part(cell.relation.value)
        parts = {who: other for who, other in parts.items() if other is not part} | {me: part}
    someone = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan(COMMITTEE, world.promotion, world.defi, STARTS, 90, someone)
    booked = agenda.add(tx, plan, uid=GESTURE, state=State.CONFIRMED, now=NOW)
    of = committees.ensure_round(tx, world.promotion, 2)
    supports.make(tx, of.id, [world.defi], shape=EIG)
    committee = committees.add(tx, of.id, world.defi, appointment_id=booked)
    said = {"what": "Garder le périmètre", "author_id": world.ids["host"], "written_at": NOW}
    line = minutes.add(tx, committee_id=committee, kind=SheetLineKind.DECISION.value, **said)
    value = line if cell.route == "records.correct" else committee
    return Thing(str(value), f"{committee} {GESTURE} 0 0", appointment=booked, gathering=committee)


def _noted(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Give a défi as the place of a new action, and the committee whose sheet it is written from in mails."""
    return replace(_place(tx, world, cell), gathering=_met(tx, world, cell).gathering)


def _worded(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write an action, and the committee from whose sheet its words are set right in mails."""
    return replace(_agreed(tx, world, cell), gathering=_met(tx, world, cell).gathering)


def _reported(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a report of a committee that is over, with a piece of advice: a draft, or published where it is read."""
    guests = tuple(Participant(world.ids[one], part) for one, part in (("guest", Part.GUEST), ("host", Part.HOST)))
    plan = AgendaPlan(COMMITTEE, world.promotion, world.defi, NOW - timedelta(days=4), 90, guests)
    booked = agenda.add(tx, plan, uid=GESTURE, state=State.CONFIRMED, now=NOW)
    of = committees.ensure_round(tx, world.promotion, 2)
    committee = committees.add(tx, of.id, world.defi, appointment_id=booked)
    report = reports.make(tx, of.id, world.defi, sections=EIG.sections).id
    advice = reports.add_advice(tx, report, sort=AdviceImportance.DO.value, what="Publier le code")
    verb = cell.route.removeprefix("records.")
    if verb not in (*DRAFTING, "report_say", "report_said"):
        reports.change(tx, report, published_at=NOW, published_by=world.ids["host"])
    sponsor = people.add(tx, name="Serge Blanc", email="serge.blanc@example.org")
    people.add_membership(tx, sponsor, Membership(Role.SPONSOR, world.promotion, world.defi))
    about = f"{committee} {advice} {GESTURE} 0 refuse"
    values = {"report_write": "phrase", "report_say": "bilan", "report_advise": "0", "report_judge": f"{advice} refuse"}
    private = {"report_written": "phrase:0", "report_said": "marque:0"}
    carried = {"report_advised": f"{committee} 0 {GESTURE} 0 -", "report_judged": about}
    value = f"{committee} {values[verb]}" if verb in values else str(committee)
    held = carried.get(verb) or (f"{committee} {private[verb]}" if verb in private else str(committee))
    return Thing(value, held, appointment=booked, gathering=committee, offer=report)


Setting = Callable[[Transaction, World, Cell], Thing]
SETTINGS: dict[str, Setting] = {
    **{f"records.{verb}": _place for verb in ("add", "placed")},
    "records.added": _noted,
    **{f"records.{verb}": _agreed for verb in (*CLOSING, "reassign", "reassigned")},
    **{f"records.{verb}": _worded for verb in ("reword", "reworded")},
    **{f"records.{verb}": _met for verb in MEETING},
    **{f"records.{page}": _looked_at for page in ("overview", "touched", "use", "load", "tables")},
    **{f"records.{verb}": _lettered for verb in ("letter", "letter_read", "letter_sent", "letter_undo")},
    **{f"records.{verb}": _reported for verb in (*READING, *DRAFTING, *ANSWERING)},
}
Effect = Callable[[World, Cell, Thing], bool]


def _did(verb: str) -> Effect:
    """Make what says whether the action's history ends with this by the person of the cell."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        return world.lines("action", thing.offer)[-1:] == [(world.me(cell), f"records.{verb}")]

    return effect


def _wrote(world: World, cell: Cell, thing: Thing) -> bool:
    return world.lines("committee", thing.gathering)[-1:] == [(world.me(cell), "records.write")]


def _added(world: World, cell: Cell, _thing: Thing) -> bool:
    found = world.read(lambda tx: actions.list_open_of_defis(tx, [world.defi]))
    return [one.created_by for one in found] == [world.me(cell)]


def _reports(verb: str) -> Effect:
    """Make what says whether the report's history ends with this by the person of the cell."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        return world.lines("report", thing.offer)[-1:] == [(world.me(cell), f"records.{verb}")]

    return effect


def _sent(world: World, cell: Cell, _thing: Thing) -> bool:
    return world.owed(kind="records.overview", person_id=world.me(cell) or 0) == 2  # the message, and its files


EFFECTS: dict[str, Effect] = {
    "records.letter_sent": _lettered_them,
    "records.letter_undo": _taken_back,
    "records.report_written": _reports("report_words"),
    "records.report_said": _reports("report_words"),
    "records.report_advised": _reports("advise"),
    "records.report_review": lambda _, cell, __: cell.allowed(),  # it shows the report
    "records.report_publish": _reports("report_publish"),
    "records.report_judged": _reports("report_judge"),
    "records.report_share": _reports("report_share"),
    "records.placed": lambda _, cell, __: cell.allowed(),  # it shows the form: what it says to others is compared
    "records.added": _added,
    "records.done": _did("done"),
    "records.later": _did("put_off"),
    "records.dropped": _did("drop"),
    "records.reassigned": _did("reassign"),
    "records.reworded": _did("reword"),
    "records.decided": _wrote,
    "records.tables": _sent,
    "records.left_over": _wrote,
}


def _typed(**fields: str) -> Values:
    return {name: {name: {"type": "plain_text_input", "value": text}} for name, text in fields.items()}


def _one(name: str, value: object) -> Values:
    return {name: {name: {"type": "static_select", "selected_option": {"value": str(value)}}}}


def _day(value: object) -> Values:
    return {"due": {"due": {"selected_date": str(value)}}}


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "records.letter_read": lambda *_: _typed(letter="À mardi") | _one("whom", "all"),
    "records.placed": lambda world, _: _one("place", world.defi),
    "records.added": lambda world, _: _typed(what="Écrire au service") | _one("owner", world.ids["host"]) | _day(DUE),
    "records.later": lambda *_: _day(LATER),
    "records.dropped": lambda *_: _typed(why="Le service a changé"),
    "records.reworded": lambda *_: _typed(what="Montrer la maquette à deux services"),
    "records.reassigned": lambda world, _: _one("owner", world.ids["host"]),
    "records.decided": lambda *_: _typed(what="Tester à la préfecture", why="", disagrees=""),
    "records.left_over": lambda *_: _typed(more="Le budget"),
    "records.report_written": lambda *_: _typed(phrase="Un pilote qui sert"),
    "records.report_said": lambda *_: _typed(marque="Les agents étaient là"),
    "records.report_advised": lambda *_: _typed(what="Ouvrir les données") | _one("sort", AdviceImportance.LEAD.value),
    "records.report_judged": lambda *_: _typed(reason="La loi l’interdit"),
}
