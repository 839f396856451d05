-- Words of people have a language, and may be there in several: `language` is that of the columns
-- themselves ('' where nobody knows), `versions` holds what was added in others, as JSON.
ALTER TABLE events ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN place_language TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alerts ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';

-- The order in which a person reads what is not in their own language ('fa,en'); '' is the usual.
ALTER TABLE people ADD COLUMN reads TEXT NOT NULL DEFAULT '';
