// A Moodle: its web services give the answers that a real one was recorded with, and tell an indexer of one course; and it is
// an LTI platform under the addresses that a Moodle has, which signs what a test tells it to.

import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Course } from "./course.mjs";

const RECORDED = new URL("../../crates/moodle/tests/fixtures/moodle-5.1/", import.meta.url);
/** The address of the site that was recorded. */
const RECORDED_SITE = "https://moodle.localtest:8443";
const KEY = "moodle-double";

/** Web-service tokens, and the recorded answer that each gets. All others are unknown. */
export const TOKENS = {
  student: ["face0000000000000000000000000003", "site-info-student"],
  invalid: ["face0000000000000000000000000098", "error-invalid-token"],
  webServicesOff: ["face0000000000000000000000000099", "error-webservices-disabled"],
};
/** The token of the account that may read every course. */
export const INDEXER = "face0000000000000000000000000004";

export async function moodle() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: KEY, alg: "RS256", use: "sig" };
  const double = { asked: [], course: new Course(8, "Biology") };
  const server = createServer(async (asked, answer) => {
    const body = Buffer.concat(await asked.toArray()).toString("utf8");
    double.asked.push(`${asked.method} ${asked.url}`);
    const json = (value) => answer.setHeader("content-type", "application/json").end(JSON.stringify(value));
    switch (`${asked.method} ${asked.url}`) {
      case "POST /webservice/rest/server.php":
        return webService(double, new URLSearchParams(body), answer);
      case "GET /mod/lti/certs.php":
        return json({ keys: [jwk] });
      case "GET /mod/lti/openid-configuration.php":
        return json({ issuer: double.url });
      default:
        return download(double.course.file(asked.url), new URLSearchParams(body), answer);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  double.url = `http://127.0.0.1:${server.address().port}`;
  double.sign = (claims) => sign(privateKey, claims);
  double.stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return double;
}

async function webService({ url, course }, asked, answer) {
  if (asked.get("wstoken") === INDEXER) {
    if (course.fails(asked)) return answer.writeHead(500).end("Error: Database connection failed");
    return answer.setHeader("content-type", "application/json").end(JSON.stringify(course.answer(url, asked)));
  }
  const [, name] =
    Object.values(TOKENS).find(([token]) => token === asked.get("wstoken")) ?? TOKENS.invalid;
  const { response } = JSON.parse(await readFile(new URL(`${name}.json`, RECORDED), "utf8"));
  const headers = response.headers.filter(([name]) => !/^(transfer-encoding|connection)$/i.test(name));
  // As any site does, it names its own address.
  const escaped = (text) => text.replaceAll("/", "\\/");
  answer.writeHead(response.status, headers.flat()).end(response.body.replaceAll(escaped(RECORDED_SITE), escaped(url)));
}

/** The token is in a form, and never in an address. */
function download(file, asked, answer) {
  if (!file || asked.get("token") !== INDEXER) return answer.writeHead(404).end();
  answer.setHeader("content-disposition", `attachment; filename="${file.filename}"`).end(file.content);
}

function sign(key, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: KEY })}.${part(claims)}`;
  return `${signed}.${createSign("sha256").update(signed).sign(key, "base64url")}`;
}
