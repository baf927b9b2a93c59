"""Every sentence about the half-days that are possible for a committee."""

from handlers.kit.sentences import french, said, sentence

KEY = sentence("Comités d’évaluation de la phase {phase} : quelles demi-journées sont possibles pour vous, {weeks} ?")
KEY_AGAIN = sentence(
    "Il manque votre réponse pour les comités d’évaluation de la phase {phase} : quelles demi-journées sont possibles "
    "pour vous, {weeks} ?"
)
AWAITING = sentence("Comités d’évaluation de la phase {phase} : vos demi-journées possibles.")
SILENCE = said("Sans réponse de votre part, toutes les demi-journées comptent comme possibles.")
CHOOSE = "Choisir mes demi-journées"
ANSWERED = said("Votre réponse est notée. Vous pouvez la changer tant que la date n’est pas choisie.")
DATED = sentence("La date de votre comité est choisie : {when}. Pour la changer, ouvrez sa carte.")
SETTLED = said("Les comités de la phase ont leur date : il n’y a plus rien à répondre.")
CLOSED = said("Ces semaines sont passées : il n’y a plus rien à répondre.")

TITLE = "Mes demi-journées"
INTRO = said(
    "Un comité dure une heure et demie. Tout est coché : décochez ce qui n’est pas possible. Les coachs liront votre "
    "réponse."
)
WEEK = sentence("Semaine {days}")
HALF = sentence("{day}, {half}")
BUSY = sentence("{day}, {half} : vous avez déjà un rendez-vous")
MORNING, AFTERNOON = french("matin"), "après-midi"
SUBMIT = "Envoyer ma réponse"
DONE_TITLE = "C’est noté"
DONE = sentence("C’est noté : {many}.")
ALL = "toutes les demi-journées proposées sont possibles pour vous"
NONE = "aucune demi-journée proposée n’est possible pour vous"
BOOKED = sentence(
    "Votre comité a déjà une date : {when}. Cette réponse ne la change pas ; pour la changer, ouvrez la carte du "
    "comité."
)
FEW = french("{count} demi-journées sur {of} sont possibles pour vous")
ONE = french("une demi-journée sur {of} est possible pour vous")


def how_many(count: int, of: int) -> str:
    """Return how many half-days are possible."""
    if count in (0, of):
        return ALL if count else NONE
    return ONE.format(of=of) if count == 1 else FEW.format(count=count, of=of)
