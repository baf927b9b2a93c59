"""Coaches follow all mentoring cycles, hand one over and export them; a mentor says how many they take."""

import csv

from bot.demo.looks import calendar_files
from bot.sandbox.people.person import Person
from tests.journeys.mentors import (
    CALENDAR,
    CONFIRM,
    DATA,
    DESIGN,
    MOVE,
    NEED,
    PLANNED,
    Mentoring,
    card,
    dates,
    field_of,
    news,
    paris,
)
from tests.journeys.promotion import plain

FOUND = "Choisir un modèle"  # of the need


def open_one(mentoring: Mentoring, who: Person) -> None:
    """Open the first cycle of the list of all."""
    listed = who.command("/mentorat tous").message
    who.choose("mentoring.open", who.options("mentoring.open", message=listed)[0], message=listed)
    mentoring.opened(who, "Mentorat")


def test_all_cycles_say_who_waits_for_whom_since_when_and_what_is_next(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    mentoring.run(promotion.lea, guests=["Sami Haddad"])
    mentoring.go_to(paris("05-05 08:00"))
    mentoring.ask(promotion.ines, domain=DESIGN)
    for line in ("/mentorat tous", "/mentorat"):
        listed = promotion.claire.command(line)
        assert plain(listed.words).split("\n")[:5] == [
            "Les cycles de mentorat",
            "Relais",
            "Inès Diallo, avec Maya Benali (accessibilité). Quatre dates retenues. Réponse attendue de Maya Benali, "
            "depuis le mardi 5 mai, au plus tard le lundi 11 mai à 15 h.",
            "Carte Vive",
            "Léa Martin et Sami Haddad, avec Maya Benali (science de la donnée). Cycle en cours. Prochaine séance : "
            "mardi 12 mai à 14 h.",
        ]
        assert FOUND not in f"{listed.text} {listed.blocks}"
    for other in (promotion.lea, promotion.nadia):
        assert FOUND not in other.command("/mentorat tous").text
        assert "Relais" not in other.command("/mentorat tous").text
    assert "Relais" not in promotion.sami.command("/mentorat liste").text
    open_one(mentoring, promotion.claire)
    assert promotion.claire.modal
    assert NEED in promotion.claire.modal.text


def test_a_cycle_is_handed_over_to_who_is_free(mentoring: Mentoring) -> None:
    promotion, lea, claire = mentoring.promotion, mentoring.promotion.lea, mentoring.promotion.claire
    first = mentoring.run(lea)
    keep_rose_busy(mentoring)
    mentoring.answered(mentoring.maya, CALENDAR, message=card(mentoring.maya))
    mentoring.go_to(paris("05-13 08:00"))
    claire.press_raw("mentoring.hand_over", value=mentoring.cycle_id("Carte Vive"))
    mentoring.opened(claire, "Confier le cycle")
    names = [plain(one) for one in claire.options(field_of(claire, "À qui"))]
    assert names == ["Noé Lambert : 2 places", "Rose Petit : limite atteinte"]
    mentoring.pick(claire, "À qui", "Rose Petit : limite atteinte")
    assert mentoring.send(claire) == [
        "Rose Petit n’est pas libre à toutes ces dates (mardi 19 mai à 14 h est pris). Choisissez quelqu’un d’autre."
    ]
    mentoring.pick(claire, "À qui", "Noé Lambert : 2 places")
    mentoring.done(claire)
    assert news(lea)[-1:] == [
        "Noé Lambert remplace Maya Benali pour votre cycle de mentorat (défi Carte Vive). Les dates ne changent pas : "
        "mardi 19 mai à 14 h, mardi 26 mai à 14 h et mardi 2 juin à 14 h."
    ]
    assert news(mentoring.noe)[0].startswith("Le cycle de mentorat du défi Carte Vive vous est confié, après Maya")
    assert news(mentoring.maya)[-1].startswith("Noé Lambert prend la suite de votre cycle de mentorat")
    assert NEED in card(mentoring.noe).words
    maya = mentoring.maya
    assert NEED not in card(maya).words
    files = calendar_files(maya, card(maya), slack=promotion.stage.slack).values()
    assert sum("METHOD:CANCEL" in one for one in files) == 3
    assert plain(first.messages[0].text).endswith("les personnes qui y participent ont changé.")
    group = mentoring.groups[-1]
    assert group.members == {lea.id, mentoring.noe.id, promotion.stage.slack.bot_user_id}
    assert dates(group.messages[0])[1:] == PLANNED[1:]
    assert mentoring.history()[-1] == ("mentoring.hand_over", "claire")


def keep_rose_busy(mentoring: Mentoring) -> None:
    """Let Rose take a cycle of the other team, and move one of its séances to where one of Léa's is."""
    ines, rose = mentoring.promotion.ines, mentoring.rose
    mentoring.ask(ines, mentor="Rose Petit")
    mentoring.answered(rose, CONFIRM)
    mentoring.opens(rose, MOVE, title=MOVE, message=card(rose))
    rose.fill(field_of(rose, "Nouveau jour"), "2026-05-19")
    rose.fill(field_of(rose, "Nouvelle heure"), "14:30")
    mentoring.done(rose)


def test_the_export_comes_as_a_file_in_a_direct_message_without_the_need(mentoring: Mentoring) -> None:
    promotion, claire = mentoring.promotion, mentoring.promotion.claire
    mentoring.run(promotion.lea)
    mentoring.ask(promotion.ines, mentor="Noé Lambert")
    listed = claire.command("/mentorat tous").message
    for _ in range(2):  # a second press just after is the same export
        said = mentoring.answered(claire, "Exporter", message=listed)
        assert said == "Le fichier arrive en message direct, dans un instant."
    (told,) = claire.inbox(threads=False)
    (file,) = [one for message in claire.thread(told) for one in message.files]
    table = promotion.stage.slack.file_bytes(file.id).decode("utf-8-sig")
    assert [row[1:] for row in list(csv.reader(table.splitlines(), delimiter=";"))[1:]] == [
        ["en cours", "", "", "Carte Vive", "mentorat", DATA, "4", "2026-05-12 14:00", "2026-06-02 14:00"],
        ["dates demandées", "mentore ou mentor", "2026-05-04", "Relais", "mentorat", DATA, "0", "", ""],
    ]
    assert FOUND not in table
    promotion.lea.press_raw("mentoring.export", message=promotion.lea.inbox()[0])
    mentoring.reply(promotion.lea, 0)
    assert [message for one in promotion.lea.inbox() for message in one.files] == []


def test_a_mentor_sets_how_many_cycles_they_take(mentoring: Mentoring) -> None:
    promotion, lea, maya = mentoring.promotion, mentoring.promotion.lea, mentoring.maya
    assert maya.command("/mentorat liste").error == "restricted_action"  # a guest without commands
    maya.open_home()
    mentoring.opens(maya, "Changer ma limite", title="Vos cycles de mentorat")
    mentoring.pick(maya, "Combien de cycles", "1")
    said = mentoring.done(maya)
    assert said == "Vous accompagnez un cycle au plus en même temps. Ceux qui sont en cours continuent."
    mentoring.plan(lea)
    mentoring.ask(promotion.ines)
    assert mentoring.send(lea) == [
        "Cette personne suit déjà autant d’équipes qu’elle le peut. Choisissez-en une autre, ou « Proposez-moi "
        "quelqu’un »."
    ]
    assert lea.inbox() == []
    mentoring.press(lea, "Voir d’autres spécialistes")
    assert "Maya Benali" not in plain(mentoring.opened(lea, "Mentors et mentores").text)
