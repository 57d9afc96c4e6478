// Gets the key of the login from the platform's page and sends it on with the launch. Without a key the server says what
// to do, in the person's language.

import { get } from "./storage.js";

const form = document.getElementById("proof");
const { frame, origin, name } = form.dataset;

form.elements.storage_key.value = (await get({ frame, origin }, name)) ?? "";
form.submit();
