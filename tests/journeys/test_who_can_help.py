"""Who can help: words that people say of themselves, shown once they agree, and one asked by another."""

from datetime import timedelta

from bot.helping.model import HelpWords, WordSort
from bot.sandbox.memory.messages import Reply
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.programme import helping
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

ACCESSIBLE, AGILE = "Accessibilité numérique", "Agilité"
FORM = "Qui peut aider"
SHOWN, DETAILS = "Montrer mon nom et ces mots", "Montrer aussi mon défi et mon métier"


def says(
    promotion: Promotion, who: Person, *, ticks: tuple[str, ...] = (), **fields: tuple[str, ...] | str
) -> Submission:
    """Say one's words in the form that `/dispositifs qui` leads to."""
    who.click("Dire où je peux aider", message=who.command("/dispositifs qui"))
    promotion.opened(who, title=FORM)
    for name, value in fields.items():
        who.choose(name, *((value,) if isinstance(value, str) else value))
    who.choose("shown", *ticks)
    sent = who.submit()
    who.close(all=True)
    return sent


def search(who: Person, words: str) -> str:
    return plain(who.command(f"/dispositifs qui {words}").text).replace("*", "")


def asks(promotion: Promotion, who: Person, found: Reply, *, hears: str) -> None:
    """Press « Demander à Léa Martin » and wait for the answer."""
    who.click("Demander à Léa Martin", message=found)
    assert promotion.stage.slack.wait_for(lambda: seen_last(who).startswith(hears)), seen_last(who)
    promotion.stage.settle()


def inbox(who: Person) -> list[str]:
    return [plain(one.text).replace("*", "") for one in who.inbox(threads=False)]


def test_nobody_is_found_before_they_agree_nor_once_they_hide(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    says(promotion, lea, help=ACCESSIBLE, practise=("tricot de données", "FALC"), learn="secret du piano")
    for word in ("accessibilité", "FALC", "piano"):
        assert search(sami, word).startswith(f"Personne n’a encore indiqué pouvoir aider sur « {word} »."), word
    says(promotion, lea, ticks=(SHOWN,))
    assert "Léa Martin, EIG ; peut aider : Accessibilité numérique" in search(sami, "acessibilité")
    assert "pratique : FALC" in search(claire, "falc")
    assert search(claire, "piano").startswith("Personne")  # what one wants to learn is one's own
    assert "Carte Vive" not in search(claire, "falc")
    says(promotion, lea, ticks=(SHOWN, DETAILS))
    assert "Léa Martin, EIG, défi Carte Vive" in search(claire, "")
    says(promotion, lea)
    assert search(sami, "accessibilité").startswith("Personne")
    assert "Léa" not in search(claire, "")


def test_who_can_help_comes_before_who_practises(promotion: Promotion) -> None:
    says(promotion, promotion.lea, practise=AGILE, ticks=(SHOWN,))
    says(promotion, promotion.sami, help="agilité, cartes", ticks=(SHOWN,))  # a skill's name is that skill
    answer = promotion.claire.command("/dispositifs qui agilite")
    assert answer.buttons == ["Demander à Sami Haddad", "Demander à Léa Martin"]
    assert promotion.sami.command("/dispositifs qui agilite").buttons == ["Demander à Léa Martin"]  # not oneself


def test_a_word_that_matches_nobody_says_where_else_to_look(promotion: Promotion) -> None:
    says(promotion, promotion.lea, help="cartographie", ticks=(SHOWN,))
    answer = promotion.sami.command("/dispositifs qui carpographies")
    assert "Léa Martin" in answer.text
    answer = promotion.sami.command("/dispositifs qui plongée")
    assert answer.buttons == ["Voir les dispositifs", "Prévenir les coachs", "Dire où je peux aider"]
    assert "Claire" in promotion.sami.command("/dispositifs qui est mon coach").text  # a question of its own


def test_too_many_or_too_long_words_are_refused_on_their_field(promotion: Promotion) -> None:
    sent = says(promotion, promotion.lea, help=(ACCESSIBLE, "a1, a2, a3, a4, a5"), ticks=(SHOWN,))
    assert list(sent.errors) == ["help"]
    promotion.lea.click("Dire où je peux aider", message=promotion.lea.command("/dispositifs qui"))
    promotion.opened(promotion.lea, title=FORM)
    assert promotion.lea.options("learn", query="acces")[0] == ACCESSIBLE  # by its beginning
    assert promotion.lea.options("learn", query="x" * 41) == []
    assert promotion.count("helping") == 0


def test_one_is_asked_once_and_both_hear_a_yes(promotion: Promotion) -> None:
    lea, sami = promotion.lea, promotion.sami
    says(promotion, lea, help=ACCESSIBLE, ticks=(SHOWN,))
    found = sami.command("/dispositifs qui accessibilité")
    before = len(inbox(lea)), len(inbox(sami))
    for said in ("C’est demandé à Léa Martin.", "C’est déjà demandé à Léa Martin."):
        asks(promotion, sami, found, hears=said)
    assert len(inbox(lea)) == before[0] + 1
    asked = lea.inbox(threads=False)[-1]
    assert "Sami Haddad aimerait votre aide : « Accessibilité numérique »." in inbox(lea)[-1]
    assert asked.buttons == ["D’accord", "Pas cette fois"]
    lea.click("D’accord", message=asked)
    promotion.stage.settle()
    assert promotion.count("appointments") == 0
    assert (
        f"Léa Martin est d’accord pour vous aider : « Accessibilité numérique ». Écrivez-lui : <@{lea.id}>."
        in (inbox(sami)[-1])
    )
    assert f"Écrivez-lui : <@{sami.id}>." in inbox(lea)[-1]
    assert lea.inbox(threads=False)[-2].buttons == []
    asks(promotion, sami, found, hears=f"Léa Martin a déjà dit « d’accord ». Écrivez-lui : <@{lea.id}>.")


def test_not_this_time_ends_it_and_who_hid_meanwhile_is_not_asked(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    says(promotion, lea, help=ACCESSIBLE, ticks=(SHOWN,))
    found, later = (who.command("/dispositifs qui accessibilité") for who in (sami, claire))
    asks(promotion, sami, found, hears="C’est demandé à Léa Martin.")
    lea.click("Pas cette fois", message=lea.inbox(threads=False)[-1])
    promotion.stage.settle()
    assert inbox(sami)[-1].startswith("Léa Martin ne peut pas vous aider cette fois")
    asks(promotion, sami, found, hears="Léa Martin a répondu « pas cette fois ».")
    says(promotion, lea)
    before = len(inbox(lea))
    asks(promotion, claire, later, hears="Cette personne ne propose plus d’aide sur ce mot.")
    assert len(inbox(lea)) == before
    assert promotion.count("helping_asks") == 1


def test_once_a_phase_one_is_asked_whether_it_is_still_true(promotion: Promotion) -> None:
    """Words of the phase before: a line of the Home, until they are confirmed or said anew."""
    lea, before = promotion.lea, NOW - timedelta(days=60)
    with promotion.database.transaction() as tx:
        helping.replace_words(tx, promotion.ids["lea"], HelpWords({WordSort.HELP: (AGILE,)}, shown=True), now=before)
        helping.replace_words(
            tx, promotion.ids["sami"], HelpWords({}, shown=True), now=before
        )  # nothing that could be untrue
    asked = "Vos mots pour aider les autres sont-ils toujours vrais ?"
    assert asked not in plain(promotion.sami.open_home().text)
    home = lea.open_home()
    assert asked in plain(home.text)
    assert {"Toujours vrai", "Changer mes mots"} <= set(home.buttons)
    lea.click("Toujours vrai", message=lea.home())
    assert "C’est noté : vos mots restent tels quels" in plain(promotion.opened(lea).text)
    promotion.stage.settle()
    shown = lea.home()
    assert shown
    assert asked not in plain(shown.text)
    assert "Léa Martin" in search(promotion.sami, "agilité")
