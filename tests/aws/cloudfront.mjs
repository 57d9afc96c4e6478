// Plays CloudFront on this machine, as the template describes the distribution: its behaviours in their order, the
// function at the viewer's side, the origins, and the headers that it adds to answers. It keeps no cache, and it takes
// plain http, where CloudFront would send browsers to https.

import { once } from "node:events";
import { createServer, request } from "node:http";
import { runInNewContext } from "node:vm";
import { Template } from "./template.mjs";

/** Policies that AWS defines, by the ids that it gave to them. */
const CACHING = {
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": "disabled",
  "658327ea-f89d-4fab-a63d-7e88639e58f6": "optimized",
};
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

// What this reads. Anything else in a template would be left out of the play, so it is an error.
const READ = {
  distribution: [
    ...["CacheBehaviors", "DefaultCacheBehavior", "Origins", "Enabled"],
    // About the way to CloudFront, not about what is answered.
    ...["Comment", "HttpVersion", "IPV6Enabled", "Aliases", "ViewerCertificate"],
  ],
  behaviour: [
    ...["PathPattern", "TargetOriginId", "AllowedMethods", "CachePolicyId", "OriginRequestPolicyId"],
    ...["ResponseHeadersPolicyId", "FunctionAssociations", "ViewerProtocolPolicy", "Compress"],
  ],
  headers: ["StrictTransportSecurity", "ContentTypeOptions", "ContentSecurityPolicy", "FrameOptions", "ReferrerPolicy"],
};

const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "expect"];

function onlyKnown(given, known, what) {
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`${what} has ${unknown}, which is not played`);
}

/** Takes a port at once, which the stack is told of before there is a distribution. */
export async function cloudFront() {
  let distribution;
  const server = createServer((asked, answer) => {
    if (distribution) return distribution.serve(asked, answer);
    answer.writeHead(503).end("there is no distribution yet");
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return {
    url: `http://localhost:${server.address().port}`,
    /** Plays the template's distribution before an AWS. */
    play(template, aws) {
      distribution = new Distribution(template, aws);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

class Distribution {
  constructor(template, aws) {
    const [[, { DistributionConfig: config }]] = template.ofType("AWS::CloudFront::Distribution");
    onlyKnown(config, READ.distribution, "the distribution");
    this.aws = new URL(aws.url);
    const origins = new Map(config.Origins.map((origin) => [origin.Id, readOrigin(template, origin, aws)]));
    this.behaviours = [...config.CacheBehaviors, { PathPattern: "*", ...config.DefaultCacheBehavior }].map((behaviour) =>
      readBehaviour(template, behaviour, origins),
    );
  }

  async serve(asked, answer) {
    try {
      await this.#serve(asked, answer);
    } catch (error) {
      if (answer.headersSent) return answer.destroy();
      answer.writeHead(502).end(`the distribution fails: ${error.message}`);
    }
  }

  async #serve(asked, answer) {
    const [path, query] = asked.url.split(/\?(.*)/s);
    const behaviour = this.behaviours.find(({ pattern }) => pattern.test(path));
    if (!behaviour.methods.includes(asked.method)) return answer.writeHead(403).end("method not allowed");
    const said = behaviour.viewerRequest({ method: asked.method, headers: asked.headers, path, query });
    if (said.statusCode) return answer.writeHead(said.statusCode, values(said.headers)).end();
    const { path: place, headers } = behaviour.origin(said.uri, behaviour.forwarded(values(said.headers), asked));
    const search = query === undefined || !behaviour.forwardsAll ? "" : `?${query}`;
    const upstream = request(this.aws, { method: asked.method, path: place + search, headers, agent: false });
    asked.pipe(upstream);
    const [from] = await once(upstream, "response");
    answer.writeHead(from.statusCode, behaviour.answered(from.headers));
    from.pipe(answer);
  }
}

/** CloudFront's functions have one object for each header. */
function values(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
}

function readBehaviour(template, given, origins) {
  onlyKnown(given, READ.behaviour, `the behaviour of ${given.PathPattern}`);
  const wild = given.PathPattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  const caching = CACHING[given.CachePolicyId];
  if (!caching) throw new Error(`the cache policy ${given.CachePolicyId} is not played`);
  const forwardsAll = given.OriginRequestPolicyId === ALL_VIEWER_EXCEPT_HOST;
  if (!forwardsAll && given.OriginRequestPolicyId) throw new Error("another origin request policy is not played");
  return {
    pattern: new RegExp(`^${wild}$`),
    methods: given.AllowedMethods ?? ["GET", "HEAD"],
    origin: origins.get(given.TargetOriginId),
    viewerRequest: readFunction(template, given.FunctionAssociations),
    forwardsAll,
    forwarded(headers, asked) {
      if (!forwardsAll) return {};
      const { host, ...rest } = headers;
      const { cookie } = asked.headers;
      return { ...rest, ...(cookie && { cookie }), "x-forwarded-for": asked.socket.remoteAddress };
    },
    answered: readAnswerHeaders(template, given.ResponseHeadersPolicyId),
  };
}

/** The one function that runs for each request of a viewer. */
function readFunction(template, associations = []) {
  const [{ EventType, FunctionARN }, ...others] = associations;
  if (EventType !== "viewer-request" || others.length > 0) throw new Error("another function is not played");
  const { FunctionCode } = template.properties(Template.target(FunctionARN));
  const handler = runInNewContext(`${FunctionCode}\nhandler`);
  return ({ method, headers, path, query }) => {
    const shown = Object.entries(headers).filter(([name]) => name !== "cookie");
    const given = Object.fromEntries(shown.map(([name, value]) => [name, { value: `${value}` }]));
    // Of the query only the text is played, for the helper that gives it.
    const request = { method, uri: path, headers: given, rawQueryString: () => query };
    const event = { version: "1.0", context: { eventType: EventType }, request };
    return JSON.parse(JSON.stringify(handler(event)));
  };
}

/** Where a request goes at the emulator, which has all of AWS at one address. */
function readOrigin(template, { DomainName, OriginPath = "", CustomOriginConfig }, aws) {
  const domain = template.text(DomainName);
  if (CustomOriginConfig) {
    const [, api] = /^(\w+)\.execute-api\./.exec(domain);
    const stage = template.text(OriginPath);
    return (uri, headers) => ({ path: `/restapis/${api}${stage}/_user_request_${uri}`, headers });
  }
  const [bucket] = domain.split(".s3.");
  // The origin access control signs.
  return (uri, headers) => ({ path: `/${bucket}${uri}`, headers: { ...headers, ...aws.signature("s3") } });
}

/** What the response headers policy does to the headers of an answer. */
function readAnswerHeaders(template, policy) {
  const { ResponseHeadersPolicyConfig } = template.properties(Template.target(policy));
  const { SecurityHeadersConfig: given, Name, ...others } = ResponseHeadersPolicyConfig;
  onlyKnown(others, [], "the response headers policy");
  onlyKnown(given, READ.headers, "the response headers policy");
  const hsts = given.StrictTransportSecurity;
  const added = {
    "strict-transport-security": hsts && `max-age=${hsts.AccessControlMaxAgeSec}`,
    "x-content-type-options": given.ContentTypeOptions && "nosniff",
    "content-security-policy": given.ContentSecurityPolicy?.ContentSecurityPolicy,
    "x-frame-options": given.FrameOptions?.FrameOption,
    "referrer-policy": given.ReferrerPolicy?.ReferrerPolicy,
  };
  const set = Object.entries(added).filter(([, value]) => value);
  return (headers) => {
    const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name));
    return Object.fromEntries([...kept, ...set]);
  };
}
