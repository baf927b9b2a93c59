"""The Home holds what awaits an answer: each question that a message asks is on it, or named here with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.agenda.calendars.entries import Outline
from bot.dates.paris import day_of, moment_at
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.agenda import views as agenda
from handlers.home import ways
from handlers.home.views import MOST_BLOCKS, HomeContent, home_view
from handlers.kit.blocks import Message, button, fit_lines, line
from handlers.kit.escaping import escape
from tests.handlers.examples import EXAMPLES
from tests.handlers.helpdesk_card_examples import CLAIRE, LEA, NOW
from tests.handlers.home_examples import HELD, OUTLINES, PROMOTION

# What messages offer and no Home asks for, by why: each is a press of one's own accord, and nobody waits for it.
NO_QUESTION: Mapping[str, frozenset[str]] = {
    "reads what comes, on « Ma semaine »": frozenset({"helpdesk.needs"}),
    "changes what was agreed, on a card, a reminder or a list": frozenset(
        {
            "agenda.late",
            "agenda.renew",
            "agenda.revoke",
            "evaluation.cancel",
            "evaluation.leave",
            "evaluation.move",
            "gatherings.adjust",
            "gatherings.answer_for",
            "gatherings.dates",
            "helpdesk.cancel",
            "helpdesk.come_back",
            "helpdesk.leave",
            "helpdesk.more",
            "helpdesk.move",
            "agenda.undo",
            "helpdesk.undo",
            "polls.undo",
            "mentoring.calendar",
            "mentoring.come_back",
            "mentoring.end",
            "mentoring.leave",
            "mentoring.limit",
            "mentoring.move",
            "mentoring.move_rest",
            "mentoring.skip",
            "mentoring.withdraw",
            "evaluation.leave_talk",
            "evaluation.move_talk",
            "records.reassign",
            "polls.cancel",
            "workshops.edit",
            "workshops.withdraw",
            "polls.close",
            "polls.come_back",
            "polls.dates",
            "polls.end",
            "polls.leave",
            "polls.move",
        }
    ),
    "gives a file, a list or a setting": frozenset(
        {
            "agenda.connect",
            "catalogue.openings",
            "gatherings.calendar",
            "gatherings.group_calendar",
            "gatherings.groups",
            "gatherings.needs",
            "gatherings.practical",
            "gatherings.questions",
            "gatherings.returns",
            "gatherings.speaker_calendar",
            "mentoring.export",
            "mentoring.list_all",
            "records.report_paper",
            "reminders.snooze",
            "rights.erase",
            "rights.file",
            "rights.show",
            "helping.ask",
            "helping.open",
        }
    ),
    "begins something, or answers a search": frozenset(
        {
            "catalogue.open",
            "catalogue.share",
            "setup.add",  # a newcomer: the team is told, and whoever is first adds them
            "setup.all",
            "setup.begin",
            "setup.page",
            "evaluation.apart",  # one line leads to the support, where it is
            "evaluation.plan",
            "gatherings.kinds",
            "helpdesk.again",
            "mentoring.rejoin",
            "gatherings.next_month",
            "gatherings.which",
            "gatherings.series",
            "helpdesk.add",
            "mentoring.again",
            "planning.year",
            "programme.ask_team",
            "records.overview",
            "records.report",
            "records.sheet",
            "programme.talk",
            "talk.coming",
            "workshops.start",
        }
    ),
    "may be said or left: a question to speakers, a need, a word, what is shared, whom one brings, what one presents": (
        frozenset(
            {
                "gatherings.about",
                "gatherings.ask",
                "gatherings.invite",
                "gatherings.need",
                "gatherings.share",
                "gatherings.word",
                "workshops.write",
            }
        )
    ),
    "is for who organises a group of few, where doing nothing keeps it": frozenset(
        {"gatherings.form_now", "gatherings.join_group", "gatherings.open_alumni"}
    ),
    "may be left as its owner made it, in their own calendar": frozenset({"agenda.put_back"}),
    "stands among the answers, which the Home opens: one chooses with them under one's eyes": frozenset({"polls.pick"}),
    "stands on the card that « Ouvrir » shows: a cycle waits in one line": frozenset(
        {
            "mentoring.accept",
            "mentoring.agree_late",
            "mentoring.answer",
            "mentoring.choose",
            "mentoring.confirm",
            "mentoring.decline",
            "mentoring.missed",
            "mentoring.reassign",
            "mentoring.refuse_late",
            "mentoring.replan",
            "mentoring.when",
        }
    ),
}


def actions_of(node: object) -> Iterator[str]:
    """Give the actions of all that can be pressed, without what tells apart two of a kind."""
    if isinstance(node, dict):
        if "action_id" in node:
            yield node["action_id"].partition(":")[0]
        node = list(node.values())
    if isinstance(node, list | tuple):
        for one in node:
            yield from actions_of(one)


def drawn(kind: type[Message] | str) -> set[str]:
    found: set[str] = set()
    for draw in EXAMPLES.values():
        one: Any = draw()
        if isinstance(one, Message) if kind is Message else isinstance(one, dict) and one.get("type") == kind:
            found |= {*actions_of(one.blocks if isinstance(one, Message) else one)}
    return found


def test_each_question_of_a_message_is_on_the_home_or_named_with_its_reason() -> None:
    asked, home_has = drawn(Message), drawn("home")
    named = [action for some in NO_QUESTION.values() for action in some]
    assert len(named) == len(set(named))
    assert (sorted(asked - home_has - set(named)), sorted(set(named) - asked)) == ([], [])


def test_home_fits_in_a_hundred_blocks_and_says_how_many_wait_below() -> None:
    lines = tuple(line(escape(f"Ligne {at}"), button("Oui", f"kit.link:{at}", of=str(at))) for at in range(70))
    blocks = home_view(HomeContent(LEA, (), lines), now=NOW)["blocks"]
    said = [one["text"]["text"] for one in blocks if one["type"] == "section" and one["text"]["text"].startswith("Et ")]
    shown = sum(one["type"] == "section" and one["text"]["text"].startswith("Ligne") for one in blocks)
    assert len(blocks) <= MOST_BLOCKS
    assert said == [
        f"Et {70 - shown} autres demandes : la suite apparaît ici dès que vous avez répondu.".replace(" :", "\u00a0:")
    ]


def test_a_line_is_drawn_whole_or_not_at_all() -> None:
    lines = [
        line(escape("a"), button("Oui", "kit.link")),
        line(escape("b")),
        line(escape("c"), button("Oui", "kit.link")),
    ]
    assert [len(fit_lines(lines, room)) for room in range(6)] == [0, 0, 1, 2, 2, 3]


def test_by_defi_leads_to_a_promotion_that_they_coach_and_not_to_the_first_of_theirs() -> None:
    coached = replace(PROMOTION, id=2)
    both = replace(CLAIRE, memberships=(Membership(Role.PORTEUR, PROMOTION.id, 1), Membership(Role.COACH, coached.id)))
    drawn = [ways.main_buttons(ways.Ways(both, running)).to_dict() for running in ((PROMOTION, coached), (PROMOTION,))]
    pressed = [{one["action_id"]: one.get("value") for one in block["elements"]} for block in drawn]
    assert [one.get("records.overview") for one in pressed] == [str(coached.id), None]
    assert ["gatherings.programme" in one for one in pressed] == [False, True]


def _week(*several: Outline) -> tuple[str, dict[str, str]]:
    """Return the text of « Ma semaine », and each day's words, without no-break spaces."""
    drawn = agenda.week_message(several, CLAIRE, now=NOW)
    days = [one["text"]["text"].replace("\u00a0", " ") for one in drawn.blocks if one["type"] == "section"]
    return drawn.text.replace("\u00a0", " "), dict(one.split(" : ", 1) for one in days)


def test_a_week_of_committees_is_cut_between_two_of_them_and_counts_the_others() -> None:
    session = replace(OUTLINES[0].appointment, starts=NOW + timedelta(days=1), ends=NOW + timedelta(days=1, hours=1))
    name = "Comité d’évaluation de la phase « Prouver le concept »"
    crowd = [replace(OUTLINES[0], dispositif=name, appointment=replace(session, id=at)) for at in range(60)]
    spoken, days = _week(*crowd)
    (busy,) = [what for what in days.values() if "Comité" in what]
    for whole in (busy, spoken[spoken.index("Comité") : spoken.index(" autres")] + " autres"):
        named, more = whole.count("(Carte Vive)"), whole.rpartition(" ; et ")[2]
        assert (named > 5, more) == (True, f"{60 - named} autres")
    assert not spoken.endswith("…")
    assert len(days) == 5


def test_what_ends_at_midnight_is_not_on_the_next_day() -> None:
    midnight = moment_at(day_of(NOW) + timedelta(days=2), 0)
    late = replace(OUTLINES[0].appointment, starts=midnight - timedelta(hours=2), ends=midnight)
    _, days = _week(replace(OUTLINES[0], appointment=late))
    assert sum("Bureau d’aide" in what for what in days.values()) == 1


def test_a_week_says_what_has_yet_to_be_confirmed() -> None:
    held = replace(HELD.appointment, starts=NOW + timedelta(days=1), ends=NOW + timedelta(days=1, hours=1))
    _, days = _week(replace(HELD, appointment=held))
    assert [what for what in days.values() if what.endswith(", à confirmer")]
