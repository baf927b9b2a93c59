"""Every no that a form or a press may get, by what the use case or the form gave as `field` and `reason`."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from bot.dates.hours_text import FaultCode, LineFault
from bot.errors import Invalid
from bot.mentoring.model import SHIPPED, Obstacle
from handlers.agenda import texts as agenda_texts
from handlers.agenda.absence import texts as absence_texts
from handlers.agenda.connecting import texts as connecting_texts
from handlers.agenda.hours import texts as hours_texts
from handlers.agenda.reminders import texts as reminders_texts
from handlers.catalogue import shaping_texts as formats_texts
from handlers.catalogue import texts as openings_texts
from handlers.evaluation.card import texts as committee_texts
from handlers.evaluation.planning import texts as planning_texts
from handlers.evaluation.support import texts as support_texts
from handlers.gatherings.announcement import texts as answers_texts
from handlers.gatherings.conference import texts as conference_texts
from handlers.gatherings.date import texts as date_texts
from handlers.gatherings.groups import texts as adjusting_texts
from handlers.gatherings.seminars import texts as seminars_texts
from handlers.gatherings.series import texts as series_texts
from handlers.gatherings.subjects import texts as subjects_texts
from handlers.helpdesk.booking import forms as calls_forms
from handlers.helpdesk.booking import texts as booking_texts
from handlers.helpdesk.changes import texts as changes_texts
from handlers.helpdesk.hosting import forms as hosting_forms
from handlers.helpdesk.hosting import texts as hosting_texts
from handlers.helpdesk.paper import texts as paper_texts
from handlers.helpdesk.swaps import texts as swaps_texts
from handlers.helping import texts as helping_texts
from handlers.kit import fields, texts
from handlers.kit.gestures.texts import FAULTS, NO_SESSION, ONE_NOT_FREE
from handlers.kit.texts import NO_MOMENT, PAST, PERSON_GONE, QUARTER, REASON_LONG
from handlers.logbook import texts as leaving_texts
from handlers.mentoring.answering import texts as answering_texts
from handlers.mentoring.asking import texts as asking_texts
from handlers.mentoring.choosing import texts as choosing_texts
from handlers.mentoring.coaching import texts as coaching_texts
from handlers.mentoring.outcomes import texts as after_texts
from handlers.mentoring.running import texts as running_texts
from handlers.mentoring.texts import refused_time
from handlers.planning import texts as plan_texts
from handlers.polls.asking import texts as polls_texts
from handlers.polls.card import texts as meeting_texts
from handlers.polls.running import texts as poll_texts
from handlers.programme import texts as wishes_texts
from handlers.records.actions import texts as action_texts
from handlers.records.letters.texts import INVALID
from handlers.records.meeting import texts as sheet_texts
from handlers.records.report import texts as report_texts
from handlers.workshops import texts as workshop_texts
from tests.handlers import setup_examples as setup

Said: TypeAlias = dict[tuple[str, str], str]  # field and reason → the sentence

WHEN = "mardi 12 mai à 14\u00a0h"
SOMEBODY = "Claire Morel"
LINES: tuple[FaultCode, ...] = (
    *("day", "range", "clock", "order", "overlap", "twice", "long", "weekday", "past", "far", "span"),
)
RULES: tuple[FaultCode, ...] = (
    *("day", "never", "which", "several", "time", "times", "clock", "weekday", "order", "span", "past", "far", "long"),
)
FEEDS = (
    *("unreachable", "slow", "refused", "private", "unsafe", "forbidden", "gone", "redirects", "too_big", "too_many"),
    *("not_ics", "broken", "not_a_link", "long"),
)
TALKS = (
    *(("title", "long"), ("abstract", "long"), ("reading", "long"), ("outside", "line"), ("outside", "email")),
    *(("outside", "name"), ("speakers", "many"), ("speakers", "taken"), ("speakers", "organises")),
    *(("speakers", "gone"), ("guests", "gone")),
)


def on(field: str, said: Mapping[str, str]) -> Said:
    """Give the sentences of one field."""
    return {(field, reason): sentence for reason, sentence in said.items()}


def of_terms(*reasons: str) -> dict[str, Invalid]:
    """Give refusals of times that name the terms of a cycle, by reason."""
    return {reason: Invalid(field="times", reason=reason, terms=SHIPPED) for reason in reasons}


TOO_FAR = {"window": refused_time({}, of_terms("window")["window"])}


def of_form(form: fields.Form) -> Said:
    """Give the sentences of all fields of a form."""
    return {key: sentence for one in form.fields for key, sentence in on(one.name, one.refusals).items()}


def lines(field: str, codes: Iterable[FaultCode], say: Callable[[LineFault], str]) -> Said:
    """Give what is said of a line that cannot be read; « jeudi » is the word that may be meant."""
    meant = {"weekday": "jeudi"}
    shown = {f"line {code}": say(LineFault(2, "jeudy 9h", code, "jeudy 9h", meant.get(code))) for code in codes}
    return on(field, shown | {"line near": say(LineFault(2, "jeudy", "day", "jeudy", "jeudi"))})


Where: TypeAlias = tuple[str, str, str]  # its feature, how its examples begin, what one does in it
REFUSED: Mapping[Where, Mapping[tuple[str, str], str]] = {
    ("catalogue", "openings.form", "quand un dispositif ouvre"): {("day", "missing"): openings_texts.NO_DAY},
    ("catalogue", "formats.new", "un rendez-vous du programme"): formats_texts.INVALID,
    ("planning", "formats.change", "un format qui change"): {
        key: formats_texts.INVALID[key] for key in (("name", "taken"), ("minutes", "changed"), ("people", "role"))
    },
    ("notices", "wishes.form", "en parler avec mon coach"): {("line", "long"): wishes_texts.LONG},
    ("agenda", "hours.form", "vos disponibilités"): {
        **lines("days", LINES, lambda one: texts.faults([one])),
        **on("link", {reason: hours_texts.link_fault(reason) for reason in ("not_a_link", "long")}),
        **on("feed", {reason: connecting_texts.fault(reason) for reason in FEEDS}),
        ("slot", "taken"): hours_texts.JUST_TAKEN,
        ("slot", "past"): hours_texts.OVER,
    },
    ("agenda", "connecting.form", "connecter un agenda"): {
        **on("address", {reason: connecting_texts.invalid("address", reason) for reason in ("empty", "long")}),
        ("address", "not_a_link"): connecting_texts.invalid("address", "not_a_link"),
        ("user", "long"): connecting_texts.invalid("user", "long"),
        **on("password", {why: connecting_texts.invalid("password", why) for why in ("missing", "long", "off")}),
    },
    ("planning", "absence.form", "une absence"): {
        ("word", "long"): absence_texts.WORD_LONG,
        ("days", "past"): absence_texts.PAST.plain,
        ("days", "long"): absence_texts.TOO_LONG.plain,
        ("line", "gone"): absence_texts.gone(["Confier à David Nguyen", "Annuler le rendez-vous"]),
        ("line", "taken"): absence_texts.busy(SOMEBODY, ["Proposer d’autres dates"]),
        ("line", "late"): absence_texts.late(["Annuler le rendez-vous", "Ne rien changer"]),
        ("line", "already"): absence_texts.already(),
    },
    ("agenda", "reminders.form", "mes messages"): {
        ("quiet", "same"): reminders_texts.SAME,
        ("zone", "unknown"): reminders_texts.INVALID["zone"]["zone"],
        ("choice", "late"): reminders_texts.SNOOZED_LATE,
        ("choice", "over"): reminders_texts.NOTHING_LEFT,
    },
    ("evaluation", "planning.form planning.line", "les comités de la phase"): {
        **planning_texts.INVALID,
        ("plan", "empty"): planning_texts.EMPTY,
        ("plan", "outdated"): planning_texts.OUTDATED,
    },
    ("planning", "line school dates", "le plan de la promotion"): {
        **plan_texts.INVALID,
        **{("plan", reason): sentence for reason, sentence in plan_texts.REFUSED.items()},
    },
    ("logbook", "logbook.words logbook.skills logbook.levels logbook.hour", "un carnet de bord"): {
        **leaving_texts.PAGE_INVALID,
        ("an answer", "long"): leaving_texts.LONG,
        **{("level", reason): said for reason, said in leaving_texts.PAGE_WHY.items()},
    },
    ("logbook", "logbook.talk logbook.page logbook.preview", "ce qui sort d’un carnet de bord"): {
        **leaving_texts.INVALID,
        ("entry", "none yet"): leaving_texts.WHY["none"],
        ("coach", "alone"): leaving_texts.WHY["alone"],
        ("entry", "changed"): leaving_texts.WHY["changed"],
        **{("file", reason): leaving_texts.WHY[reason] for reason in ("empty", "extra")},
    },
    ("helping", "helping.form", "mes mots"): {
        **on("help", helping_texts.WHY),
        ("person", "self"): helping_texts.SELF,
    },
    ("polls", "asking.form asking.offer running.dates", "trouver une date"): {
        **polls_texts.INVALID,
        ("starts", "reading"): polls_texts.READING,
    },
    ("polls", "asking.form asking.form.moved", "trouver une date, peu de champs"): {
        **{(f"{name} court", reason): why for (name, reason), why in polls_texts.IN_SHORT.items()},
        **{(f"{name} connu", reason): why for (name, reason), why in polls_texts.IN_MOVED.items()},
    },
    ("polls", "answering.form running.closed", "une date cherchée"): {
        ("poll", "closed"): meeting_texts.TOO_LATE,
        ("poll", "past"): poll_texts.PAST,
    },
    ("programme", "setup.paste setup.files", "une promotion"): setup.REFUSALS,
    ("workshops", "workshop.date", "la date d’un atelier"): {
        ("workshop", "dated"): polls_texts.DATED.plain,
        ("workshop", "ended"): polls_texts.ENDED.plain,
        ("own_day", "taken"): polls_texts.TAKEN.format(names="Léa Martin et Paul Mercier"),
    },
    ("workshops", "workshop.form workshop.edit", "un atelier"): workshop_texts.INVALID,
    ("workshops", "workshop.listed", "un atelier, un bouton"): {
        ("workshop", "dated"): workshop_texts.DATED,
        ("workshop", "ended"): workshop_texts.ENDED,
        ("workshop", "looking"): workshop_texts.LOOKING,
    },
    ("workshops", "workshop.writing.form", "une ligne d’un atelier"): {
        **{("what", reason): why for reason, why in workshop_texts.WRITING_INVALID.items()},
        **{("line", reason): why for reason, why in workshop_texts.WHY.items()},
    },
    ("polls", "card.move card.cancel", "une rencontre"): {
        pair: why for pair, (_, why) in {**FAULTS, **meeting_texts.INVALID}.items()
    },
    ("evaluation", "committee.move committee.cancel", "un comité"): {
        ("starts", "past"): PAST,
        ("starts", "none"): NO_MOMENT,
        ("starts", "quarter"): QUARTER,
        ("starts", "taken"): committee_texts.TAKEN,
        ("starts", "reading"): committee_texts.READING,
        ("starts", "before"): committee_texts.BEFORE,
        ("reason", "long"): REASON_LONG,
    },
    ("evaluation", "support.form", "un support"): {
        **{("field", reason): sentence for reason, sentence in support_texts.INVALID.items()},
        ("chase", "nobody"): committee_texts.WHY["nobody"],
        ("chase", "over"): committee_texts.WHY["over"],
        ("chase", "today"): committee_texts.WHY["today"],
        ("useful", "early"): support_texts.EARLY,
        ("useful", "unknown"): support_texts.UNKNOWN,
    },
    ("records", "actions.form actions.put_off actions.drop actions.reassign", "une action"): action_texts.INVALID,
    ("records", "report.advice report.keep report.refuse report.stock", "un rapport"): {
        **report_texts.INVALID,
        ("a heading", "long"): report_texts.LONG,
        ("a heading", "sections"): report_texts.SECTIONS,
        **{(field, reason): said for reason, said in report_texts.WHY.items() for field in ("report", "advice")},
    },
    ("records", "meeting.decide meeting.unreached", "la feuille du comité"): {
        **sheet_texts.INVALID,
        ("what", "overtaken"): sheet_texts.OVERTAKEN,
    },
    ("gatherings", "gatherings.form", "une série"): {
        **series_texts.ERRORS,
        **lines("rule", RULES, series_texts.rule_fault),
        ("capacity", "below one"): series_texts.below(1),
        ("capacity", "below"): series_texts.below(3),
    },
    ("gatherings", "gatherings.move gatherings.cancel gatherings.hand-over gatherings.capacity", "une date"): {
        ("starts", "past"): PAST,
        ("starts", "quarter"): QUARTER,
        ("starts", "none"): NO_MOMENT,
        ("starts", "taken"): date_texts.taken([SOMEBODY], WHEN),
        ("starts", "taken several"): date_texts.taken([SOMEBODY, "David Nguyen"], WHEN),
        ("starts", "taken meanwhile"): date_texts.taken([], WHEN),
        ("reason", "long"): REASON_LONG,
        ("person", "gone"): PERSON_GONE,
        ("person", "already"): date_texts.ALREADY,
        ("person", "made"): date_texts.MADE,
        ("person", "taken"): date_texts.taken_person(WHEN),
        ("capacity", "number"): date_texts.NUMBER,
    },
    ("gatherings", "gatherings.adjusting", "ajuster les groupes"): {
        **{key: sentence.plain for key, sentence in adjusting_texts.REFUSALS.items()},
        ("groups", "none"): adjusting_texts.ADJUSTING_NOT_MADE.plain,
        ("groups", "changed"): adjusting_texts.COLLEAGUE(name=SOMEBODY).plain,
    },
    ("gatherings", "gatherings.answer", "répondre"): {
        ("answer", "started"): answers_texts.STARTED,
        ("answer", "cancelled"): answers_texts.CANCELLED,
        ("answer", "leads"): answers_texts.INVALID["leads"],
        ("answer", "speaks"): answers_texts.INVALID["speaks"],
        ("person", "uninvited"): answers_texts.INVALID["uninvited"],
        ("attendance", "early"): answers_texts.INVALID["early"],
        ("attendance", "over"): seminars_texts.OVER,
        ("agenda", "not_coming"): answers_texts.NOT_COMING,
    },
    ("gatherings", "feedback.", "donner son avis"): {
        ("mark", "early"): conference_texts.INVALID_FEEDBACK["early"],
        ("mark", "none"): conference_texts.INVALID_FEEDBACK["none"],
        ("words", "mark"): conference_texts.INVALID_FEEDBACK["mark"],
        ("words", "long"): conference_texts.INVALID_FEEDBACK["long"],
    },
    ("gatherings", "gatherings.subjects.propose", "proposer un sujet"): {
        ("text", reason): subjects_texts.INVALID[reason] for reason in ("empty", "long", "twice", "many")
    },
    ("gatherings", "gatherings.subjects.vote", "choisir le sujet"): {
        ("vote", reason): subjects_texts.INVALID[reason] for reason in ("closed", "none", "gone")
    },
    ("gatherings", "gatherings.peers.subject", "le sujet d’un groupe de pairs"): on(
        "title", subjects_texts.PEERS_INVALID
    ),
    ("gatherings", "gatherings.peers.join", "réunir deux groupes"): on(
        "series", {"taken": subjects_texts.PEERS_TAKEN, "same": subjects_texts.SAME}
    ),
    ("gatherings", "gatherings.about", "présenter"): {
        ("about", "long"): adjusting_texts.ABOUT_LONG,
        ("group", "gone"): adjusting_texts.NOT_TAKEN,
    },
    ("gatherings", "gatherings.form_now", "faire les groupes"): on("groups", adjusting_texts.NOT_NOW),
    ("gatherings", "talks.", "la conférence"): {
        **{(field, reason): conference_texts.invalid(field, reason, SOMEBODY) for field, reason in TALKS},
        ("file", "over"): conference_texts.NO_LONGER_TO_COME,
    },
    ("gatherings", "questions.", "poser une question"): on("text", conference_texts.INVALID),
    ("gatherings", "seminars.", "le séminaire"): {
        **seminars_texts.LONG,
        **on("sheet", seminars_texts.NO_SHEET),
        **on("need", seminars_texts.INVALID_NEED),
    },
    ("gatherings", "gatherings.porteurs.invite", "inviter un ou une collègue"): {
        **{
            ("colleague", reason): seminars_texts.INVALID[reason] for reason in ("already", "many", "nobody", "account")
        },
        ("email", "shape"): seminars_texts.INVALID["shape"],
        ("name", "shape"): seminars_texts.INVALID["name"],
    },
    ("gatherings", "gatherings.porteurs.share", "partager ce qu’on en retient"): on(
        "text", seminars_texts.SHARE_INVALID
    ),
    ("planning", "agenda.tags", "compétences et valeurs"): {
        **{(name, why): said for why, said in agenda_texts.TAGS_INVALID.items() for name in ("skills", "valeurs")},
        ("skills", "overtaken"): agenda_texts.OVERTAKEN,
    },
    ("records", "letters.", "écrire aux porteurs"): INVALID,
    ("helpdesk", "booking.", "réserver"): {
        **booking_texts.INVALID,
        ("slot", "again"): booking_texts.AGAIN,
    },
    ("helpdesk", "calls.", "demander à l’équipe"): of_form(calls_forms.CALL),
    ("helpdesk", "paper.", "envoyer un document"): paper_texts.INVALID,
    ("helpdesk", "changes.move_form", "changer la date"): {
        ("slot", "missing"): changes_texts.CHOOSE_ONE,
        ("slot", "same"): changes_texts.SAME,
        ("slot", "near"): changes_texts.NEAR,
        ("slot", "held"): changes_texts.TOO_NEAR,
        ("slot", "not_free"): changes_texts.NOT_FREE,
        ("slot", "not_later"): changes_texts.NOT_LATER,
        ("reason", "long"): REASON_LONG,
    },
    ("helpdesk", "changes.cancel_form", "annuler"): {
        ("sessions", "none"): NO_SESSION,
        ("reason", "long"): REASON_LONG,
    },
    ("helpdesk", "hosting.propose_form", "proposer un autre créneau"): on("times", hosting_texts.INVALID_TIME)
    | {("times", "twice"): hosting_texts.TWICE, ("host", "gone"): PERSON_GONE},
    ("helpdesk", "hosting.hand_over_form hosting.invite_form", "confier, ajouter quelqu’un"): on(
        "person", hosting_texts.INVALID_PERSON
    )
    | {("person", "taken"): hosting_texts.busy(SOMEBODY, WHEN)},
    ("helpdesk", "swaps.form", "échanger une heure"): on("with", swaps_texts.INVALID),
    ("helpdesk", "hosting.note_form", "laisser un mot"): of_form(hosting_forms.NOTE),
    ("helpdesk", "hosting.link_form", "changer le lien"): of_form(hosting_forms.LINK),
    ("mentoring", "asking.", "demander"): {
        **asking_texts.INVALID,
        **on("times", {reason: asking_texts.invalid(why) for reason, why in of_terms("count", "outside").items()}),
        **on("start", asking_texts.NOT_OFFERED),
    },
    ("mentoring", "answering.answer_form", "répondre séance par séance"): on("form", answering_texts.FAULTS)
    | on("times", answering_texts.INVALID_TIME)
    | on("times", TOO_FAR)
    | on("times", {"taken": answering_texts.TAKEN, "unbookable": answering_texts.UNBOOKABLE})
    | {("answers", "missing"): answering_texts.INVALID_TIME["missing"]},
    ("mentoring", "answering.decline_form", "décliner"): {("reason", "long"): REASON_LONG},
    ("mentoring", "answering.when_form", "quand pourriez-vous"): lines("times", LINES, lambda one: texts.faults([one]))
    | on("times", {one: answering_texts.obstacle(one, SHIPPED, "jeudi 7 mai") for one in ("none", *Obstacle, "taken")}),
    ("mentoring", "choosing.", "choisir les créneaux"): on("times", choosing_texts.INVALID_TIME) | on("times", TOO_FAR),
    ("mentoring", "running.", "changer une séance, mettre fin"): {
        ("times", reason): said for reason, said in running_texts.INVALID.items() if reason != "long"
    }
    | on("times", {"window": running_texts.why_not(of_terms("window")["window"])})
    | on("times", {"not_free": running_texts.NOT_FREE, "not_later": running_texts.NOT_LATER})
    | on("times", {"all_not_free": ONE_NOT_FREE(when=WHEN).plain})
    | on("times", {"all_window": running_texts.why_not_all(of_terms("window")["window"], WHEN)})
    | on("times", {"all_same_day": running_texts.why_not_all(Invalid(field="times", reason="same_day"), WHEN)})
    | {("reason", "long"): REASON_LONG},
    ("mentoring", "after.", "après une séance"): {
        ("times", "early"): after_texts.INVALID["early"],
        **{("times", reason): after_texts.INVALID[reason] for reason in ("changed", "changed_own")},
        **{("domain", reason): after_texts.INVALID[reason] for reason in ("running", "running_own")},
        ("useful", "none"): after_texts.NO_ANSWER,
        ("text", "long"): after_texts.TEXT_LONG,
    },
    ("mentoring", "coaching.hand_over", "confier"): on("mentor", coaching_texts.INVALID_MENTOR)
    | {
        ("mentor", "taken"): coaching_texts.busy(SOMEBODY, WHEN),
        ("mentor", "taken meanwhile"): coaching_texts.busy(SOMEBODY, ""),
    },
    ("mentoring", "coaching.limit_form", "la limite"): {("limit", "range"): coaching_texts.INVALID_LIMIT},
}
GENERAL = {  # what no form of ours sends: a forged press hears the sentence of the code `invalid`
    ("bot/agenda/reminders/after.py", "outcome", "early"),
    ("bot/agenda/reminders/reminders.py", "person", "unknown"),
    ("bot/agenda/reminders/choices.py", "choice", "unknown"),
    ("bot/gatherings/groups/adjusting.py", "groups", "outdated"),
    ("bot/gatherings/groups/formation.py", "groups", "outdated"),
    ("bot/gatherings/series/joining.py", "series", "kind"),
}
