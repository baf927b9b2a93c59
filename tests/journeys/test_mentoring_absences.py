"""« Manquer une séance » of a cycle, and « Finalement, je viens », from what confirmed it and from the list."""

from tests.journeys.mentors import NEED, Mentoring, buttons, newest
from tests.journeys.promotion import STANDS, plain

SKIP, BACK = "Manquer une séance", "Finalement, je viens"


def test_a_guest_misses_one_of_four_and_comes_back(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    lea, sami, maya = promotion.lea, promotion.sami, mentoring.maya
    mentoring.run(lea, guests=["Sami Haddad"])
    heard = [len(one.inbox()) for one in (lea, maya)]

    def open_card() -> None:
        mentoring.answered(sami, "Ouvrir", message=sami.command("/mentorat liste").message)

    open_card()
    mentoring.opens(sami, SKIP, title=SKIP, message=sami.replies()[-1].message)
    assert mentoring.send(sami) == []
    mentoring.press(sami, BACK)
    assert promotion.stage.slack.wait_for(lambda: sami.modal and plain(sami.modal.text).startswith("C’est noté : vous"))
    sami.close(all=True)
    mentoring.go_to(promotion.stage.clock() + STANDS)
    assert [len(one.inbox()) for one in (lea, maya)] == heard

    open_card()
    mentoring.opens(sami, SKIP, title=SKIP, message=sami.replies()[-1].message)
    assert mentoring.send(sami) == []
    sami.close(all=True)
    mentoring.go_to(promotion.stage.clock() + STANDS)
    for one in (lea, maya):
        assert plain(newest(one).text).startswith("Sami Haddad ne pourra pas venir à la séance de mentorat du mardi")
    open_card()
    card = sami.replies()[-1].message
    assert card is not None
    assert ("(sans vous)" in plain(card.words), BACK in buttons(card), NEED in card.words) == (True, True, True)
    said = mentoring.answered(sami, BACK, message=card)
    assert said.startswith("C’est noté : vous venez à la séance de mentorat du mardi")
    assert mentoring.answered(sami, BACK, message=card).startswith("Vous venez déjà à ces séances.")
    mentoring.go_to(promotion.stage.clock() + STANDS)
    for one in (lea, maya):
        assert plain(newest(one).text).startswith("Sami Haddad viendra finalement à la séance de mentorat du mardi")
