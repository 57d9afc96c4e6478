// A form is sent once, also when its button is pressed twice: the browser would show the answer to the second press, which
// says that the registration is under way.
let sent = false;
document.querySelector('form').addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
// A page that the browser kept may be tried anew.
window.addEventListener('pageshow', () => {
  sent = false;
});
