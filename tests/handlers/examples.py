"""Fixed values for every view and message: made-up people, one appointment, a small catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, TypeAlias

from bot.catalogue.catalogue import OWN_WORDS, Edition, Menu, make_edition
from bot.catalogue.eleven import FORMATS
from bot.catalogue.formats import ASKER_WORDS, Format
from bot.catalogue.model import Autre, Catalogue, Dispositif
from bot.catalogue.openings import DispositifOpening, NotAsker, NotOpen, OpeningOffer, PromotionOpenings
from bot.dates.hours import WeeklyHours
from bot.errors import AlreadyTaken, HoldLapsed, NotAllowed
from bot.notices.asking import CoachRequestResult, NoticeWish
from bot.programme.model import Person, Phase, Promotion
from bot.programme.roles import Role
from handlers.catalogue import shaping_views
from handlers.catalogue import texts as catalogue_texts
from handlers.catalogue import views as catalogue
from handlers.catalogue.views import CardAudience, DispositifState
from handlers.helpdesk.booking import texts as booking_texts
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import Message, message
from handlers.kit.faults import note_modal, refusal_message
from handlers.kit.sentences import join_text
from handlers.programme import texts as programme_texts
from handlers.programme import views as programme
from tests.handlers import absence_examples as absence
from tests.handlers import connecting_examples as connecting
from tests.handlers import evaluation_examples as evaluation
from tests.handlers import evaluation_support_examples as evaluation_support
from tests.handlers import gatherings_announcement_examples as gatherings_announcement
from tests.handlers import gatherings_conference_examples as gatherings_conference
from tests.handlers import gatherings_groups_examples as gatherings_groups
from tests.handlers import gatherings_series_examples as gatherings_series
from tests.handlers import gatherings_subjects_examples as gatherings_subjects
from tests.handlers import helpdesk_booking_examples as booking
from tests.handlers import helpdesk_card_examples as card
from tests.handlers import helpdesk_hosting_examples as hosting
from tests.handlers import helping_examples as helping
from tests.handlers import home_awaiting_examples as home_awaiting
from tests.handlers import home_examples as home
from tests.handlers import hours_examples as hours
from tests.handlers import invitation_examples as invitation
from tests.handlers import logbook_examples as logbook
from tests.handlers import mentoring_answering_examples as mentoring_answering
from tests.handlers import mentoring_asking_examples as mentoring_asking
from tests.handlers import mentoring_card_examples as mentoring_card
from tests.handlers import mentoring_coaching_examples as mentoring_coaching
from tests.handlers import mentoring_own_examples as mentoring_own
from tests.handlers import mentoring_running_examples as mentoring_running
from tests.handlers import planning_examples as planning
from tests.handlers import polls_examples as polls
from tests.handlers import records_examples as records
from tests.handlers import records_overview_examples as records_overview
from tests.handlers import records_report_examples as records_report
from tests.handlers import reminder_examples as reminder
from tests.handlers import reminders_form_examples as reminders_form
from tests.handlers import rights_examples as rights
from tests.handlers import rooms_examples as rooms
from tests.handlers import setup_examples as setup
from tests.handlers import talk_examples as talk
from tests.handlers import welcome_examples as welcome
from tests.handlers import workshops_examples as workshops

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
WORDS = Catalogue(
    "Les mots d’un exemple.",
    (
        Dispositif(
            "bureau-aide",
            "Bureau d’aide",
            "Pour chaque défi",
            "Une heure avec l’équipe des coachs. On y parle d’un besoin & d’un seul.",
            "quand vous voulez",
            "1\u00a0h",
            "Écrire son besoin en quelques phrases, voir [l’exemple](https://exemple.example.org/besoin).",
            "Partager ce que vous avez appris.",
        ),
        Dispositif(
            "mentorat", "Mentorat", "Pour chaque EIG", "Des échanges réguliers.", "chaque semaine", "1\u00a0h\u00a030"
        ),
        Dispositif(
            "cafe",
            "Café des EIG",
            "Pour les curieuses et les curieux",
            "On s’y retrouve sans sujet.",
            autres=(Autre("Où", "Dans la cuisine."), Autre("", "Rien à préparer.")),
        ),
    ),
)
HOSTILE = Catalogue(
    "",
    (
        Dispositif(
            "cafe",
            "Café <!here> & *x*",
            "Pour <tout> le monde",
            "Voir [la page](https://exemple.fr/a?b=1&c=2|d) & <!channel>.",
            autres=(Autre("Où *là*", "<@U0AUTRE>"),),
        ),
    ),
)
EDITION = Edition("example", WORDS)
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))


LATER = DispositifState(opens="lundi 8 juin", talks=True)
DATED = DispositifState(dates=("mardi 12 mai à 14\u00a0h", "mardi 9 juin à 14\u00a0h"), talks=True)
STILL_CLOSED = DispositifState(opens=catalogue_texts.NOT_YET, talks=True)
OPENINGS = PromotionOpenings(
    Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11)),
    (
        DispositifOpening("bureau-aide", "Bureau d’aide", True),
        DispositifOpening("conference", "Conférence <à venir>", False, date(2026, 6, 8)),
        DispositifOpening("mentorat", "Mentorat", False),
        DispositifOpening("carnet", "Carnet de bord", True, works=False),
    ),
)
OWN_FORMAT = Format(
    "rdv-permanence-juridique",
    "Permanence <juridique>",
    30,
    hours=(WeeklyHours(3, "14:00", "17:00"),),
    question="Votre question de droit",
    description="Une demi-heure pour une question de droit.",
    preparation="Relire votre convention.",
)
HOSTS = [Person(1, "Claire Morel"), Person(2, "Nadine Roux")]
SHORTER = replace(FORMATS["mentorat"], sessions=3, minutes=60, window_days=45)
OWN_CYCLE = Format(
    "cycle-juridique",
    "Accompagnement <juridique>",
    45,
    sessions=3,
    window_days=60,
    description="Trois rendez-vous pour une question de droit.",
)
WITH_OWN = make_edition(OWN_WORDS.catalogue, [OWN_FORMAT, OWN_CYCLE], token="own")
OFFERS = [OpeningOffer(OPENINGS.promotion, key, f"Nom de {key}", PHASE) for key in (*catalogue_texts.OFFERS, "comite")]
CATALOGUE: Mapping[str, Callable[[], Drawn]] = {
    "catalogue.menu.for-you": lambda: catalogue.menu_message(Menu(EDITION, PHASE, ("bureau-aide", "mentorat"))),
    "catalogue.menu.later": lambda: catalogue.menu_message(
        Menu(EDITION, PHASE, ("bureau-aide",), frozenset({"mentorat"}), (("mentorat", "mardi 12 mai"),))
    ),
    "catalogue.menu.nothing-first": lambda: catalogue.menu_message(Menu(EDITION, None, ())),
    "catalogue.card.in-channel": lambda: catalogue.card(EDITION, "bureau-aide", audience=CardAudience.CHANNEL),
    "catalogue.card.alone": lambda: catalogue.card(EDITION, "mentorat", audience=CardAudience.ALONE),
    "catalogue.card.shared": lambda: catalogue.card(EDITION, "bureau-aide", audience=CardAudience.SHARED),
    "catalogue.card.not-ours": lambda: catalogue.card(EDITION, "cafe", audience=CardAudience.ALONE),
    "catalogue.card.hostile": lambda: catalogue.card(Edition("hostile", HOSTILE), "cafe", audience=CardAudience.ALONE),
    "catalogue.found": lambda: catalogue.search_result_message(
        EDITION, ("bureau-aide", "mentorat", "cafe"), audience=CardAudience.CHANNEL
    ),
    "catalogue.nearest": lambda: catalogue.nearest_message(EDITION, ("mentorat", "cafe")),
    "catalogue.card.closed": lambda: catalogue.card(EDITION, "bureau-aide", state=LATER),
    "catalogue.card.closed.coach": lambda: catalogue.card(
        EDITION, "bureau-aide", audience=CardAudience.ALONE, state=replace(LATER, plans=True)
    ),
    "catalogue.card.talk": lambda: catalogue.card(OWN_WORDS, "carnet", audience=CardAudience.ALONE, state=STILL_CLOSED),
    "catalogue.card.committee": lambda: catalogue.card(
        OWN_WORDS, "comite", audience=CardAudience.ALONE, state=DispositifState(talks=True)
    ),
    "catalogue.card.committee.coach": lambda: catalogue.card(
        OWN_WORDS, "comite", audience=CardAudience.ALONE, state=DispositifState(plans=True, talks=True)
    ),
    "catalogue.card.dates": lambda: catalogue.card(OWN_WORDS, "conference", audience=CardAudience.ALONE, state=DATED),
    "catalogue.card.dates.coach": lambda: catalogue.card(OWN_WORDS, "conference", state=replace(DATED, plans=True)),
    "catalogue.card.dates.shared": lambda: catalogue.card(
        OWN_WORDS, "conference", audience=CardAudience.SHARED, state=replace(DATED, plans=True)
    ),
    "catalogue.card.had": lambda: catalogue.card(
        EDITION,
        "bureau-aide",
        audience=CardAudience.ALONE,
        state=DispositifState(plans=True, talks=True, had="trois séances"),
    ),
    "catalogue.card.talk.coach": lambda: catalogue.card(
        OWN_WORDS, "carnet", audience=CardAudience.ALONE, state=DispositifState(plans=True, talks=True)
    ),
    "openings.page": lambda: catalogue.openings_modal([OPENINGS], now=NOW),
    "openings.offers": lambda: evaluation_support.shown([catalogue.offer_line(one, now=NOW) for one in OFFERS]),
    "openings.form.open": lambda: catalogue.opening_form(OPENINGS.several[0], promotion_id=1, now=NOW),
    "openings.form.later": lambda: catalogue.opening_form(OPENINGS.several[1], promotion_id=1, now=NOW),
    "formats.new": lambda: shaping_views.new_format_form(OPENINGS.promotion, "draft", hosts={Role.COACH: HOSTS}),
    "formats.new.precise": lambda: shaping_views.new_format_form(
        OPENINGS.promotion, "draft", hosts={Role.COACH: HOSTS}, shows_all_fields=True
    ),
    "formats.new.cycle": lambda: shaping_views.new_format_form(
        OPENINGS.promotion, "draft", hosts={Role.COACH: HOSTS}, is_cycle=True
    ),
    "formats.new.cycle.precise": lambda: shaping_views.new_format_form(
        OPENINGS.promotion, "draft", hosts={Role.COACH: HOSTS}, is_cycle=True, shows_all_fields=True
    ),
    "formats.preview.cycle": lambda: shaping_views.preview_modal(WITH_OWN, OWN_CYCLE, metadata="draft 1 cycle"),
    "formats.change.own-cycle": lambda: shaping_views.change_format_form(
        OWN_CYCLE, {Role.COACH: HOSTS}, promotion_id=1
    ),
    "formats.change.own-cycle.precise": lambda: shaping_views.change_format_form(
        OWN_CYCLE, {Role.COACH: HOSTS}, promotion_id=1, shows_all_fields=True
    ),
    "catalogue.card.own-cycle": lambda: catalogue.card(
        WITH_OWN, "cycle-juridique", audience=CardAudience.ALONE, state=DispositifState(talks=True)
    ),
    "formats.preview.agreement": lambda: shaping_views.preview_modal(
        WITH_OWN, replace(OWN_FORMAT, needs_agreement=True), metadata="draft 1"
    ),
    "formats.preview.named": lambda: shaping_views.preview_modal(
        WITH_OWN, OWN_FORMAT, hosts=["Claire Morel", "David Nguyen"], metadata="draft 1", lies_over_form=False
    ),
    "formats.preview": lambda: shaping_views.preview_modal(WITH_OWN, OWN_FORMAT, metadata="draft 1"),
    **{
        f"formats.change{'.precise' if precise else ''}": partial(
            shaping_views.change_format_form,
            replace(OWN_FORMAT, people=(1,)),
            {Role.COACH: HOSTS[:1], Role.EXPERT: HOSTS},
            promotion_id=1,
            shows_all_fields=precise,
        )
        for precise in (False, True)
    },
    "formats.change.desk": lambda: shaping_views.change_format_form(FORMATS["bureau-aide"], {}, promotion_id=1),
    "formats.cycle": lambda: shaping_views.cycle_form(FORMATS["mentorat"], promotion_id=1),
    "formats.cycle.preview": lambda: shaping_views.cycle_preview_modal(FORMATS["mentorat"], SHORTER, promotion_id=1),
    "formats.cycle.refused": lambda: shaping_views.refusal_modal("Quelqu’un vient de le modifier."),
    "formats.cycle.changed": lambda: shaping_views.format_changed_modal(SHORTER),
    "formats.opened": lambda: shaping_views.format_opened_modal(OWN_FORMAT),
    "formats.opened.before": lambda: shaping_views.format_opened_modal(None),
    "formats.taken": lambda: shaping_views.not_opened_modal("Un dispositif porte déjà ce nom. Choisissez-en un autre."),
    "formats.changed": lambda: shaping_views.format_changed_modal(OWN_FORMAT),
    "catalogue.card.own": lambda: catalogue.card(
        WITH_OWN, OWN_FORMAT.key, audience=CardAudience.ALONE, state=DispositifState(talks=True)
    ),
    "catalogue.card.own.of-others": lambda: catalogue.card(
        WITH_OWN, OWN_FORMAT.key, audience=CardAudience.ALONE, state=DispositifState(talks=True, asks=False)
    ),
    "openings.form.never": lambda: catalogue.opening_form(OPENINGS.several[2], promotion_id=1, now=NOW),
    "catalogue.phases": lambda: catalogue.phases_message(2),
    "catalogue.phases.between-promotions": lambda: catalogue.phases_message(None),
    "catalogue.help_card": lambda: catalogue.help_card(
        [
            catalogue_texts.HELP,
            catalogue_texts.HELP_PHASES,
            join_text([booking_texts.HELP, booking_texts.HELP_LIST], "\u00a0; "),
        ],
        EDITION.catalogue.introduction,
    ),
}
KIT: Mapping[str, Callable[[], Drawn]] = {
    "programme.stranger": lambda: programme.stranger_message("U0NADIA"),
    "kit.refused.not-open": lambda: refusal_message(
        NotOpen(dispositif="mentorat", name="Mentorat", day="lundi 8 juin"), {Role.EIG}
    ),
    "kit.refused.not-open.still": lambda: refusal_message(NotOpen(dispositif="mentorat", name="Mentorat"), {Role.EIG}),
    "kit.refused.not-asker.porteur": lambda: refusal_message(
        NotAsker(dispositif=OWN_FORMAT.key, name=OWN_FORMAT.name, who=ASKER_WORDS[Role.EIG,]), {Role.PORTEUR}
    ),
    "kit.refused.not-asker": lambda: refusal_message(
        NotAsker(name=OWN_FORMAT.name, who=ASKER_WORDS[Role.PORTEUR,]), {Role.EIG}
    ),
    "wishes.form": lambda: programme.coach_form("carnet", "Carnet de bord"),
    "wishes.sent": lambda: programme.request_sent_modal(CoachRequestResult((card.CLAIRE,))),
    "wishes.sent.team": lambda: programme.request_sent_modal(CoachRequestResult(())),
    "wishes.sent.before": lambda: programme.request_sent_modal(CoachRequestResult((), is_new=False)),
    "wishes.sent.nobody": lambda: programme.request_sent_modal(CoachRequestResult((), is_heard=False)),
    "wishes.asked": lambda: programme.coach_request_message(
        NoticeWish(replace(card.LEA, slack_id="U0LEA"), "carnet", "Quand commencer, selon vous", ("Carte Vive",)),
        "Carnet de bord",
    ),
    "wishes.asked.by-mail": lambda: programme.coach_request_message(
        NoticeWish(card.LEA, "carnet", None, ()), "Carnet de bord"
    ),
    "programme.team_asked": lambda: programme.team_asked_message(card.CLAIRE, card.CARTE, dispositif="bureau-aide"),
    "programme.team_asked.mentoring": lambda: programme.team_asked_message(None, card.CARTE, dispositif="mentorat"),
    "programme.team_asked.line": lambda: programme.team_asked_message(
        card.CLAIRE, card.CARTE, dispositif="bureau-aide", note="Avant le comité, <!here>"
    ),
    "programme.team_asked.own": lambda: programme.team_asked_message(
        card.CLAIRE, card.CARTE, dispositif=OWN_FORMAT.key, name=OWN_FORMAT.name
    ),
    "wishes.team_form.own": lambda: programme.team_form(OWN_FORMAT.key, OWN_FORMAT.name),
    "wishes.team_form": lambda: programme.team_form("bureau-aide"),
    "wishes.team_told": lambda: programme.team_asked_modal(["Léa Martin", "Sami Haddad"], "bureau-aide", is_new=True),
    "wishes.team_told.one": lambda: programme.team_asked_modal(["Léa Martin"], "mentorat", is_new=True),
    "wishes.team_told.before": lambda: programme.team_asked_modal(["Léa Martin"], "mentorat", is_new=False),
    "wishes.team_told.nobody": lambda: programme.team_asked_modal([], "mentorat", is_new=False),
    "kit.refused.porteur": lambda: refusal_message(NotAllowed(action="helpdesk.start"), {Role.PORTEUR}),
    "kit.refused.coach": lambda: refusal_message(NotAllowed(action="mentoring.start"), {Role.COACH}),
    "kit.refused.guest": lambda: refusal_message(NotAllowed(action="helpdesk.move"), {Role.EIG}),
    "kit.refused.eig": lambda: refusal_message(NotAllowed(action="agenda.hours"), {Role.EIG}),
    "kit.refused.coaches-only": lambda: refusal_message(NotAllowed(action="gatherings.plan"), {Role.EIG}),
    "kit.refused.lapsed": lambda: refusal_message(HoldLapsed(), {Role.MENTOR}),
    "programme.waiting": lambda: programme.coach_wanted_message("U0NADIA"),
    "kit.note.alerted": lambda: note_modal(message(programme_texts.ALERTED)),
    "kit.apology": lambda: message(kit_texts.APOLOGY(number="0a1b2c3d")),
    "kit.unknown_word": lambda: message(kit_texts.UNKNOWN_WORD(word="lsite", nearest="/bureau-aide liste")),
    "kit.unknown": lambda: message(kit_texts.unknown(["Claire Morel", "David Nguyen"])),
    "kit.unknown.no-coach": lambda: message(kit_texts.unknown([])),
    "kit.refused.hostile": lambda: note_modal(
        message(kit_texts.refusal_sentence(AlreadyTaken(name="Léa <!channel> & Co")))
    ),
    "kit.gone": lambda: message(kit_texts.GONE),
}
FAMILIES: Mapping[str, Mapping[str, Callable[[], Drawn]]] = {  # by what they are called in `aloud/`
    "agenda-absence": absence.EXAMPLES,
    "agenda-connecting": connecting.EXAMPLES,
    "agenda-hours": hours.EXAMPLES,
    "agenda-invitation": invitation.EXAMPLES,
    "agenda-reminder": reminder.EXAMPLES,
    "agenda-reminders-form": reminders_form.EXAMPLES,
    "agenda-rooms": rooms.EXAMPLES,
    "catalogue": CATALOGUE,
    "evaluation": evaluation.EXAMPLES,
    "evaluation-support": evaluation_support.EXAMPLES,
    "planning": planning.EXAMPLES,
    "helping": helping.EXAMPLES,
    "logbook": logbook.EXAMPLES,
    "polls": polls.EXAMPLES,
    "workshops": workshops.EXAMPLES,
    "gatherings-announcement": gatherings_announcement.EXAMPLES,
    "gatherings-groups": gatherings_groups.EXAMPLES,
    "gatherings-series": gatherings_series.EXAMPLES,
    "gatherings-subjects": gatherings_subjects.EXAMPLES,
    "gatherings-conference": gatherings_conference.EXAMPLES,
    "helpdesk-booking": booking.EXAMPLES,
    "helpdesk-card": card.EXAMPLES,
    "helpdesk-hosting": hosting.EXAMPLES,
    "home": home.EXAMPLES,
    "home-awaiting": home_awaiting.EXAMPLES,
    "kit": KIT,
    "mentoring-answering": mentoring_answering.EXAMPLES,
    "mentoring-asking": mentoring_asking.EXAMPLES,
    "mentoring-card": mentoring_card.EXAMPLES,
    "mentoring-coaching": mentoring_coaching.EXAMPLES,
    "mentoring-own": mentoring_own.EXAMPLES,
    "mentoring-running": mentoring_running.EXAMPLES,
    "programme-welcome": welcome.EXAMPLES,
    "programme-setup": setup.EXAMPLES,
    "records": records.EXAMPLES,
    "records-overview": records_overview.EXAMPLES,
    "records-report": records_report.EXAMPLES,
    "rights": rights.EXAMPLES,
    "talk": talk.EXAMPLES,
}
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    name: draw for family in FAMILIES.values() for name, draw in family.items()
}


@cache
def draw_all() -> Mapping[str, Drawn]:
    """Draw all examples, once in a process: not as a module of tests is read, since all workers read all of them."""
    return {name: draw() for name, draw in EXAMPLES.items()}


ELEVEN: Mapping[str, Callable[[], Drawn]] = {  # what the catalogue says in real life
    "eleven.menu": lambda: catalogue.menu_message(Menu(OWN_WORDS, PHASE, ("bureau-aide", "mentorat"))),
    **{
        f"eleven.{one.key}": partial(catalogue.card, OWN_WORDS, one.key, audience=CardAudience.ALONE)
        for one in OWN_WORDS.catalogue.dispositifs
    },
}
