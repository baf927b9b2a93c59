"""Fixed values for a conference (its form, its questions, what it brought) and for the promotion's seminar."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, State
from bot.dates.paris import PARIS
from bot.gatherings.conference.feedback import FeedbackSummary
from bot.gatherings.conference.talks import TalkChoice
from bot.gatherings.kinds import CONFERENCE, SEMINAR
from bot.gatherings.model import Answer, Gathering, GatheringSheet, Mark, Proposal, Purpose, Reply, Series
from bot.programme.model import Membership, Person, Promotion
from bot.programme.roles import Role
from handlers.gatherings.announcement.views import CardExtra
from handlers.gatherings.conference import texts as conference_texts
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.seminars import texts as seminars_texts
from handlers.gatherings.seminars import views as seminars_views
from handlers.kit.blocks import Message, actions, message
from handlers.kit.escaping import escape

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=PARIS)
STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
AFTER = STARTS + timedelta(hours=2)
HOSTILE = "<!channel> & <@U0AUTRE>"
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11), {"promotion": "C0PROMO"})
CLAIRE = Person(1, "Claire Morel", memberships=(Membership(Role.COACH, 1),))
LEA, SAMI, INES = (
    Person(number, name, memberships=(Membership(Role.EIG, 1),))
    for number, name in ((2, "Léa Martin"), (3, "Sami Haddad"), (4, "Inès Diallo"))
)
NADINE = Person(9, "Nadine Roux", "nadine@example.org", memberships=(Membership(Role.EXPERT),))
EMMA = Person(10, "Emma Leroy", memberships=(Membership(Role.EXPERT),))
PAUL = Person(11, "Paul Mercier", memberships=(Membership(Role.PORTEUR, 1),))
MANY = tuple(Person(100 + number, f"Spécialiste {number:03}") for number in range(120))
ABSTRACT = "Ce que publier change pour une administration, et ce que cela demande.\nAvec des exemples."
READING = "https://exemple.org/guide\nLe chapitre 3 du guide."
PRACTICAL = "Métro Ségur, entrée par la cour.\nUne auberge à cinq minutes.\nRepas sur place, le dire si régime."


def conference(
    *,
    speakers: tuple[Person, ...] = (NADINE, EMMA),
    state: State = State.CONFIRMED,
    **of: Any,  # noqa: ANN401 - a gathering's columns
) -> GatheringSheet:
    """Give a conference that Claire organises."""
    given = {"title": "Table ronde : ouvrir ses données", "abstract": ABSTRACT, "reading": READING, **of}
    return _sheet(CONFERENCE, STARTS, minutes=90, speakers=speakers, state=state, **given)


def seminar(
    *,
    place: str | None = "20 avenue de Ségur, Paris",
    **of: Any,  # noqa: ANN401 - a gathering's columns
) -> GatheringSheet:
    """Give the promotion's seminar, on two days, that Claire organises; Léa comes."""
    given = {"abstract": "La confiance, et la suite de vos défis", "sheet": PRACTICAL, **of}
    starts = STARTS.replace(hour=9)
    return _sheet(SEMINAR, starts, minutes=32 * 60, place=place, link=None, **given)


def _sheet(
    dispositif: str,
    starts: datetime,
    *,
    minutes: int,
    speakers: tuple[Person, ...] = (),
    state: State = State.CONFIRMED,
    place: str | None = None,
    link: str | None = "https://visio.example.org/a",
    **of: Any,  # noqa: ANN401 - a gathering's columns
) -> GatheringSheet:
    parts = (
        Participant(CLAIRE.id, Part.HOST),
        *(Participant(one.id, Part.EXPERT) for one in speakers),
        Participant(LEA.id, Part.GUEST),
    )
    ends = starts + timedelta(minutes=minutes)
    one = Appointment(11, "uid", dispositif, 1, None, starts, ends, state, 0, link, parts, place=place)
    gathering = replace(Gathering(7, 5, "2026-05", 11, starts.date(), NOW), **of)
    known = {each.id: each for each in (CLAIRE, LEA, SAMI, INES, *speakers)}
    answers = {LEA.id: Answer(LEA.id, Reply.COMES, 1, NOW)}
    series = Series(5, 1, dispositif, "", minutes, CLAIRE.id)
    return GatheringSheet(gathering, series, one, PROMOTION, (INES, LEA, SAMI), answers, known)


def question(number: int, text: str, *, author: Person | None = None, by: tuple[Person, ...] = ()) -> Proposal:
    """Give a question, of nobody by default."""
    supporters = frozenset(one.id for one in by)
    return Proposal(number, 7, Purpose.QUESTION, text, NOW, author.id if author else None, supporters)


QUESTIONS = (
    question(31, "Comment avez-vous convaincu votre direction ?", by=(LEA, SAMI)),
    question(32, f"Et {HOSTILE} alors ?", author=SAMI, by=(INES,)),
    question(33, "Par où commencer ?", author=LEA),
)
SHORT = tuple(question(number, "Combien de temps\u00a0?") for number in range(40, 53))
FULL = tuple(question(number, f"Question {number} ? " + "mot " * 60) for number in range(40, 54))
CHOICE = TalkChoice({Role.COACH: (), Role.EXPERT: (EMMA, NADINE)}, {Role.PORTEUR: (PAUL,), Role.ALUMNI: ()})


def drawn(extra: CardExtra) -> Message:
    """Draw what a kind adds as a message of its own."""
    said = escape(extra.said or "Voici ce qui s’ajoute à ce message.")
    return message(said, *extra.blocks, *([actions(*extra.buttons)] if extra.buttons else []))


def words(said: str) -> Message:
    """Draw what is said to one person."""
    return message(escape(said))


def _list(viewer: Person, *, supports: bool = True, moderates: bool = False) -> dict[str, Any]:
    return conference_views.questions_modal(
        conference(), QUESTIONS, viewer_id=viewer.id, may_support=supports, may_moderate=moderates, now=NOW
    )


_COUNTS = {Mark.VERY: 3, Mark.SOME: 1, Mark.LITTLE: 0}
_NONE = dict.fromkeys(Mark, 0)
_LONG: dict[str, Any] = {"title": "x" * 150, "abstract": "mot " * 749, "reading": f"{HOSTILE} " * 110}
_GONE = conference(state=State.CANCELLED)
_INVALID = (
    ("title", "long", ""),
    ("outside", "line", "Anne"),
    ("outside", "email", "anne@"),
    ("outside", "name", "anne@exemple.fr"),
    ("speakers", "many", ""),
    ("speakers", "taken", "Nadine Roux"),
    ("speakers", "organises", "Claire Morel"),
    ("guests", "gone", ""),
)
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "talks.form": lambda: conference_views.talk_form(conference(), CHOICE, now=NOW),
    "talks.form.precise": lambda: conference_views.talk_form(conference(), CHOICE, all_fields=True, now=NOW),
    "talks.form.empty": lambda: conference_views.talk_form(
        conference(speakers=(), title=None, abstract=None, reading=None), TalkChoice({Role.EXPERT: MANY}, {}), now=NOW
    ),
    "talks.completed": lambda: conference_views.talk_saved_modal(conference(announced_at=NOW)),
    "talks.completed.missing": lambda: conference_views.talk_saved_modal(
        conference(speakers=(), title=None, abstract=None)
    ),
    "talks.announced": lambda: drawn(conference_views.announcement_extra(conference(), count=2, now=NOW)),
    "talks.announced.bare": lambda: drawn(
        conference_views.announcement_extra(conference(abstract=None, reading=None), count=0, now=NOW)
    ),
    "talks.announced.long": lambda: drawn(conference_views.announcement_extra(conference(**_LONG), count=1, now=NOW)),
    "talks.announced.over": lambda: drawn(conference_views.announcement_extra(conference(), count=1, now=AFTER)),
    "talks.planned": lambda: drawn(conference_views.page_extra(conference(), has_ratings=False, now=NOW)),
    "talks.planned.over": lambda: drawn(conference_views.page_extra(conference(), has_ratings=True, now=AFTER)),
    "talks.speaker": lambda: _given(
        conference_views.speaker_message(conference(), NADINE.id, is_posted=False, now=NOW)
    ),
    "talks.speaker.alone": lambda: _given(
        conference_views.speaker_message(
            conference(speakers=(NADINE,), title=HOSTILE, abstract=None), 9, is_posted=False, now=NOW
        )
    ),
    "talks.speaker.asked": lambda: _given(
        conference_views.speaker_message(conference(), NADINE.id, has_agreed=False, is_posted=False, now=NOW)
    ),
    "talks.speaker.over": lambda: _given(
        conference_views.speaker_message(conference(), NADINE.id, is_posted=True, now=AFTER)
    ),
    "talks.speaker.gone": lambda: _given(
        conference_views.speaker_message(conference(speakers=()), NADINE.id, is_posted=True, now=NOW)
    ),
    "talks.speaker.cancelled": lambda: _given(
        conference_views.speaker_message(_GONE, NADINE.id, is_posted=True, now=NOW)
    ),
    "talks.unasked": lambda: _given(
        conference_views.no_longer_speaker_message(
            conference(speakers=(), title=None), NADINE.id, is_posted=False, now=NOW
        )
    ),
    "talks.nothing-to-take": lambda: words(conference_texts.NO_LONGER_TO_COME),
    **{f"talks.invalid.{one[0]}-{one[1]}": partial(conference_texts.invalid, *one) for one in _INVALID},
    "questions.form": lambda: conference_views.question_form(conference(), "7 gesture", now=NOW),
    "questions.asked": lambda: conference_views.question_sent_modal(anonymous=False),
    "questions.asked.anonymous": lambda: conference_views.question_sent_modal(anonymous=True),
    "questions.list": lambda: _list(LEA),
    "questions.list.moderator": lambda: _list(CLAIRE, supports=False, moderates=True),
    "questions.list.closed": lambda: _list(NADINE, supports=False),
    "questions.list.none": lambda: conference_views.questions_modal(
        conference(title=None), (), viewer_id=2, may_support=True, may_moderate=False, now=NOW
    ),
    "questions.list.full": lambda: conference_views.questions_modal(
        conference(), FULL, viewer_id=2, may_support=True, may_moderate=True, now=NOW
    ),
    "questions.gone": conference_views.question_withdrawn_modal,
    "questions.handed": lambda: conference_views.questions_message(conference(), QUESTIONS, now=NOW),
    "questions.handed.one": lambda: conference_views.questions_message(conference(title=None), QUESTIONS[:1], now=NOW),
    "questions.handed.thirteen": lambda: conference_views.questions_message(conference(), SHORT, now=NOW),
    "questions.handed.full": lambda: conference_views.questions_message(conference(), FULL, now=NOW),
    "questions.withdrawn": lambda: conference_views.no_questions_message(conference(), now=NOW),
    "questions.closed": lambda: words(conference_texts.CLOSED),
    "feedback.after": lambda: drawn(conference_views.rating_extra(conference(), now=AFTER)),
    "feedback.rated": lambda: conference_views.rating_noted_message(conference(), "very", now=AFTER),
    "feedback.form": lambda: conference_views.comment_form(conference(), ""),
    "feedback.form.again": lambda: conference_views.comment_form(conference(), "Très clair"),
    "feedback.worded": lambda: conference_views.comment_saved_modal(is_erased=False),
    "feedback.worded.erased": lambda: conference_views.comment_saved_modal(is_erased=True),
    "feedback.returns": lambda: conference_views.feedback_modal(
        FeedbackSummary(conference(), _COUNTS, ("Encore !", f"Très {HOSTILE}")), now=AFTER
    ),
    "feedback.returns.no-word": lambda: conference_views.feedback_modal(
        FeedbackSummary(conference(), _COUNTS, ()), now=AFTER
    ),
    "feedback.returns.none": lambda: conference_views.feedback_modal(
        FeedbackSummary(conference(), _NONE, ()), now=AFTER
    ),
    "feedback.early": lambda: words(conference_texts.INVALID_FEEDBACK["early"]),
    "seminars.form": lambda: seminars_views.seminar_form(seminar(), now=NOW),
    "seminars.form.empty": lambda: seminars_views.seminar_form(seminar(place=None, abstract=None, sheet=None), now=NOW),
    "seminars.kept": lambda: seminars_views.seminar_saved_modal(seminar()),
    "seminars.kept.missing": lambda: seminars_views.seminar_saved_modal(seminar(place=None, sheet=None)),
    "seminars.announced": lambda: drawn(seminars_views.announcement_extra(seminar(), now=NOW)),
    "seminars.announced.over": lambda: drawn(seminars_views.announcement_extra(seminar(), now=AFTER)),
    "seminars.planned": lambda: drawn(seminars_views.page_extra(seminar(), has_ratings=False, now=NOW)),
    "seminars.planned.over": lambda: drawn(seminars_views.page_extra(seminar(), has_ratings=True, now=AFTER)),
    "seminars.practical": lambda: seminars_views.practical_modal(seminar(), now=NOW),
    "seminars.need": lambda: seminars_views.access_need_form(seminar(), "Une rampe", now=NOW),
    "seminars.needed": lambda: seminars_views.access_need_saved_modal(is_erased=False),
    "seminars.needed.erased": lambda: seminars_views.access_need_saved_modal(is_erased=True),
    "seminars.needs": lambda: seminars_views.access_needs_modal(
        seminar(), ((LEA, "Une rampe d’accès"), (SAMI, HOSTILE)), now=NOW
    ),
    "seminars.needs.none": lambda: seminars_views.access_needs_modal(seminar(), (), now=NOW),
    "seminars.placed": lambda: _given(seminars_views.new_place_message(seminar(), now=NOW)),
    "seminars.not-coming": lambda: words(seminars_texts.NO_SHEET["not_coming"]),
}


def _given(one: Message | None) -> Message:
    assert one is not None
    return one
