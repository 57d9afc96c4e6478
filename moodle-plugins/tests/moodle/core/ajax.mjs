// Plays core/ajax: each call is noted, and answered by what the test has set.
export const call = (requests, async, loginrequired, nosessionupdate) =>
  requests.map(({ methodname, args }) => {
    globalThis.moodle.calls.push({ methodname, args, nosessionupdate });
    return Promise.resolve().then(() => globalThis.moodle.answer(methodname, args));
  });
