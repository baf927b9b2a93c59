// The panel at the side: a thread, what a screen reader hears, what passes behind the scenes, the levers, the mails.

import { ask, pathsOf, state } from "./wire.js";
import { byId, count, el, refill, sayExactly, NB } from "./dom.js";
import { current, drawThread, messagesOf } from "./conversation.js";
import { composer } from "./composer.js";
import { hearMessage, hearView } from "./heard.js";
import { drawLevers } from "./levers.js";
import { drawMails, forgetMails } from "./mails.js";

export const PANELS = {
  heard: { title: "Ce qu’entend un lecteur d’écran", tool: "Lecteur d’écran" },
  behind: { title: "Dans les coulisses", tool: "Coulisses" },
  levers: { title: "Régie", tool: "Régie" },
  mails: { title: "E-mails envoyés", tool: "E-mails" },
  thread: { title: "Fil" },
};

const opened = new Map(); // row of traffic → what was sent and answered

/** Forget what was unfolded in another workspace. */
export function forgetPanels() {
  opened.clear();
  forgetMails();
}

/** Draw the open panel. `where`: {panel, channel, thread, home, note}. */
export function drawPanel(where) {
  const draw = { heard, behind, levers: drawLevers, mails: drawMails, thread }[where.panel];
  byId("panel-title").textContent = PANELS[where.panel].title;
  draw(byId("panel-body"), where);
}

function heard(body, { channel, home, modal }) {
  const view = modal ?? (home ? state.get("home") : null);
  const message = state.get(current.path) ?? messagesOf(channel).at(-1);
  const lines = view ? hearView(view, { modal: Boolean(modal) }) : message ? hearMessage(message) : ["Rien n’est affiché."];
  const what = modal ? "La fenêtre ouverte" : home ? "L’accueil de l’application" : "Le message qui a votre attention, sinon le dernier";
  refill(body, "heard", el("p", { class: "quiet" }, `${what}, dans l’ordre.`),
    el("ol", { class: "heard" }, lines.map((line) => el("li", line.wrong ? { class: "error" } : {}, line.wrong ?? line))));
}

function behind(body) {
  const broken = state.get("stage")?.broken ?? [];
  const rows = pathsOf("t/").map((path) => [path.slice(2), state.get(path)]).sort((a, b) => b[1].when - a[1].when);
  const rules = broken.length
    ? el("div", { class: "broken" }, el("h3", {}, count(broken.length, "règle enfreinte", "règles enfreintes")), el("ul", {}, broken.map((one) => el("li", {}, one))))
    : el("p", { class: "fine" }, "Aucune règle de Slack n’a été enfreinte.");
  const scrolled = body.scrollTop;
  refill(body, "behind", rules, el("p", { class: "quiet" }, "Ce que le bot et Slack se disent, le plus récent d’abord, à l’heure de votre machine. Ouvrez une ligne pour le lire."), el("ol", { class: "traffic" }, rows.slice(0, 200).map(([row, one]) => traffic(row, one, body))));
  body.scrollTop = scrolled;
}

function traffic(row, one, body) {
  const limit = state.get("limit") ?? 3000;
  const out = one.kind === "call";
  const share = out ? null : el("meter", { min: 0, max: limit, low: limit / 3, high: limit / 2, optimum: 0, value: Math.min(one.ms, limit), "aria-label": `Part des ${limit / 1000}${NB}secondes` });
  const result = out ? (one.error ?? "ok") : one.late ? "trop tard" : (one.error ?? String(one.status ?? ""));
  const details = el("details", { open: opened.has(row) },
    el("summary", { "data-k": row }, el("span", { class: "when" }, sayExactly(one.when)), el("span", { class: out ? "way out" : "way" }, out ? "bot → Slack" : "Slack → bot"),
      el("strong", {}, one.name), one.attempt ? el("span", { class: "badge" }, `reprise ${one.attempt}`) : null, one.fault ? el("span", { class: "badge" }, "panne voulue") : null,
      el("span", { class: one.error || one.late ? "result bad" : "result" }, result),
      out ? null : el("span", { class: "ms" }, share, `${one.ms.toLocaleString("fr-FR", { maximumFractionDigits: 0 })}${NB}ms sur ${limit.toLocaleString("fr-FR")}`)),
    opened.has(row) ? whole(opened.get(row)) : null);
  details.addEventListener("toggle", async () => {
    if (!details.open) opened.delete(row);
    else if (!opened.has(row)) {
      opened.set(row, await ask("row", { row }));
      if (body.dataset.of === "behind") behind(body);
    }
  });
  return el("li", {}, details);
}

function whole(told) {
  return [["Demande", told.sent], ["Réponse", told.answered]].map(([title, text]) => el("div", {}, el("p", { class: "quiet" }, title), el("pre", { tabindex: "0", role: "region", "aria-label": title }, text ?? "")));
}

let threadBox = null;
let threadOf = "";

function thread(body, { channel, thread: ts, note }) {
  if (threadOf !== `${channel}/${ts}` || !threadBox?.isConnected) {
    threadOf = `${channel}/${ts}`;
    threadBox = composer({ id: "thread-line", place: () => ({ channel, thread: ts, about: "Répondre dans le fil" }), note });
    body.dataset.of = "thread";
    body.replaceChildren(el("ol", { class: "messages" }), threadBox);
    threadBox.show();
  }
  drawThread(body.firstChild, channel, ts);
}
