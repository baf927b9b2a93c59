"""Fixed values for who can help: the form, who was found, who is who, an ask and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.helping.model import Ask, Helper, HelpFound, HelpOutcome, HelpWords, Sort
from bot.programme.model import Membership, Person, Phase
from bot.programme.roles import Metier, Role
from handlers.helping import texts, views
from handlers.kit.blocks import text_message
from tests.handlers.logbook_examples import CLAIRE, DEFI, HOSTILE, NOW, Drawn

SKILL, GONE = "competence:accessibilite-numerique", "competence:une-competence-de-jadis"
EIG = Membership(Role.EIG, 1, 1, Metier.DESIGN.value)
LEA = Person(1, "Léa Martin", slack_id="U0LEA", memberships=(EIG,))
COACH = replace(CLAIRE, memberships=(Membership(Role.COACH, 1),))
MAUD = Person(
    4, "Maud <!channel> *B*", "maud@exemple.fr", memberships=(Membership(Role.MENTOR), Membership(Role.EXPERT))
)
SAID = HelpWords({Sort.HELP: (SKILL, HOSTILE[:40]), Sort.LEARN: ("FALC", GONE)}, shown=True)
HELPERS = (
    Helper(LEA, ((Sort.HELP, SKILL), (Sort.PRACTISE, HOSTILE[:40])), (DEFI,), details=True),
    Helper(COACH, ((Sort.PRACTISE, SKILL),)),
)
MANY = tuple(Helper(replace(COACH, id=10 + one, name=f"Personne {one}"), ((Sort.HELP, SKILL),)) for one in range(61))
ASK = Ask(9, 1, 2, SKILL, NOW)
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "helping.form.blank": lambda: views.words_form(HelpWords()),
    "helping.form": lambda: views.words_form(SAID),
    "helping.kept": lambda: views.kept_modal(SAID),
    "helping.kept.hidden": lambda: views.kept_modal(HelpWords()),
    "helping.found": lambda: views.found_message(HelpFound(HELPERS), "accessibilité", mine=2),
    "helping.found.many": lambda: views.found_message(HelpFound(MANY[:20], more=41), "accessibilité", mine=2),
    "helping.found.nobody": lambda: views.found_message(HelpFound(()), HOSTILE, mine=2),
    "helping.found.near": lambda: views.found_message(HelpFound((), "Accessibilité numérique"), "axesibilit", mine=2),
    "helping.who": lambda: views.directory_message(
        (Helper(LEA, (), (DEFI,), details=True), Helper(COACH), Helper(MAUD))
    ),
    "helping.who.many": lambda: views.directory_message([replace(one, says=()) for one in MANY]),
    "helping.who.nobody": lambda: views.directory_message(()),
    "helping.named": lambda: views.named_message((Helper(LEA, (), (DEFI,), details=True), Helper(COACH)), "léa"),
    "helping.named.nobody": lambda: views.named_message((), HOSTILE),
    "helping.asked": lambda: views.asked_message(ASK, LEA),
    "helping.asked.accepted": lambda: views.asked_message(replace(ASK, agreed=True, answered_at=NOW), MAUD),
    "helping.asked.declined": lambda: views.asked_message(replace(ASK, agreed=False, answered_at=NOW), LEA),
    "helping.agreed": lambda: views.agreed_message(ASK, COACH, reader=LEA),
    "helping.agreed.by_mail": lambda: views.agreed_message(ASK, MAUD, reader=COACH),
    "helping.agreed.by_coaches": lambda: views.agreed_message(ASK, replace(MAUD, email=None), reader=LEA),
    "helping.not_now": lambda: views.not_now_message(ASK, COACH),
    "helping.still_true": lambda: views.still_true_message(Phase(2, HOSTILE[:40], NOW.date(), NOW.date())),
    "helping.confirmed": lambda: text_message(texts.CONFIRMED),
    "helping.accepted": lambda: text_message(texts.ACCEPTED),
    "helping.declined": lambda: text_message(texts.DECLINED),
    "helping.self": lambda: text_message(texts.SELF),
    **{
        f"helping.outcome.{one.value}": lambda one=one: text_message(  # type: ignore[misc] # each its own
            texts.outcome(one, "Claire Morel", views.contact_words(COACH, reader=LEA))
        )
        for one in HelpOutcome
    },
}
