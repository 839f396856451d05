-- Whoever starts a broadcast sees how far it is, on one card that is edited while it goes out.
-- While it goes, `due_at` is when we look at it next, and no edit is made before `calm_until_at`
-- unless something else than the numbers has changed. `card` is what the cards say now, numbers
-- only, `samples` how many had gone at the last few looks (JSON). Once it is over `due_at` is empty
-- and `card` the report; `cards_sent` tells whether there are any: a small broadcast has none.
CREATE TABLE progress (
    broadcast_id  INTEGER PRIMARY KEY REFERENCES broadcasts (id) ON DELETE CASCADE,
    due_at        INTEGER,
    calm_until_at INTEGER NOT NULL DEFAULT 0,
    cards_sent    INTEGER NOT NULL DEFAULT 0,
    card          TEXT NOT NULL DEFAULT '',
    samples       TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX progress_due ON progress (due_at) WHERE due_at IS NOT NULL;

-- Who has such a card, until it is the report.
CREATE TABLE watchers (
    broadcast_id  INTEGER NOT NULL REFERENCES progress (broadcast_id) ON DELETE CASCADE,
    person_id     INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (broadcast_id, person_id)
);
CREATE INDEX watchers_by_person ON watchers (person_id);

-- The ledger of 100,000 rows is counted along this index alone, without a look at the rows. What
-- belongs to a broadcast is a message: edits and deeds belong to none.
DROP INDEX deliveries_by_broadcast;
CREATE INDEX deliveries_by_broadcast ON deliveries (broadcast_id, state, reason);
