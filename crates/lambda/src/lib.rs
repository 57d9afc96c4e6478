//! What the mains of all Lambda functions share: logs, metrics, and a router behind the Runtime API.
