//! `GET /assets/…`: the style sheet, the scripts, and the pictures.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

use super::cached::cached;
use super::pages;

const STYLE: &str = include_str!("../../assets/platform.css");
const SCRIPT: &str = include_str!("../../assets/submit.js");
const STORAGE: &str = include_str!("../../assets/storage.js");
const REGISTER: &str = include_str!("../../assets/register.js");
const ICON: &str = include_str!("../../assets/icon.svg");
const WAVES: &str = include_str!("../../assets/waves.svg");

pub(super) async fn asset(Path(name): Path<String>, request: HeaderMap) -> Response {
    match name.as_str() {
        "platform.css" => cached(&request, "text/css; charset=utf-8", STYLE.to_owned()),
        "submit.js" => cached(&request, "text/javascript; charset=utf-8", SCRIPT.to_owned()),
        "storage.js" => cached(&request, "text/javascript; charset=utf-8", STORAGE.to_owned()),
        "register.js" => cached(&request, "text/javascript; charset=utf-8", REGISTER.to_owned()),
        "icon.svg" => cached(&request, "image/svg+xml", ICON.to_owned()),
        "waves.svg" => cached(&request, "image/svg+xml", WAVES.to_owned()),
        _ => pages::not_found().await,
    }
}
