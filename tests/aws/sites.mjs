// Moodle sites call the translator: with a token that their plugin signed, or with one of Moodle's web services.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { deployment } from "./deployment.mjs";
import { isClosed, isError } from "./errors.mjs";
import { TOKENS } from "./moodle.mjs";
import { connectionCode, languages, ownClasses, signed, translate } from "./plugin.mjs";

const { tool, moodle, code } = deployment;
const bearer = (token) => `Bearer ${token}`;
const TRANSLATED = "THE BOOK IS ON THE TABLE.";

test("a call with a token that the plugin signed is translated", async () => {
  const answer = await translate(tool, bearer(signed(code)));
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.translations[0].text, TRANSLATED);
  isClosed(answer);
});

test("a plugin asks what can be translated, and then for a translation with accents and a dash", async () => {
  const answer = await languages(tool, bearer(signed(code)));
  assert.equal(answer.status, 200, answer.text);
  const { languages: tags, pairs, glossary, limits } = answer.json;
  assert.deepEqual([tags.includes("fr"), pairs, glossary], [true, null, true]);
  assert.ok(limits.texts > 0 && limits.characters_per_text > 0 && limits.characters_per_call > 0, answer.text);
  isClosed(answer);
  const translated = await translate(tool, bearer(signed(code)), { texts: ["été déjà vu — naïve"], source: "fr", target: "en" });
  assert.equal(translated.status, 200, translated.text);
  assert.equal(translated.json.translations[0].text, "ÉTÉ DÉJÀ VU — NAÏVE");
});

test("the languages are told neither without a token, nor twice for one, nor for one that opens nothing", async () => {
  isError(await languages(tool), 401, "unauthorized");
  const token = bearer(signed(code));
  assert.equal((await languages(tool, token)).status, 200);
  isError(await languages(tool, token), 403, "token_replayed");
  isError(await languages(tool, bearer(TOKENS.invalid[0])), 403, "moodle_token_unknown");
  isError(await languages(tool, bearer(signed(code)), "POST"), 404, "not_found");
});

test("a call with a web-service token is translated, and Moodle is asked whose it is once", async () => {
  const before = moodle.asked.length;
  for (let call = 0; call < 3; call++) {
    const answer = await translate(tool, bearer(TOKENS.student[0]));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.translations[0].text, TRANSLATED);
  }
  assert.deepEqual(moodle.asked.slice(before), ["POST /webservice/rest/server.php"]);
});

for (const [what, authorization] of [
  ["without an Authorization header", undefined],
  ["with another scheme", "Basic c3R1ZGVudDpzZWNyZXQ="],
  ["with what is no token", "Bearer ?"],
  ["with nothing behind the scheme", "Bearer "],
]) {
  test(`a call ${what} is unauthorized`, async () => {
    const answer = await translate(tool, authorization);
    isError(answer, 401, "unauthorized");
    assert.equal(answer.headers["www-authenticate"], "Bearer");
  });
}

test("a signed token that was used before is refused", async () => {
  const token = signed(code);
  assert.equal((await translate(tool, bearer(token))).status, 200);
  isError(await translate(tool, bearer(token)), 403, "token_replayed");
});

test("a Moodle whose clock is two minutes wrong is told so", async () => {
  const now = Math.floor(Date.now() / 1000);
  const at = (iat) => translate(tool, bearer(signed(code, { iat, exp: iat + 60 })));
  assert.match(isError(await at(now + 120), 403, "clock_skew"), /1(1\d|20) s ahead/);
  assert.match(isError(await at(now - 120), 403, "token_expired"), /12\d s behind/);
});

test("a token that is signed with a key of nobody is refused", async () => {
  const key_id = randomBytes(16).toString("base64url");
  isError(await translate(tool, bearer(signed({ ...code, key_id }))), 403, "unknown_site_key");
  const secret = randomBytes(32).toString("base64url");
  isError(await translate(tool, bearer(signed({ ...code, secret }))), 403, "bad_signature");
});

test("a key that was revoked opens nothing from then on, and another key of the site still does", async () => {
  const other = connectionCode(await deployment.operate("site", "add", "--url", moodle.url));
  assert.equal((await translate(tool, bearer(signed(other)))).status, 200);
  await deployment.operate("site", "revoke", `--key-id=${other.key_id}`);
  isError(await translate(tool, bearer(signed(other))), 403, "unknown_site_key");
  isError(await languages(tool, bearer(signed(other))), 403, "unknown_site_key");
  assert.equal((await translate(tool, bearer(signed(code)))).status, 200);
});

test("a web-service token that Moodle does not know is refused", async () => {
  isError(await translate(tool, bearer(TOKENS.invalid[0])), 403, "moodle_token_unknown");
});

test("a Moodle whose web services are off is told so", async () => {
  const message = isError(await translate(tool, bearer(TOKENS.webServicesOff[0])), 403, "moodle_web_services_off");
  assert.match(message, /Advanced features/);
});

test("a call that cannot be carried out is refused by its field", async () => {
  const answer = await translate(tool, bearer(signed(code)), { target: "not a language" });
  assert.match(isError(answer, 400, answer.json.error.code), /target/);
});

test("the Moodle plugin's own classes list the languages and translate, and read why they are refused", async () => {
  const printed = await deployment.operate("site", "add", "--url", moodle.url);
  const { languages: tags, limits } = await ownClasses(printed);
  assert.ok(tags.includes("fr"));
  assert.equal(limits.texts, 50);
  const call = { texts: ["été déjà vu — naïve & <b>"], target: "en", source: "", format: "text", glossary: {} };
  const { translations } = await ownClasses(printed, call);
  assert.equal(translations[0].text, "ÉTÉ DÉJÀ VU — NAÏVE & <B>");
  const { refusal, detail } = await ownClasses(printed, { ...call, clock: 120 });
  assert.equal(refusal, "clock_skew");
  assert.match(detail, /NTP/);
});
