use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// The steps from an empty file to today's schema. A released step never changes; a new one is added.
const STEPS: &[M<'_>] = &[
    M::up(LAUNCHES),
    M::up(TRANSLATIONS),
    M::up(SITES),
    M::up(READINGS),
    M::up(INVITES),
    M::up(JOBS),
    M::up(EVENTS),
    M::up(INDEX),
];

/// Released with version 0.1.
const LAUNCHES: &str = "
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
    ";

const TRANSLATIONS: &str = "
    CREATE TABLE quotas (
        allowance TEXT PRIMARY KEY,
        taken     INTEGER NOT NULL, -- the bits of a u64
        until     INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX quotas_until ON quotas (until);

    CREATE TABLE translations (
        key       BLOB PRIMARY KEY, -- a SHA-256
        text      TEXT NOT NULL,
        source    TEXT,
        in_pieces INTEGER NOT NULL,
        until     INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX translations_until ON translations (until);
    ";

const SITES: &str = "
    CREATE TABLE sites (
        key_id TEXT PRIMARY KEY,
        url    TEXT NOT NULL,
        added  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE moodle_tokens (
        token    TEXT PRIMARY KEY, -- the SHA-256 of a web-service token
        decision TEXT NOT NULL,    -- what Moodle said about it, as JSON
        until    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX moodle_tokens_until ON moodle_tokens (until);
    ";

const READINGS: &str = "
    CREATE TABLE readings (
        id       TEXT PRIMARY KEY,
        course   TEXT NOT NULL, -- the SHA-256 of the course's ids
        home     TEXT NOT NULL, -- the course's ids, as JSON
        title    TEXT NOT NULL,
        language TEXT NOT NULL,
        html     TEXT NOT NULL,
        words    INTEGER NOT NULL,
        updated  INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX readings_course ON readings (course, updated);

    CREATE TABLE completions (
        activity TEXT NOT NULL, -- the SHA-256 of the activity's ids
        person   TEXT NOT NULL, -- the SHA-256 of the person's ids
        data     TEXT NOT NULL, -- the completion as it was added, as JSON
        grade    TEXT NOT NULL, -- what became of the grade, as JSON
        due      INTEGER,       -- when the grade is to be sent, if it is
        PRIMARY KEY (activity, person)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX completions_person ON completions (person);
    CREATE INDEX completions_due ON completions (due) WHERE due IS NOT NULL;
    ";

const INVITES: &str = "
    CREATE TABLE invites (
        id           TEXT PRIMARY KEY, -- the SHA-256 of its token
        invite       TEXT NOT NULL,    -- as JSON
        created      INTEGER NOT NULL,
        platform     TEXT,             -- what it registered, as JSON
        used_at      INTEGER,
        holder       TEXT,             -- who has taken it
        leased_until INTEGER,
        until        INTEGER NOT NULL  -- it is remembered until then
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invites_until ON invites (until);
    ";

const JOBS: &str = "
    CREATE TABLE pending_jobs (
        job     TEXT PRIMARY KEY, -- the SHA-256 of the job
        version TEXT NOT NULL,    -- the latest
        first   INTEGER NOT NULL, -- when the first of its events was noted
        running TEXT,             -- the version of the last run that was not finished
        ends    INTEGER,          -- when that run does, at the latest
        until   INTEGER NOT NULL  -- it is remembered until then
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX pending_jobs_until ON pending_jobs (until);

    CREATE TABLE index_queue (
        id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never one that was there: receipts name it
        message    TEXT NOT NULL,    -- as JSON
        sent       INTEGER NOT NULL,
        due        INTEGER NOT NULL, -- when it is delivered, or again
        deliveries INTEGER NOT NULL DEFAULT 0,
        dead       INTEGER NOT NULL DEFAULT FALSE
    ) STRICT;
    CREATE INDEX index_queue_due ON index_queue (due) WHERE NOT dead;
    CREATE INDEX index_queue_sent ON index_queue (sent);
    ";

const EVENTS: &str = "
    CREATE TABLE events (
        id       INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which they came
        site     TEXT NOT NULL,
        eventid  TEXT NOT NULL,              -- unique within its site
        course   INTEGER,
        name     TEXT NOT NULL,
        time     INTEGER NOT NULL,           -- when it happened, by the site's clock
        received INTEGER NOT NULL,
        due      INTEGER,                    -- when it is to be handed on, if it is
        attempts INTEGER NOT NULL DEFAULT 0, -- how often that failed
        failure  TEXT,                       -- why, the last time
        detail   TEXT NOT NULL,              -- as it was sent
        UNIQUE (site, eventid)
    ) STRICT;
    CREATE INDEX events_due ON events (due, id) WHERE due IS NOT NULL;
    CREATE INDEX events_failure ON events (id) WHERE failure IS NOT NULL;
    CREATE INDEX events_received ON events (received);
    CREATE INDEX events_time ON events (time);
    ";

const INDEX: &str = "
    CREATE TABLE indexed_courses (
        site   TEXT NOT NULL,
        course INTEGER NOT NULL,
        data   TEXT NOT NULL, -- what is known of it, as JSON
        PRIMARY KEY (site, course)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE indexed_modules (
        site   TEXT NOT NULL,
        course INTEGER NOT NULL,
        module INTEGER NOT NULL,
        data   TEXT NOT NULL, -- what is known of it, with its documents, as JSON
        PRIMARY KEY (site, course, module)
    ) STRICT;

    CREATE TABLE site_tokens (
        site   TEXT PRIMARY KEY,
        token  TEXT NOT NULL, -- of the site's web services, for the index
        stored INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE open_questions (
        site     TEXT NOT NULL,
        course   INTEGER NOT NULL,
        words    TEXT NOT NULL, -- what makes two questions one
        question TEXT NOT NULL,
        asked    INTEGER NOT NULL,
        last     INTEGER NOT NULL,
        PRIMARY KEY (site, course, words)
    ) STRICT;
    CREATE INDEX open_questions_last ON open_questions (last);
    ";

/// Brings a database up to date, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), rusqlite_migration::Error> {
    Migrations::from_slice(STEPS).to_latest(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_from_nothing_to_a_valid_schema() {
        Migrations::from_slice(STEPS).validate().unwrap();
    }

    #[test]
    fn a_database_of_an_earlier_version_keeps_its_rows_when_it_is_brought_up_to_date() {
        let mut db = Connection::open_in_memory().unwrap();
        Migrations::from_slice(STEPS).to_version(&mut db, 1).unwrap();
        db.execute("INSERT INTO claims VALUES ('old', 1)", []).unwrap();
        migrate(&mut db).unwrap();
        let rows = |table: &str| -> i64 {
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        let tables = [
            "claims",
            "quotas",
            "translations",
            "sites",
            "invites",
            "index_queue",
            "events",
            "indexed_modules",
        ];
        assert_eq!(tables.map(rows), [1, 0, 0, 0, 0, 0, 0, 0]);
    }
}
