-- The first shape of everything. Ids, flags and moments are integers; a moment is UTC
-- microseconds since 1970 and its column ends in _at. JSON stands as text. AUTOINCREMENT stands
-- where rows are deleted and their numbers live on in buttons, cards and the audit: a number that
-- was somebody's is never given to somebody else.

-- People -----------------------------------------------------------------------------------
CREATE TABLE people (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    language     TEXT NOT NULL,
    side         TEXT CHECK (side IN ('north', 'south', 'both', 'unsaid')),
    country      TEXT,
    city         TEXT,
    zone         TEXT,
    calendar     TEXT CHECK (calendar IN ('gregorian', 'jalali', 'both')),
    name         TEXT,
    greeted      INTEGER NOT NULL DEFAULT 0,
    stopped_at   INTEGER,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL
);
CREATE INDEX people_by_side ON people (side, stopped_at);

-- Where a person is reached. `reachable` is 1 from Start until the channel says otherwise.
CREATE TABLE addresses (
    address      TEXT PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    reachable    INTEGER NOT NULL DEFAULT 0,
    reason       TEXT,
    since_at     INTEGER NOT NULL
);
CREATE INDEX addresses_by_person ON addresses (person_id, reachable);

-- What a person agreed to, kind by kind, with the day it was given and taken back.
CREATE TABLE consents (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    what         TEXT NOT NULL CHECK (what IN ('side', 'case', 'volunteer')),
    given_at     INTEGER NOT NULL,
    revoked_at   INTEGER
);
CREATE UNIQUE INDEX consents_in_force ON consents (person_id, what) WHERE revoked_at IS NULL;

CREATE TABLE roles (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role         TEXT NOT NULL CHECK (role IN ('coordinator')),
    side         TEXT NOT NULL CHECK (side IN ('north', 'south')),
    granted_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    granted_at   INTEGER NOT NULL,
    revoked_at   INTEGER
);
CREATE UNIQUE INDEX roles_in_force ON roles (person_id, role, side) WHERE revoked_at IS NULL;

-- One-time codes behind links t.me/<bot>?start=…: a role that is offered, rules that are accepted.
CREATE TABLE codes (
    code         TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    facts        TEXT NOT NULL DEFAULT '{}',
    person_id    INTEGER REFERENCES people (id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER,
    used_by      INTEGER REFERENCES people (id) ON DELETE SET NULL
);

-- Conversation -----------------------------------------------------------------------------
-- An update is ours when it stands here; its words are erased once it is handled.
CREATE TABLE inbox (
    number       INTEGER PRIMARY KEY,
    queue        TEXT NOT NULL,
    payload      TEXT,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'skipped')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    received_at  INTEGER NOT NULL,
    handled_at   INTEGER
);
CREATE INDEX inbox_waiting ON inbox (number) WHERE state = 'waiting';

CREATE TABLE drafts (
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    form         TEXT NOT NULL,
    field        TEXT NOT NULL,
    answers      TEXT NOT NULL DEFAULT '{}',
    active       INTEGER NOT NULL DEFAULT 1,
    -- The update that brought it to where it is: handled again after a kill, it answers once.
    update_number INTEGER NOT NULL DEFAULT 0,
    started_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (person_id, form)
);

-- Groups -----------------------------------------------------------------------------------
CREATE TABLE groups (
    id           INTEGER PRIMARY KEY,
    address      TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    side         TEXT CHECK (side IN ('north', 'south', 'joint')),
    country      TEXT,
    city         TEXT,
    admission    TEXT NOT NULL DEFAULT 'ask' CHECK (admission IN ('ask', 'open')),
    rules        TEXT,
    earlier_rules TEXT,
    rules_version INTEGER NOT NULL DEFAULT 0,
    link         TEXT,
    present      INTEGER NOT NULL DEFAULT 1,
    can_invite   INTEGER NOT NULL DEFAULT 0,
    connected_by INTEGER REFERENCES people (id) ON DELETE SET NULL,
    connected_at INTEGER,
    created_at   INTEGER NOT NULL
);

-- Every address a group ever had: a group that became a supergroup keeps our number.
CREATE TABLE group_addresses (
    address      TEXT PRIMARY KEY,
    group_id     INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    since_at     INTEGER NOT NULL
);

CREATE TABLE join_requests (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    group_id     INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    state        TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'admitted', 'declined', 'expired')),
    asked_at     INTEGER NOT NULL,
    window_address TEXT NOT NULL,
    window_ends_at INTEGER NOT NULL,
    accepted_at  INTEGER,
    expires_at   INTEGER NOT NULL,
    decided_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    decided_at   INTEGER,
    -- The update that asked: handled again after a kill, it asks nothing twice.
    update_number INTEGER NOT NULL,
    -- The deliveries that tell the person and carry the decision out, until they have ended.
    told_id      INTEGER,
    deed_id      INTEGER,
    untold       INTEGER NOT NULL DEFAULT 0,
    undone       INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX join_requests_open ON join_requests (person_id, group_id)
    WHERE state IN ('asked', 'accepted');
CREATE INDEX join_requests_expiry ON join_requests (expires_at) WHERE state IN ('asked', 'accepted');
CREATE INDEX join_requests_followed ON join_requests (id)
    WHERE told_id IS NOT NULL OR deed_id IS NOT NULL;

-- Events -----------------------------------------------------------------------------------
CREATE TABLE events (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    title        TEXT NOT NULL,
    starts_at    INTEGER NOT NULL,
    zone         TEXT NOT NULL,
    place        TEXT NOT NULL DEFAULT '',
    audience     TEXT NOT NULL CHECK (audience IN ('north', 'south', 'everybody')),
    places       INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    version      INTEGER NOT NULL DEFAULT 1,
    organiser_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
    created_at   INTEGER NOT NULL,
    published_at INTEGER,
    cancelled_at INTEGER
);
CREATE INDEX events_by_start ON events (state, starts_at);

CREATE TABLE sign_ups (
    event_id     INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    answer       TEXT NOT NULL CHECK (answer IN ('going', 'maybe', 'no', 'waiting')),
    answered_at  INTEGER NOT NULL,
    PRIMARY KEY (event_id, person_id)
);
CREATE INDEX sign_ups_by_person ON sign_ups (person_id);

CREATE TABLE reminders (
    id           INTEGER PRIMARY KEY,
    event_id     INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    lead         TEXT NOT NULL CHECK (lead IN ('day', 'hour')),
    due_at       INTEGER NOT NULL,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'missed', 'cancelled')),
    settled_at   INTEGER,
    UNIQUE (event_id, lead, due_at)
);
CREATE INDEX reminders_due ON reminders (due_at) WHERE state = 'waiting';

-- Crises -----------------------------------------------------------------------------------
CREATE TABLE alerts (
    id           INTEGER PRIMARY KEY,
    identifier   TEXT NOT NULL UNIQUE,
    mode         TEXT NOT NULL CHECK (mode IN ('live', 'exercise')),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'rejected', 'approved', 'sending',
                     'stopped', 'sent', 'superseded', 'retracted', 'ended')),
    severity     TEXT NOT NULL CHECK (severity IN ('extreme', 'severe', 'moderate', 'minor')),
    urgency      TEXT NOT NULL CHECK (urgency IN ('immediate', 'expected', 'future', 'past')),
    certainty    TEXT NOT NULL CHECK (certainty IN ('observed', 'likely', 'possible', 'unlikely')),
    audience     TEXT NOT NULL CHECK (audience IN ('north', 'south', 'everybody')),
    area         TEXT NOT NULL CHECK (area <> ''),
    headline     TEXT NOT NULL,
    action       TEXT NOT NULL,
    source       TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    includes_unsaid INTEGER NOT NULL DEFAULT 0,
    supersedes_id INTEGER REFERENCES alerts (id),
    seal         TEXT,
    counted      INTEGER,
    author_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    approver_id  INTEGER REFERENCES people (id) ON DELETE SET NULL,
    created_at   INTEGER NOT NULL,
    sent_at      INTEGER
);
CREATE INDEX alerts_in_force ON alerts (state, expires_at);
CREATE UNIQUE INDEX alerts_one_successor ON alerts (supersedes_id) WHERE supersedes_id IS NOT NULL;

-- Each step of an alert's life: who and when. Nothing else can happen to an alert.
CREATE TABLE alert_steps (
    id           INTEGER PRIMARY KEY,
    alert_id     INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    was          TEXT NOT NULL,
    became       TEXT NOT NULL,
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    note         TEXT NOT NULL DEFAULT '',
    taken_at     INTEGER NOT NULL
);
CREATE INDEX alert_steps_by_alert ON alert_steps (alert_id, id);

CREATE TABLE check_ins (
    alert_id     INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    answer       TEXT NOT NULL CHECK (answer IN ('safe', 'help', 'can')),
    answered_at  INTEGER NOT NULL,
    PRIMARY KEY (alert_id, person_id)
);
-- What a live count said when its answers were deleted.
CREATE TABLE check_in_totals (
    alert_id     INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    what         TEXT NOT NULL CHECK (what IN ('safe', 'help', 'can', 'silent', 'waiting',
                     'unreachable', 'stopped')),
    n            INTEGER NOT NULL,
    PRIMARY KEY (alert_id, what)
);
CREATE TABLE check_in_history (
    id           INTEGER PRIMARY KEY,
    alert_id     INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    answer       TEXT NOT NULL,
    answered_at  INTEGER NOT NULL
);

-- Re-asking and climbing, each with its hour: the tables are the truth, the sweep is the alarm.
CREATE TABLE escalations (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('approval', 'reask', 'tally', 'case')),
    alert_id     INTEGER REFERENCES alerts (id) ON DELETE CASCADE,
    case_id      INTEGER,
    round        INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'cancelled')),
    settled_at   INTEGER
);
CREATE INDEX escalations_due ON escalations (due_at) WHERE state = 'waiting';
CREATE INDEX escalations_by_alert ON escalations (alert_id, kind) WHERE state = 'waiting';

CREATE TABLE cases (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    alert_id     INTEGER REFERENCES alerts (id) ON DELETE SET NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('unsaid', 'medical', 'shelter', 'money', 'talk', 'legal',
                     'documents', 'detention', 'family', 'other')),
    words        TEXT NOT NULL DEFAULT '',
    shown_name   TEXT NOT NULL DEFAULT '',
    country      TEXT,
    side         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'taken', 'closed', 'withdrawn')),
    opened_at    INTEGER NOT NULL,
    taken_by     INTEGER REFERENCES people (id) ON DELETE SET NULL,
    taken_at     INTEGER,
    closed_at    INTEGER
);
CREATE UNIQUE INDEX cases_one_open ON cases (person_id) WHERE state IN ('open', 'taken');
CREATE INDEX cases_by_state ON cases (state, opened_at);

CREATE TABLE case_steps (
    id           INTEGER PRIMARY KEY,
    case_id      INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    step         TEXT NOT NULL,
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    taken_at     INTEGER NOT NULL
);

-- Volunteers -------------------------------------------------------------------------------
CREATE TABLE volunteers (
    person_id    INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    skills       TEXT NOT NULL,
    languages    TEXT NOT NULL,
    country      TEXT,
    hours        TEXT NOT NULL DEFAULT '',
    state        TEXT NOT NULL CHECK (state IN ('offered', 'confirmed', 'declined', 'left')),
    trusted      INTEGER NOT NULL DEFAULT 0,
    -- The sides for which whoever confirmed them coordinated then; it outlives that person's row.
    for_north    INTEGER NOT NULL DEFAULT 0,
    for_south    INTEGER NOT NULL DEFAULT 0,
    decided_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    decided_at   INTEGER,
    offered_at   INTEGER NOT NULL
);

-- Outbox -----------------------------------------------------------------------------------
-- What is said, once; a delivery points to it.
CREATE TABLE contents (
    id           INTEGER PRIMARY KEY,
    message      TEXT NOT NULL,
    created_at   INTEGER NOT NULL
);
CREATE INDEX contents_with_words ON contents (created_at) WHERE message <> '';

CREATE TABLE broadcasts (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('event', 'reminder', 'alert', 'correction', 'retraction',
                     'all_clear', 'reask', 'case', 'notice')),
    subject_id   INTEGER,
    lane         INTEGER NOT NULL,
    audience     INTEGER NOT NULL DEFAULT 0,
    stopped_at   INTEGER,
    started_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    started_at   INTEGER NOT NULL
);
CREATE INDEX broadcasts_by_subject ON broadcasts (kind, subject_id);

CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY,
    content_id   INTEGER REFERENCES contents (id),
    broadcast_id INTEGER REFERENCES broadcasts (id),
    person_id    INTEGER REFERENCES people (id) ON DELETE CASCADE,
    group_id     INTEGER REFERENCES groups (id) ON DELETE CASCADE,
    address      TEXT,
    action       TEXT NOT NULL CHECK (action IN ('send', 'edit', 'admit', 'decline', 'link')),
    target_id    INTEGER REFERENCES deliveries (id) ON DELETE CASCADE,
    card         TEXT,
    lane         INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 3),
    rank         INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'failed',
                     'unknown', 'skipped')),
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
CREATE INDEX deliveries_waiting ON deliveries (lane, rank, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries (leased_until_at) WHERE state = 'sending';
CREATE INDEX deliveries_by_broadcast ON deliveries (broadcast_id, state);
CREATE INDEX deliveries_by_card ON deliveries (card) WHERE card IS NOT NULL;
CREATE INDEX deliveries_by_content ON deliveries (content_id);
CREATE INDEX deliveries_by_target ON deliveries (target_id) WHERE target_id IS NOT NULL;
CREATE UNIQUE INDEX deliveries_one_edit ON deliveries (target_id)
    WHERE action = 'edit' AND state = 'waiting';

-- The ledger of an old broadcast: how many deliveries ended how, when nobody's row is left.
CREATE TABLE delivery_totals (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL DEFAULT '',
    n            INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, state, reason)
);

-- Everything else --------------------------------------------------------------------------
-- What coordinators and owners did: who, what, when; numbers only, no words of people.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER REFERENCES people (id) ON DELETE SET NULL,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL DEFAULT '',
    noted_at     INTEGER NOT NULL
);

-- Who asked to be forgotten, until nothing of them is left on the disk; `contents` are the
-- numbers of those that speak of them and are still on their way to others.
CREATE TABLE erasures (
    id           INTEGER PRIMARY KEY,
    contents     TEXT NOT NULL DEFAULT '[]',
    asked_at     INTEGER NOT NULL,
    due_at       INTEGER NOT NULL
);
