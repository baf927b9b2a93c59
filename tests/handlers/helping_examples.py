"""Fixed values for who can help: the form, who was found, who is who, an ask and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.helping.model import Helper, HelpFound, HelpOutcome, HelpRequest, HelpWords, WordSort
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
SAID = HelpWords({WordSort.HELP: (SKILL, HOSTILE[:40]), WordSort.LEARN: ("FALC", GONE)}, shown=True)
HELPERS = (
    Helper(LEA, ((WordSort.HELP, SKILL), (WordSort.PRACTISE, HOSTILE[:40])), (DEFI,), details=True),
    Helper(COACH, ((WordSort.PRACTISE, SKILL),)),
)
MANY = tuple(
    Helper(replace(COACH, id=10 + one, name=f"Personne {one}"), ((WordSort.HELP, SKILL),)) for one in range(61)
)
ASK = HelpRequest(9, 1, 2, SKILL, NOW)
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "helping.form.blank": lambda: views.words_form(HelpWords()),
    "helping.form": lambda: views.words_form(SAID),
    "helping.kept": lambda: views.words_saved_modal(SAID),
    "helping.kept.hidden": lambda: views.words_saved_modal(HelpWords()),
    "helping.found": lambda: views.helpers_found_message(HelpFound(HELPERS), "accessibilité", viewer_id=2),
    "helping.found.many": lambda: views.helpers_found_message(
        HelpFound(MANY[:20], more=41), "accessibilité", viewer_id=2
    ),
    "helping.found.nobody": lambda: views.helpers_found_message(HelpFound(()), HOSTILE, viewer_id=2),
    "helping.found.near": lambda: views.helpers_found_message(
        HelpFound((), "Accessibilité numérique"), "axesibilit", viewer_id=2
    ),
    "helping.who": lambda: views.directory_message(
        (Helper(LEA, (), (DEFI,), details=True), Helper(COACH), Helper(MAUD))
    ),
    "helping.who.many": lambda: views.directory_message([replace(one, says=()) for one in MANY]),
    "helping.who.nobody": lambda: views.directory_message(()),
    "helping.named": lambda: views.helpers_by_name_message(
        (Helper(LEA, (), (DEFI,), details=True), Helper(COACH)), "léa"
    ),
    "helping.named.nobody": lambda: views.helpers_by_name_message((), HOSTILE),
    "helping.asked": lambda: views.help_request_message(ASK, LEA),
    "helping.asked.accepted": lambda: views.help_request_message(replace(ASK, agreed=True, answered_at=NOW), MAUD),
    "helping.asked.declined": lambda: views.help_request_message(replace(ASK, agreed=False, answered_at=NOW), LEA),
    "helping.agreed": lambda: views.helper_agreed_message(ASK, COACH, reader=LEA),
    "helping.agreed.by_mail": lambda: views.helper_agreed_message(ASK, MAUD, reader=COACH),
    "helping.agreed.by_coaches": lambda: views.helper_agreed_message(ASK, replace(MAUD, email=None), reader=LEA),
    "helping.not_now": lambda: views.helper_declined_message(ASK, COACH),
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
