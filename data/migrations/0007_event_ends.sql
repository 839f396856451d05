-- Where nobody said when an event ends, it has no end (NULL).
ALTER TABLE events ADD COLUMN ends_at INTEGER CHECK (ends_at > starts_at);
