"""Fixed values for the support of a committee, what is told of it, and a phase at a glance."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.agenda.model import State
from bot.dates.paris import PARIS
from bot.evaluation.model import CommitteeSheet, Support
from bot.evaluation.support.model import FilledSupport, SupportPart
from bot.programme.model import Person, Version
from bot.programme.shape import EIG
from bot.programme.versions import Clash
from bot.records.glance import Glance, GlanceRow
from bot.records.model import Action, ListedAction
from bot.records.model import State as Stands
from handlers.evaluation import listeners
from handlers.evaluation.card import leading_views as glance_views
from handlers.evaluation.support import texts, views
from handlers.kit.blocks import HomeLine, Message, message
from tests.handlers.evaluation_examples import (
    CARTE,
    CLAIRE,
    HOSTILE,
    HOSTILE_DEFI,
    LEA,
    NOW,
    OVER,
    PAUL,
    PEOPLE,
    PROMOTION,
    RELAIS,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

NEAR = datetime(2026, 5, 28, 8, 30, tzinfo=PARIS)
LONG = f"{HOSTILE} " + "Trois essais en préfecture. " * 90
WRITERS = frozenset({3})


def version(name: str, text: str, *, number: int | None = 1, by: int | None = 3) -> Version:
    """Give a version of a field."""
    return Version(7, name, number, text, by, NOW)


def filled(of: CommitteeSheet | None = None, *, last: Mapping[str, str] | None = None, **said: str) -> FilledSupport:
    """Give a support in which Léa wrote this; `last`: objectives of last time."""
    about = of or sheet()
    words = {name.replace("__", "."): version(name.replace("__", "."), text) for name, text in said.items()}
    before = {name: version(name, text) for name, text in (last or {}).items()}
    writers = WRITERS if said else frozenset[int]()
    return FilledSupport(
        about, Support(7, 7, about.defi.id, EIG.questions, EIG.axes), words, before, dict(PEOPLE), writers
    )


AIMS: dict[str, str] = {"aim1": "Dix usagers", "aim2": HOSTILE}
WHOLE: dict[str, Any] = {
    "succes": LONG,
    "axis__succes": "innovation",
    "difficultes": "Les données manquent",
    "objectifs": "Huit usagers sur dix",
    "orientations": "Un pilote",
    "outcome1": "en_partie",
    "outcome2": "abandonne",
    "because2": HOSTILE,
    "apart4.succes": HOSTILE,
    "indicator": "Usagers par semaine",
    "target": "50",
    "level": "12",
    "source": "Journal du site",
    "aim1": "Cinquante usagers",
}


def action(number: int, age: int, *, owner: Person | None = LEA) -> ListedAction:
    """Give what is open on the défi."""
    one = Action(number, 1, 1, f"Écrire au service {number}", 3, date(2026, 6, 9), Stands.TODO, 0, NOW)
    return ListedAction(one, owner, CARTE, age)


ACTIONS = (action(1, 0), action(2, 1), action(3, 40, owner=None))
CLASH = Clash(version("succes", LONG, number=2), "Quatre essais")
CLASHES = (CLASH, Clash(version("difficultes", "", number=2, by=None), HOSTILE))
ROWS = (
    GlanceRow(CARTE, filled(succes="Trois essais"), (LEA, PAUL), 1),
    GlanceRow(RELAIS),
    GlanceRow(HOSTILE_DEFI, replace(filled(sheet(defi=HOSTILE_DEFI), **WHOLE)), (), 3, told=True),
)


def rows(*more: GlanceRow) -> Glance:
    """Give a phase."""
    return Glance(PROMOTION, PROMOTION.phases[0], more)


def shown(lines: list[HomeLine]) -> dict[str, Any]:
    """Give the Home's lines as a view."""
    blocks = [one if isinstance(one, dict) else one.to_dict() for each in lines for one in each.blocks]
    return {"type": "home", "blocks": blocks}


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "support.empty": lambda: views.support_modal(filled(), LEA, now=NOW),
    "support.whole": lambda: views.support_modal(filled(last=AIMS, **WHOLE), CLAIRE, actions=ACTIONS, now=NOW),
    "support.porteur": lambda: views.support_modal(
        filled(last=AIMS, succes="Trois essais"), PAUL, is_saved=True, now=NOW
    ),
    "support.many": lambda: views.support_modal(
        filled(succes="Trois essais"), LEA, actions=[action(one, 2) for one in range(12)], now=NOW
    ),
    "support.link": lambda: views.support_modal(filled(link="https://docs.example.org/carte"), LEA, now=NOW),
    "support.own": lambda: views.support_modal(filled(questions=f"Qui nous lit\n{HOSTILE}", own1="Deux"), LEA, now=NOW),
    "support.roadmap": lambda: views.support_modal(
        filled(sheet(defi=replace(CARTE, roadmap="https://docs.example.org/route"))), LEA, now=NOW
    ),
    "support.cancelled": lambda: views.support_modal(filled(sheet(state=State.CANCELLED)), LEA, now=NOW),
    "support.over": lambda: views.support_modal(filled(**WHOLE), LEA, now=OVER),
    "support.form": lambda: views.form(filled(succes=LONG), SupportPart.ANSWERS, writer_id=3, now=NOW),
    "support.form.own": lambda: views.form(filled(questions=HOSTILE), SupportPart.ANSWERS, writer_id=3, now=NOW),
    "support.form.aims": lambda: views.form(
        filled(last=AIMS, outcome1="atteint"), SupportPart.AIMS, writer_id=3, now=NOW
    ),
    "support.form.next": lambda: views.form(filled(aim1="Dix usagers"), SupportPart.NEXT, writer_id=3, now=NOW),
    "support.form.indicator": lambda: views.form(filled(), SupportPart.INDICATOR, writer_id=3, now=NOW),
    "support.form.questions": lambda: views.form(
        filled(link="https://docs.example.org/carte"), SupportPart.QUESTIONS, writer_id=3, now=NOW
    ),
    "support.form.apart": lambda: views.form(filled(), SupportPart.APART, writer_id=4, now=NOW),
    "support.merge": lambda: views.merge_form(filled(), SupportPart.ANSWERS, clashes=CLASHES, now=NOW),
    "support.merge.apart": lambda: views.merge_form(
        filled(), SupportPart.APART, clashes=[Clash(version("apart4.succes", "A", by=4), "B")], now=NOW
    ),
    "support.merge.short": lambda: views.merge_form(
        filled(),
        SupportPart.NEXT,
        clashes=[Clash(version("aim1", "A"), "B"), Clash(version("target", "A"), "B")],
        now=NOW,
    ),
    "support.past": lambda: views.versions_modal(
        filled(),
        "succes",
        versions=[
            version("succes", "", number=2),
            version("succes", HOSTILE, number=None, by=4),
            version("succes", "A"),
        ],
        now=NOW,
    ),
    "support.past.none": lambda: views.versions_modal(filled(), "succes", versions=[], now=NOW),
    "support.asked": lambda: views.fill_in_message(filled(), 3, now=NOW),
    "support.asked.porteur": lambda: views.fill_in_message(filled(sheet(defi=CARTE)), 4, now=NOW),
    "support.asked.written": lambda: views.fill_in_message(filled(succes="A"), 3, is_awaited=False, now=NOW),
    "support.chased": lambda: views.coach_reminder_message(filled(), 3, by=CLAIRE, now=NEAR),
    "support.chased.nobody": lambda: views.coach_reminder_message(
        filled(sheet(defi=HOSTILE_DEFI)), 4, by=None, now=NEAR
    ),
    "support.reading": lambda: views.summary_message(
        filled(last=AIMS, **WHOLE), actions=ACTIONS, people_to_remind=(), now=NEAR
    ),
    "support.reading.empty": lambda: views.summary_message(
        filled(last=AIMS), actions=(), people_to_remind=(LEA, PAUL), now=NEAR
    ),
    "support.reading.link": lambda: views.summary_message(
        filled(link="https://docs.example.org/carte"), actions=(), people_to_remind=(), now=NEAR
    ),
    "support.useful": lambda: views.rating_message(sheet(), has_answered=False, now=OVER),
    "support.useful.answered": lambda: views.rating_message(sheet(defi=HOSTILE_DEFI), has_answered=True, now=OVER),
    "support.thanks": views.thanks_message,
    "support.home": lambda: shown(listeners.support_lines([filled()], [sheet()], now=NEAR)),
    "support.early": lambda: message(texts.EARLY),
    "support.unknown": lambda: message(texts.UNKNOWN),
    "glance.phase": lambda: glance_views.phase_modal(
        replace(rows(*ROWS), useful={"utile": 4, "un_peu": 1, "pas_cette_fois": 0}), now=NOW
    ),
    "glance.late": lambda: glance_views.phase_modal(
        rows(
            GlanceRow(CARTE, filled(), (), 0, late=True),
            GlanceRow(RELAIS, filled(sheet(defi=RELAIS), link="https://docs.example.org"), reported=True),
            GlanceRow(HOSTILE_DEFI, filled(sheet(defi=HOSTILE_DEFI), succes="A", difficultes="B"), (), 1),
        ),
        now=OVER,
    ),
    "glance.empty": lambda: glance_views.phase_modal(rows(), now=NOW),
    "glance.chased": lambda: glance_views.people_reminded_message((LEA, PAUL)),
    "glance.unchased": lambda: message(glance_views.not_reminded_sentence("today")),
}
