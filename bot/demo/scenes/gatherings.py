"""Scenes of a month of gatherings, which coaches plan in Slack."""

from datetime import date
from functools import partial

from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.dates.words import day_words, month_words
from bot.demo.gatherings import (
    Step,
    end_of_month,
    month_after,
    opens,
    play_in_order,
    posted_words,
    seminar_days,
    waits_for,
    writes,
)
from bot.demo.looks import modal, words
from bot.demo.month import move_to
from bot.demo.scenes import mails
from bot.demo.scenes.conference import Talk
from bot.demo.scenes.groups import MixedGroup, PeersGroup
from bot.demo.scenes.seminars import PorteursSeminar, PromotionSeminar
from bot.demo.show import Show
from bot.planning import month
from bot.programme.roles import METIER_WORDS, ROLE_WORDS, Metier, Role
from bot.sandbox.people.person import Person

EACH, MIXED = "Un groupe par métier", "Groupe de partage pluridisciplinaire"
TALK = "Conférence, table ronde ou masterclass"
PORTEURS, SEMINAR = "Séminaire des porteurs et porteuses", "Séminaire de la promotion"
CREATE, CHECK, CREATED = "Créer une série", "Vérifier la série", "C’est créé"
SEE_NEXT_MONTH, NEXT_MONTH, THIS_MONTH = "Voir le mois prochain", "Le mois prochain", "Ce mois-ci"
RULES = {EACH: "4e mardi du mois, 14 h", MIXED: "4e jeudi du mois, 10 h", TALK: "4e lundi du mois, 16 h"}
PLACES, MORE_PLACES = "3", "4"  # first few enough that somebody waits, then one more place for the porteuse
SKILL = "Accessibilité numérique"
AUGUST = 8


def play_a_month(show: Show) -> None:
    """Plan a month on the evening before it, then play it from the first day to the last."""
    show.told.scene("Les coachs préparent le mois suivant")
    move_to(show, end_of_month(show.stage.clock()))
    _plan(show, month_after(show.stage.clock()))
    since, first = show.stage.clock(), month_after(show.stage.clock())
    peers = PeersGroup.of(show, METIER_WORDS[Metier.DESIGN], after=since)
    parts = (
        peers,
        MixedGroup.of(show, after=since),
        talk := Talk.of(show, after=since),
        seminar := PromotionSeminar.of(show, after=since),
        own := PorteursSeminar.of(show, after=since),
    )
    talk.complete()
    seminar.prepare()
    steps = [Step(month.posting_time(first), "Le premier jour ouvré du mois", partial(_this_month, show))]
    by_mail = (mails.come_to_a_talk(show, talk.sheet), mails.choose_subjects(show, own.sheet))
    steps = [*steps, by_mail[0], *(step for part in parts for step in part.steps()), by_mail[1]]
    play_in_order(show, [*steps, mails.say_how_it_was(show, talk.sheet)])
    peers.invite_again()


def announce_meetings(show: Show) -> None:
    """A conference with few places and a multidisciplinary group are announced. People can answer."""
    announce_a_talk(show)
    _create(show, show.cast.coach, MIXED, f"{_day_in(show, working_days=7)}, 10 h", organiser=show.cast.coach)
    show.stand()


def announce_a_talk(show: Show) -> None:
    """Announce a conference with few places, with its title and speaker, and let two minutes pass."""
    colleague, since = show.cast.colleague, show.stage.clock()
    day = _day_in(show, working_days=6)
    porteurs = ROLE_WORDS[Role.PORTEUR][1]  # one of them has no Slack, and gets a mail with links
    _create(show, colleague, TALK, f"{day}, 16 h", organiser=colleague, capacity=PLACES, opened_to=porteurs)
    Talk.of(show, after=since).complete()
    show.stand()


def _day_in(show: Show, *, working_days: int) -> str:
    now = show.stage.clock()
    return day_words(add_working_days(day_of(now), working_days), now)


def _plan(show: Show, first: date) -> None:
    """Create the series and both seminars, then look at the next month."""
    told, coach, colleague = show.told, show.cast.coach, show.cast.colleague
    day, own = (day_words(day, show.stage.clock()) for day in seminar_days(first))
    skips = first.month != AUGUST
    _create_each(show, coach, {Metier.DESIGN: coach, Metier.DEVELOPPEMENT: colleague}, skips=skips)
    _create(show, coach, MIXED, RULES[MIXED], organiser=coach, skips=skips)
    others = {"capacity": MORE_PLACES, "opened_to": ROLE_WORDS[Role.PORTEUR][1]}
    _create(show, colleague, TALK, RULES[TALK], organiser=colleague, skips=skips, **others)
    _create(show, coach, SEMINAR, f"{day}, 9 h", organiser=coach)
    _create(show, colleague, PORTEURS, f"{own}, 9 h", organiser=colleague)
    show.stand()
    told.does(coach, "tape /dispositifs programme")
    menu = coach.command("/dispositifs programme")
    told.sees(coach, lambda: words(menu.message), "Le quatrième mardi du mois à 14 h", MIXED, SEMINAR)
    opens(show, coach, CREATE, title=CREATE, message=menu.message)
    opens(show, coach, SEE_NEXT_MONTH, title=NEXT_MONTH)
    dry = ("Rien n’est encore écrit ni envoyé", month_words(first), "Conférence", "À part, pour les porteurs", PORTEURS)
    told.sees(coach, partial(modal, coach), *dry)
    coach.close(all=True)


def _create(
    show: Show,
    coach: Person,
    kind: str,
    rule: str,
    *,
    organiser: Person,
    capacity: str = "",
    opened_to: str = "",
    skips: bool = True,
) -> None:
    _begin(show, coach, kind)
    if capacity or opened_to or kind == TALK:
        show.told.does(coach, "clique sur « Préciser »")
        coach.click("Préciser")
        show.stage.slack.wait_for(lambda: coach.modal is not None and "Nombre de places" in coach.modal.text)
    writes(show, coach, {"rule": rule} | ({"capacity": capacity} if capacity else {}))
    coach.choose("organiser", organiser.name)
    if opened_to:
        show.told.does(coach, f"l’ouvre aussi aux {opened_to}")
        coach.choose("opened_to", opened_to)
    if kind == TALK:
        show.told.does(coach, f"choisit la compétence « {SKILL} »")
        coach.choose("skills", SKILL)
    _keep(show, coach, "Créer la série", skips=skips, what=("date",))


def _create_each(show: Show, coach: Person, organisers: dict[Metier, Person], *, skips: bool) -> None:
    _begin(show, coach, EACH)
    show.told.sees(coach, partial(modal, coach), "Une série pour chaque métier", "Droit du numérique")
    writes(show, coach, {"rule": RULES[EACH]})
    for metier, person in organisers.items():
        show.told.does(coach, f"choisit {person.name} pour le métier « {METIER_WORDS[metier]} »")
        coach.choose(f"organiser-{metier.value}", person.name)
    _keep(show, coach, "Créer les groupes", skips=skips, what=tuple(METIER_WORDS[metier] for metier in organisers))


def _begin(show: Show, coach: Person, kind: str) -> None:
    show.told.does(coach, f"tape /dispositifs programme, clique sur « {CREATE} », puis sur « {kind} »")
    coach.click(CREATE, message=coach.command("/dispositifs programme").message)
    show.stage.slack.wait_for(lambda: coach.modal and kind in coach.modal.buttons)
    coach.click(kind)
    show.stage.slack.wait_for(lambda: coach.modal and coach.modal.callback_id.startswith("gatherings.created"))


def _keep(show: Show, coach: Person, label: str, *, skips: bool, what: tuple[str, ...]) -> None:
    if not skips:
        show.told.does(coach, "décoche « Sauter le mois d’août »")
        coach.choose("august")
    show.told.does(coach, "clique sur « Vérifier »")
    coach.submit()
    waits_for(show, coach, CHECK)
    show.told.sees(coach, partial(modal, coach), "Rien n’est encore écrit ni envoyé", *what)
    show.told.does(coach, f"clique sur « {label} »")
    coach.submit()
    waits_for(show, coach, CREATED)
    show.told.sees(coach, partial(modal, coach), CREATED, *what)
    coach.close(all=True)


def _this_month(show: Show) -> None:
    """« Ce mois-ci » is posted in the channel, once, with the month's gatherings."""
    told, cast = show.told, show.cast
    brings = ("Conférence «\u00a0", MIXED, "Compétence : Accessibilité numérique")
    told.sees(cast.eig, partial(posted_words, cast.promotion, THIS_MONTH), *brings)
    found = [message for message in cast.promotion.messages if THIS_MONTH in message.words]
    told.checks("« Ce mois-ci » est affiché une fois, dans le canal de la promotion", len(found) == 1)
