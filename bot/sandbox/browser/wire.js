// The tab's WebSocket: what the person sees, kept up to date, and gestures that wait for their answer.

/** What is known, by path: `me`, `channels`, `m/<channel>/<ts>`, `modal`… */
export const state = new Map();

const waiting = new Map();
let socket = null;
let number = 0;
let tries = 0;
const WINDOW = String(Math.random()).slice(2); // the modals of this tab are its own, also after the server was away
let mine = { as: "", name: "" };
let heard = () => {};
let connection = () => {};

/** Start: `onChange(paths)` after each change, `onConnection(open)` when the server comes or goes. */
export function connect(who, onChange, onConnection) {
  [mine, heard, connection] = [who, onChange, onConnection];
  dial();
}

/** Become somebody else. */
export function become(who) {
  mine = who;
  introduce();
}

/** Ask for a gesture; gives the answer: `error` where Slack shows one. */
export function ask(what, details = {}) {
  number += 1;
  const asked = number;
  return new Promise((resolve) => {
    if (!tell({ do: what, n: asked, ...details })) {
      resolve({ error: "unreached" });
      return;
    }
    waiting.set(asked, resolve);
  });
}

/** Give the paths that begin so. */
export function pathsOf(prefix) {
  return [...state.keys()].filter((path) => path.startsWith(prefix));
}

function introduce() {
  tell({ ...mine, window: WINDOW });
}

function tell(message) {
  if (!socket || socket.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

function dial() {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.addEventListener("open", () => {
    tries = 0;
    connection(true);
    introduce();
  });
  socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    for (const resolve of waiting.values()) resolve({ error: "unreached" });
    waiting.clear();
    connection(false);
    tries += 1;
    setTimeout(dial, Math.min(3000, 200 * 2 ** Math.min(tries, 4)));
  });
}

function take(message) {
  if ("n" in message) {
    waiting.get(message.n)?.(message);
    waiting.delete(message.n);
    return;
  }
  const paths = new Set([...Object.keys(message.set), ...message.gone]);
  if (message.whole) {
    for (const path of state.keys()) paths.add(path);
    state.clear();
  }
  for (const path of message.gone) state.delete(path);
  for (const [path, part] of Object.entries(message.set)) state.set(path, part);
  if (state.has("me")) mine = { as: state.get("me").id, name: state.get("me").name };
  heard(paths, Boolean(message.whole));
}
