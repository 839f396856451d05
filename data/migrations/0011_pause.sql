-- While the row stands, only answers are sent, and what withdraws an alert. It outlives a restart.
CREATE TABLE pause (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    since_at     INTEGER NOT NULL,
    by_id        INTEGER REFERENCES people (id) ON DELETE SET NULL
);
