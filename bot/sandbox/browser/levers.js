// « Régie »: the scenes, the story's time, the bot's process, and faults as switches.

import { ask, state } from "./wire.js";
import { byId, el, refill, sayDay, sayHour } from "./dom.js";
import { sayTrouble } from "./surfaces.js";

const SWITCHES = {
  rate_limits: ["Les limites de débit de Slack", "Comme dans le vrai Slack, selon chaque sorte de demande."],
  rate_limited: ["Slack freine (429)", "Chaque demande est refusée, à refaire après une seconde."],
  slack_down: ["Slack est en panne (500)", "Les demandes n’ont pas d’effet."],
  calls_lost: ["La connexion se coupe avant", "Les demandes n’arrivent pas."],
  answers_lost: ["Les réponses se perdent", "Les demandes ont pris effet, mais le bot ne le sait pas."],
  slack_slow: ["Slack est lent (2\u00a0s)", "Les demandes prennent effet, leur réponse tarde."],
  events_twice: ["Les événements viennent deux fois", "Le bot entend deux fois ce qui est écrit."],
  events_lost: ["Les événements se perdent", "Slack les renvoie\u00a0: tout de suite, après une minute, après cinq minutes."],
  event_acks_lost: ["Les accusés d’événements se perdent", "Slack croit le bot absent et renvoie."],
  gestures_twice: ["Les clics viennent deux fois", "Comme un double clic."],
  blocks_refused: ["Cet espace n’a pas les blocs récents", "Slack refuse ce qui en contient\u00a0: le bot l’écrit alors autrement."],
  gesture_acks_lost: ["Les accusés de clics se perdent", "Le bot a tout fait, mais Slack montre une erreur."],
};
const STOPPED = "Il est arrêté. Ce qu’il doit partira à sa reprise\u00a0; ce qu’on lui écrit lui sera renvoyé, comme par Slack.";

let [pulled, trouble] = ["", ""];
let drawAgain = () => {};

/** Call `draw` when a lever begins or ends to move. */
export function onLever(draw) {
  drawAgain = draw;
}

/** Give the words of the lever that moves just now; empty for none. */
export const moving = () => pulled;

/** Say whether something does not run as it should. */
export const isBroken = (stage) => Object.values(stage.switches).includes(true) || stage.running === false;

/** Say whether what did not run as it should runs again. */
export function isMended(before, now) {
  return (before.running === false && now.running) || Object.entries(before.switches).some(([code, on]) => on && !now.switches[code]);
}

/** Move a lever; one at a time. Gives the sentence of what went wrong, empty for nothing. */
export async function pull(what, details, words) {
  if (pulled) return "";
  [pulled, trouble] = [words, ""];
  drawAgain();
  const done = await ask(what, details);
  [pulled, trouble] = ["", done.error ? sayTrouble(done.error, words) : ""];
  drawAgain();
  return trouble;
}

/** Draw the panel. */
export function drawLevers(body) {
  const stage = state.get("stage") ?? { switches: {} };
  const told = [el("p", { role: "status", class: pulled ? "busy told" : "hidden" }, pulled ? `${pulled}…` : ""), trouble ? el("p", { class: "error told", role: "alert" }, trouble) : null];
  refill(body, "levers", el("p", { class: "quiet" }, "Changer de scène, avancer l’heure de l’histoire, arrêter le bot, provoquer une panne."), told, stage.scenes?.length ? scenes(stage) : null, stage.moves ? time(stage) : null, stage.moves ? bot(stage) : null, faults(stage));
}

function lever(words, what, details, props = {}) {
  return el("button", { type: "button", class: "button", "data-k": `${what} ${words}`, "aria-disabled": pulled ? "true" : null, on: { click: () => pull(what, details, words) }, ...props }, words);
}

function scenes(stage) {
  const one = (name) => el("li", {}, lever(name, "load", { scene: name }, { "aria-current": name === stage.scene ? "true" : null }),
    name === stage.scene ? el("span", { class: "badge" }, "en cours") : null);
  return el("section", {}, el("h3", {}, "Les scènes"), el("p", { class: "quiet" }, "Une scène remplace tout ce qui est là."), el("ul", { class: "scenes" }, stage.scenes.map(one)));
}

function time(stage) {
  return el("section", {}, el("h3", {}, "Le temps"), el("p", {}, `${sayDay(state.get("now"))} à ${sayHour(state.get("now"))}`),
    el("div", { class: "b-actions" }, stage.moves.map((label) => lever(label, "move", { label }))));
}

function bot(stage) {
  return el("section", {}, el("h3", {}, "Le bot"), el("p", {}, stage.running ? "Il tourne." : STOPPED),
    stage.running ? lever("Arrêter le bot", "stop", {}, { "data-k": "bot" }) : lever("Démarrer le bot", "start", {}, { "data-k": "bot" }));
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
