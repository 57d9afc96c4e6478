//! The `Authorization` header of Signature Version 4.

use moodle::SiteKeyId;

use super::canonical::unhex;
use super::{ALGORITHM, SERVICE, SignatureError, key};

/// Longer ones are no region: the longest of AWS has 15 characters.
const LONGEST_REGION: usize = 64;
/// More signed headers than any SDK sends.
const MOST_HEADERS: usize = 64;

/// The header's parts.
#[derive(Debug)]
pub(super) struct Authorization {
    pub key_id: SiteKeyId,
    /// `20261129`.
    pub day: String,
    /// Any: there is one place, and clients must name some.
    pub region: String,
    /// In lower case, in order, each once.
    pub signed_headers: Vec<String>,
    pub signature: [u8; 32],
}

impl Authorization {
    pub fn parse(header: &str) -> Result<Self, SignatureError> {
        let (algorithm, rest) = header.split_once(' ').ok_or(SignatureError::Algorithm)?;
        if algorithm != ALGORITHM {
            return Err(SignatureError::Algorithm);
        }
        let [mut credential, mut headers, mut signature] = [None; 3];
        for part in rest.split(',') {
            let (name, value) =
                part.trim_matches(' ').split_once('=').ok_or(SignatureError::Unreadable("parts"))?;
            let place = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut headers,
                "Signature" => &mut signature,
                _ => return Err(SignatureError::Unreadable("parts")),
            };
            if place.replace(value).is_some() {
                return Err(SignatureError::Unreadable("parts"));
            }
        }
        let signed_headers = read_headers(headers.ok_or(SignatureError::Unreadable("SignedHeaders"))?)?;
        let signature = signature.and_then(unhex).ok_or(SignatureError::Unreadable("Signature"))?;
        let (key_id, day, region) = scope(credential.ok_or(SignatureError::Unreadable("Credential"))?)?;
        Ok(Self { key_id, day, region, signed_headers, signature })
    }

    pub fn signs(&self, header: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == header)
    }
}

/// `KEY/20261129/eu-central-1/events/aws4_request`.
fn scope(credential: &str) -> Result<(SiteKeyId, String, String), SignatureError> {
    let unreadable = SignatureError::Unreadable("Credential");
    let parts: Vec<_> = credential.split('/').collect();
    let [key_id, day, region, service, termination] = parts[..] else { return Err(unreadable) };
    let key_id = SiteKeyId::parse(key_id).map_err(|_| SignatureError::NotAKeyId)?;
    let is_day = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |text: &str| {
        (1..=LONGEST_REGION).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !is_day || !is_name(region) || termination != key::TERMINATION {
        return Err(unreadable);
    }
    if service != SERVICE {
        return Err(if is_name(service) { SignatureError::Service(service.to_owned()) } else { unreadable });
    }
    Ok((key_id, day.to_owned(), region.to_owned()))
}

fn read_headers(list: &str) -> Result<Vec<String>, SignatureError> {
    let names: Vec<_> = list.split(';').map(str::to_owned).collect();
    let is_name = |name: &String| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    let in_order = names.is_sorted_by(|a, b| a < b);
    if names.len() > MOST_HEADERS || !in_order || !names.iter().all(is_name) {
        return Err(SignatureError::Unreadable("SignedHeaders"));
    }
    Ok(names)
}
