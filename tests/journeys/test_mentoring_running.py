"""A cycle that runs: its month from the request to the reviews, dates that change, séances that fail, an early end."""

import json
import logging

import pytest

from bot.demo.looks import calendar_files
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person
from tests.journeys.mentors import (
    AGAIN,
    CALENDAR,
    CONFIRM,
    END,
    LEAVE,
    MOVE,
    NEED,
    PLANNED,
    REPLAN,
    REVIEW,
    Mentoring,
    buttons,
    card,
    dates,
    field_of,
    newest,
    news,
    paris,
    title,
)
from tests.journeys.promotion import first_line, plain

HAPPENED, MISSING, POSTPONE = "Elle a eu lieu", "Il manquait quelqu’un", "À reprogrammer"
TRY = "Noter ce que nous allons essayer"
MOST = 9  # docs/programme.md: in a cycle without changes
FOUND = "Choisir un modèle"  # of the need
SETTLED = (
    "Cette demande de mentorat (défi Carte Vive) n’est plus en cours. Vous n’avez rien à faire."  # a reminder's end
)


def take_calendar(mentoring: Mentoring, who: Person) -> dict[str, str]:
    """Press « Ajouter à mon agenda » on the card; give its files."""
    mentoring.answered(who, CALENDAR, message=card(who))
    return calendar_files(who, card(who), slack=mentoring.promotion.stage.slack)


def files(mentoring: Mentoring, who: Person) -> list[str]:
    return sorted(calendar_files(who, card(who), slack=mentoring.promotion.stage.slack).values())


def test_a_month_without_changes_costs_the_mentor_nine_messages_and_shows_the_need_to_nobody_else(
    mentoring: Mentoring, caplog: pytest.LogCaptureFixture
) -> None:
    for name, level in ((None, logging.INFO), ("bot", logging.DEBUG), ("handlers", logging.DEBUG)):
        caplog.set_level(level, logger=name)
    promotion, lea, maya = mentoring.promotion, mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea, guests=["Sami Haddad"])
    mentoring.go_to(paris("05-11 10:00"))
    mentoring.answered(maya, CONFIRM)
    for day in ("05-13", "05-20", "05-27"):
        mentoring.go_to(paris(f"{day} 09:05"))
        mentoring.answered(lea, HAPPENED)
    mentoring.go_to(paris("06-03 09:05"))
    (group,) = mentoring.groups
    told = [first_line(one) for one in (*maya.inbox(), *group.messages)]
    assert told == [
        "Mentorat : le cycle est terminé",
        *[SETTLED] * 2,
        *["Votre journée"] * 4,
        "Votre cycle de mentorat avec Léa Martin et Sami Haddad (défi Carte Vive) est terminé : qu’en retenez-vous ?",
        "Mentorat avec Maya Benali, défi Carte Vive",
    ]
    assert len(told) <= MOST
    review_and_ask_again(mentoring)
    assert readers_of(mentoring) == {"lea", "maya"}
    assert FOUND in group.messages[0].words
    assert [one.messages for one in (promotion.general, promotion.coachs)] == [[], []]
    assert FOUND not in hidden(mentoring)
    assert FOUND not in caplog.text


def readers_of(mentoring: Mentoring) -> set[str]:
    """Give whose conversation with the bot ever held the need, threads and what they alone saw included."""
    return {
        key
        for key, who in mentoring.people.items()
        if any(FOUND in said for said in [f"{one.text} {one.blocks}" for one in who.inbox()])
        or any(FOUND in said for said in [f"{one.text} {one.blocks}" for one in who.replies()])
    }


def hidden(mentoring: Mentoring) -> str:
    """Give all metadata of messages and modals that was ever sent to Slack."""
    said = []
    for call in mentoring.promotion.stage.slack.calls:
        view = call.arguments.get("view") or {}
        private = (json.loads(view) if isinstance(view, str) else view).get("private_metadata")
        said.append([call.arguments.get("metadata"), private])
    assert any(private for _, private in said)
    answers = [one.answer for one in mentoring.promotion.stage.slack.deliveries if isinstance(one.answer, dict)]
    said += [[(one.get("view") or {}).get("private_metadata")] for one in answers]
    return json.dumps(said, ensure_ascii=False)


def review_and_ask_again(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    asked = newest(lea)
    assert buttons(asked) == [HAPPENED, MISSING, POSTPONE, REVIEW]
    mentoring.answered(lea, MISSING, message=asked)
    assert buttons(newest(lea)) == [REVIEW, AGAIN]
    for who, useful in ((lea, "Beaucoup"), (maya, "Un peu")):
        mentoring.opens(who, REVIEW, title="Votre avis sur le cycle", message=newest(who))
        mentoring.pick(who, "Ce cycle a-t-il été utile ?", useful)
        mentoring.done(who)
    rows = mentoring.rows("SELECT person_id, useful FROM mentoring_reviews ORDER BY person_id")
    assert rows == [(mentoring.promotion.ids["lea"], "yes"), (mentoring.promotion.ids["maya"], "some")]
    assert [buttons(newest(one)) for one in (lea, maya)] == [[AGAIN], []]
    mentoring.opens(lea, AGAIN, title="Mentorat", message=newest(lea))
    assert mentoring.send(lea) == []  # Maya is named again
    mentoring.done(lea)
    assert title(card(maya)).startswith("Mentorat : votre réponse avant le ")


def test_only_who_has_commands_is_told_to_type_one(mentoring: Mentoring, monkeypatch: pytest.MonkeyPatch) -> None:
    lea, maya, stage = mentoring.promotion.lea, mentoring.maya, mentoring.promotion.stage
    mentoring.run(lea)
    monkeypatch.setitem(vars(stage.house.tools.settings), "bot_base_url", f"{stage.address}/")
    said = [mentoring.answered(who, CALENDAR, message=card(who)) for who in (lea, maya)]
    assert ["sous le message de ce rendez-vous" in one for one in said] == [True, True]
    assert ["/dispositifs agenda abonnement" in one for one in said] == [True, False]


def test_calendar_files_follow_a_move_and_an_early_end(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea, guests=["Sami Haddad"])
    assert len(take_calendar(mentoring, lea)) == 4
    before = files(mentoring, lea)
    assert all("SEQUENCE:1" in one for one in before), before
    mentoring.opens(maya, MOVE, title=MOVE, message=card(maya))
    day, time = (f"{kind}-{mentoring.sessions()[0][0]}" for kind in ("day", "time"))
    maya.fill(day, "2026-05-13")
    maya.fill(time, "10:15")
    maya.fill("reason", "Un train <!channel>")
    mentoring.done(maya)
    mentoring.hear_of_a_move()
    moved = "mercredi 13 mai, de 10 h 15 à 11 h 45"
    assert plain(group.messages[-1].text) == (
        f"Nouvelle date pour une séance de mentorat : {moved}, heure de Paris, au lieu du mardi 12 mai à 14 h. Maya "
        "Benali a déplacé cette séance. Raison : Un train &lt;!channel&gt;."
    )
    assert [dates(one) for one in (group.messages[0], card(lea), card(maya))] == [[moved, *PLANNED[1:]]] * 3
    after = files(mentoring, lea)
    assert len(after) == 5
    (newer,) = {*after} - {*before}
    assert ("SEQUENCE:2" in newer, "T101500" in newer) == (True, True)
    mentoring.opens(lea, END, title=END, message=card(lea))
    lea.fill("reason", "Le besoin a changé")
    mentoring.done(lea)
    mentoring.hear_of_a_move()
    assert sum("METHOD:CANCEL" in one for one in files(mentoring, lea)) == 4
    assert plain(group.messages[-1].text).startswith("Léa Martin a mis fin au cycle de mentorat. Les 4 séances à venir")
    assert (group.messages[0].buttons, mentoring.promotion.count("claims")) == ([], 0)
    assert [title(card(one)) for one in (lea, maya)] == ["Mentorat : le cycle a pris fin"] * 2
    assert [news(one) for one in (lea, maya, mentoring.promotion.sami)] == [[], [], []]


def test_who_ended_a_cycle_undoes_it_and_nobody_else_hears(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    before = len(group.messages)
    mentoring.opens(maya, END, title=END, message=card(maya))
    assert mentoring.send(maya) == []
    mentoring.settle()
    assert "Revenir en arrière" in card(maya).buttons
    maya.click("Revenir en arrière")
    assert plain(mentoring.opened(maya, "Retour en arrière").text).startswith("Tout est comme avant : ")
    maya.close(all=True)
    mentoring.hear_of_a_move()
    assert (len(group.messages), [news(one) for one in (lea, maya)]) == (before, [[], []])
    assert "Revenir en arrière" not in card(maya).buttons
    assert title(card(lea)) == "Mentorat : prochaine séance mardi 12 mai à 14 h"
    assert mentoring.promotion.count("claims") == 28


def _wish(mentoring: Mentoring, group: Channel) -> None:
    lea = mentoring.promotion.lea
    mentoring.opens(lea, MOVE, title=MOVE, message=group.messages[0])
    lea.choose("session", next(one for one in lea.options("session") if "26 mai" in one))
    third = f"starts-{mentoring.sessions()[2][0]}"
    assert mentoring.promotion.stage.slack.wait_for(lambda: lea.modal and third in str(lea.modal.blocks))
    mentoring.pick(lea, "Nouveau créneau", "mercredi 27 mai à 16 h")


def test_who_asked_undoes_the_wish_for_another_time_and_the_mentor_never_hears(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    group = mentoring.run(lea)
    _wish(mentoring, group)
    assert mentoring.send(lea) == []
    lea.click("Revenir en arrière")
    said = plain(mentoring.opened(lea, "Retour en arrière").text)
    assert "mardi 26 mai à 14 h" in said
    lea.close(all=True)
    mentoring.promotion.stand()
    assert (news(mentoring.maya), news(lea), dates(group.messages[0])) == ([], [], PLANNED)
    assert mentoring.promotion.count("claims") == 28


def test_who_asked_moves_a_session_to_another_time_of_the_mentor(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    group = mentoring.run(lea)
    _wish(mentoring, group)
    assert "Vous proposez une autre date : mercredi 27 mai à 16 h, heure de Paris." in mentoring.done(lea)
    assert (dates(group.messages[0]), news(mentoring.maya)) == (PLANNED, [])
    mentoring.promotion.stand()
    assert dates(group.messages[0])[2] == f"{PLANNED[2]} (autre date demandée)"
    assert mentoring.answered(mentoring.maya, "Accepter ce créneau").startswith("C’est confirmé : la séance aura lieu")
    moved = "mercredi 27 mai, de 16 h à 17 h 30"
    assert dates(group.messages[0]) == [*PLANNED[:2], moved, PLANNED[3]]
    mentoring.hear_of_a_move()
    assert f"Nouvelle date pour une séance de mentorat : {moved}" in plain(group.messages[-1].text)


def test_after_a_session_who_asked_says_that_it_is_to_be_planned_anew(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    group = mentoring.run(lea)
    mentoring.go_to(paris("05-13 09:05"))
    (asked,) = news(lea)
    assert asked.startswith("La séance du mardi 12 mai a-t-elle eu lieu ? Mentorat avec Maya Benali (défi Carte Vive).")
    assert buttons(newest(lea)) == [HAPPENED, MISSING, POSTPONE, TRY]
    said = mentoring.answered(lea, POSTPONE)
    assert said == "Merci, c’est noté : la séance du mardi 12 mai est à reprogrammer. Choisissez un nouveau créneau."
    lea.press_raw("mentoring.took_place", value=str(mentoring.sessions()[0][0]), message=newest(lea))
    assert mentoring.reply(lea, 1).startswith("La réponse est déjà donnée.")
    home = plain(lea.open_home().text)
    assert "La séance du mardi 12 mai à 14 h est à reprogrammer : choisissez un nouveau créneau." in home
    mentoring.opens(lea, REPLAN, title="Nouveau créneau", message=lea.replies()[0].message)
    mentoring.pick(lea, "Nouveau créneau", "jeudi 21 mai à 14 h")
    mentoring.done(lea)
    at = "jeudi 21 mai, de 14 h à 15 h 30"
    assert dates(group.messages[0]) == [PLANNED[1], at, *PLANNED[2:]]
    assert plain(group.messages[-1].text) == (
        f"Nouvelle date pour la séance de mentorat qui n’avait pas eu lieu (défi Carte Vive) : {at}, heure de Paris. "
        "Léa Martin a choisi ce créneau."
    )


def test_the_mentor_says_from_its_start_that_a_session_does_not_take_place(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.run(lea)
    ids = [row[0] for row in mentoring.sessions()]
    before = len(maya.replies())
    maya.press_raw("mentoring.missed", value=str(ids[0]), message=card(maya))
    assert mentoring.reply(maya, before).startswith("Cette séance n’a pas commencé")
    mentoring.go_to(paris("05-12 14:10"))
    maya.open_home()
    maya.click("Ouvrir", message=maya.home())
    mentoring.opened(maya, "Mentorat")
    mentoring.press(maya, "Elle n’a pas eu lieu : mardi 12 mai")
    mentoring.promotion.stage.slack.wait_for(lambda: news(lea))
    mentoring.settle()
    (said,) = news(lea)
    assert said.startswith(
        "La séance du mardi 12 mai est à reprogrammer : Maya Benali signale qu’elle n’a pas eu lieu."
    )
    mentoring.opens(lea, REPLAN, title="Nouveau créneau", message=newest(lea))
    mentoring.pick(lea, "Nouveau créneau", "lundi 18 mai à 15 h")
    mentoring.done(lea)
    assert buttons(newest(lea)) == []
    mentoring.go_to(paris("05-13 09:05"))
    assert len(news(lea)) == 1  # nobody asks whether it took place


def test_a_new_time_past_the_month_needs_the_mentor_s_word(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.run(lea)
    mentoring.go_to(paris("06-03 09:05"))
    mentoring.answered(lea, POSTPONE, message=newest(lea))
    mentoring.opens(lea, REPLAN, title="Nouveau créneau", message=card(lea))
    for time in ("lundi 15 juin à 14 h", "mercredi 17 juin à 14 h"):
        mentoring.pick(lea, "Nouveau créneau", time)
        assert f"Le créneau est retenu : {time}, heure de Paris." in mentoring.done(lea)
        assert news(maya)[-1].startswith(
            f"Une séance attend votre accord (défi Carte Vive) : {time.partition(' à ')[0]}"
        )
        if "15 juin" in time:
            mentoring.answered(maya, "Refuser ce créneau")
            assert news(lea)[-1].startswith(f"Le créneau du {time} n’est pas retenu : il demandait l’accord de Maya")
            form = mentoring.opens(lea, REPLAN, title="Nouveau créneau", message=newest(lea))
            assert plain(form.text).startswith("La séance du lundi 15 juin n’aura pas lieu. Choisissez un nouveau")
            assert time not in [plain(one) for one in lea.options(field_of(lea, "Nouveau créneau"))]
    assert mentoring.answered(maya, "Accepter ce créneau").startswith(
        "C’est confirmé : la séance aura lieu mercredi 17"
    )
    assert dates(card(lea))[3] == "mercredi 17 juin, de 14 h à 15 h 30"
    assert "mercredi 17 juin, de 14 h à 15 h 30" in plain(mentoring.groups[-1].messages[-1].text)
    mentoring.go_to(paris("06-18 09:05"))
    assert title(card(lea)) == "Mentorat : le cycle est terminé"


def test_without_the_mentor_s_word_a_late_time_is_free_a_day_before(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.run(lea)
    mentoring.go_to(paris("06-03 09:05"))
    mentoring.answered(lea, POSTPONE, message=newest(lea))
    mentoring.opens(lea, REPLAN, title="Nouveau créneau", message=card(lea))
    mentoring.pick(lea, "Nouveau créneau", "lundi 15 juin à 14 h")
    mentoring.done(lea)
    mentoring.go_to(paris("06-14 14:05"))
    assert news(lea)[-1].startswith("Le créneau du lundi 15 juin à 14 h n’est pas retenu")
    assert mentoring.sessions()[3][4] == "open"


def test_somebody_of_the_team_leaves_and_the_cycle_goes_on(mentoring: Mentoring) -> None:
    promotion, sami = mentoring.promotion, mentoring.promotion.sami
    first = mentoring.run(promotion.lea, guests=["Sami Haddad"])
    mentoring.answered(sami, CALENDAR, message=first.messages[0])
    assert len(files(mentoring, sami)) == 4
    listed = sami.command("/mentorat liste").message
    mentoring.opens(sami, "Ouvrir", title="Mentorat", message=listed)
    said = mentoring.opens(sami, LEAVE, title="À savoir").text
    assert plain(said).startswith("C’est noté : vous ne viendrez plus à ces séances.")
    sami.close()
    stage = promotion.stage
    assert stage.slack.wait_for(lambda: sami.modal and "Vous ne participez plus" in plain(sami.modal.text))
    assert NEED not in (sami.modal.text if sami.modal else "")
    sami.close(all=True)
    mentoring.settle()
    assert news(promotion.lea) == news(mentoring.maya)
    assert news(promotion.lea)[0].startswith("Sami Haddad ne pourra plus venir aux séances de mentorat")
    assert len(mentoring.groups) == 2
    assert plain(first.messages[0].text).endswith("les personnes qui y participent ont changé.")
    assert (FOUND in first.messages[0].words, NEED in mentoring.groups[1].messages[0].words) == (False, True)
    assert sami.id not in mentoring.groups[1].members
    assert sum("METHOD:CANCEL" in one for one in files(mentoring, sami)) == 4
    assert "Aucun mentorat en cours" in plain(sami.command("/mentorat liste").text)


def test_nothing_can_be_done_to_a_cycle_that_has_ended(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.run(lea)
    mentoring.opens(maya, MOVE, title=MOVE, message=card(maya))
    mentoring.opens(lea, END, title=END, message=card(lea))
    mentoring.done(lea)
    assert mentoring.send(maya) == ["La réponse est déjà donnée. Vous n’avez rien à faire."]
