// Sends the message as soon as the page is there. Without scripts the page shows a button instead.
document.getElementById("message").submit();
