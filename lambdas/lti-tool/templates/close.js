// Tells the platform's page that the registration is over, so that it closes this one (LTI Dynamic Registration 1.0 §3.7). A
// person presses the button, for the platform closes the page at once, and what is still to do stands on it. The message
// holds nothing, so it may go to whoever opened the page.
document.getElementById('close').addEventListener('click', () => {
  (window.opener ?? window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
});
