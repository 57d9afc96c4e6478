import { after, afterEach, beforeEach } from "node:test";
import { deployment } from "./deployment.mjs";
import "./operating.mjs";
import "./events.mjs";
import "./permissions.mjs";
import "./destroy.mjs";
let begun;
beforeEach(() => (begun = Date.now()));
afterEach(async (t) => {
  if (t.passed === false) console.log(`${t.name}:\n${(await deployment.logs(begun)).slice(0, 6000)}`);
});
after(() => deployment.stop());
