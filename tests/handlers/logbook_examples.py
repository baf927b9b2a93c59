"""Fixed values for logbooks: a page that is full, blank, of who has left; its forms; what leaves it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, State
from bot.dates.paris import PARIS
from bot.logbook.facts import LogbookPaper
from bot.logbook.model import AssessedLevel, Evidence, FieldText, Level, Logbook, MonthEvent, MonthPage, Share
from bot.programme.model import Defi, Person, Phase, Promotion
from handlers.kit.blocks import Message, text_message
from handlers.kit.told import opened_modal
from handlers.logbook import leaving_views as leaving
from handlers.logbook import papers, views
from handlers.logbook import texts as leaving_texts

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=PARIS)
MONTH, BEFORE = "2026-05", "2026-03"
HOSTILE = "<!channel> & *le service* a dit oui"
SKILL, GONE = "competence:accessibilite-numerique", "competence:une-competence-de-jadis"
LEA = Person(1, "Léa Martin", slack_id="U0LEA")
CLAIRE = Person(2, "Claire Morel", slack_id="U0CLAIRE")
DAVID = Person(3, "David Nguyen")
FIRST = Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 3, 11))
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11), phases=(FIRST, PHASE))
DEFI = Defi(1, 1, "Carte Vive", "Bureau des cartes")
HOUR = Appointment(
    id=7,
    uid="7",
    dispositif="carnet",
    promotion_id=None,
    defi_id=None,
    starts=NOW + timedelta(days=9, hours=6),
    ends=NOW + timedelta(days=9, hours=7),
    state=State.CONFIRMED,
    revision=0,
    link=None,
    participants=(Participant(1, Part.GUEST),),
    place="où vous voulez",
)
TAGS = (SKILL, "valeur:logiciel-libre")
FOUND = (
    MonthEvent("seance-5", "Conférence «\u00a0Publier ses données\u00a0»", date(2026, 5, 12), TAGS),
    MonthEvent("passage-4", HOSTILE, date(2026, 5, 13)),
    MonthEvent("question-3", "Et la licence\u00a0?", date(2026, 5, 13)),
    MonthEvent("action-9", "Écrire au service", date(2026, 5, 14)),
)
KEPT = Evidence("seance-5", "Conférence «\u00a0Publier ses données\u00a0»", date(2026, 5, 12), TAGS, MONTH)
MANY = tuple(MonthEvent(f"action-{number}", f"Action {number}", date(2026, 5, 4)) for number in range(42))


def words(*several: tuple[str, str, str], **given: str) -> dict[tuple[str, str], FieldText]:
    """Give what is written, by month and name; `given`: of the one that another window met."""
    return {(month, name): FieldText(month, name, text, 1, NOW, **given) for month, name, text in several}


WRITTEN = words(
    ("", "apprendre", "Parler en public"),
    ("", "ask1", "Qui ai-je aidé\u00a0?"),
    ("", "resultat", "Deux services publient leurs données\nsans nous"),
    ("", "preuve", "https://exemple.org/bilan"),
    (MONTH, "avance", HOSTILE),
    (MONTH, "own1", "Inès"),
    (BEFORE, "appris", "La licence ouverte"),
)
LEVELS = (
    AssessedLevel(SKILL, 1, Level.DISCOVERS, NOW),
    AssessedLevel(SKILL, 2, Level.ALONE, NOW),
    AssessedLevel(GONE, 2, Level.HELPED, NOW),
)
BOOK = Logbook(4, 1, 1, (SKILL, GONE), WRITTEN, LEVELS, (KEPT,))
BLANK = Logbook(0, 1, 1)
PAGE = MonthPage(BOOK, PROMOTION, MONTH, FOUND, HOUR, PHASE, NOW.date(), can_write=True)
CROSSED = replace(BOOK, words=words((MONTH, "avance", "Depuis le bureau"), aside="Depuis le train"))
EMPTIED = replace(BOOK, words=words((MONTH, "avance", ""), aside="Depuis le train"))
ALL = words(*((MONTH, name, "Un pas") for name in ("avance", "appris", "freine", "ensuite")))
NEW_SKILL = replace(BOOK, skills=("competence:agilite",), assessed=())


def page(book: Logbook = BOOK, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - a page's fields
    return views.page_modal(replace(PAGE, book=book, **given), now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "logbook.page": page,
    "logbook.page.blank": lambda: page(BLANK, found=(), hour=None),
    "logbook.page.many": lambda: page(NEW_SKILL, found=MANY, phase=None),
    "logbook.page.crossed": lambda: page(CROSSED),
    "logbook.page.answered": lambda: page(replace(BOOK, words=ALL)),
    "logbook.page.left": lambda: page(
        can_write=False, today=date(2026, 11, 20), phase=None, month=BEFORE, found=FOUND[:1]
    ),
    "logbook.page.left.kept": lambda: page(can_write=False, today=date(2026, 11, 20), phase=None),
    "logbook.page.last": lambda: page(today=date(2026, 10, 1)),
    "logbook.opened": lambda: opened_modal("Mon carnet de bord", views.page_blocks(PAGE, now=NOW), metadata="carnet 7"),
    "logbook.words": lambda: views.words_form(BOOK, month=MONTH, name="avance", now=NOW),
    "logbook.words.own": lambda: views.words_form(BOOK, month=MONTH, name="own1", now=NOW),
    "logbook.words.ask": lambda: views.words_form(BOOK, month=MONTH, name="ask2", now=NOW),
    "logbook.words.crossed": lambda: views.words_form(CROSSED, month=MONTH, name="avance", now=NOW),
    "logbook.words.emptied": lambda: views.words_form(EMPTIED, month=MONTH, name="avance", now=NOW),
    "logbook.words.proof": lambda: views.words_form(BLANK, month=MONTH, name="preuve", now=NOW),
    "logbook.skills": lambda: views.skills_form(BOOK, MONTH),
    "logbook.levels": lambda: views.levels_form(BOOK, month=MONTH, phase=2),
    "logbook.hour": lambda: views.hour_form(PAGE),
    "logbook.hour.first": lambda: views.hour_form(replace(PAGE, hour=None)),
    "logbook.hour.kept": lambda: views.hours_reserved_modal(
        [HOUR, replace(HOUR, starts=NOW + timedelta(days=37))], now=NOW
    ),
    "logbook.hour.no": views.no_hour_modal,
    "logbook.why.over": lambda: views.refusal_message("over"),
    "logbook.why.none": lambda: views.refusal_message("none"),
    "logbook.talk": lambda: leaving.talk_form(BOOK, [CLAIRE, DAVID]),
    "logbook.preview": lambda: leaving.preview_modal(
        "Mai 2026\u00a0: une question", HOSTILE, coach=CLAIRE, place=(MONTH, "avance")
    ),
    "logbook.sent": lambda: leaving.entry_sent_modal(CLAIRE),
    "logbook.shared": lambda: leaving.entry_shared_message(
        Share(1, 1, 2, "Mai 2026\u00a0: une question", HOSTILE), LEA
    ),
    "logbook.shared.elsewhere": lambda: leaving.entry_shared_message(
        Share(1, 1, 2, None, HOSTILE), replace(LEA, slack_id=None)
    ),
    "logbook.shared.erased": lambda: leaving.entry_shared_message(Share(1, 1, 2, None, None), LEA),
    "logbook.ready": lambda: leaving.file_ready_message(LogbookPaper.WHOLE, BOOK),
    "logbook.ready.cv": lambda: leaving.file_ready_message(LogbookPaper.CV, BOOK),
    "logbook.ready.picture": lambda: leaving.file_ready_message(LogbookPaper.PICTURE, BOOK),
    "logbook.comes": leaving.file_coming_message,
    "logbook.erased": lambda: leaving.erased_modal(had_content=True),
    "logbook.erased.nothing": lambda: leaving.erased_modal(had_content=False),
    "logbook.file": lambda: papers.whole_logbook_text(
        replace(BOOK, words={**WRITTEN, **CROSSED.words}), PROMOTION, now=NOW
    ),
    "logbook.file.cv": lambda: papers.cv_text(BOOK, PROMOTION, defis=[DEFI], now=NOW),
    "logbook.file.cv.blank": lambda: papers.cv_text(BLANK, PROMOTION, defis=[], now=NOW),
    "logbook.file.alt": lambda: papers.alt_text(BOOK),
    **{f"logbook.why.{one}": partial(text_message, said) for one, said in leaving_texts.WHY.items() if one != "none"},
}
