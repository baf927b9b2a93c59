// The conversation: its messages, kept as nodes and drawn again only when they change; a thread is drawn alike.

import { ask, pathsOf, state } from "./wire.js";
import { byId, count, el, keepFocus, sayDay, sayHour, saySize } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { drop } from "./fields.js";
import { mrkdwn } from "./mrkdwn.js";
import { face } from "./people.js";
import { messageSurface, nameOf } from "./surfaces.js";

const FIRST = 50; // messages drawn at once: a screen holds ten
const NEAR = 20; // of these, laid out at once: more than a screen; the others when they are scrolled to
const nodes = new Map(); // path → { node, part, values, own }
const notes = new Map(); // channel id → what Slack itself said to this tab
let more = FIRST;
let left = -1; // where the list was left when its end was shown last: who has not scrolled since is still there

/** What has the attention: the message of the focus, of a click, or the newest one. */
export const current = { path: null };

/** Forget what was drawn for somebody else. */
export function forgetMessages() {
  nodes.clear();
  notes.clear();
  [more, current.path] = [FIRST, null];
  byId("messages").dataset.of = "";
}

/** Give a channel's messages oldest first: its own, or with `thread` (a ts) those of that thread. */
export function messagesOf(channel, thread = null) {
  const found = pathsOf(`m/${channel}/`).map((path) => state.get(path));
  const kept = thread ? found.filter((one) => one.thread === thread || one.ts === thread) : found.filter((one) => !one.thread);
  return kept.sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** Say something in a conversation as Slack itself does, for this tab alone. */
export function note(channel, text) {
  notes.set(channel, [...(notes.get(channel) ?? []), { text, after: messagesOf(channel).at(-1)?.ts ?? "" }]);
  more += 1;
}

/** Draw a channel's messages into its list, at the end of which it stays if it was there. */
export function drawConversation(channel, { openThread }) {
  const [list, scroll] = [byId("messages"), byId("scroll")];
  const ended = list.dataset.of !== channel || scroll.scrollTop === left || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  if (list.dataset.of !== channel) more = FIRST;
  list.dataset.of = channel;
  const all = messagesOf(channel);
  const shown = all.slice(-more);
  const back = keepFocus(list);
  const drawn = [];
  if (shown.length < all.length) drawn.push(older(all.length - shown.length, () => drawConversation(channel, { openThread })));
  const said = [...(notes.get(channel) ?? [])];
  const tell = (until) => { while (said.length && (until === null || said[0].after < until)) drawn.push(noteNode(said.shift().text)); };
  let day = "";
  for (const message of shown) {
    tell(message.ts);
    if (sayDay(message.at) !== day) drawn.push(el("li", { class: "day" }, el("span", {}, (day = sayDay(message.at)))));
    drawn.push(nodeOf(message, "", { channel, openThread }));
  }
  tell(null);
  if (!drawn.length) drawn.push(el("li", { class: "quiet" }, "Aucun message pour l’instant. Tapez «\u00a0/\u00a0» pour voir les commandes."));
  drawn.forEach((node, index) => node.classList.toggle("far", index < drawn.length - NEAR));
  settle(list, drawn);
  if (!back()) scroll.focus({ preventScroll: true }); // the button that was pressed is gone
  if (ended) showEnd(scroll, list.lastElementChild);
  return all.at(-1);
}

function showEnd(scroll, last) {
  scroll.scrollTop = scroll.scrollHeight;
  const above = scroll.getBoundingClientRect().top - last.getBoundingClientRect().top;
  if (above > 0) scroll.scrollTop -= above; // what is longer than the screen is read from its beginning
  left = scroll.scrollTop;
}

/** Draw a thread: its first message and the answers. */
export function drawThread(list, channel, ts) {
  const back = keepFocus(list);
  settle(list, messagesOf(channel, ts).map((one) => nodeOf(one, "thread", { channel })));
  back();
}

function settle(list, drawn) {
  const wanted = new Set(drawn);
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
  let at = list.firstChild;
  for (const node of drawn) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at); // nodes that stay are never moved: the page lays out only what is new
  }
}

function older(left, draw) {
  return el("li", {}, el("button", { type: "button", class: "button", on: { click: () => { more += FIRST; draw(); } } }, `Afficher les messages plus anciens (${left})`));
}

function noteNode(text) {
  return el("li", { class: "note-slack" }, el("article", { class: "message only", "aria-label": "Slackbot, visible par vous seulement" }, onlyYou(),
    face("Slackbot"), el("div", { class: "body" }, el("p", { class: "from" }, el("strong", {}, "Slackbot")), el("p", { class: "text" }, text))));
}

const onlyYou = () => el("p", { class: "only-you quiet" }, "Visible par vous seulement");

function nodeOf(message, place, how) {
  const path = `m/${message.channel}/${message.ts}`;
  const values = state.get(`v/${message.channel}/${message.ts}`);
  const kept = nodes.get(path + place);
  if (kept?.part === message && kept.values === values) return kept.node;
  if (kept && JSON.stringify(kept.part.blocks) !== JSON.stringify(message.blocks)) drop(`msg:${message.channel}:${message.ts}`);
  const node = draw(message, place, how);
  nodes.set(path + place, { node, part: message, values });
  return node;
}

function draw(message, place, { channel, openThread }) {
  const path = `m/${message.channel}/${message.ts}`;
  const trouble = el("p", { class: "error", role: "alert" });
  const surface = messageSurface(message, { trouble: (words) => { trouble.textContent = words; } });
  const marks = [message.only ? ", visible par vous seulement" : "", message.edited ? ", modifié" : ""].join("");
  const body = message.blocks.length ? drawBlocks(surface, message.blocks) : message.text ? [el("div", { class: "text words" }, mrkdwn(message.text, nameOf, { links: true }))] : [];
  const answers = message.replies
    ? el("button", { type: "button", class: "plain thread", "data-k": `thread ${message.ts}`, on: { click: () => openThread?.(message.ts) } }, count(message.replies, "réponse"))
    : el("button", { type: "button", class: "plain thread quiet", "data-k": `thread ${message.ts}`, "aria-label": `Répondre dans un fil à ${message.name}, ${sayHour(message.at)}`, on: { click: () => openThread?.(message.ts) } }, "Répondre");
  const article = el("article", { class: message.only ? "message only" : "message", "aria-label": `${message.name}, ${sayHour(message.at)}${marks}` },
    message.only ? onlyYou() : null,
    face(message.name, { app: message.app }),
    el("div", { class: "body" },
      el("p", { class: "from" }, el("strong", {}, message.name), message.app ? el("span", { class: "badge" }, "appli") : null,
        el("time", { class: "quiet", datetime: new Date(message.at * 1000).toISOString() }, sayHour(message.at)), message.edited ? el("span", { class: "quiet" }, "modifié") : null),
      body,
      message.files.length ? el("ul", { class: "files" }, message.files.map((one) => el("li", {}, el("a", { href: `/file/${one.id}`, target: "_blank", rel: "noopener" }, one.title), ` (${saySize(one.size)})`))) : null,
      message.gone ? el("p", { class: "quiet" }, count(message.gone, "fichier supprimé", "fichiers supprimés")) : null,
      trouble, place || message.only ? null : answers));
  const look = () => { current.path = path; document.dispatchEvent(new CustomEvent("look")); };
  article.addEventListener("focusin", look);
  article.addEventListener("pointerdown", look);
  return el("li", {}, article);
}

/** Keep a list that stands at its end there when its size changes. */
export function stayAtEnd(scroll) {
  let [ended, size] = [true, ""];
  const sizeNow = () => `${scroll.clientWidth} ${scroll.clientHeight}`;
  scroll.addEventListener("scroll", () => {
    if (sizeNow() === size) ended = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80; // else the new size moved it, nobody did
  });
  new ResizeObserver(() => {
    size = sizeNow();
    if (ended) scroll.scrollTop = scroll.scrollHeight;
  }).observe(scroll);
}

/** Tell the server that a channel was read up to its newest message. */
export function markRead(channel, last) {
  if (last && state.get("channels")?.find((one) => one.id === channel)?.unread) ask("read", { channel, ts: last.ts });
}
