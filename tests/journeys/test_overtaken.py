"""What somebody was about to send changed meanwhile: nothing is sent, the form says why, and no listener fails."""

from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import plain
from tests.journeys.test_logbook import PAGE, opens_mine, shows, writes


def test_an_entry_that_changed_since_it_was_read_is_not_shown_to_a_coach(gatherings: Gatherings) -> None:
    lea, elsewhere = gatherings.lea.at("office"), gatherings.lea.at("train")
    opens_mine(gatherings, lea)
    writes(gatherings, lea, "avance", "Le service a dit oui")
    assert lea.click("logbook.talk").error is None
    shows(gatherings, lea, "En parler avec mon coach")
    lea.choose("entry", *[one for one in lea.options("entry") if "avancé" in one])
    lea.choose("coach", "Claire Morel")
    assert gatherings.send(lea) == []
    shows(gatherings, lea, "Relire avant d’envoyer", "Le service a dit oui")
    opens_mine(gatherings, elsewhere)
    writes(gatherings, elsewhere, "avance", "Le service hésite encore")
    assert gatherings.send(lea) == []
    assert gatherings.promotion.stage.slack.wait_for(lambda: lea.modal and "autre fenêtre" in plain(lea.modal.text))
    gatherings.settle()
    assert gatherings.inbox("claire") == []
    page = opens_mine(gatherings, lea)
    assert ("Le service hésite encore" in page, PAGE) == (True, plain(shows(gatherings, lea, PAGE).title))
