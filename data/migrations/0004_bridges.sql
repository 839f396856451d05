-- A bridge ties a topic of a northern group to one of a southern group. What is written there is
-- carried over and never stored: here stand only numbers, who agreed, and what can be taken back.

-- Thread 0 is a group without topics, or the general topic of one that has them. `topic` is the
-- topic's name where the channel has told it.
CREATE TABLE bridge_offers (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id     INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    thread       INTEGER NOT NULL,
    topic        TEXT NOT NULL DEFAULT '',
    side         TEXT NOT NULL CHECK (side IN ('north', 'south')),
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    made_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    UNIQUE (group_id, thread)
);

-- Each side pauses for itself. `trouble` is why nothing can be carried there: the group or the bot
-- is gone, the topic is closed, a right is missing.
CREATE TABLE bridges (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    north_group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    north_thread INTEGER NOT NULL,
    north_topic  TEXT NOT NULL DEFAULT '',
    north_paused_at INTEGER,
    north_trouble TEXT,
    south_group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    south_thread INTEGER NOT NULL,
    south_topic  TEXT NOT NULL DEFAULT '',
    south_paused_at INTEGER,
    south_trouble TEXT,
    offered_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    tied_by      INTEGER REFERENCES people (id) ON DELETE SET NULL,
    tied_at      INTEGER NOT NULL,
    ended_at     INTEGER
);
CREATE UNIQUE INDEX bridges_one_a_topic_north ON bridges (north_group_id, north_thread)
    WHERE ended_at IS NULL;
CREATE UNIQUE INDEX bridges_one_a_topic_south ON bridges (south_group_id, south_thread)
    WHERE ended_at IS NULL;

-- Who agreed to be carried over which bridge, under which name; the name goes when it is revoked.
CREATE TABLE bridge_consents (
    id           INTEGER PRIMARY KEY,
    bridge_id    INTEGER NOT NULL REFERENCES bridges (id) ON DELETE CASCADE,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name         TEXT NOT NULL DEFAULT '',
    given_at     INTEGER NOT NULL,
    revoked_at   INTEGER
);
CREATE UNIQUE INDEX bridge_consents_in_force ON bridge_consents (bridge_id, person_id)
    WHERE revoked_at IS NULL;
CREATE INDEX bridge_consents_by_person ON bridge_consents (person_id);

-- The map of copies: which message stands on the other side for which. `from_side` is where the
-- original stands. `copy` is empty until the copy stands there; several originals may share one.
-- `album` is the number that the channel gave the album an original is part of: it is taken back as
-- a whole. The words of a copy that `is_file` are its caption.
-- A row with `remove_at` is about to be taken back, even when nobody knows any more whose it was.
CREATE TABLE bridge_copies (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bridge_id    INTEGER NOT NULL REFERENCES bridges (id) ON DELETE CASCADE,
    from_side    TEXT NOT NULL CHECK (from_side IN ('north', 'south')),
    original     INTEGER,
    part         INTEGER NOT NULL DEFAULT 0,
    album        TEXT NOT NULL DEFAULT '',
    copy         INTEGER,
    is_file      INTEGER NOT NULL DEFAULT 0,
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    carried_at   INTEGER NOT NULL,
    removal_id   INTEGER REFERENCES bridge_removals (id) ON DELETE SET NULL,
    remove_at    INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX bridge_copies_once ON bridge_copies (bridge_id, from_side, original, part);
CREATE INDEX bridge_copies_by_copy ON bridge_copies (bridge_id, from_side, copy);
CREATE INDEX bridge_copies_by_person ON bridge_copies (person_id, carried_at);
CREATE INDEX bridge_copies_by_age ON bridge_copies (carried_at);
CREATE INDEX bridge_copies_to_remove ON bridge_copies (remove_at) WHERE remove_at IS NOT NULL;

-- Somebody's wish to take copies back, until all is done and they are told how many.
CREATE TABLE bridge_removals (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    tell         INTEGER NOT NULL,
    deleted      INTEGER NOT NULL DEFAULT 0,
    blanked      INTEGER NOT NULL DEFAULT 0,
    failed       INTEGER NOT NULL DEFAULT 0,
    asked_at     INTEGER NOT NULL
);
