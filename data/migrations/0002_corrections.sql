-- A correction waits for a second person like any alert, and may be rejected: of several corrections
-- of one alert at most one goes out.
DROP INDEX alerts_one_successor;
CREATE INDEX alerts_by_predecessor ON alerts (supersedes_id) WHERE supersedes_id IS NOT NULL;
CREATE UNIQUE INDEX alerts_one_successor ON alerts (supersedes_id)
    WHERE supersedes_id IS NOT NULL AND sent_at IS NOT NULL;
