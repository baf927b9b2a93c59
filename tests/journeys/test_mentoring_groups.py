"""Mentor and team talk in a group conversation; where Slack refuses it, each is told the dates and the coaches why."""

import pytest

from tests.journeys.mentors import (
    CALENDAR,
    CONFIRM,
    END,
    LEAVE,
    MORE,
    MOVE,
    NEED,
    PLANNED,
    Mentoring,
    buttons,
    card,
    dates,
    newest,
    paris,
)
from tests.journeys.promotion import plain

JOIN = "Rejoindre la visio"


def test_the_group_is_the_team_the_mentor_and_the_bot_and_does_what_a_card_does(mentoring: Mentoring) -> None:
    promotion, sami = mentoring.promotion, mentoring.promotion.sami
    group = mentoring.run(promotion.lea, guests=["Sami Haddad"])
    people = {promotion.lea.id, sami.id, mentoring.maya.id}
    assert group.members == people | {promotion.stage.slack.bot_user_id}
    (first,) = group.messages
    assert (dates(first), buttons(first)) == (PLANNED, [MOVE, MORE])
    assert f"Le besoin\n{NEED}" in first.words
    assert sami.inbox() == []
    said = mentoring.answered(sami, CALENDAR, message=first)
    assert said.startswith("Les 4 fichiers d’agenda arrivent dans notre conversation")
    assert buttons(card(sami)) == ["Manquer une séance", LEAVE, MORE]
    assert sorted(one.name for message in sami.thread(card(sami)) for one in message.files if one.name.endswith("ics"))
    sami.click(MORE, message=first)
    assert END not in map(plain, mentoring.opened(sami, "Mentorat").buttons)  # a guest may leave, and end nothing
    sami.close(all=True)
    assert [row[4] for row in mentoring.sessions()] == ["confirmed"] * 4


@pytest.mark.parametrize("refusal", ["user_disabled", "invalid_user_combination"])
def test_where_slack_refuses_the_group_each_has_the_dates_and_the_coaches_know_why(
    mentoring: Mentoring, refusal: str
) -> None:
    promotion, lea, maya = mentoring.promotion, mentoring.promotion.lea, mentoring.maya
    team = (lea, promotion.sami, maya)
    mentoring.ask(lea, guests=["Sami Haddad"])
    promotion.stage.slack.faults.fail("conversations.open", error=refusal)
    mentoring.answered(maya, CONFIRM)
    assert mentoring.groups == []
    assert [dates(newest(one)) for one in team] == [PLANNED] * 3
    assert [NEED in newest(one).words for one in team] == [False] * 3
    assert [buttons(newest(one))[-1] for one in team] == [END, LEAVE, END]
    (told,) = promotion.coachs.messages
    assert plain(told.text) == (
        "Le cycle de mentorat du défi Carte Vive est confirmé, mais sans conversation de groupe : Slack l’a refusée. "
        "Léa Martin, Sami Haddad et Maya Benali reçoivent donc chaque nouvelle en message direct. Le cycle continue ; "
        "si une conversation commune vous paraît utile, ouvrez-la vous-même."
    )
    mentoring.opens(lea, MOVE, title=MOVE, message=newest(lea))
    mentoring.pick(lea, "Nouveau créneau", "mercredi 13 mai à 14 h")
    mentoring.done(lea)
    promotion.stand()
    mentoring.answered(maya, "Accepter ce créneau")
    mentoring.hear_of_a_move()
    moved = "Nouvelle date pour une séance de mentorat (défi Carte Vive) : mercredi 13 mai"
    assert [plain(newest(one).text).startswith(moved) for one in team] == [True, True, False]
    assert len(promotion.coachs.messages) == 1


def test_a_cycle_without_group_goes_on_to_its_end(mentoring: Mentoring) -> None:
    promotion, lea, maya = mentoring.promotion, mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea)
    promotion.stage.slack.faults.fail("conversations.open", error="user_disabled")
    mentoring.answered(maya, CONFIRM)
    mentoring.go_to(paris("05-13 09:05"))
    mentoring.answered(lea, "Elle a eu lieu")
    mentoring.opens(maya, END, title=END, message=card(maya))
    mentoring.done(maya)
    mentoring.hear_of_a_move()
    assert plain(newest(lea).text).startswith("Maya Benali a mis fin au cycle de mentorat (défi Carte Vive).")
    assert (mentoring.groups, promotion.count("claims")) == ([], 7)  # of the séance that took place
