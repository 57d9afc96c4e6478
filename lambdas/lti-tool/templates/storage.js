// Asks the platform's page to keep and to give back the key of a login (1EdTech LTI Client Side postMessages 0.1, LTI
// postMessage Storage 0.1). Why it is asked, and what its answers prove: the module platform_storage of crates/lti.

/** @typedef {{ frame: string, origin: string }} Storage Where the server says that the platform keeps data. */

// A platform's page answers at once, if at all. The offer of page.css waits for both questions of a login.
const CAPABILITIES_PATIENCE_MS = 1000;
const PUT_PATIENCE_MS = 2000;
// It has answered before, and may be busy with showing itself.
const GET_PATIENCE_MS = 5000;

/**
 * Whether the platform keeps a value. It may say first that it does not. Some platforms answer that question in another
 * window than the one that keeps data, so silence is no refusal.
 * @param {Storage} storage @param {string} key @param {string} value
 */
export async function put(storage, key, value) {
  const offer = await ask(storage, { subject: "lti.capabilities" }, CAPABILITIES_PATIENCE_MS);
  if (offer && !offersToKeep(offer)) return false;
  return (await ask(storage, { subject: "lti.put_data", key, value }, PUT_PATIENCE_MS)) !== null;
}

/**
 * What the platform kept; null when it gives nothing.
 * @param {Storage} storage @param {string} key @returns {Promise<string | null>}
 */
export async function get(storage, key) {
  const found = await ask(storage, { subject: "lti.get_data", key }, GET_PATIENCE_MS);
  return typeof found?.value === "string" ? found.value : null;
}

/** @param {Record<string, any>} offer */
function offersToKeep({ supported_messages: messages }) {
  const offers = (/** @type {string} */ subject) => messages.some((/** @type {any} */ one) => one?.subject === subject);
  return Array.isArray(messages) && offers("lti.put_data") && offers("lti.get_data");
}

/**
 * Sends a message to the platform's window, if that is of the platform's origin, and believes an answer from the same
 * window and the same origin only. Null when there is none, or when it is an error.
 * @param {Storage} storage @param {Record<string, string>} message @param {number} patience
 * @returns {Promise<Record<string, any> | null>}
 */
function ask(storage, message, patience) {
  return new Promise((answered) => {
    const id = unguessable();
    const give = (/** @type {Record<string, any> | null} */ answer) => {
      clearTimeout(timer);
      removeEventListener("message", listen);
      answered(answer);
    };
    const listen = (/** @type {MessageEvent} */ { source, origin, data }) => {
      if (source !== platform || origin !== storage.origin) return;
      if (data?.message_id !== id || data.subject !== `${message.subject}.response`) return;
      give(data.error ? null : data);
    };
    const timer = setTimeout(give, patience, null);
    const platform = windowOf(storage.frame);
    if (!platform) return give(null);
    addEventListener("message", listen);
    platform.postMessage({ ...message, message_id: id }, storage.origin);
  });
}

/** @param {string} frame @returns {Window | null} */
function windowOf(frame) {
  const around = window.parent === window ? window.opener : window.parent;
  if (!around || frame === "_parent") return around;
  try {
    return around.frames[frame];
  } catch {
    // Another origin's window throws for what it does not have.
    return null;
  }
}

/** `crypto.randomUUID` does not exist in a frame of a page over plain http. */
function unguessable() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
