-- Words that coordinators taught the converter, each in both scripts; they win over its dictionary.
-- One that is `asked` waits for the coordinator's yes. One that was `replaced` or `dropped` (taken
-- back) is history. The keys are what counts as the same word: case and vowel marks do not.
CREATE TABLE spellings (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    latin        TEXT NOT NULL,
    arabic       TEXT NOT NULL,
    latin_key    TEXT NOT NULL,
    arabic_key   TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('asked', 'kept', 'replaced', 'dropped')),
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    asked_at     INTEGER NOT NULL,
    kept_at      INTEGER,
    ended_at     INTEGER,
    ended_by     INTEGER REFERENCES people (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX spellings_kept ON spellings (latin_key) WHERE state = 'kept';
CREATE INDEX spellings_to_go ON spellings (state, asked_at);

-- How often the row was changed, so that a search sees at a glance whether what it knows of events
-- by heart is still so; `version` counts only the changes that people are told of.
ALTER TABLE events ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
