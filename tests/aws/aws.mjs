// What the tests themselves ask of the emulated AWS. It looks at no signature, but takes service and account from it.

import { ask, form } from "./http.mjs";

export const REGION = "us-east-1";

/** The values of every element of this name in an answer in XML. */
export function elements(xml, name) {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, value]) => unescaped(value));
}

function unescaped(text) {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name]);
}

export class Aws {
  constructor(url) {
    this.url = url;
    // As the deployment's tools have it, so that all are in one account.
    this.key = `EMULATOR${new URL(url).port.padStart(5, "0")}`;
  }

  /** The environment of programs that use an SDK. */
  get environment() {
    return {
      // What the person has chosen for the real AWS is of no concern here.
      AWS_PROFILE: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: this.key,
      AWS_SECRET_ACCESS_KEY: "emulator",
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  signature(service) {
    const credential = `${this.key}/20260101/${REGION}/${service}/aws4_request`;
    return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
  }

  /** An operation of a service with a JSON protocol: `target` is what stands in X-Amz-Target. */
  async json(service, target, body = {}) {
    const headers = { ...this.signature(service), "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
    return this.#good(await ask(this.url, { method: "POST", headers, body: JSON.stringify(body) }), target).json;
  }

  /** An operation of a service that takes forms and answers in XML. */
  async query(service, action, fields = {}) {
    const request = form({ Action: action, Version: "2010-05-15", ...fields }, this.signature(service));
    return this.#good(await ask(this.url, request), action).text;
  }

  /** An operation of a REST service. */
  async rest(service, method, path, { headers = {}, body } = {}) {
    const signed = { ...this.signature(service), ...headers };
    return this.#good(await ask(this.url + path, { method, headers: signed, body }), `${method} ${path}`);
  }

  #good(answer, what) {
    if (answer.status < 300) return answer;
    throw new Error(`${what} was answered with ${answer.status}: ${answer.text}`);
  }

  /** The stack's resources: physical ids by logical ones. */
  async resources(stack) {
    const found = new Map();
    let page = {};
    do {
      const xml = await this.query("cloudformation", "ListStackResources", { StackName: stack, ...page });
      const [logical, physical] = ["LogicalResourceId", "PhysicalResourceId"].map((name) => elements(xml, name));
      for (const [index, id] of logical.entries()) found.set(id, physical[index]);
      const [NextToken] = elements(xml, "NextToken");
      page = NextToken && { NextToken };
    } while (page);
    return found;
  }

  /** The stack's outputs by their names. */
  async outputs(stack) {
    const xml = await this.query("cloudformation", "DescribeStacks", { StackName: stack });
    const [keys, values] = ["OutputKey", "OutputValue"].map((name) => elements(xml, name));
    return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  }

  /** What was asked for at the front, from its start. */
  async operations() {
    return (await ask(`${this.url}/_front/operations`)).json;
  }
}
