"""« Manquer une séance » of a cycle, and « Finalement, je viens », from what confirmed it and from the list."""

from bot.sandbox.memory.views import View
from tests.journeys.mentors import NEED, Mentoring, newest
from tests.journeys.promotion import STANDS, plain

SKIP, BACK, LEAVE = "Manquer une séance", "Finalement, je viens", "Je ne pourrai pas venir"
CYCLE = "Mentorat"


def test_a_guest_misses_one_of_four_and_comes_back(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    lea, sami, maya = promotion.lea, promotion.sami, mentoring.maya
    mentoring.run(lea, guests=["Sami Haddad"])
    heard = [len(one.inbox()) for one in (lea, maya)]

    def open_card() -> View:
        return mentoring.opens(sami, "Ouvrir", title=CYCLE, message=sami.command("/mentorat liste").message)

    open_card()
    assert "Vous restez dans ce mentorat." in plain(mentoring.opens(sami, SKIP, title=LEAVE).text)
    assert mentoring.send(sami) == []
    mentoring.press(sami, BACK)
    assert promotion.stage.slack.wait_for(lambda: sami.modal and plain(sami.modal.text).startswith("C’est noté, vous"))
    sami.close(all=True)
    mentoring.go_to(promotion.stage.clock() + STANDS)
    assert [len(one.inbox()) for one in (lea, maya)] == heard

    open_card()
    mentoring.opens(sami, SKIP, title=LEAVE)
    assert mentoring.send(sami) == []
    sami.close(all=True)
    mentoring.go_to(promotion.stage.clock() + STANDS)
    for one in (lea, maya):
        assert plain(newest(one).text).startswith("Sami Haddad ne pourra pas venir à la séance de mentorat du mardi")
    card = open_card()
    assert ("(sans vous)" in plain(card.text), NEED in card.text) == (True, True)
    mentoring.press(sami, BACK)
    said = mentoring.opened(sami, "À savoir")
    assert plain(said.text).startswith("C’est noté, vous venez : séance de mentorat, mardi")
    sami.close(all=True)
    mentoring.go_to(promotion.stage.clock() + STANDS)
    for one in (lea, maya):
        assert plain(newest(one).text).startswith("Sami Haddad viendra finalement à la séance de mentorat du mardi")


def test_a_guest_leaves_the_one_seance_that_is_left(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    sami = promotion.sami
    mentoring.run(promotion.lea, guests=["Sami Haddad"])
    for _ in range(4):
        mentoring.opens(sami, "Ouvrir", title=CYCLE, message=sami.command("/mentorat liste").message)
        mentoring.opens(sami, SKIP, title=LEAVE)
        assert mentoring.send(sami) == []
        assert promotion.stage.slack.wait_for(lambda: sami.modal is not None and "C’est noté" in plain(sami.modal.text))
        assert plain(sami.modal.text if sami.modal else "").startswith("C’est noté, vous ne viendrez pas")
        sami.close(all=True)
