"""Fixed values for a promotion set up from Slack: its page, its lists, its forms, files, what is wrong in them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from bot.planning.setup.lists import ListChange, ListReview
from bot.planning.setup.looking import OpeningProblems
from bot.planning.setup.model import EditConflict, PromotionRef, Setup, SetupPart, Target
from bot.programme.files.faults import Fault
from bot.programme.model import Person, Promotion
from handlers.kit.blocks import Message, message
from handlers.kit.escaping import escape
from handlers.programme.setup import texts, views

Drawn: TypeAlias = Message | dict[str, Any] | str

HOSTILE = "<!channel> & *Canopée*"
TOKEN = "0b8f0d0e-6f5c-4b53-9f8c-0d7b1c3e5a11"
DRAFT, OPEN = PromotionRef(False, 12), PromotionRef(True, 3)
DATES = {"name": "EIG 8", "starts_on": "2026-09-01", "ends_on": "2027-06-30", "canal_coachs": "C0COACHS"}
HABITS = {"canal": "C0CARTE", "visio": "https://visio.numerique.gouv.fr/abc-defg-hij", "lieu": "Salle 12"}
CARTE = {"id": "1", "name": "Carte Vive", "administration": "Bureau des cartes", **HABITS}
RELAIS = {"id": "2", "name": HOSTILE, "administration": "Bureau des relais"}
LEA = {
    **{"id": "1", "email": "lea@example.org", "nom": "Léa Martin", "role": "eig", "defi": "Carte Vive"},
    **{"metier": "design", "expertises": "", "slack_id": "", "cycles_max": ""},
}
OMAR = LEA | {"id": "2", "email": "omar@example.org", "nom": "Omar Sy", "role": "porteur", "metier": ""}
CLAIRE = OMAR | {"id": "3", "email": "claire@example.org", "nom": HOSTILE, "role": "coach|mentor", "defi": ""}
ROSE = OMAR | {"id": "4", "nom": "Rose Klein", "role": "mentor", "defi": "", "expertises": "données|cartes, plans"}
MONDAY = {"email": "claire@example.org", "jour": "lundi", "debut": "09:00", "fin": "12:30"}
CLOSED = CARTE | {"jours_fermes": "mercredi", "documents": "lien"}
WHOLE = Setup(DRAFT, DATES, (CLOSED, RELAIS), (LEA, OMAR, CLAIRE), (MONDAY,))
EMPTY = Setup(DRAFT, {key: DATES[key] for key in ("name", "starts_on", "ends_on")})
LACKING = OpeningProblems((("defis", ()), ("people", ()), ("coach", ()), ("promotion", ())), (("no_channel", ()),))
NOTED = OpeningProblems(
    noted=(
        ("overlap", ("EIG 7",)),
        ("short", ("la phase 3", "la phase 4")),
        ("no_eig", (HOSTILE,)),
        ("no_porteur", (HOSTILE, "Relais")),
        ("no_hours", (HOSTILE,)),
        ("no_expertise", (HOSTILE,)),
        ("same_channel", (HOSTILE, "la promotion")),
        ("without_you", ()),
    )
)
PROMOTION = Promotion(3, "EIG 7", date(2026, 1, 12), date(2026, 11, 11))
CLAIRE_COACH = Person(3, "Claire Morel")
CHANGES = (
    ListChange(SetupPart.PERSON, HOSTILE, ("email", "metier", "cycles_max")),
    ListChange(SetupPart.DEFI, "Relais", ("administration",)),
    ListChange(SetupPart.PROMOTION, "EIG 8", ("ends_on", "canal_coachs")),
    ListChange(SetupPart.HOURS, "Claire Morel"),
)
FAULTS = [Fault(at, "role", "Le rôle « cosch » est inconnu. Vouliez-vous écrire « coach » ?") for at in range(1, 13)]


def _form(part: SetupPart, item: int = 0, *, setup: Setup = WHOLE, **more: Any) -> Drawn:  # noqa: ANN401 - its own
    replaces = more.pop("replaces", 0)
    return views.item_form(setup, Target(setup.ref, part, item, replaces), **more)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "setup.all": lambda: views.promotions_modal([EMPTY], [PROMOTION], ended=[replace(PROMOTION, id=2, name=HOSTILE)]),
    "setup.which": lambda: views.promotion_choice_modal(
        "U0NADIA", {PromotionRef(True, 1): "EIG 8", PromotionRef(True, 2): HOSTILE}
    ),
    "setup.all.none": lambda: views.promotions_modal([], []),
    "setup.page": lambda: views.promotion_modal(WHOLE, OpeningProblems(), page_token=None),
    "setup.page.empty": lambda: views.promotion_modal(EMPTY, LACKING, page_token=None),
    "setup.page.noted": lambda: views.promotion_modal(WHOLE, NOTED, page_token=TOKEN),
    "setup.page.open": lambda: views.promotion_modal(replace(WHOLE, ref=OPEN), NOTED, page_token=TOKEN),
    "setup.page.closed": lambda: views.promotion_modal(
        replace(WHOLE, ref=OPEN, closed=True), OpeningProblems(), page_token=None
    ),
    "setup.defis": lambda: views.list_modal(WHOLE, SetupPart.DEFI),
    "setup.defis.none": lambda: views.list_modal(EMPTY, SetupPart.DEFI),
    "setup.people": lambda: views.list_modal(WHOLE, SetupPart.PERSON),
    "setup.people.none": lambda: views.list_modal(EMPTY, SetupPart.PERSON),
    "setup.hours": lambda: views.list_modal(WHOLE, SetupPart.HOURS),
    "setup.hours.none": lambda: views.list_modal(EMPTY, SetupPart.HOURS),
    "setup.begin": lambda: _form(SetupPart.PROMOTION, setup=Setup(PromotionRef(False, 0), {})),
    "setup.begin.precise": lambda: _form(
        SetupPart.PROMOTION, setup=Setup(PromotionRef(False, 0), {}), shows_all_fields=True
    ),
    "setup.form.promotion": lambda: _form(SetupPart.PROMOTION),
    "setup.form.promotion.precise": lambda: _form(SetupPart.PROMOTION, shows_all_fields=True),
    "setup.form.channels": lambda: _form(SetupPart.CHANNELS),
    "setup.form.defi": lambda: _form(SetupPart.DEFI, 1),
    "setup.form.defi.open": lambda: _form(SetupPart.DEFI, 1, setup=replace(WHOLE, ref=OPEN)),
    "setup.form.defi.new": lambda: _form(SetupPart.DEFI),
    "setup.form.defi.precise": lambda: _form(SetupPart.DEFI, 1, shows_all_fields=True),
    "setup.form.defi.overtaken": lambda: _form(
        SetupPart.DEFI,
        1,
        typed_cells=CLOSED | {"lieu": "Salle 14", "visio": ""},
        overtaken=EditConflict({"lieu": "Salle 13|Nord", "visio": "", "administration": HOSTILE}, by=CLAIRE_COACH),
    ),
    "setup.form.defi.overtaken.erased": lambda: _form(
        SetupPart.DEFI, 1, typed_cells=CLOSED | {"lieu": "Salle 14"}, overtaken=EditConflict({"lieu": "Salle 13"})
    ),
    "setup.form.person": lambda: _form(SetupPart.PERSON, 1),
    "setup.form.person.precise": lambda: _form(SetupPart.PERSON, 1, shows_all_fields=True),
    "setup.form.person.porteur": lambda: _form(SetupPart.PERSON, 2),
    "setup.form.person.precise.mentor": lambda: _form(
        SetupPart.PERSON, 4, setup=replace(WHOLE, ref=OPEN, people=(ROSE,)), shows_all_fields=True
    ),
    "setup.form.person.new": lambda: _form(SetupPart.PERSON),
    "setup.form.person.no-defi": lambda: _form(SetupPart.PERSON, setup=EMPTY),
    "setup.form.person.account": lambda: _form(SetupPart.PERSON, typed_cells={"slack_id": "U0NADIA"}),
    "setup.form.person.over": lambda: _form(SetupPart.PERSON, replaces=2),
    "setup.form.hours": lambda: _form(SetupPart.HOURS, 3),
    "setup.paste.people": lambda: views.paste_form(Target(DRAFT, SetupPart.PERSON)),
    "setup.paste.defis": lambda: views.paste_form(Target(DRAFT, SetupPart.DEFI)),
    "setup.files": lambda: views.files_form(DRAFT),
    "setup.told.faults": lambda: views.result_modal([*map(texts.fault, FAULTS), texts.NOTHING_WRITTEN]),
    "setup.told.programme": lambda: views.result_modal(
        [texts.PROGRAMME_WOULD], buttons=[views.apply_button("draft-1", "programme.toml")]
    ),
    "setup.told.would": lambda: views.result_modal(
        [texts.WOULD_CHANGE], buttons=[views.apply_button("draft-1", "personnes.csv")]
    ),
    "setup.told.missing": lambda: views.result_modal([texts.CANNOT_OPEN, *texts.MISSING.values()], title=texts.TITLE),
    "setup.told.inside": lambda: views.result_modal([texts.STILL_INSIDE(names=HOSTILE)], title=texts.TITLE),
    "setup.told.removed": lambda: views.result_modal([texts.REMOVED(name=HOSTILE)], title=texts.TITLE_DONE),
    "setup.told.added": lambda: views.result_modal([texts.ADDED], buttons=[views.see_button(DRAFT, "EIG 8")]),
    "setup.told.page-would": lambda: views.result_modal(
        [texts.PAGE_WOULD, escape("Ajouté\u00a0: Permanence juridique (permanence)")],
        buttons=[views.apply_page_button("draft-1")],
    ),
    "setup.told.page": lambda: views.result_modal([texts.PAGE_DONE], buttons=[views.undo_page_button(TOKEN, DRAFT)]),
    "setup.told.page-undone": lambda: views.result_modal([texts.PAGE_UNDONE], buttons=[views.see_button(DRAFT, "")]),
    "setup.told.page-other": lambda: views.result_modal([texts.PAGE_OTHER], buttons=[views.see_button(DRAFT, "")]),
    "setup.told.list": lambda: views.result_modal([texts.LIST_DONE], buttons=[views.see_button(DRAFT, "")]),
    "setup.told.abandoned": lambda: views.result_modal([texts.ABANDONED(name=HOSTILE)], title=texts.TITLE_DONE),
    "setup.review": lambda: views.review_modal(ListReview(("Zoé",), CHANGES, ()), {False: "draft-1"}),
    "setup.review.absent": lambda: views.review_modal(
        ListReview((), CHANGES[:1], (HOSTILE, "Omar Sy")), {False: "draft-1", True: "draft-2"}
    ),
    "setup.told.same-page": lambda: views.result_modal([texts.PAGE_SAME]),
    "setup.told.reading": lambda: views.result_modal([texts.READING]),
    "setup.told.unread": lambda: views.result_modal([texts.UNREAD]),
    "setup.told.ending": lambda: views.result_modal([texts.LARGE_ENDING]),
    "setup.told.applied": lambda: views.result_modal([texts.APPLIED]),
    "setup.opened": lambda: views.opened_modal(OPEN, "EIG 8", already_open=False),
    "setup.opened.before": lambda: views.opened_modal(OPEN, HOSTILE, already_open=True),
    "setup.blanks": lambda: message(texts.BLANKS),
    "setup.blanks.come": lambda: message(texts.COMES),
}
REFUSALS: Mapping[tuple[str, str], str] = {
    ("lignes", "lines"): texts.lines(FAULTS[:2]),
    ("lignes", "many"): texts.lines(FAULTS),
    ("fichier", "none"): texts.NO_FILE,
    ("fichier", "large"): texts.TOO_LARGE,
}
