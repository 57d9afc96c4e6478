// The tool says that its registration is over (Dynamic Registration 1.0, section 3.6): then the list of tools is shown.
const { origin: tool } = document.currentScript.dataset;

addEventListener("message", ({ data, origin }) => {
  if (origin === tool && data?.subject === "org.imsglobal.lti.close") location.assign("/register");
});
