-- What the bot has told Telegram of itself, so that it asks only about what is new: name and
-- descriptions of a language ('' for everybody else), by the digest of their words.
CREATE TABLE profile (
    what TEXT NOT NULL CHECK (what IN ('name', 'description', 'short_description')),
    language TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (what, language)
) STRICT, WITHOUT ROWID;
