// « E-mails »: every mail that was sent, in words and as a program for mails shows it.

import { pathsOf, state } from "./wire.js";
import { el, refill, sayDay, sayHour, NB } from "./dom.js";

const opened = new Set(); // what is unfolded

/** Forget what was unfolded: the mails are others. */
export function forgetMails() {
  opened.clear();
}

/** Draw the panel. */
export function drawMails(body) {
  const sent = pathsOf("mail/").map((path) => state.get(path)).sort((a, b) => b.number - a.number);
  refill(body, "mails", sent.length
    ? [el("p", { class: "quiet" }, "Le plus récent d’abord, pour tout le monde. Aucun ne quitte cette machine."), el("ol", { class: "mails" }, sent.map(mail))]
    : el("p", { class: "quiet" }, "Aucun e-mail n’est parti."));
}

function mail(one) {
  const asked = { REQUEST: "Invitation d’agenda", CANCEL: "Annulation d’agenda" }[one.calendar.METHOD];
  const entry = one.calendar.UID
    ? el("dl", { class: "facts" }, [["Ce qu’elle demande", asked ?? one.calendar.METHOD ?? ""], ["UID", one.calendar.UID], ["SEQUENCE", one.calendar.SEQUENCE ?? ""], ["METHOD", one.calendar.METHOD ?? ""]].map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))
    : null;
  return el("li", {}, el("h3", {}, one.subject),
    el("p", { class: "quiet" }, `${sayDay(one.at)} à ${sayHour(one.at)}, pour ${one.to.join(", ")}, de ${one.from}`),
    entry, one.files.length ? el("p", { class: "quiet" }, `Avec ${one.files.join(", ")}`) : null,
    unfolded(`text ${one.number}`, "Le texte", () => el("pre", { class: "letter", tabindex: "0", role: "region", "aria-label": `Le texte de «${NB}${one.subject}${NB}»` }, one.text)),
    one.html ? unfolded(`html ${one.number}`, "Comme dans une messagerie", () => el("iframe", { class: "letter", sandbox: "allow-popups allow-popups-to-escape-sandbox", src: `/mail/${one.number}`, title: `L’e-mail «${NB}${one.subject}${NB}»` })) : null);
}

function unfolded(key, words, draw) {
  const details = el("details", { open: opened.has(key) }, el("summary", { "data-k": key }, words), opened.has(key) ? draw() : null);
  details.addEventListener("toggle", () => {
    if (!details.open) opened.delete(key);
    else if (!opened.has(key)) {
      opened.add(key);
      details.append(draw());
    }
  });
  return details;
}
