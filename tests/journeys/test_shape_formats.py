"""« Permanence juridique »: a coach adds a rendez-vous of half an hour, a team books it, and its format changes."""

from datetime import timedelta

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.mentors import AFTERNOONS
from tests.journeys.promotion import NEED, Promotion, plain
from tests.promotion import enter, settle_in

NAME = "Permanence juridique"
ABOUT = "Une demi-heure pour une question de droit."
COACHES = "L’équipe des coachs de la promotion"
THURSDAY = "jeudi 7 mai à 14 h"


def open_page(promotion: Promotion, coach: Person) -> None:
    listed = coach.command("/dispositifs programme")
    coach.click("Les promotions", message=listed)
    promotion.opened(coach, title="Les promotions")
    coach.click("Dispositifs ouverts")
    promotion.opened(coach, title="Dispositifs ouverts")


def preview(promotion: Promotion, coach: Person, *, hosts: str = COACHES, agreed: bool = False) -> None:
    """Fill in its form, and see its preview."""
    open_page(promotion, coach)
    coach.click("Nouveau rendez-vous")
    promotion.opened(coach, title="Nouveau rendez-vous")
    coach.fill("name", NAME)
    coach.fill("description", ABOUT)
    coach.choose("hosts", hosts)
    coach.fill("hours", "jeudi 14 h-17 h")
    coach.click("Préciser")
    promotion.stage.slack.wait_for(lambda: coach.modal and "Nombre de séances" in plain(coach.modal.text))
    assert NAME in plain(coach.modal.text if coach.modal else "")  # what was typed is still there
    coach.fill("question", "Votre question de droit")
    if agreed:
        coach.choose("agreement", "quand la personne qui reçoit l’accepte")
    assert coach.submit() == Submission()
    promotion.opened(coach, title="Aperçu")
    coach.close()  # « Corriger »: what was filled in is still there
    promotion.opened(coach, title="Nouveau rendez-vous")
    assert coach.submit() == Submission()
    shown = plain(promotion.opened(coach, title="Aperçu").text)
    assert (ABOUT in shown, "« Votre question de droit », puis un créneau de 30 minutes" in shown) == (True, True)


def add(promotion: Promotion, coach: Person, *, hosts: str = COACHES, agreed: bool = False) -> None:
    """Add the rendez-vous from « Dispositifs ouverts »."""
    preview(promotion, coach, hosts=hosts, agreed=agreed)
    assert coach.submit() == Submission()
    assert f"« {NAME} » est dans le catalogue" in plain(promotion.opened(coach, title="C’est ouvert").text)
    coach.close(all=True)


def change(promotion: Promotion, field: str, choice: str, *, precise: bool = False) -> None:
    """Change a field of the rendez-vous by « Modifier le format »; `precise`: one behind « Préciser »."""
    coach = promotion.claire
    open_page(promotion, coach)
    value = f"{promotion.ids['promotion']}-rdv-permanence-juridique"
    coach.press_raw(f"catalogue.opening:{value}", value=value)
    promotion.stage.slack.wait_for(lambda: coach.modal and "Modifier le format" in coach.modal.buttons)
    coach.click("Modifier le format")
    promotion.opened(coach, title="Modifier le format")
    if precise:
        coach.click("Préciser")
        promotion.stage.slack.wait_for(lambda: coach.modal and "Nombre de séances" in plain(coach.modal.text))
    coach.choose(field, choice)
    assert coach.submit() == Submission()
    promotion.opened(coach, title="C’est enregistré")
    coach.close(all=True)


def book(promotion: Promotion, person: Person, when: str = THURSDAY, *, title: str = "C’est réservé") -> str:
    """Book it, and return what the last window says."""
    card = person.command(f"/dispositifs {NAME.lower()}")
    person.click("Réserver", message=card)
    form = promotion.opened(person, title=NAME)
    assert ("Votre question de droit" in plain(form.text), ABOUT in plain(form.text)) == (True, True)
    person.fill("need", NEED)
    assert person.submit() == Submission()
    promotion.opened(person, title="Choisir un créneau")
    promotion.choose(person, when)
    assert person.submit() == Submission()
    said = plain(promotion.opened(person, title=title).text)
    assert f"Rendez-vous « {NAME} » {when}, heure de Paris" in said
    person.close(all=True)
    return said


def test_a_rendez_vous_of_the_programme_is_booked_like_a_bureau_d_aide(promotion: Promotion) -> None:
    add(promotion, promotion.claire)
    book(promotion, promotion.lea)
    promotion.stand()
    card = promotion.lea.inbox()[-1]
    assert f"Rendez-vous « {NAME} » jeudi 7 mai, de 14 h à 14 h 30" in plain(card.text)
    listed = plain(promotion.lea.command("/dispositifs agenda").text)
    assert NAME in listed
    promotion.lea.click("Autres actions", message=card)
    promotion.opened(promotion.lea, title="Rendez-vous")
    promotion.lea.close(all=True)
    promotion.cancel(promotion.lea)
    assert f"Le rendez-vous « {NAME} » du {THURSDAY}, pour le défi Carte Vive, est annulé." in plain(
        promotion.lea.inbox()[-1].text
    )


def test_a_change_touches_only_what_is_booked_afterwards(promotion: Promotion) -> None:
    add(promotion, promotion.claire)
    book(promotion, promotion.lea)
    promotion.stand()
    change(promotion, "minutes", "1 h")
    book(promotion, promotion.ines, when="jeudi 7 mai à 14 h 45")
    promotion.stand()
    assert "de 14 h à 14 h 30" in plain(promotion.lea.inbox()[-1].text)
    assert "de 14 h 45 à 15 h 45" in plain(promotion.ines.inbox()[-1].text)


def test_only_those_named_host_it(promotion: Promotion) -> None:
    add(promotion, promotion.claire)
    change(promotion, "people", "David Nguyen")
    book(promotion, promotion.lea)
    promotion.stand()
    assert "David Nguyen" in plain(promotion.lea.inbox()[-1].text)


def test_two_of_one_name_are_refused_on_the_field(promotion: Promotion) -> None:
    add(promotion, promotion.claire)
    open_page(promotion, promotion.david)
    promotion.david.click("Nouveau rendez-vous")
    promotion.opened(promotion.david, title="Nouveau rendez-vous")
    promotion.david.fill("name", NAME.upper())
    promotion.david.fill("description", ABOUT)
    promotion.david.fill("hours", "jeudi 17 h-14 h")
    order = "Une plage se termine avant de commencer. Corrigez l’heure de fin."
    assert {name: plain(text) for name, text in promotion.david.submit().errors.items()} == {"hours": order}
    promotion.david.fill("hours", "")
    taken = "Un dispositif porte déjà ce nom. Choisissez-en un autre."
    assert {name: plain(text) for name, text in promotion.david.submit().errors.items()} == {"name": taken}


def test_a_mentor_hosts_what_is_theirs_to_host(promotion: Promotion) -> None:
    host = promotion.stage.slack.add_person("Maya Benali", guest="no_commands")
    with promotion.database.transaction() as tx:
        enter(tx, "Maya Benali", Membership(Role.MENTOR), slack_id=host.id, week=AFTERNOONS)
        settle_in(tx)
    add(promotion, promotion.claire, hosts="Les mentores et mentors")
    book(promotion, promotion.lea)
    promotion.stand()
    card = host.inbox()[-1]
    assert f"Rendez-vous « {NAME} » jeudi 7 mai, de 14 h à 14 h 30" in plain(card.text)
    assert NEED in plain(card.words)
    host.click("Autres actions", message=card)
    shown = promotion.opened(host, title="Rendez-vous")
    assert {"Proposer un autre créneau", "Confier le rendez-vous", "Laisser un mot"} <= {*shown.buttons}
    host.close(all=True)


def test_a_name_that_was_taken_since_the_preview_opens_nothing(promotion: Promotion) -> None:
    preview(promotion, promotion.claire)
    add(promotion, promotion.david)
    assert promotion.claire.submit() == Submission()
    promotion.stage.slack.wait_for(
        lambda: promotion.claire.modal and "rien n’est ouvert" in plain(promotion.claire.modal.text)
    )
    said = plain(promotion.claire.modal.text) if promotion.claire.modal else ""
    assert said.startswith("Un dispositif porte déjà ce nom.")


def ask(promotion: Promotion) -> Person:
    """Let Léa ask for one that its host has to accept; return the host, who has the card."""
    add(promotion, promotion.claire, agreed=True)
    said = book(promotion, promotion.lea, title="C’est demandé")
    host = promotion.claire if "Claire Morel a jusqu’au" in said else promotion.david
    assert f"{host.name} a jusqu’au mercredi 6 mai à 9 h pour accepter" in said
    promotion.stand()
    card = host.inbox()[-1]
    assert plain(card.text).startswith(f"Rendez-vous « {NAME} » jeudi 7 mai, de 14 h à 14 h 30")
    assert [*card.buttons] == ["Accepter", "Proposer un autre créneau", "Décliner"]
    assert plain(promotion.lea.inbox()[-1].words).startswith(f"À confirmer : rendez-vous « {NAME} » {THURSDAY}")
    return host


def test_it_is_held_until_its_host_accepts(promotion: Promotion) -> None:
    host = ask(promotion)
    assert "L’animerez-vous ?" in plain(host.open_home().text)
    host.click("Accepter", message=host.inbox()[-1])
    promotion.stage.settle()
    said = [plain(message.text) for message in promotion.lea.inbox()]
    assert f"{host.name} accepte : le rendez-vous « {NAME} » du {THURSDAY} est confirmé." in said
    assert not any(plain(message.words).startswith("À confirmer") for message in promotion.lea.inbox())


def test_a_host_declines_with_a_word_and_the_team_books_again(promotion: Promotion) -> None:
    host = ask(promotion)
    host.click("Décliner", message=host.inbox()[-1])
    promotion.opened(host, title="Décliner")
    host.fill("reason", "Je suis en formation")
    assert host.submit() == Submission()
    assert plain(promotion.opened(host, title="C’est décliné").text).startswith("Décliné : ")
    host.close(all=True)
    promotion.stand()
    told = promotion.lea.inbox()[-1]
    assert f"{host.name} ne peut pas animer le rendez-vous « {NAME} » du {THURSDAY}" in plain(told.text)
    assert "Je suis en formation" in plain(told.text)
    promotion.lea.click("Réserver un autre créneau", message=told)
    promotion.opened(promotion.lea, title=NAME)
    promotion.lea.close(all=True)


def test_silence_frees_the_hour_and_says_so(promotion: Promotion) -> None:
    host = ask(promotion)
    promotion.stage.advance(promotion.stage.clock() + timedelta(days=2, hours=1))
    late = f"Le rendez-vous « {NAME} » du {THURSDAY} (défi Carte Vive) n’a pas été confirmé à temps"
    for person in (promotion.lea, host):
        assert late in plain(person.inbox()[-1].text)
    book(promotion, promotion.ines, title="C’est demandé")


def test_a_porteur_asks_for_what_is_for_porteurs_until_it_is_not(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        carries = Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"])
        enter(tx, "Nadia Petit", carries, slack_id=promotion.nadia.id)
        settle_in(tx)
    add(promotion, promotion.claire)
    nadia, lea = promotion.nadia, promotion.lea
    change(promotion, "askers", "Les porteurs et porteuses", precise=True)
    card = lea.command(f"/dispositifs {NAME.lower()}")
    assert ("Réserver" in card.buttons, "les porteurs et porteuses de chaque défi" in plain(card.words)) == (
        False,
        True,
    )
    assert NAME not in plain(lea.command("/dispositifs").text)
    lea.press_raw("helpdesk.start", value="rdv-permanence-juridique")
    refused = f"« {NAME} » : ce sont les porteurs et porteuses de chaque défi qui réservent."
    assert promotion.stage.slack.wait_for(lambda: plain(lea.replies()[-1].text) == refused)
    nadia.open_home()
    nadia.click(f"Réserver : {NAME}", message=nadia.home())
    promotion.opened(nadia, title=NAME)
    nadia.close(all=True)
    book(promotion, nadia)
    promotion.stand()
    assert f"Rendez-vous « {NAME} » jeudi 7 mai, de 14 h à 14 h 30" in plain(nadia.inbox()[-1].text)
    assert [message for message in lea.inbox() if NAME in plain(message.text)] == []
    nadia.click("Réserver", message=nadia.command(f"/dispositifs {NAME.lower()}"))
    promotion.opened(nadia, title=NAME)
    change(promotion, "askers", "Les EIG", precise=True)
    nadia.fill("need", NEED)
    nadia.submit()
    promotion.opened(nadia, title="À savoir")
    nadia.close()
    promotion.opened(nadia, title=NAME)  # with what she typed
    nadia.submit()
    note = promotion.opened(nadia, title="À savoir")
    assert plain(note.text).startswith(f"« {NAME} » : ce sont les EIG de chaque défi qui réservent.")
    nadia.click("Demander à mon équipe")
    promotion.opened(nadia, title="Demander à mon équipe")
    assert nadia.submit() == Submission()
    promotion.stage.settle()
    assert f"vous propose de réserver le rendez-vous « {NAME} »" in plain(lea.inbox()[-1].text)
    nadia.close(all=True)
    promotion.cancel(nadia)  # what is booked stays theirs
