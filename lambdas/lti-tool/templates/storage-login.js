// Gives the key of a login to the platform's page and goes on; if nobody takes it, shows what the page offers instead.

import { put } from "./storage.js";

const { frame, origin, name, key, next } = document.getElementById("deposit").dataset;
const page = document.documentElement.dataset;

if (await put({ frame, origin }, name, key)) {
  page.asking = "kept";
  location.replace(next);
} else {
  delete page.asking;
}
