//! What Moodle and its plugins say: web-service answers, connection codes and signed tokens. No I/O of its own.
