// The panel at the side: a thread, what a screen reader hears, what passes behind the scenes, the levers, the mails.

import { ask, pathsOf, state } from "./wire.js";
import { byId, count, el, refill, sayDay, sayExactly, sayHour, NB } from "./dom.js";
import { current, drawThread, messagesOf } from "./conversation.js";
import { composer } from "./composer.js";
import { hearMessage, hearView } from "./heard.js";
import { sayTrouble } from "./surfaces.js";

export const PANELS = {
  heard: { title: "Ce qu’entend un lecteur d’écran", tool: "Lecteur d’écran" },
  behind: { title: "Dans les coulisses", tool: "Coulisses" },
  levers: { title: "Régie", tool: "Régie" },
  mails: { title: "Courriels envoyés", tool: "Courriels" },
  thread: { title: "Fil" },
};

const SWITCHES = {
  rate_limits: ["Les limites de débit de Slack", "Comme dans le vrai Slack, selon chaque sorte de demande."],
  rate_limited: ["Slack freine (429)", "Chaque demande est refusée, à refaire après une seconde."],
  slack_down: ["Slack est en panne (500)", "Les demandes n’ont pas d’effet."],
  calls_lost: ["La connexion se coupe avant", "Les demandes n’arrivent pas."],
  answers_lost: ["Les réponses se perdent", "Les demandes ont pris effet, mais le bot ne le sait pas."],
  slack_slow: ["Slack est lent (2\u00a0s)", "Les demandes prennent effet, leur réponse tarde."],
  events_twice: ["Les événements viennent deux fois", "Le bot entend deux fois ce qui est écrit."],
  events_lost: ["Les événements se perdent", "Slack les renvoie, puis renonce."],
  event_acks_lost: ["Les accusés d’événements se perdent", "Slack croit le bot absent et renvoie."],
  gestures_twice: ["Les clics viennent deux fois", "Comme un double clic."],
  gesture_acks_lost: ["Les accusés de clics se perdent", "Le bot a tout fait, mais Slack montre une erreur."],
};

let moving = "";
let trouble = "";
const opened = new Map(); // row → what was sent and answered

/** Draw the open panel. `where`: {panel, channel, thread, home, note}. */
export function drawPanel(where) {
  const draw = { heard, behind, levers, mails, thread }[where.panel];
  byId("panel-title").textContent = PANELS[where.panel].title;
  draw(byId("panel-body"), where);
}

function heard(body, { channel, home, modal }) {
  const view = modal ?? (home ? state.get("home") : null);
  const message = state.get(current.path) ?? messagesOf(channel).at(-1);
  const lines = view ? hearView(view, { modal: Boolean(modal) }) : message ? hearMessage(message) : ["Rien n’est affiché."];
  const what = modal ? "La fenêtre ouverte" : home ? "L’accueil de l’application" : "Le message qui a votre attention, sinon le dernier";
  refill(body, el("p", { class: "quiet" }, `${what}, dans l’ordre.`),
    el("ol", { class: "heard" }, lines.map((line) => el("li", line.wrong ? { class: "error" } : {}, line.wrong ?? line))));
}

function behind(body) {
  const broken = state.get("stage")?.broken ?? [];
  const rows = pathsOf("t/").map((path) => [path.slice(2), state.get(path)]).sort((a, b) => b[1].when - a[1].when);
  const rules = broken.length
    ? el("div", { class: "broken" }, el("h3", {}, count(broken.length, "règle enfreinte", "règles enfreintes")), el("ul", {}, broken.map((one) => el("li", {}, one))))
    : el("p", { class: "fine" }, "Aucune règle de Slack n’a été enfreinte.");
  const scrolled = body.scrollTop;
  refill(body, rules, el("p", { class: "quiet" }, "Le plus récent d’abord, à l’heure de votre machine. Ouvrez une ligne pour lire ce qui a été dit."), el("ol", { class: "traffic" }, rows.slice(0, 200).map(([row, one]) => traffic(row, one, body))));
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
      behind(body);
    }
  });
  return el("li", {}, details);
}

function whole(told) {
  return [["Demande", told.sent], ["Réponse", told.answered]].map(([title, text]) => el("div", {}, el("p", { class: "quiet" }, title), el("pre", { tabindex: "0", role: "region", "aria-label": title }, text ?? "")));
}

function levers(body) {
  const stage = state.get("stage") ?? { switches: {} };
  const act = async (what, details, words) => {
    [moving, trouble] = [words, ""];
    levers(body);
    const done = await ask(what, details);
    [moving, trouble] = ["", done.error ? sayTrouble(done.error, words) : ""];
    levers(body);
  };
  const button = (words, what, details, key) => el("button", { type: "button", class: "button", "data-k": key, "aria-disabled": moving ? "true" : null,
    on: { click: () => { if (!moving) act(what, details, words); } } }, words);
  const parts = [el("p", { role: "status", class: moving ? "busy told" : "hidden" }, moving ? `${moving}…` : ""), trouble ? el("p", { class: "error told", role: "alert" }, trouble) : null];
  if (stage.moves) {
    parts.push(el("section", {}, el("h3", {}, "Le temps"), el("p", {}, `${sayDay(state.get("now"))} à ${sayHour(state.get("now"))}`),
      el("div", { class: "b-actions" }, stage.moves.map((label) => button(label, "move", { label }, `move ${label}`)))));
    parts.push(el("section", {}, el("h3", {}, "Le bot"), el("p", {}, stage.running ? "Il tourne." : "Il est arrêté\u00a0: ce qu’il doit partira à sa reprise."),
      stage.running ? button("Arrêter le bot", "stop", {}, "bot") : button("Démarrer le bot", "start", {}, "bot")));
  }
  parts.push(faults(stage));
  if (stage.scenes?.length) {
    parts.push(el("section", {}, el("h3", {}, "Les scènes"), el("p", { class: "quiet" }, "Une scène remplace tout ce qui est là."),
      el("div", { class: "b-actions" }, stage.scenes.map((scene) => button(scene, "load", { scene }, `scene ${scene}`)))));
  }
  refill(body, parts);
}

function faults(stage) {
  return el("section", {}, el("h3", {}, "Les pannes"), Object.entries(SWITCHES).filter(([code]) => code in stage.switches).map(([code, [label, about]]) => {
    const aboutId = `about-${code}`;
    const on = stage.switches[code];
    return el("div", { class: "switch" },
      el("button", { type: "button", role: "switch", class: "plain", "aria-checked": String(on), "aria-describedby": aboutId, "data-k": `fault ${code}`,
        on: { click: () => ask("fault", { code, on: !on }) } }, el("span", { class: "knob", "aria-hidden": "true" }), label),
      el("p", { class: "quiet", id: aboutId }, about));
  }));
}

function mails(body) {
  const sent = pathsOf("mail/").map((path) => state.get(path)).sort((a, b) => b.number - a.number);
  refill(body, sent.length
    ? [el("p", { class: "quiet" }, "Le plus récent d’abord, pour tout le monde. Aucun ne quitte cette machine."), el("ol", { class: "mails" }, sent.map(mail))]
    : el("p", { class: "quiet" }, "Aucun courriel n’est parti."));
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
    one.html ? unfolded(`html ${one.number}`, "Comme dans un logiciel de courriel", () => el("iframe", { class: "letter", sandbox: "", src: `/mail/${one.number}`, title: `Le courriel «${NB}${one.subject}${NB}»` })) : null);
}

function unfolded(key, words, draw) {
  const details = el("details", { open: opened.has(key) }, el("summary", { "data-k": key }, words), opened.has(key) ? draw() : null);
  details.addEventListener("toggle", () => {
    if (!details.open) opened.delete(key);
    else if (!opened.has(key)) {
      opened.set(key, true);
      details.append(draw());
    }
  });
  return details;
}

let threadBox = null;
let threadOf = "";

function thread(body, { channel, thread: ts, note }) {
  if (threadOf !== `${channel}/${ts}` || !threadBox?.isConnected) {
    threadOf = `${channel}/${ts}`;
    threadBox = composer({ id: "thread-line", place: () => ({ channel, thread: ts, about: "Répondre dans le fil" }), note });
    body.replaceChildren(el("ol", { class: "messages" }), threadBox);
    threadBox.show();
  }
  drawThread(body.firstChild, channel, ts);
}
