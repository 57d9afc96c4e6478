//! The authentication request (OpenID Connect Core 1.0, section 3.2.2.1, as LTI narrows it), read
//! and checked.

use std::collections::HashMap;

use crate::school::Registration;

/// What is wrong with a request, as Moodle answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The address to answer to cannot be trusted, or Moodle does not trust it yet: a page for the
    /// person in front of the browser.
    Page(&'static str),
    /// An error that is posted to the tool.
    Post { error: &'static str, description: Option<&'static str> },
}

/// A request with nothing missing that has a known launch to answer.
#[derive(Debug)]
pub(super) struct AuthRequest {
    parameters: HashMap<String, String>,
}

impl AuthRequest {
    /// Reads the parameters and checks what must hold before the request's launch is looked up.
    pub(super) fn parse(form: &[u8]) -> Result<Self, Refusal> {
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(form).into_owned() {
            if parameters.insert(name, value).is_some() {
                return Err(Refusal::Page("A parameter is there twice."));
            }
        }
        let request = Self { parameters };
        let required = [
            ("scope", "The parameter scope is missing."),
            ("response_type", "The parameter response_type is missing."),
            ("client_id", "The parameter client_id is missing."),
            ("redirect_uri", "The parameter redirect_uri is missing."),
            ("login_hint", "The parameter login_hint is missing."),
            ("nonce", "The parameter nonce is missing."),
            ("lti_message_hint", "The parameter lti_message_hint is missing."),
        ];
        for (name, detail) in required {
            if request.get(name).is_empty() {
                return Err(Refusal::Page(detail));
            }
        }
        if request.get("scope") != "openid" {
            return Err(Refusal::Page("The scope is not openid."));
        }
        if request.get("response_type") != "id_token" {
            return Err(Refusal::Page("The response_type is not id_token."));
        }
        Ok(request)
    }

    /// Checks the request against the registration and against the person who started the launch,
    /// in Moodle's order: whether the answer may be posted at all comes first.
    pub(super) fn check(&self, registration: &Registration, login_hint: &str) -> Result<(), Refusal> {
        let post = |error, description| Err(Refusal::Post { error, description });
        if !registration.redirect_uris.iter().any(|uri| uri == self.redirect_uri()) {
            return Err(Refusal::Page("The redirect_uri is not registered."));
        }
        if self.get("client_id") != registration.client_id {
            return post("unauthorized_client", None);
        }
        if self.get("login_hint") != login_hint {
            return post("access_denied", None);
        }
        match self.get("response_mode") {
            "form_post" => {}
            "" => return post("invalid_request", Some("Missing response_mode")),
            _ => return post("invalid_request", Some("Invalid response_mode")),
        }
        match self.get("prompt") {
            "none" => Ok(()),
            // Moodle lets a missing prompt pass; the specification (Security Framework 1.0, section
            // 5.1.1.2) does not.
            "" => post("invalid_request", Some("Missing prompt")),
            _ => post("invalid_request", Some("Invalid prompt")),
        }
    }

    /// The hint that names the launch.
    pub(super) fn message_hint(&self) -> &str {
        self.get("lti_message_hint")
    }

    /// Where the answer goes, once [`check`](Self::check) has found it registered.
    pub(super) fn redirect_uri(&self) -> &str {
        self.get("redirect_uri")
    }

    /// The nonce that the token has to carry.
    pub(super) fn nonce(&self) -> &str {
        self.get("nonce")
    }

    /// The state that goes back as it came; `None` when the tool sent none.
    pub(super) fn state(&self) -> Option<&str> {
        self.parameters.get("state").map(String::as_str)
    }

    /// A parameter; the empty text when it is missing.
    fn get(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }
}
