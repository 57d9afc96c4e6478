use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// The steps from an empty file to today's schema. A released step never changes; a new one is added.
const STEPS: &[M<'_>] = &[M::up(
    "
    CREATE TABLE claims (
        id    TEXT PRIMARY KEY,
        until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claims_until ON claims (until);

    CREATE TABLE registrations (
        issuer    TEXT NOT NULL,
        client_id TEXT NOT NULL,
        settings  TEXT NOT NULL, -- the registration as JSON, without its deployments
        PRIMARY KEY (issuer, client_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE deployments (
        issuer        TEXT NOT NULL,
        client_id     TEXT NOT NULL,
        deployment_id TEXT NOT NULL,
        PRIMARY KEY (issuer, client_id, deployment_id),
        FOREIGN KEY (issuer, client_id) REFERENCES registrations ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pending_deployments (
        issuer        TEXT NOT NULL,
        client_id     TEXT NOT NULL,
        deployment_id TEXT NOT NULL,
        last_seen     INTEGER NOT NULL,
        PRIMARY KEY (issuer, client_id, deployment_id),
        FOREIGN KEY (issuer, client_id) REFERENCES registrations ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions (
        token   TEXT NOT NULL,  -- the SHA-256 of a code or bearer
        kind    TEXT NOT NULL CHECK (kind IN ('code', 'bearer')),
        data    TEXT NOT NULL,
        expires INTEGER NOT NULL,
        PRIMARY KEY (token, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_expires ON sessions (expires);

    CREATE TABLE secrets (
        name  TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    ",
)];

/// Brings a database up to date, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), rusqlite_migration::Error> {
    Migrations::from_slice(STEPS).to_latest(connection)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_steps_lead_from_nothing_to_a_valid_schema() {
        rusqlite_migration::Migrations::from_slice(super::STEPS).validate().unwrap();
    }
}
