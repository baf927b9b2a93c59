"""Fixed values for a report: its draft, itself, the forms about it, what is told of it, and its document."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.dates.paris import PARIS
from bot.programme.model import Actor, Membership, Person, Version
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.programme.versions import Clash
from bot.records.report.model import (
    PHRASE,
    STOCK,
    Advice,
    AdviceImportance,
    AdviceOutcome,
    AwaitedStep,
    Report,
    ReportOpening,
    ReportSheet,
    ReportStep,
    Verdict,
)
from handlers.kit.blocks import Message, Paper, message, modal
from handlers.records.report import listeners, news_views, texts, views
from handlers.records.report.forms import KEEP, LINE, REFUSE, AdviceMetadata
from tests.handlers.evaluation_examples import CARTE, CLAIRE, DAVID, HOSTILE, LEA, PAUL, PEOPLE, sheet, talk

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 6, 4, 9, 0, tzinfo=PARIS)
LATER = NOW + timedelta(days=40)
COACH = Actor("U0CLAIRE", replace(CLAIRE, memberships=(Membership(Role.COACH, 1),)))
EIG, PORTEUR = Actor("U0LEA", LEA), Actor("U0PAUL", PAUL)
SERGE = Person(8, "Serge Blanc", memberships=(Membership(Role.SPONSOR, 1, 1),))
SPONSOR = Actor("U0SERGE", SERGE)
GESTURE = "11111111-2222-4333-8444-555555555555"
DRAFT = Report(4, 7, 1, shape_in_use().sections)
PUBLISHED = Report(4, 7, 1, shape_in_use().sections, NOW, 1)
SHARED = replace(PUBLISHED, shared_at=NOW)
WORDS = {
    "phrase": "Un pilote sert dans deux préfectures.",
    "acquis": "Deux services demandent la suite.",
    "vigilance": HOSTILE,
    "innovation": "Le protocole d’essai est écrit.",
    "suite": "Tenir avec cinq préfectures.",
    "coachs": "Présenter le défi à deux autres administrations.",
}
TAKEN = {
    "marque": "Le terrain a répondu",
    "garde": "Une visite par semaine",
    "lien": "https://bilan.example.org/carte",
}
DO = Advice(1, 4, AdviceImportance.DO, "Publier le code du pilote")
ADVISED = Advice(2, 4, AdviceImportance.ADVISED, HOSTILE)
LEAD = Advice(3, 4, AdviceImportance.LEAD, "Changer de nom")
KEPT = replace(DO, verdict=Verdict.ACTION, action_id=12, answered_by=3, answered_at=NOW)
ROADMAP = replace(ADVISED, verdict=Verdict.ROADMAP, reason="https://route.example.org", answered_at=NOW)
REFUSED = replace(LEAD, verdict=Verdict.REFUSED, reason="Le nom est connu", answered_at=NOW)
OPENING = ReportOpening(
    (
        AdviceOutcome("a_faire", "Aller voir un service", "action", "", "done"),
        AdviceOutcome("conseille", "Ouvrir les données", "roadmap", "https://route.example.org", ""),
        AdviceOutcome("piste", HOSTILE, "refused", "Hors de notre portée", ""),
        AdviceOutcome("piste", "Écrire un article", "", "", ""),
        AdviceOutcome("piste", "Parler à la presse", "action", "", "todo"),
        AdviceOutcome("piste", "Faire un sondage", "action", "", "put_off"),
        AdviceOutcome("piste", "Changer d’outil", "action", "", "dropped"),
    ),
    (("Succès", "Deux services l’utilisent"), ("Difficultés", HOSTILE)),
    (("Tester à la préfecture", "Le service nous attend", "Paul Mercier"), ("Garder le périmètre", "", "")),
    ("Cinq préfectures en octobre",),
    (("Montrer la maquette", "2026-06-10", 3), ("Appeler la préfecture", "2026-06-11", 0)),
    ("Les orientations",),
)


def report(
    *,
    words: Mapping[str, str] | None = None,
    state: Report = DRAFT,
    advice: tuple[Advice, ...] = (DO, ADVISED, LEAD),
    opening: ReportOpening = OPENING,
    sponsors: tuple[Person, ...] = (SERGE,),
    **values: Any,  # noqa: ANN401 - its fields
) -> ReportSheet:
    """Give the report of Carte Vive's committee, with the words given or a whole."""
    given = {**TAKEN, **WORDS} if words is None else words
    held = {name: Version(4, name, 1, text, 1, NOW) for name, text in given.items()}
    of = replace(sheet(), talk=talk())
    return ReportSheet(of, state, held, advice, opening, {**PEOPLE, 8: SERGE}, sponsors, {12: "todo"}, **values)


NOTHING = report(words={}, advice=(), opening=ReportOpening())
LONG = report(
    words=dict.fromkeys((PHRASE, *(section.key for section in shape_in_use().sections), *STOCK), "<&>" * 1000),
    state=PUBLISHED,
    advice=tuple(Advice(at, 4, AdviceImportance.DO, "<" * 600) for at in range(12)),
)
READ = report(state=PUBLISHED)
ANSWERED = report(
    words={**WORDS, "reponse": "Merci, nous en parlons jeudi."}, state=SHARED, advice=(KEPT, ROADMAP, REFUSED)
)
CLASHES = [Clash(Version(4, "acquis", 2, HOSTILE, 2, NOW), "Le service vient")]
STOCK_CLASHES = [Clash(Version(4, "marque", 2, "Le terrain", 3, NOW), "Le service")]
NEW, CHANGED = AdviceMetadata(9, 0, GESTURE), AdviceMetadata(9, 1, GESTURE, 2)
PAPER = Paper("rapport.html", "Rapport", ())


def _blocks(drawn: list[Any]) -> dict[str, Any]:
    return modal("records.report_read", "Rapport", drawn)


def _line(wait: ReportStep, until: date | None, *, now: datetime = NOW) -> dict[str, Any]:
    (one,) = news_views.home_lines([AwaitedStep(wait, 9, 2, CARTE, until)], now=now)
    return _blocks(list(one.blocks))


_EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "draft": lambda: views.draft_modal(report(), now=NOW),
    "draft.empty": lambda: views.draft_modal(NOTHING, now=NOW),
    "draft.long": lambda: views.draft_modal(replace(LONG, report=DRAFT), now=NOW),
    "review": lambda: views.preview_modal(report(), viewer=COACH, now=NOW),
    "published": lambda: views.published_modal(READ, is_first_time=True, now=NOW),
    "published.already": lambda: views.published_modal(READ, is_first_time=False, now=NOW),
    "published.already.erased": lambda: views.published_modal(replace(READ, people={}), is_first_time=False, now=NOW),
    "read.eig": lambda: views.report_modal(READ, viewer=EIG, now=NOW),
    "read.porteur.answered": lambda: views.report_modal(ANSWERED, viewer=PORTEUR, now=NOW),
    "read.sponsor": lambda: views.report_modal(ANSWERED, viewer=SPONSOR, now=NOW),
    "read.coach": lambda: views.report_modal(READ, viewer=COACH, now=NOW),
    "read.long": lambda: views.report_modal(LONG, viewer=EIG, now=NOW),
    "page": lambda: _blocks(list(views.page_message(READ, viewer=PORTEUR, now=NOW).blocks)),
    "paper": lambda: _blocks(list(views.paper(ANSWERED, name="rapport.html", now=NOW).blocks)),
    "at_once": lambda: listeners.headings_form(report(), gesture=GESTURE),
    "at_once.begun": lambda: listeners.headings_form(
        replace(NOTHING, begun={"acquis": HOSTILE, "suite": "• Tester"}), gesture=GESTURE
    ),
    "heading": lambda: views.words_form(report(), ("acquis",)),
    "heading.empty": lambda: views.words_form(NOTHING, ("phrase",)),
    "stock": lambda: views.words_form(NOTHING, tuple(STOCK)),
    "stock.again": lambda: views.words_form(report(), tuple(STOCK)),
    "answer": lambda: views.words_form(READ, ("reponse",)),
    "merge": lambda: views.merge_form(report(), CLASHES, now=NOW),
    "merge.stock": lambda: views.merge_form(report(), STOCK_CLASHES, now=NOW),
    "saved": views.saved_modal,
    "saved.emptied": lambda: views.saved_modal(is_emptied=True),
    "review.without-stock": lambda: views.preview_modal(report(words=WORDS), viewer=COACH, now=NOW),
    "advice": lambda: views.advice_form(NEW, shown_advice=None),
    "advice.again": lambda: views.advice_form(CHANGED, shown_advice=ADVISED),
    "advice.overtaken": lambda: views.advice_form(CHANGED, shown_advice=ADVISED, typed_text="Ce que j’ai écrit"),
    "keep": lambda: views.keep_advice_form(
        DO, owners=[LEA, PAUL, CLAIRE, DAVID], metadata=replace(NEW, verdict=KEEP), due=date(2026, 6, 18)
    ),
    "keep.nobody": lambda: views.keep_advice_form(
        DO, owners=[], metadata=replace(NEW, verdict=KEEP), due=date(2026, 6, 18)
    ),
    "keep.roadmap": lambda: views.roadmap_form(
        replace(READ, sheet=replace(READ.sheet, defi=replace(CARTE, roadmap="https://route.example.org"))),
        ADVISED,
        metadata=replace(NEW, verdict=LINE),
    ),
    "refuse": lambda: views.refuse_advice_form(DO, metadata=replace(NEW, verdict=REFUSE)),
    "noted": views.noted_modal,
    "noted.back": lambda: views.noted_modal(with_way_back=True),
    "read.eig.dropped": lambda: views.report_modal(
        replace(report(state=PUBLISHED, advice=(KEPT,)), states={12: "dropped"}), viewer=EIG, now=NOW
    ),
    "shared": lambda: views.shared_message(READ, is_first_time=True),
    "shared.before": lambda: views.shared_message(ANSWERED, is_first_time=False),
    "paper.comes": lambda: views.paper_coming_message(is_first_time=True),
    "paper.there": lambda: views.paper_coming_message(is_first_time=False),
    "told": lambda: news_views.published_message(READ, paper=PAPER, now=NOW),
    "told.after-the-talk": lambda: news_views.published_message(READ, paper=PAPER, now=LATER),
    "told.without-words": lambda: news_views.published_message(report(words={}, state=PUBLISHED), paper=PAPER, now=NOW),
    "sent": lambda: news_views.sponsor_message(ANSWERED, by=LEA, paper=PAPER),
    "sent.erased": lambda: news_views.sponsor_message(ANSWERED, by=None, paper=PAPER),
    "answered": lambda: news_views.team_answer_message(ANSWERED),
    "awaited": lambda: news_views.next_step_message(
        AwaitedStep(ReportStep.STOCK, 9, 2, CARTE, date(2026, 6, 9)), now=NOW
    ),
    "awaited.no-more": lambda: news_views.next_step_message(None, now=NOW),
    "waits.stock": lambda: _line(ReportStep.STOCK, date(2026, 6, 9)),
    "waits.stock.late": lambda: _line(ReportStep.STOCK, date(2026, 6, 9), now=LATER),
    "waits.writing": lambda: _line(ReportStep.WRITING, date(2026, 6, 15)),
    "waits.answers": lambda: _line(ReportStep.ANSWERS, None),
    **{f"why.{name}": lambda said=said: message(said) for name, said in texts.WHY.items()},  # type: ignore[misc]
}
EXAMPLES = {f"report.{name}": draw for name, draw in _EXAMPLES.items()}
