"""The gesture that forges each route's request, and what came of it as the person sees it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.programme.roles import Role
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from bot.sandbox.words import read_blocks
from handlers.agenda import texts as agenda_texts
from handlers.helpdesk.paper import texts as paper_texts
from handlers.kit.sentences import spell_commands
from storage.agenda import appointments
from tests.architecture import absence_things as absence
from tests.architecture import connecting_things as connecting
from tests.architecture import evaluation_things as evaluation
from tests.architecture import format_things, gatherings_answers, gatherings_groups, gatherings_series
from tests.architecture import gatherings_conference as talks
from tests.architecture import gatherings_subjects as subjects
from tests.architecture import helping_things as helping
from tests.architecture import logbook_things as logbook
from tests.architecture import mentoring_forging as mentoring
from tests.architecture import planning_things as planning
from tests.architecture import polls_things as polls
from tests.architecture import records_things as records
from tests.architecture import reminder_things as reminders
from tests.architecture import rights_things as rights
from tests.architecture import setup_things as setup
from tests.architecture import workshops_things as workshops
from tests.architecture.cells import Cell
from tests.architecture.effects import EFFECTS
from tests.architecture.house import routes
from tests.architecture.staging import NOW, SOLVED, STARTS, Thing, World
from tests.architecture.things import LATER, WEEK

MONDAY = date(2026, 5, 11)
NOTHING_YET = "?"


@dataclass
class Outcome:
    """What came of a forged request: whether it had its effect, what the person was told, and all that was sent."""

    done: bool
    shown: str
    sent: str = ""


def forge(world: World, cell: Cell, thing: Thing) -> Outcome:
    """Do what the cell says, and wait for what is to be seen of it."""
    person = world.account(cell)
    world.stage.slack.team.screens.clear(person.id)
    before = len(person.replies())
    outcome = GESTURES[cell.route](world, cell, person, thing)
    views = [person.modal.body] if person.modal else []
    outcome.sent += json.dumps([views, *([one.text, one.blocks] for one in person.replies()[before:])])
    if cell.route in mentoring.SHOWS_NEED | talks.SHOWS_NEED:
        outcome.done &= thing.need in outcome.sent
    return outcome


def _command(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    reply = person.command(spell_commands(cell.route))
    lists = {mentoring.COMMAND: mentoring.opens_first_step, workshops.COMMAND: workshops.opens_form}.get(cell.route)
    if cell.route in OPENS and (lists is None or lists(cell)):
        shown = bool(reply.message) or not world.wait(lambda: person.modal is not None)
        return Outcome(not shown and _opened(cell, person), reply.text)
    begins = mentoring.listed(cell) if cell.route == mentoring.COMMAND else ANSWERS[cell.route]
    return Outcome(reply.text.startswith(begins), reply.text)


def _press(
    world: World, cell: Cell, person: Person, thing: Thing, *, silent: Callable[[], bool] = lambda: False
) -> Outcome:
    """Press a button of a message; what comes is an answer beside it or in its place, a modal, or `silent` holds."""
    before = len(person.replies())
    message = world.stage.slack.team.post(person.dm, text=NOTHING_YET, blocks=[])
    value = "mentorat" if cell.route == "catalogue.open" else thing.value
    person.press_raw(cell.route, value=value, message=message)

    def answer() -> str:
        if len(person.replies()) > before:
            return person.replies()[-1].text
        return "" if message.text == NOTHING_YET else message.text

    world.wait(lambda: answer() != "" or person.modal is not None or silent())
    done = EFFECTS[cell.route](world, cell, thing) if cell.route in EFFECTS else True
    if cell.route in OPENS:
        done &= _opened(cell, person)
    else:
        done &= answer().startswith(ANSWERS.get(cell.route, ""))
    return Outcome(done, answer())


def _snooze(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    """Choose a moment in the list of a message that reminded this person."""
    before = len(person.replies())
    message = world.stage.slack.team.post(person.dm, text=NOTHING_YET, blocks=[])
    if world.me(cell) is not None:
        reminders.note_sent(world, cell, thing, channel=message.channel_id, ts=message.ts)
    person.press_raw(cell.route, value=thing.value, message=message)
    world.wait(lambda: len(person.replies()) > before)
    said = person.replies()[-1].text
    return Outcome(said.startswith(reminders.SNOOZED) and reminders.snoozed(world, cell, thing), said)


def _choose_days(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    """Choose other days in the form of an absence."""
    return _press_inside(world, cell, person, thing, value=absence.DAYS)


def _press_inside(
    world: World, cell: Cell, person: Person, thing: Thing, *, value: str = MONDAY.isoformat()
) -> Outcome:
    """Press a button of a modal: it is drawn anew, or one that says why not is laid over it."""
    form = _form(world, person, thing)
    form.values = VALUES[cell.route](world, thing) if cell.route in VALUES else {}
    before = form.hash
    person.press_raw(f"{cell.route}:next", value=value)
    world.wait(lambda: form.hash != before or person.modal is not form)
    shown = person.modal.text if person.modal and person.modal is not form else ""
    done = EFFECTS[cell.route](world, cell, thing) if cell.route in EFFECTS else True
    return Outcome(done and form.callback_id == OPENS[cell.route], first_line(shown))


def _find_again(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    """Have the rest of small groups found anew, which takes a process of its own: wait for what it finds."""
    outcome = _press_inside(world, cell, person, thing)
    found = not cell.allowed() or world.wait(lambda: gatherings_groups.version(world, thing) == 2, seconds=SOLVED)
    return Outcome(outcome.done and found, outcome.shown)


def _form(world: World, person: Person, thing: Thing) -> View:
    title = {"type": "plain_text", "text": "?"}
    block = {"type": "section", "text": title}
    body = {"type": "modal", "title": title, "blocks": [block], "private_metadata": thing.private}
    return world.stage.slack.team.screens.open(person.id, body)


def _submit(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    values = VALUES[cell.route](world, thing) if cell.route in VALUES else {}
    delivery = person.submit_raw(cell.route, private_metadata=thing.private, values=values)
    if cell.route in EFFECTS:
        done = EFFECTS[cell.route](world, cell, thing)
    else:  # it changes nothing, and shows what is next
        done = OPENS[cell.route] in json.dumps(delivery.answer)
    return Outcome(done, said(delivery.answer), json.dumps(delivery.answer))


def _suggest(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    """Type into a list that asks the bot what it offers."""
    label = {"type": "plain_text", "text": "Mots"}
    element = {"type": "multi_external_select", "action_id": cell.route, "min_query_length": 0}
    block = {"type": "input", "block_id": "words", "label": label, "element": element}
    body = {"type": "modal", "title": label, "blocks": [block], "submit": label}
    world.stage.slack.team.screens.open(person.id, body)
    offered = person.options("words", query="accessibilite")
    return Outcome(bool(offered), " ".join(offered))


def _shortcut(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    person.shortcut(cell.route)
    done = world.wait(lambda: person.modal is not None)
    return Outcome(done, person.modal.text if person.modal else "")


def _choose_on_message(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    """Choose the shortcut in a message's menu: a modal comes, or why not, beside the message."""
    before = len(person.replies())
    message = world.stage.slack.team.post(person.dm, text=NOTHING_YET, blocks=[])
    person.message_shortcut(cell.route, message=message)
    world.wait(lambda: person.modal is not None or len(person.replies()) > before)
    said = person.replies()[-1].text if len(person.replies()) > before else ""
    return Outcome(person.modal is not None, said)


def _write(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    def answered() -> int:
        return world.owed(kind="catalogue.answer", detail=person.id)

    before = answered()
    if cell.route == "message":
        person.message("mentorat")
    else:
        person.mention("mentorat", channel=world.general)
    return Outcome(world.wait(lambda: answered() == before + 1), "")


def _share(world: World, cell: Cell, person: Person, _thing: Thing) -> Outcome:
    message = world.stage.slack.team.post(world.general, text="Une carte", blocks=[])
    before = len(world.general.messages)
    person.press_raw(cell.route, value="mentorat", message=message)
    done = world.wait(lambda: len(world.general.messages) > before)
    return Outcome(done and world.general.messages[-1].text.startswith("Mentorat"), "")


def _open_home(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    person.open_home(wait=0)  # what is owed comes to nobody here
    answered = world.wait(lambda: world.owed(kind="home") == 1 or person.home() is not None)
    return Outcome(answered and EFFECTS[cell.route](world, cell, thing), "")


def _go_back(world: World, cell: Cell, person: Person, thing: Thing) -> Outcome:
    return _press(world, cell, person, thing, silent=lambda: world.owed(kind="home") == 1)


def _opened(cell: Cell, person: Person) -> bool:
    return person.modal is not None and person.modal.callback_id == opens(cell)


def opens(cell: Cell) -> str:
    """Return the modal that a route opens for the person of the cell: a coach books for a team."""
    if cell.route in ("/bureau-aide", "helpdesk.start") and cell.persona.role is Role.COACH:
        return "helpdesk.need_for"
    return OPENS[cell.route]


def said(answer: dict[str, Any]) -> str:
    """Give the words of a submission's answer."""
    if not answer:  # the modal closes, and says nothing
        return ""
    if answer["response_action"] == "errors":
        return " ".join(answer["errors"].values())
    return first_line(read_blocks(answer["view"]["blocks"], None))


def first_line(shown: str) -> str:
    """Give the sentence of a modal that says one thing, without its buttons."""
    return shown.partition("\n")[0]


# route → the modal that it opens, or draws anew
OPENS = {
    "/bureau-aide": "helpdesk.need",
    "catalogue.openings": "catalogue.openings_page",
    "catalogue.opening": "catalogue.opened",
    **format_things.OPENS,
    "programme.talk": "programme.talked",
    "programme.ask_team": "programme.team_asked",
    "/disponibilites": "hours.edit",
    "helpdesk.add": "helpdesk.slot",
    "helpdesk.again": "helpdesk.need",
    "helpdesk.call": "helpdesk.called",
    "helpdesk.cancel": "helpdesk.cancelled",
    "helpdesk.each": "helpdesk.slot",
    "helpdesk.for_team": "helpdesk.need_for",
    "helpdesk.edit": "helpdesk.team",
    "helpdesk.hand_over": "helpdesk.handed",
    "helpdesk.invite": "helpdesk.invited",
    "helpdesk.leave": "helpdesk.left",
    "helpdesk.link": "helpdesk.linked",
    **dict.fromkeys(("agenda.open", "helpdesk.more"), "agenda.opened"),
    "agenda.history": "agenda.past",
    "agenda.tags": "agenda.tagged",
    "helpdesk.move": "helpdesk.moved",
    "helpdesk.move_week": "helpdesk.moved",
    "helpdesk.move_rest": "helpdesk.rest_moved",
    "helpdesk.needs": "helpdesk.done",
    "helpdesk.note": "helpdesk.noted",
    "helpdesk.paper": "helpdesk.gave",
    "helpdesk.precise": "helpdesk.precised",
    "helpdesk.propose": "helpdesk.proposed",
    "helpdesk.start": "helpdesk.need",
    "helpdesk.swap": "helpdesk.swap_asked",
    "helpdesk.wait": "helpdesk.done",
    "helpdesk.over": "helpdesk.noted_held",
    "helpdesk.week": "helpdesk.slot",
    "hours.block": "hours.edit",
    "hours.forget_feed": "hours.edit",
    "hours.open": "hours.edit",
    "home.more": "home.more",
    mentoring.COMMAND: "mentoring.need",
    **mentoring.OPENS,
    **gatherings_answers.OPENS,
    **gatherings_groups.OPENS,
    **talks.OPENS,
    **evaluation.OPENS,
    **planning.OPENS,
    **helping.OPENS,
    **rights.OPENS,
    **logbook.OPENS,
    **polls.OPENS,
    **setup.OPENS,
    **workshops.OPENS,
    **records.OPENS,
    **gatherings_series.OPENS,
    **subjects.OPENS,
    **reminders.OPENS,
    **absence.OPENS,
    **connecting.OPENS,
}
# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "/dispositifs": "Les dispositifs EIG",
    **dict.fromkeys(
        ("/agenda", "agenda.week", "agenda.show", "talk.coming"),
        (agenda_texts.TITLE, agenda_texts.WEEK, agenda_texts.NOTHING),
    ),
    "agenda.put_back": "C’est fait",
    **dict.fromkeys(("agenda.late", "agenda.late_by"), "Je n’ai prévenu personne"),
    "catalogue.open": "Mentorat",
    "catalogue.start": "C’est fait",
    "catalogue.later": "C’est noté",
    "catalogue.menu": "Les dispositifs EIG",
    "helpdesk.document": paper_texts.COMES,
    **mentoring.ANSWERS,
    **gatherings_answers.ANSWERS,
    **gatherings_groups.ANSWERS,
    **talks.ANSWERS,
    **evaluation.ANSWERS,
    **planning.ANSWERS,
    **helping.ANSWERS,
    **logbook.ANSWERS,
    **polls.ANSWERS,
    **setup.ANSWERS,
    **workshops.ANSWERS,
    **records.ANSWERS,
    **gatherings_series.ANSWERS,
    **subjects.ANSWERS,
}


def _typed(**fields: str) -> dict[str, dict[str, Any]]:
    return {name: {name: {"value": text}} for name, text in fields.items()}


def _chosen(**fields: object) -> dict[str, dict[str, Any]]:
    return {name: {name: {"selected_option": {"value": str(value)}}} for name, value in fields.items()}


def _slot(starts: datetime) -> dict[str, dict[str, Any]]:
    return {"slot": {"slot:2026-05-11": {"selected_option": {"value": str(int(starts.timestamp()))}}}}


def _everybody(world: World, _thing: Thing) -> dict[str, dict[str, Any]]:
    guest = {"selected_options": [{"value": str(world.ids["guest"])}]}
    return {"participants": {"participants": guest}, **_chosen(host=world.ids["host"], sessions=2)}


def _over_already(*_: object) -> dict[str, dict[str, Any]]:
    """Return the day and time of an hour that is over."""
    then = NOW - timedelta(days=4)
    return {
        "day": {"day": {"selected_date": f"{then:%Y-%m-%d}"}},
        "time": {"time": {"selected_time": f"{then:%H:%M}"}},
    }


def _another_time(world: World, thing: Thing) -> dict[str, dict[str, Any]]:
    """Give the day and time of a host's form; their names hold the start that it showed."""
    one = world.read(lambda tx: appointments.read(tx, thing.appointment))
    assert one is not None
    shown = f"{one.id}-{int(one.starts.timestamp())}"
    return {
        f"day-{shown}": {"day": {"selected_date": f"{LATER:%Y-%m-%d}"}},
        f"time-{shown}": {"time": {"selected_time": f"{LATER:%H:%M}"}},
    }


# route → what its form holds
VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "agenda.tagged": lambda *_: {"skills": {"skills": {"selected_options": [{"value": "competence:agilite"}]}}},
    "catalogue.opened": lambda *_: _chosen(state="never"),
    **format_things.VALUES,
    **dict.fromkeys(("programme.talked", "programme.team_asked"), lambda *_: _typed(line="Bientôt ?")),
    "helpdesk.called": lambda *_: _typed(wished="Jeudi"),
    "helpdesk.gave": lambda *_: _typed(link="https://exemple.org/plan"),
    "helpdesk.handed": lambda world, _: _chosen(person=world.ids["colleague"]),
    "helpdesk.invited": lambda world, _: _chosen(person=world.ids["colleague"]),
    "helpdesk.linked": lambda *_: _typed(link="https://visio.example.org/b"),
    **dict.fromkeys(("helpdesk.moved", "helpdesk.rest_moved"), _another_time),
    "helpdesk.need": lambda world, _: _typed(need="Un besoin") | _chosen(defi=world.defi),
    "helpdesk.need_for": lambda world, _: (
        _typed(need="Un besoin") | _chosen(team=f"{world.defi} {world.ids['booker']}")
    ),
    "helpdesk.noted_held": _over_already,
    "helpdesk.noted": lambda *_: _typed(note="À mardi"),
    "helpdesk.precised": lambda *_: _chosen(kind="audit"),
    "helpdesk.proposed": lambda *_: {"time-1": {"time-1": {"selected_date_time": int(LATER.timestamp())}}},
    "helpdesk.slot": lambda *_: _slot(LATER),
    "helpdesk.swap_asked": lambda world, _: _chosen(**{"with": f"{world.ids['colleague']} 0"}),
    "helpdesk.team": _everybody,
    "hours.block": lambda *_: _slot(STARTS),
    "hours.edit": lambda *_: _typed(week=WEEK, days="", link=""),
    **mentoring.VALUES,
    **gatherings_answers.VALUES,
    **gatherings_groups.VALUES,
    **talks.VALUES,
    **evaluation.VALUES,
    **planning.VALUES,
    **helping.VALUES,
    **logbook.VALUES,
    **polls.VALUES,
    **setup.VALUES,
    **workshops.VALUES,
    **records.VALUES,
    **gatherings_series.VALUES,
    **subjects.VALUES,
    **reminders.VALUES,
    **absence.VALUES,
    **connecting.VALUES,
}

Gesture = Callable[[World, Cell, Person, Thing], Outcome]
# By its kind a route is typed, pressed, submitted or chosen among the shortcuts; these are forged another way.
_USUAL: dict[str, Gesture] = {
    "command": _command,
    "action": _press,
    "view": _submit,
    "options": _suggest,
    "shortcut": _shortcut,
}
_UNUSUAL: dict[str, Gesture] = {
    "absence.days": _choose_days,
    **dict.fromkeys(("gatherings.place", "gatherings.give_up"), _press_inside),
    "gatherings.again": _find_again,
    **dict.fromkeys(
        (
            "helpdesk.each",
            "helpdesk.week",
            "helpdesk.move_week",
            "hours.block",
            "hours.forget_feed",
            "evaluation.ask",
        ),
        _press_inside,
    ),
    "helpdesk.move_rest": _press_inside,
    "reminders.snooze": _snooze,
    "records.message": _choose_on_message,
    "catalogue.share": _share,
    "message": _write,
    "app_mention": _write,
    "app_home_opened": _open_home,
    "home.back": _go_back,
}
GESTURES: dict[str, Gesture] = {
    route: _UNUSUAL[route] if route in _UNUSUAL else _USUAL[kind]
    for kind, table in routes().tables.items()
    for route in table
}
