"""Fixed values for actions and for a committee's sheet: the lists, the forms, what is told, the minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.calendars.entries import Outline
from bot.agenda.model import State as Stands
from bot.dates.paris import PARIS
from bot.evaluation.support.model import Answered
from bot.planning.standing import PhaseProgress
from bot.programme.model import Actor, Membership, Person
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.records.host_week import Week
from bot.records.letters import LetterReaders, ReaderChoice
from bot.records.model import Action, ListedAction, Meeting, Origin, Place, SheetLine, SheetLineKind, State
from handlers.home.views import HomeContent, home_view
from handlers.kit.blocks import Message, message
from handlers.records.actions import texts, views
from handlers.records.actions.forms import ActionMetadata
from handlers.records.letters import views as letter_views
from handlers.records.meeting import views as meeting_views
from handlers.records.overview import views as host_week_views
from tests.handlers.evaluation_examples import CARTE, CLAIRE, HOSTILE, LEA, PAUL, PROMOTION, STARTS, sheet
from tests.handlers.helpdesk_card_examples import ONE, PEOPLE

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = STARTS + timedelta(minutes=30)
NEXT = datetime(2026, 6, 3, 9, 0, tzinfo=PARIS)
MONDAY = datetime(2026, 6, 8, 9, 0, tzinfo=PARIS)
GESTURE = "11111111-2222-4333-8444-555555555555"
THREAD = "https://eig.slack.com/archives/C0PROMO/p1779809400000100"
PAGE = "https://pad.example.org/maquette"
COACH = Actor("U0CLAIRE", replace(CLAIRE, memberships=(Membership(Role.COACH, 1, 1),)))
EIG = Actor("U0LEA", LEA)
ON_ACTION = ActionMetadata(("action", 12), GESTURE)
NEW = ActionMetadata(("defi", 1), GESTURE)


def action(number: int = 12, *, owner: int = 3, **values: Any) -> Action:  # noqa: ANN401 - its fields
    """Give an action of Carte Vive, Léa's unless said otherwise."""
    given: dict[str, Any] = {
        "what": "Montrer la maquette à deux services",
        "due": date(2026, 6, 10),
        "state": State.TODO,
    }
    given |= {"postponed": 0, "created_at": STARTS, **values}
    return Action(number, 1, 1, owner_id=owner, **given)


def listed(number: int = 12, *, age: int = 0, **values: Any) -> ListedAction:  # noqa: ANN401 - its fields
    """Give it with its owner and défi."""
    one = action(number, **values)
    return ListedAction(one, {1: COACH.person, 3: LEA, 4: PAUL}.get(one.owner_id), CARTE, age)


HERS = listed()
OLD = listed(13, what=HOSTILE, owner=4, state=State.PUT_OFF, postponed=2, due=date(2026, 5, 29), age=83)
SOURCED = listed(14, link=PAGE, origin=Origin.MESSAGE, origin_link=THREAD, due=NOW.date(), postponed=1, age=1)
DONE = listed(state=State.DONE)
MANY = [listed(100 + at, what=f"Faire la chose {at}") for at in range(17)]
OTHERS = [listed(200 + at, what=f"Suivre la chose {at}", owner=4) for at in range(22)]
DECIDED = SheetLine(
    5,
    9,
    SheetLineKind.DECISION,
    "Tester à la préfecture",
    3,
    NOW,
    why="Le service nous attend",
    disagrees="Paul Mercier",
)
HOSTILE_DECISION = SheetLine(6, 9, SheetLineKind.DECISION, HOSTILE, 1, NOW)
UNREACHED = SheetLine(7, 9, SheetLineKind.UNREACHED, "Les orientations", 3, NOW)
EMPTY = Meeting(sheet())
FULL = Meeting(sheet(), (OLD, SOURCED), (DECIDED, HOSTILE_DECISION), (UNREACHED,), (HERS,))
LONG = Meeting(
    sheet(),
    tuple(MANY),
    tuple(replace(DECIDED, id=at, what=f"{at} " + "x" * 990) for at in range(1, 15)),
    tuple(replace(UNREACHED, id=at, what="y" * 1000) for at in range(1, 12)),
    tuple(OTHERS),
)
PLACES = [Place(1, CARTE), Place(1, replace(CARTE, id=2, name=HOSTILE))]
ANSWER, APART = "Deux services l’utilisent", [("Paul Mercier", HOSTILE)]
SUPPORT = [(question, ANSWER, APART if question.key == "succes" else []) for question in shape_in_use().questions]
ASKED: list[Answered] = [(question, "", []) for question in shape_in_use().questions]


USUAL = [(question.text, question.key) for question in shape_in_use().questions]


def _week(*mine: ListedAction, later: Sequence[ListedAction] = (), by_mail: bool = False) -> Message:
    return views.week_message(mine, reader_id=3, later_records=later, by_mail=by_mail, now=MONDAY)


HOSTED = Outline(ONE, "Bureau d’aide", CARTE.name, PEOPLE)
WEEK = Week((HOSTED,), ((CARTE, 0), (replace(CARTE, id=2, name=HOSTILE), 2), (replace(CARTE, id=3, name="Relais"), 1)))


PIA, REMI = Person(31, "Pia Noir", slack_id="UPIA"), Person(32, "Rémi Blanc", email="remi@example.org")
WRITER = Person(3, "Claire Morel", slack_id="UCLAIRE")
ALL = LetterReaders(
    PROMOTION, ReaderChoice.ALL, (PIA, REMI), (Person(33, HOSTILE),), (Person(34, "Zoé Roux"),), text="À mardi."
)
SILENT = LetterReaders(PROMOTION, ReaderChoice.SILENT, (REMI,), text="À mardi.")
NO_READER = LetterReaders(PROMOTION, ReaderChoice.ALL, ())
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "letters.form": lambda: letter_views.letter_form(ALL, SILENT, draft_id="d1"),
    "letters.form.nobody": lambda: letter_views.letter_form(NO_READER, NO_READER, draft_id="d1"),
    "letters.preview": lambda: letter_views.preview_modal(ALL, WRITER, draft_id="d1"),
    "letters.preview.one": lambda: letter_views.preview_modal(SILENT, WRITER, draft_id="d1"),
    "letters.sent": lambda: letter_views.sent_modal(5, 2),
    "letters.sent.before": lambda: letter_views.sent_modal(5, 0),
    "letters.undone": letter_views.undone_modal,
    "letters.letter": lambda: letter_views.letter_message("Le séminaire change de salle.", WRITER),
    "letters.letter.no-account": lambda: letter_views.letter_message("À mardi", replace(WRITER, slack_id=None)),
    "host_week": lambda: host_week_views.week_message(WEEK, 3, now=NOW) or message(texts.NOTHING_NOW),
    "host_week.many": lambda: (
        host_week_views.week_message(Week((HOSTED,) * 17, ()), 3, now=NOW) or message(texts.NOTHING_NOW)
    ),
    "actions.list": lambda: views.actions_modal([HERS, SOURCED], [OLD], viewer_id=3, is_coach=False, now=NEXT),
    "actions.list.coach": lambda: views.actions_modal([], [HERS, OLD], viewer_id=1, is_coach=True, now=NEXT),
    "actions.list.empty": lambda: views.actions_modal([], [], viewer_id=3, is_coach=False, now=NEXT),
    "actions.list.many": lambda: views.actions_modal(MANY, OTHERS, viewer_id=3, is_coach=True, now=NEXT),
    "actions.form": lambda: views.action_form(
        PLACES[0], [LEA, PAUL, CLAIRE], metadata=NEW, viewer_id=3, due=date(2026, 6, 17)
    ),
    "actions.form.message": lambda: views.action_form(
        PLACES[1], [LEA], metadata=replace(NEW, link=THREAD), viewer_id=1, due=date(2026, 6, 17)
    ),
    "actions.form.meeting": lambda: views.action_form(
        Place(1), [LEA], metadata=NEW, viewer_id=3, due=date(2026, 6, 17)
    ),
    "actions.place": lambda: views.place_form(PLACES, NEW),
    "actions.place.none": lambda: views.place_form([], NEW),
    "actions.put_off": lambda: views.put_off_form(HERS, ON_ACTION, until=date(2026, 6, 17), now=NEXT),
    "actions.drop": lambda: views.drop_form(SOURCED, ON_ACTION, now=NEXT),
    "actions.reword": lambda: views.reword_form(HOSTILE, ON_ACTION),
    "actions.reword.overtaken": lambda: views.reword_form(HOSTILE, ON_ACTION, newer_text="Montrer la maquette"),
    "actions.reworded": lambda: views.noted_modal(texts.IS_REWORDED(what=HOSTILE)),
    "actions.reassign": lambda: views.reassign_form(OLD, [LEA, PAUL], metadata=ON_ACTION, now=NEXT),
    "actions.reassign.nobody": lambda: views.reassign_form(OLD, [PAUL], metadata=ON_ACTION, now=NEXT),
    "actions.added": lambda: views.noted_modal(texts.ADDED(what=HOSTILE, facts="pour le mardi 9 juin")),
    "actions.put_off.done": lambda: views.noted_modal(texts.IS_PUT_OFF(day="mardi 16 juin", what=HOSTILE)),
    "actions.dropped": lambda: views.noted_modal(texts.IS_DROPPED(what=HOSTILE)),
    "actions.reassigned": lambda: views.noted_modal(texts.IS_HANDED(name=PAUL.name, what=HOSTILE)),
    "actions.done": lambda: views.done_message(OLD.action),
    "actions.closed": lambda: message(texts.CLOSED),
    "actions.home": lambda: _home(HERS, SOURCED),
    "actions.home.many": lambda: _home(*MANY[:7]),
    "actions.home.six": lambda: _home(*MANY[:6]),
    "actions.week": lambda: _week(HERS),
    "actions.week.two": lambda: _week(HERS, SOURCED),
    "actions.week.many": lambda: _week(*MANY[:3]),
    "actions.week.mail": lambda: _week(HERS, SOURCED, by_mail=True),
    "actions.week.none": _week,
    "actions.week.put-off": lambda: _week(later=[HERS]),
    "actions.week.later": lambda: _week(HERS, later=[OTHERS[0]]),
    "actions.week.two.later": lambda: _week(HERS, SOURCED, later=OTHERS[:3]),
    "actions.given": lambda: views.action_assigned_message(HERS, by=PAUL, is_owner=True, now=NEXT),
    "actions.given.hostile": lambda: views.action_assigned_message(OLD, by=None, is_owner=True, now=NEXT),
    "actions.given.over": lambda: views.action_assigned_message(HERS, by=PAUL, is_owner=False, now=NEXT),
    "actions.twice": lambda: views.put_off_twice_message(OLD, now=NEXT),
    "actions.twice.over": lambda: views.put_off_twice_message(DONE, now=NEXT),
    "actions.left": lambda: views.owner_left_message(OLD, owner_name=HOSTILE, now=NEXT),
    "actions.left.back": lambda: views.owner_left_message(OLD, owner_name=LEA.name, is_back=True, now=NEXT),
    "actions.left.over": lambda: views.owner_left_message(DONE, owner_name=LEA.name, now=NEXT),
    "meeting.sheet.empty": lambda: meeting_views.sheet_modal(EMPTY, viewer=EIG, support=ASKED, now=NOW),
    "meeting.sheet": lambda: meeting_views.sheet_modal(FULL, viewer=EIG, support=SUPPORT, now=NOW),
    "meeting.sheet.coach": lambda: meeting_views.sheet_modal(FULL, viewer=COACH, support=ASKED, now=NOW),
    "meeting.sheet.long": lambda: meeting_views.sheet_modal(LONG, viewer=COACH, support=SUPPORT, now=NOW),
    "meeting.sheet.cancelled": lambda: meeting_views.sheet_modal(
        replace(EMPTY, sheet=sheet(state=Stands.CANCELLED)), viewer=EIG, support=ASKED, now=NOW
    ),
    "meeting.decide": lambda: meeting_views.decision_form(f"9 {GESTURE} 0 0"),
    "meeting.correct": lambda: meeting_views.decision_form(f"9 {GESTURE} 5 0", decision=DECIDED),
    "meeting.overtaken": lambda: meeting_views.decision_form(
        f"9 {GESTURE} 5 1", decision=HOSTILE_DECISION, newer_decision=DECIDED
    ),
    "meeting.unreached": lambda: meeting_views.unreached_form(
        f"9 {GESTURE} 0 0", questions=USUAL, open_actions=[(HOSTILE, "action7")]
    ),
    "meeting.unreached.none-open": lambda: meeting_views.unreached_form(
        f"9 {GESTURE} 0 0", questions=USUAL, open_actions=[]
    ),
    "meeting.minutes": lambda: meeting_views.minutes_message(FULL, now=NEXT),
    "meeting.minutes.decision": lambda: meeting_views.minutes_message(replace(EMPTY, decisions=(DECIDED,)), now=NEXT),
    "meeting.minutes.asked": lambda: meeting_views.minutes_message(FULL, may_rate=True, now=NEXT),
    "meeting.minutes.rated": lambda: meeting_views.minutes_message(
        replace(EMPTY, after=(HERS,)), may_rate=False, now=NEXT
    ),
    "meeting.minutes.long": lambda: meeting_views.minutes_message(LONG, now=NEXT),
    "meeting.no_minutes": lambda: meeting_views.no_minutes_message(EMPTY, now=NEXT),
    "meeting.no_minutes.since": lambda: meeting_views.no_minutes_message(FULL, now=NEXT),
}


def _home(*mine: ListedAction) -> Drawn:
    return home_view(
        HomeContent(LEA, (), tuple(views.home_lines(mine, viewer_id=3, now=NEXT)), ((PROMOTION, PhaseProgress()),)),
        now=NEXT,
    )
