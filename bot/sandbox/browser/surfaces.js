// A view or a message as something with fields and buttons: where its gestures go, and what is said when they fail.

import { ask, state } from "./wire.js";
import { byId, NB } from "./dom.js";
import { entered } from "./fields.js";
import { wordsOf } from "./mrkdwn.js";

/** Give the name behind an id, or the id. */
export function nameOf(id) {
  const found = state.get("people")?.find((one) => one.id === id) ?? state.get("channels")?.find((one) => one.id === id);
  return found ? found.name : id;
}

const place = byId("said");

/** Say something to who listens with a screen reader; inside the dialog in front, where all else is out of reach. */
export function announce(text) {
  const host = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (place.parentNode !== host) host.append(place);
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 30);
}

/** Give the sentence for what went wrong with a gesture. */
export function sayTrouble(error, what) {
  switch (error) {
    case "unreached": return "La page a perdu le bac à sable. Réessayez quand la connexion est revenue.";
    case "not_on_screen": return "Ce n’est plus à l’écran.";
    case "not_understood": return "Cela n’est pas possible maintenant.";
    case "failed": return "Cette action a échoué. Le journal, dont le terminal dit l’adresse, dit pourquoi.";
    case "restricted_action": return "Les commandes ne sont pas ouvertes à ce compte.";
    case "invalid_command": return `${what} n’est pas une commande connue. Pour l’écrire telle quelle, mettez une espace devant la barre oblique.`;
    default: return `${what} a échoué avec l’erreur «${NB}${error}${NB}».`;
  }
}

const troubled = new Map(); // key of a surface under which something is said → the surface

/** Take back what was said of gestures that failed: what was in their way is gone. */
export function forgive() {
  for (const own of troubled.values()) own.trouble("");
}

/** Give the surface of a view. */
export function viewSurface(view, { trouble }) {
  return surface(`view:${view.id}`, { view: view.id }, { values: view.values, errors: view.errors, submit: view.submit, trouble });
}

/** Give the surface of a message. */
export function messageSurface(message, { trouble }) {
  const { channel, ts } = message;
  return surface(`msg:${channel}:${ts}`, { channel, ts }, { values: state.get(`v/${channel}/${ts}`), trouble });
}

function surface(key, address, { trouble, ...rest }) {
  const own = { key, address, nameOf, ...rest };
  own.trouble = (words) => {
    if (words) troubled.set(key, own);
    else troubled.delete(key);
    trouble(words);
  };
  own.press = async (block, element, value) => {
    const done = await ask("press", { ...address, block: block.block_id, action: element.action_id, value, values: entered(own) });
    if (done.error) own.trouble(sayTrouble(done.error, `«${NB}${wordsOf(element.text) || "Ce choix"}${NB}»`));
    else if (troubled.has(key)) own.trouble("");
    return done;
  };
  return own;
}
