// The one deployment that all tests of this suite share, made as an operator makes it: servers first, then the tools
// behind `mise run bootstrap` and `mise run deploy`, then `moodle-aws … --stack`.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Aws } from "./aws.mjs";
import { cloudFront } from "./cloudfront.mjs";
import { everything } from "./inventory.mjs";
import { moodle } from "./moodle.mjs";
import { connectionCode } from "./plugin.mjs";
import { ROOT, run, start } from "./processes.mjs";
import { ACCOUNT, Template } from "./template.mjs";

export const STACK = "moodle-plugins";
export const FUNCTIONS = Object.keys(JSON.parse(await readFile(join(ROOT, "infra", "names.json"), "utf8")).environment);
/** Moodle shows this client id; an operator writes it into the stack's parameter. */
export const CLIENT_IN_PARAMETER = "client-in-parameter";
/** Another tool of the same Moodle, which is registered by the command. */
export const CLIENT_REGISTERED = "client-registered";

const { MOODLE_AWS_PROGRAMS: PROGRAMS, MOODLE_AWS_FRONTEND: FRONTEND, MOODLE_AWS_PYTHON: PYTHON } = process.env;
const BINARIES = join(ROOT, "dist", "lambda", "x86_64");
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

const program = (name) => join(PROGRAMS, name);

/** Does a step, and says how long it took. */
async function step(name, act) {
  const begun = performance.now();
  const done = await act();
  console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return done;
}

class Deployment {
  /** What was made for this run on this machine, in the order in which it ends. */
  #stops = [];

  /** Keeps what stops with the deployment. */
  #keep(server) {
    this.#stops.unshift(() => server.stop());
    return server;
  }

  async begin() {
    this.folder = await mkdtemp(join(tmpdir(), "moodle-aws-deployment-"));
    this.#stops.push(() => rm(this.folder, { recursive: true, force: true }));
    this.distribution = this.#keep(await cloudFront());
    this.tool = this.distribution.url;
    this.moodle = this.#keep(await moodle());
    // What Amazon calls its models is not for us to choose: the engine answers to every name.
    const engine = this.#keep(await start(program("test-engine"), ["--otherwise", "echo"]));
    const engineUrl = /http:\S+(?=\/v1$)/.exec(engine.first)[0];
    const settings = [`MINISTACK_BEDROCK_PROXY_URL=${engineUrl}`, `MINISTACK_ACCOUNT_ID=${ACCOUNT}`];
    const emulator = await start(program("test-aws"), settings.flatMap((setting) => ["--env", setting]));
    this.aws = new Aws(JSON.parse(this.#keep(emulator).first).url);
    const lms = this.#keep(await start(program("test-platform"), ["--tool", this.tool]));
    this.registration = JSON.parse(lms.first);
    this.lms = this.registration.issuer;
    this.config = join(this.folder, "cdk.local.json");
    await writeFile(this.config, JSON.stringify({ moodle_url: this.moodle.url }));
  }

  /** A step of `mise run`, as the emulator's address is set for it. */
  task(name, ...args) {
    const context = ["--context", `public_url=${this.tool}`, "--context", `config=${this.config}`];
    const env = { ...this.aws.environment, STACK_NAME: STACK };
    return run(PYTHON, [join("tools", "deployment.py"), name, ...args, ...(name === "bootstrap" ? [] : context)], { env });
  }

  /** `moodle-aws` as an operator uses it on this stack. Gives what it says. */
  operate(...args) {
    return this.tell(undefined, ...args);
  }

  /** The same, with what the command reads. */
  async tell(input, ...args) {
    const options = { env: this.aws.environment, input };
    const { stdout } = await run(program("moodle-aws"), [...args, "--stack", STACK], options);
    return stdout;
  }

  async deploy() {
    this.before = await everything(this.aws);
    const [uploads] = await step("bootstrap", () => Promise.all([this.#bucketDeployment(), this.task("bootstrap")]));
    this.said = (await step("deploy", () => this.task("deploy"))).stdout;
    this.outputs = await this.aws.outputs(STACK);
    const file = join(ROOT, "infra", "cdk.out", `${STACK}.template.json`);
    this.template = await Template.read(file, await this.aws.resources(STACK));
    this.distribution.play(this.template, this.aws);
    this.files = await step("upload", () => this.#upload(uploads));
  }

  /** Puts the front end's files where a function of the stack puts them on AWS, and as it does. */
  async #upload({ DestinationBucketKeyPrefix: prefix, SystemMetadata: metadata }) {
    const assets = join(FRONTEND, "assets");
    const names = await readdir(assets);
    for (const name of names) {
      const headers = { ...metadata, "content-type": TYPES[extname(name)] ?? "application/octet-stream" };
      const body = await readFile(join(assets, name));
      await this.aws.rest("s3", "PUT", `/${this.outputs.SiteBucket}/${prefix}/${name}`, { headers, body });
    }
    return names.map((name) => `/${prefix}/${name}`);
  }

  /** What the template for AWS says about it. The one for the emulator, whose custom resources hang, has none. */
  async #bucketDeployment() {
    const config = join(this.folder, "empty.json");
    await writeFile(config, "{}");
    const { context: flags } = JSON.parse(await readFile(join(ROOT, "infra", "cdk.json"), "utf8"));
    const context = { ...flags, config, binaries: BINARIES, frontend: FRONTEND };
    const env = { CDK_OUTDIR: join(this.folder, "real"), CDK_CONTEXT_JSON: JSON.stringify(context), STACK_NAME: STACK };
    const region = { CDK_DEFAULT_REGION: "us-east-1", CDK_DEFAULT_ACCOUNT: ACCOUNT };
    const app = ["--import", "tsx", join("bin", "moodle-aws.ts")];
    await run(process.execPath, app, { env: { ...env, ...region }, cwd: join(ROOT, "infra") });
    const template = await Template.read(join(env.CDK_OUTDIR, `${STACK}.template.json`));
    return template.ofType("Custom::CDKBucketDeployment")[0][1];
  }

  /** Tells the tool which platforms and sites there are. */
  async connect() {
    const parameter = { Name: "/lti/client-id", Value: CLIENT_IN_PARAMETER, Type: "String", Overwrite: true };
    await this.aws.json("ssm", "AmazonSSM.PutParameter", parameter);
    const { issuer, client_id, deployment_id, auth_url, token_url, jwks_url } = this.registration;
    const named = ["--issuer", issuer, "--client-id", client_id, "--deployment-id", deployment_id];
    const urls = ["--auth-url", auth_url, "--token-url", token_url, "--jwks-url", jwks_url];
    await this.operate("platform", "add", ...named, ...urls);
    await this.operate("platform", "add", ...this.registered, "--deployment-id", "1");
    this.code = connectionCode(await this.operate("site", "add", "--url", this.moodle.url));
  }

  /** The options that name the registered tool of the Moodle. */
  get registered() {
    return ["--issuer", this.moodle.url, "--client-id", CLIENT_REGISTERED];
  }

  /** What the functions have logged since a time in milliseconds. */
  async logs(startTime) {
    const of = async (name) => {
      const asked = { logGroupName: `/aws/lambda/${STACK}-${name}`, startTime };
      // After the end of the stack there is no log.
      const { events = [] } = await this.aws.json("logs", "Logs_20140328.FilterLogEvents", asked).catch(() => ({}));
      return [`--- log of ${name}`, ...events.map(({ message }) => message.trimEnd())];
    };
    return (await Promise.all(FUNCTIONS.map(of))).flat().join("\n");
  }

  async stop() {
    for (const stop of this.#stops) await stop();
  }
}

async function deployed() {
  const deployment = new Deployment();
  try {
    await step("servers", () => deployment.begin());
    await deployment.deploy();
    await step("connect", () => deployment.connect());
    return deployment;
  } catch (error) {
    await deployment.stop();
    throw error;
  }
}

export const deployment = await deployed();
