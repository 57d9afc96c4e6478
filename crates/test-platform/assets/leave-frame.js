// The tool sends people back inside its own frame; the page that they come back to fills the window, as in Moodle.
if (window.top !== window.self) window.top.location.replace(window.location.href);
