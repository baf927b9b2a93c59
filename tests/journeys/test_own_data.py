"""What is kept about oneself: read by oneself alone, as a file; erased at once, once others no longer count on one."""

import pytest
from sqlalchemy import text

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.promotion import NINE, Promotion, first_line, plain, seen_last

SECRET = "Notre porteuse doute de nous"
FILE = "mes-donnees"


def written(promotion: Promotion, who: Person) -> str:
    """Give the newest file of one's own data that somebody got."""
    files = [file for told in who.inbox(threads=False) for one in who.thread(told) for file in one.files]
    return plain(promotion.stage.slack.file_bytes(files[-1].id).decode("utf-8-sig")) if files else ""


def test_one_receives_all_that_is_kept_about_oneself_and_nobody_else_does(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    promotion.book(lea, need=SECRET)
    promotion.stand()
    answer = lea.command("/dispositifs mes-donnees")
    said = plain(answer.text)
    assert "• Vos demandes de rendez-vous" in said
    assert "• Les rendez-vous auxquels vous participez" in said
    assert SECRET not in said
    assert answer.buttons == ["Recevoir le fichier", "Effacer mes données"]
    for _ in range(2):
        lea.click("Recevoir le fichier", message=answer)
    promotion.stage.settle()
    assert seen_last(lea).startswith("Le fichier arrive dans notre conversation")
    files = [file for told in lea.inbox(threads=False) for one in lea.thread(told) for file in one.files]
    assert [file.title for file in files if file.title == "Mes données"] == ["Mes données"]
    data = written(promotion, lea)
    assert f"besoin : {SECRET}" in data
    assert "dispositif : Bureau d’aide" in data
    assert f"début : {NINE}" in data
    assert f"E-mail : {lea.email}" in data
    for other in (sami, claire):
        other.click("Recevoir le fichier", message=other.command("/dispositifs mes-données"))
        promotion.stage.settle()
        assert SECRET not in written(promotion, other)
    lea.press_raw("rights.file", value=str(promotion.ids["sami"]), message=lea.inbox()[0])
    promotion.stage.settle()
    assert "Sami Haddad" not in written(promotion, lea)


def test_who_hosts_settles_first_what_others_count_on(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stand()
    for who, part in ((promotion.claire, "host"), (promotion.lea, "booker")):
        who.click("Effacer mes données", message=who.command("/dispositifs mes-donnees"))
        view = promotion.opened(who, title="Effacer mes données")
        assert "Des personnes comptent encore sur vous." in plain(view.text), part
        assert f"{NINE}, Bureau d’aide" in plain(view.text)
        assert view.buttons == ["Ouvrir"]
        who.close(all=True)
    assert promotion.count("people") == promotion.count("people WHERE erased_at IS NULL")


@pytest.mark.usefixtures("ticks")
def test_an_erasure_leaves_no_name_and_no_word_and_others_hear_as_of_whoever_leaves(promotion: Promotion) -> None:
    lea, sami = promotion.lea, promotion.sami
    promotion.book(lea, guests=("Sami Haddad",))
    promotion.stand()
    with promotion.database.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO coach_requests (person_id, dispositif, line, asked_at) VALUES (:id, 'atelier', :line, 1)"
            ),
            {"id": promotion.ids["sami"], "line": SECRET},
        )
    kept = sami.command("/dispositifs mes-donnees")
    sami.click("Effacer mes données", message=kept)
    view = promotion.opened(sami, title="Effacer mes données")
    assert "Je ne pourrai pas revenir en arrière." in plain(view.text)
    assert sami.submit() == Submission()
    assert plain(promotion.opened(sami, title="C’est effacé").text).startswith("C’est fait")
    sami.close(all=True)
    for label in ("Effacer mes données", "Recevoir le fichier"):  # pressed again, where they stand still
        assert sami.click(label, message=kept).error is None
        assert plain(promotion.opened(sami, title="C’est effacé").text).startswith("Tout est déjà effacé")
        sami.close(all=True)
    promotion.stand()
    with promotion.database.reading() as reading:
        row = reading.execute(
            text("SELECT name, email, slack_id FROM people WHERE id = :id"), {"id": promotion.ids["sami"]}
        )
        assert tuple(row.one()) == ("Personne effacée", None, None)
        assert reading.execute(text("SELECT count(*) FROM coach_requests")).scalar_one() == 0
    left = "participants WHERE reply = 'left'"
    assert promotion.stage.slack.wait_for(lambda: promotion.count(left) == 1)  # that they were to come stays
    promotion.stand()
    assert any("Personne effacée" in plain(one.words) for one in lea.inbox())
    again = sami.command("/dispositifs mes-donnees")  # now a stranger
    assert "Vos" not in plain(again.text)
    assert first_line(again)


def test_the_only_coach_names_another_first(promotion: Promotion) -> None:
    promotion.end_membership("david")
    promotion.claire.click("Effacer mes données", message=promotion.claire.command("/dispositifs mes-donnees"))
    view = promotion.opened(promotion.claire, title="Effacer mes données")
    assert "n’aurait plus aucun coach" in plain(view.text)


def test_a_form_sent_after_somebody_booked_them_is_refused_kindly(promotion: Promotion) -> None:
    claire = promotion.claire
    claire.click("Effacer mes données", message=claire.command("/dispositifs mes-donnees"))
    promotion.opened(claire, title="Effacer mes données")
    promotion.book(promotion.lea, host="Claire Morel")
    promotion.stand()
    assert claire.submit() == Submission()
    assert "comptent encore sur vous" in plain(promotion.opened(claire).text)
    assert promotion.count("people WHERE erased_at IS NOT NULL") == 0
