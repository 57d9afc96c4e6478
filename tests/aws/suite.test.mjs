// The whole suite in one process, for it has one deployment: `deployment.mjs` makes it when it is imported. The order
// matters at the end: permissions compares what all tests before it made the functions do, and destroy ends the stack.

import { after, afterEach, beforeEach } from "node:test";
import { deployment } from "./deployment.mjs";
import "./operating.mjs";
import "./host.mjs";
import "./launches.mjs";
import "./messages.mjs";
import "./registering.mjs";
import "./sites.mjs";
import "./events.mjs";
import "./event-commands.mjs";
import "./index.mjs";
import "./readings.mjs";
import "./keys.mjs";
import "./permissions.mjs";
import "./destroy.mjs";

let begun;
beforeEach(() => (begun = Date.now()));
afterEach(async (t) => {
  if (t.passed === false) console.log(`${t.name}:\n${await deployment.logs(begun)}`);
});
after(() => deployment.stop());
