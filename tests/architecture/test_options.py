"""Every option of every form is accepted, or refused for a reason that the form does not hold; saved untouched, no
form changes anything.
"""

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest

from bot.errors import DraftExpired, Garbled, NotFound
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.elements import Placed, placed_in
from bot.sandbox.people.form import client_errors
from bot.sandbox.refused import Json
from bot.sandbox.words import options_of
from handlers.kit import texts
from storage.programme import people, promotions
from tests.architecture.caught import Wire, wired
from tests.architecture.opened import Form, choices, meet, open_again, openings, stem
from tests.architecture.staging import NOW, raised
from tests.databases import fresh
from tests.handlers.examples import draw_all

pytestmark = pytest.mark.ring2
UNREAD = [texts.refusal_sentence(one) for one in (Garbled(), DraftExpired(), NotFound())]
# Options that go with another field, and what the form then says, by its field.
GOES_WITH = {
    **dict.fromkeys(
        [(f"formats.{form}", "minutes") for form in ("new", "changed")],
        ("hours", "Aucune de ces plages n’est assez longue"),
    ),
    ("formats.changed", "people"): ("people", "Choisissez des personnes de ce rôle"),
    ("formats.changed", "hosts"): ("people", "Choisissez des personnes de ce rôle"),
    ("mentoring.answered", "answer"): ("time", "Choisissez le créneau que vous proposez"),
    ("mentoring.answered", "time"): ("answer", "Vous avez aussi choisi un autre créneau"),
    ("mentoring.send", "slot"): ("slot", "Deux séances tombent le même jour|Les quatre séances doivent tenir"),
    ("setup.kept", "metier"): ("role", "Ce rôle va avec un défi, et cette promotion n’en a pas encore"),
    ("setup.kept", "role"): ("role", "Ce rôle va avec un défi, et cette promotion n’en a pas encore"),
    ("workshops.asked", "format"): ("format", "Choisissez un format, ou écrivez le vôtre"),
}
ACTS = {  # forms whose button does something though nothing is typed
    **dict.fromkeys(("evaluation.cancelled", "gatherings.dropped", "helpdesk.cancelled", "polls.cancelled"), "cancels"),
    **dict.fromkeys(("helpdesk.left", "mentoring.skipped"), "says that somebody does not come"),
    **dict.fromkeys(("mentoring.declined", "mentoring.ended"), "says no, or that it is over"),
    **dict.fromkeys(("mentoring.answered", "mentoring.chosen", "mentoring.send"), "books séances"),
    **dict.fromkeys(("evaluation.answered", "polls.answered", "records.report_judged"), "answers"),
    **dict.fromkeys(("programme.talked", "programme.team_asked"), "writes to coaches, or to a team"),
    "absence.said": "declares an absence",
    "agenda.tagged": "confirms what was guessed",
    "gatherings.adjusted": "announces groups",
    "gatherings.missing": "notes who came",
    "helpdesk.noted_held": "notes the hour that it proposes, the one before; undone for two minutes",
    "helping.said": "says that the words still hold",
    "logbook.hour_kept": "keeps the hours that it proposes; again, it changes nothing",
    "planning.year_confirmed": "books the plan",
    "planning.year_lined": "keeps the weeks that it proposes; again, it changes nothing",
    "records.later": "puts an action off to the day that it proposes",
    "rights.closed": "closes a promotion",
}
AGAIN = {"logbook.hour_kept", "planning.year_lined"}
FILE = "setup.uploaded"
UNSEEN = {"drafts", "receipts"}  # what was read back and is not decided yet; that a request came
ELSEWHERE = {  # forms with options that are met another way
    "agenda.choose": "it opens once a calendar server has answered: tests/journeys",
    "helpdesk.came": "it opens for several séances that somebody left: the same rule as helpdesk.left",
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("options")
    with raised(folder, fresh("sqlite", folder)) as world, wired(world) as opened:
        yield opened


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """Raise a stage on which everybody has two more roles, one of them in another promotion."""
    folder = tmp_path_factory.mktemp("crowded")
    with raised(folder, fresh("sqlite", folder)) as world:
        with world.transaction() as tx:
            other = next(one.id for one in promotions.all_promotions(tx) if one.id != world.promotion)
            for one in world.ids.values():
                people.add_membership(tx, one, Membership(Role.ALUMNI))
                people.add_membership(tx, one, Membership(Role.SPONSOR, other))
        world.note_seeded()
        with wired(world) as opened:
            yield opened


Log = pytest.LogCaptureFixture


def test_every_option_is_taken_or_refused_for_what_goes_with_it(wire: Wire, caplog: Log) -> None:
    wrong: dict[str, set[str]] = {}
    tried: dict[str, set[tuple[str, str]]] = {}
    for opening in openings():
        form = meet(wire, opening)
        for where, said in refused(form, caplog, tried) if form is not None else ():
            wrong.setdefault(f"{opening.name}: {where}", set()).add(said)
        wire.world.begin_again()
    offered = {str(one["callback_id"]) for one in drawn() if any(options_of(each.element) for each in fields(one))}
    assert "\n".join(f"{where}: {sorted(said)[:3]}" for where, said in wrong.items()) == ""
    assert sorted(offered - tried.keys()) == sorted(ELSEWHERE)


def drawn() -> list[Json]:
    """Return the forms among all that the bot draws."""
    return [one for one in draw_all().values() if isinstance(one, dict) and "submit" in one]


def fields(view: Json) -> list[Placed]:
    return list(placed_in(view["blocks"]))


def refused(form: Form, caplog: Log, tried: dict[str, set[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Send each option of a form, and of the form that follows it; give where and why one was not taken."""
    form.fill()
    with form.wire.kept():
        for placed, option in choices(form):
            field, values = stem(placed.path[0]), deepcopy(form.view.values)
            if (field, option["value"]) in tried.setdefault(form.callback, set()):
                continue  # by another way to the same form
            tried[form.callback].add((field, option["value"]))
            yield from ((f"{form.callback} {field}", why) for why in wrong_with(form, placed, option, caplog))
            form.view.values = values
            form.wire.take_back()
        _, answer, _ = form.send(form.request())
        after = form.following(answer)
        if after is not None and after.callback not in {form.callback, *tried}:
            yield from refused(after, caplog, tried)


def wrong_with(form: Form, placed: Placed, option: Json, caplog: Log) -> Iterator[str]:
    """Choose one option; give what was wrong with what came of it."""
    caplog.clear()
    status, answer, told = form.send(form.choice(placed, option))
    field, why = GOES_WITH.get((form.callback, stem(placed.path[0])), ("", ""))
    yield from (f"status {one}" for one in (status,) if one != 200)
    yield from (f"fault: {one.getMessage()}" for one in caplog.records if one.levelno >= logging.ERROR)
    yield from (one for one in UNREAD if one in f"{told} {answer}")
    for block, said in answer.get("errors", {}).items():
        if stem(block) != field or not re.match(why, said):
            yield f"{block}: {said}"


def test_form_saved_untouched_changes_nothing(crowded: Wire) -> None:
    changed: dict[str, object] = {}
    for opening in openings():
        form = meet(crowded, opening)
        if form is not None and form.callback not in ACTS and not client_errors(form.view):
            changed[f"{opening.name}: {form.callback}"] = changes(form)
        crowded.world.begin_again()
    assert "\n".join(f"{name} {found}" for name, found in changed.items() if found) == ""


def test_form_filled_to_its_limits_is_saved_again_as_it_stands(crowded: Wire) -> None:
    changed: dict[str, object] = {}
    for opening in openings():
        form = meet(crowded, opening)
        if form is not None and form.callback not in ACTS.keys() - AGAIN | {FILE}:
            form.fill(to_the_limit=True)
            _, answer, _ = form.send(form.request())
            if "errors" in answer:
                changed[f"{opening.name}: {form.callback}"] = answer
            again = open_again(crowded, form.cell, form.thing)
            if again is not None and again.callback == form.callback and not client_errors(again.view):
                changed[f"{opening.name}: {form.callback}"] = changes(again)
        crowded.world.begin_again()
    assert "\n".join(f"{name} {found}" for name, found in changed.items() if found) == ""


def changes(form: Form) -> dict[str, int]:
    """Send a form as it stands; give how many rows came, went or changed, by table."""
    before = form.wire.world.rows()
    form.wire.world.stage.set_clock(NOW + timedelta(seconds=10))
    form.send(form.request())
    after = form.wire.world.rows()
    tables = (before.keys() | after.keys()) - UNSEEN
    found = {one: len({*before.get(one, ())} ^ {*after.get(one, ())}) for one in tables}
    return {table: count for table, count in found.items() if count}
