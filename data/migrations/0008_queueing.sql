-- Queueing a large audience costs the writer, whom every press waits for, 6 µs a row; nearly a half
-- of that were the checks: SQLite builds the list of `x IN ('a', 'b', 'c')` anew for every row. The
-- same said with OR is free. Contents and broadcasts are never deleted while a delivery points to
-- them (see the statements that let go of them), so that looking them up at every row is saved too.
CREATE TABLE deliveries_anew (
    id           INTEGER PRIMARY KEY,
    content_id   INTEGER,
    broadcast_id INTEGER,
    person_id    INTEGER REFERENCES people (id) ON DELETE CASCADE,
    group_id     INTEGER REFERENCES groups (id) ON DELETE CASCADE,
    address      TEXT,
    action       TEXT NOT NULL CHECK (action = 'send' OR action = 'edit' OR action = 'admit'
                     OR action = 'decline' OR action = 'link'),
    target_id    INTEGER REFERENCES deliveries (id) ON DELETE CASCADE,
    card         TEXT,
    lane         INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 3),
    rank         INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state = 'waiting' OR state = 'sending'
                     OR state = 'sent' OR state = 'failed' OR state = 'unknown' OR state = 'skipped'),
    reason       TEXT,
    repeats      INTEGER NOT NULL DEFAULT 0,
    may_repeat   INTEGER NOT NULL DEFAULT 0,
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       INTEGER NOT NULL,
    expires_at   INTEGER,
    owner        TEXT,
    leased_until_at INTEGER,
    language     TEXT,
    message_id   TEXT,
    created_at   INTEGER NOT NULL,
    settled_at   INTEGER
);
INSERT INTO deliveries_anew (id, content_id, broadcast_id, person_id, group_id, address, action,
    target_id, card, lane, rank, state, reason, repeats, may_repeat, attempts, due_at, expires_at,
    owner, leased_until_at, language, message_id, created_at, settled_at)
SELECT id, content_id, broadcast_id, person_id, group_id, address, action,
    target_id, card, lane, rank, state, reason, repeats, may_repeat, attempts, due_at, expires_at,
    owner, leased_until_at, language, message_id, created_at, settled_at
FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_anew RENAME TO deliveries;

-- The line of those who wait; the broadcast stands in it so that the rows of one that was stopped
-- are passed over in one step, however many they are.
CREATE INDEX deliveries_waiting ON deliveries (lane, rank, due_at, broadcast_id, id)
    WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries (leased_until_at) WHERE state = 'sending';
CREATE INDEX deliveries_by_broadcast ON deliveries (broadcast_id, state);
CREATE INDEX deliveries_by_card ON deliveries (card) WHERE card IS NOT NULL;
CREATE INDEX deliveries_by_content ON deliveries (content_id);
CREATE INDEX deliveries_by_target ON deliveries (target_id) WHERE target_id IS NOT NULL;
CREATE UNIQUE INDEX deliveries_one_edit ON deliveries (target_id)
    WHERE action = 'edit' AND state = 'waiting';
CREATE INDEX deliveries_in_groups ON deliveries (broadcast_id) WHERE group_id IS NOT NULL;

-- What is still to be queued, or to be skipped since it was stopped: whom it concerns is worked out
-- by a reader and written in chunks. `rule` says who that is, `travel` how it goes there (JSON);
-- `done` is how many of the line were dealt with, `expected` how many we believe are still to come.
-- The row goes with its last chunk.
CREATE TABLE enlistments (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    what         TEXT NOT NULL CHECK (what IN ('send', 'edit', 'stop')),
    broadcast_id INTEGER,
    content_id   INTEGER,
    card         TEXT,
    rule         TEXT NOT NULL DEFAULT '{}',
    travel       TEXT NOT NULL DEFAULT '{}',
    lane         INTEGER NOT NULL,
    rank         INTEGER NOT NULL DEFAULT 0,
    expected     INTEGER NOT NULL DEFAULT 0,
    done         INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL
);
CREATE INDEX enlistments_by_broadcast ON enlistments (broadcast_id);
