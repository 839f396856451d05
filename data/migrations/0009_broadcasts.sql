-- Letters: what coordinators write to an audience. Their sending is a broadcast of its own kind,
-- and so are the notice that one was corrected and the notice that one was taken back.
CREATE TABLE letters (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    -- Whom it is for, as JSON: the rule, not the people.
    audience     TEXT NOT NULL,
    -- The words and their looks by language, what was written first as the first; what goes along.
    versions     TEXT NOT NULL DEFAULT '{}',
    media        TEXT NOT NULL DEFAULT '',
    silent       INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'recalled')),
    version      INTEGER NOT NULL DEFAULT 1,
    corrects_id  INTEGER REFERENCES letters (id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    sent_at      INTEGER
);
CREATE INDEX letters_by_author ON letters (author_id, state);
CREATE INDEX letters_sent ON letters (sent_at) WHERE state = 'sent';
CREATE INDEX letters_by_original ON letters (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX letters_to_go ON letters (state, changed_at);

-- More kinds of broadcasts: SQLite changes a CHECK by building the table anew.
CREATE TABLE broadcasts_anew (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('event', 'reminder', 'alert', 'correction', 'retraction',
                     'all_clear', 'reask', 'case', 'notice', 'broadcast', 'rewording', 'recall')),
    subject_id   INTEGER,
    lane         INTEGER NOT NULL,
    audience     INTEGER NOT NULL DEFAULT 0,
    stopped_at   INTEGER,
    started_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    started_at   INTEGER NOT NULL
);
INSERT INTO broadcasts_anew (id, kind, subject_id, lane, audience, stopped_at, started_by, started_at)
SELECT id, kind, subject_id, lane, audience, stopped_at, started_by, started_at FROM broadcasts;
DROP TABLE broadcasts;
ALTER TABLE broadcasts_anew RENAME TO broadcasts;
CREATE INDEX broadcasts_by_subject ON broadcasts (kind, subject_id);
-- A letter is queued once, whoever presses and however often.
CREATE UNIQUE INDEX broadcasts_one_a_letter ON broadcasts (subject_id) WHERE kind = 'broadcast';
