use serde_json as _;
