-- Texts are counted for three prefixes of their number (U9): its block, its range and its country.
CREATE TABLE text_prefix (
    kind       INTEGER NOT NULL,      -- 0 a block of ten thousand numbers, 1 a range of a million, 2 a country
    prefix     TEXT NOT NULL,         -- the first digits; the code of the country
    unanswered INTEGER NOT NULL,      -- texts that no entered code makes up for, in thousandths
    counted    INTEGER NOT NULL,
    stopped    INTEGER,
    PRIMARY KEY (kind, prefix)
) WITHOUT ROWID;
CREATE INDEX text_prefix_counted ON text_prefix (counted);
INSERT INTO text_prefix (kind, prefix, unanswered, counted, stopped)
SELECT 0, block, 1000 * max(0, sent - 4 * entered), since, stopped FROM text_traffic;
DROP TABLE text_traffic;
