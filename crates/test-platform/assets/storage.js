// Keeps things for a tool whose cookies the browser does not keep, as long as this page is open: 1EdTech LTI Client
// Side postMessages and LTI postMessage Storage. Only the tool's own origins are answered with more than an error.
const { origins, keeps, frame } = document.currentScript.dataset;
const allowed = origins.split(" ");
const MOST_KEYS = 500;
const LONGEST_VALUE = 4096;
const kept = new Map();

const failed = (code, message) => ({ error: { code, message } });

function capabilities() {
  const elsewhere = frame ? { frame } : {};
  const stores = ["lti.get_data", "lti.put_data"].map((subject) => ({ subject, ...elsewhere }));
  return { supported_messages: [{ subject: "lti.capabilities" }, ...stores] };
}

function putData(origin, { key, value }) {
  if (typeof key !== "string" || !(value === null || typeof value === "string")) {
    return failed("bad_request", "key is a text, and value a text or null");
  }
  const name = JSON.stringify([origin, key]);
  if (value === null) {
    kept.delete(name);
  } else if (value.length > LONGEST_VALUE || (kept.size >= MOST_KEYS && !kept.has(name))) {
    return failed("storage_exhaustion", "there is no room for this value");
  } else {
    kept.set(name, value);
  }
  return { key, value };
}

function getData(origin, { key }) {
  if (typeof key !== "string") return failed("bad_request", "key is a text");
  return { key, value: kept.get(JSON.stringify([origin, key])) ?? null };
}

function answer(origin, message) {
  if (!allowed.includes(origin)) return failed("wrong_origin", "the message does not come from the tool");
  if (typeof message.message_id !== "string") return failed("bad_request", "message_id is a text");
  if (message.subject === "lti.capabilities") return capabilities();
  if (keeps && message.subject === "lti.put_data") return putData(origin, message);
  if (keeps && message.subject === "lti.get_data") return getData(origin, message);
  return failed("unsupported_subject", "this window does not answer that");
}

addEventListener("message", ({ data, origin, source }) => {
  // A frame without an origin cannot be answered alone, so it is not answered at all.
  if (!source || origin === "null") return;
  const subject = data?.subject;
  if (typeof subject !== "string" || !subject.startsWith("lti.") || subject.endsWith(".response")) return;
  const { message_id } = data;
  source.postMessage({ subject: `${subject}.response`, message_id, ...answer(origin, data) }, origin);
});
