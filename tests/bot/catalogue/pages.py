"""A page of the tests' own making, in the shape of the programme's, oddities included; the words of a dispositif."""

import re

from bot.catalogue.model import Dispositif

PAGE = """---
title: Essai
---
# Nos formats

Une promotion avance mieux **ensemble**. Lire [les repères](reperes.md) ou
le [site public](https://exemple.fr/accueil).

* un premier point ;
* un second point.

[[toc]]

### Autour du défi

#### Atelier collaboratif
Toute l’équipe se retrouve *au même endroit*, avec `du papier` et des idées.
* Fréquence : quand il le faut
* Durée : ½ journée
* S’y préparer : relire [la fiche](fiches/atelier.md) et [le guide](https://exemple.fr/guide_(court))
* S’en inspirer : garder une trace

#### Comité d'evaluation
Deux regards sur la phase.

Puis un troisième paragraphe, avec une [ancre](#suite).

- frequence: une fois
- **Durée\u00a0:** 1\u202fh\u202f30
- S'Y PRÉPARER : trois choses
    - la première
    - la seconde\u00a0: courte
- Lieu : salle 14:30, au fond
- sans titre aucun

Un dernier mot après les puces.

#### Rapport d'évaluation
1. écrire
2. envoyer

| colonne | autre |
| --- | --- |
| gauche | droite | surplus |

##### Pour aller plus loin
Une page de plus.

> Une citation d’ancienne élève.

#### Tour de table
* Durée : variable

### Pour les porteuses et porteurs

#### Séminaire
Une matinée entre cheffes et chefs de file.
* Durée : une matinée

### Toute la promotion, collectivement

#### Séminaire
Deux jours au vert.
* S'en inspirer : y repenser

#### Masterclass, conférence & tables-rondes
Une voix invitée.<br>Et <b>vos</b> questions. <!-- à revoir -->
"""

_WORD = re.compile(r"[^\W_]+")


def words_of(one: Dispositif) -> list[str]:
    """Give every word of a dispositif's JSON but its key and audience, sorted; addresses of links left out."""
    autres = [text for autre in one.autres for text in (autre.titre, autre.texte)]
    texts = (one.name, one.description, one.frequence, one.duree, one.preparer, one.inspirer, *autres)
    return words_in(re.sub(r"\]\(https?://[^)\s]*\)", "]", "\n".join(texts)))


def words_in(text: str) -> list[str]:
    """Give the words of a text, sorted, each as often as it stands there."""
    return sorted(_WORD.findall(text))
