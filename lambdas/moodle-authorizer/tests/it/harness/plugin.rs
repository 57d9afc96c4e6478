use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use moodle::connection_code::ConnectionCode;
use serde_json::{Value, json};

/// A plugin in a Moodle site that has a connection code. It signs as the real one does.
pub struct Plugin {
    pub code: ConnectionCode,
}

impl Plugin {
    /// A token for a person, made at `now`.
    pub fn sign(&self, user_id: &str, now: i64) -> String {
        self.sign_with(now, json!({ "sub": user_id }))
    }

    /// A token with these claims instead of its own.
    pub fn sign_with(&self, now: i64, change: Value) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let jti = format!("token-id-{:012}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut claims = json!({
            "iss": self.code.site.as_str(), "sub": "4", "aud": self.code.endpoint.as_str(),
            "iat": now, "exp": now + 60, "jti": jti,
        });
        let Value::Object(change) = change else { unreachable!() };
        for (name, value) in change {
            claims[name] = value;
        }
        let header = json!({ "alg": "HS256", "typ": "JWT", "kid": self.code.key_id.as_str() });
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let key = EncodingKey::from_secret(self.code.secret.reveal());
        let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
        format!("{signed}.{signature}")
    }
}
