//! How the calls for Moodle sites describe what the authorizer before them refuses.

/// 401.
pub(super) const MISSING: &str =
    "`token_missing`, on AWS `unauthorized`: the request brings no token, or a malformed one.";

/// 403.
pub(super) const OPENS_NOTHING: &str = "The token opens nothing; the code says why, \
     and the message which setting to change. Signed tokens: `unknown_site_key`, `bad_signature`, \
     `other_issuer`, `other_audience`, `clock_skew`, `token_expired`, `token_lives_too_long`, \
     `token_replayed`, `token_algorithm`, `token_claim_unusable`, `token_malformed`, `site_key_unusable`. \
     Web-service tokens: `no_moodle_configured`, `moodle_token_unknown`, `moodle_access_refused`, \
     `moodle_account_refused`, `moodle_maintenance`, `moodle_web_services_off`, `moodle_refused`, \
     `moodle_other_site`, `moodle_names_nobody`, `not_moodle`, `moodle_unreachable`, `moodle_busy`. Both: \
     `store_unavailable`.";
