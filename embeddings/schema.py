"""The tables of a library and the named steps that bring an older one up to date."""

import sqlite3

__all__ = ["MIGRATIONS", "migrate"]

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO meta VALUES ('revision', '0');
CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    title_size INTEGER NOT NULL
) STRICT;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES sources(id),
    title TEXT NOT NULL,
    outlet TEXT, published TEXT, language TEXT, url TEXT, path TEXT,
    removed TEXT NOT NULL,
    event INTEGER REFERENCES events(id)
) STRICT;
CREATE INDEX articles_by_event ON articles(event);
CREATE INDEX articles_by_source ON articles(source);
CREATE TABLE paragraphs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (article, position)
) STRICT;
CREATE INDEX paragraphs_by_hash ON paragraphs(hash);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE vectors (
    hash TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (hash, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE features (
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    maker TEXT NOT NULL,
    dense BLOB NOT NULL, terms BLOB NOT NULL, counts BLOB NOT NULL,
    PRIMARY KEY (article, maker)
) STRICT, WITHOUT ROWID;
CREATE TABLE judgements (
    paragraph INTEGER NOT NULL REFERENCES paragraphs(id) ON DELETE CASCADE,
    judge TEXT NOT NULL,
    statement TEXT NOT NULL,
    stance TEXT NOT NULL,
    supportive REAL, critical REAL, neutral REAL,
    confidence REAL,
    evidence_start INTEGER, evidence_end INTEGER,
    voice TEXT, speaker TEXT, reason TEXT,
    PRIMARY KEY (paragraph, judge)
) STRICT, WITHOUT ROWID;
"""

# What users decide about events, and what is known of copies. ``events.settled`` is 0 while the
# copies among an event's articles wait to be looked for; triggers keep that true for every path.
# A judgement is kept for each statement, so that what is undone is judged already. Features are
# derived: older ones are made anew. The index of vectors spares reading the wide rows themselves.
_SHAPED = """
ALTER TABLE articles ADD COLUMN placed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN original INTEGER REFERENCES articles(id) ON DELETE SET NULL;
CREATE INDEX articles_by_original ON articles(original);
ALTER TABLE events ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER article_moves AFTER UPDATE OF event ON articles BEGIN
    UPDATE events SET settled = 0 WHERE id IN (old.event, new.event); END;
CREATE TRIGGER article_goes AFTER DELETE ON articles BEGIN
    UPDATE events SET settled = 0 WHERE id = old.event; END;
CREATE TABLE apart (
    one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE merged (old INTEGER PRIMARY KEY, event INTEGER NOT NULL) STRICT;
CREATE TABLE edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, said TEXT NOT NULL, at TEXT NOT NULL,
    events TEXT NOT NULL, before TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE sketches (
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    maker TEXT NOT NULL, sketch BLOB NOT NULL, PRIMARY KEY (article, maker)
) STRICT, WITHOUT ROWID;
CREATE INDEX vectors_by_model ON vectors(model, hash);
DROP TABLE features;
CREATE TABLE features (
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    maker TEXT NOT NULL,
    dense BLOB NOT NULL, title BLOB NOT NULL, terms BLOB NOT NULL,
    PRIMARY KEY (article, maker)
) STRICT, WITHOUT ROWID;
ALTER TABLE judgements RENAME TO former;
CREATE TABLE judgements (
    paragraph INTEGER NOT NULL REFERENCES paragraphs(id) ON DELETE CASCADE,
    judge TEXT NOT NULL,
    statement TEXT NOT NULL,
    stance TEXT NOT NULL,
    supportive REAL, critical REAL, neutral REAL,
    confidence REAL,
    evidence_start INTEGER, evidence_end INTEGER,
    voice TEXT, speaker TEXT, reason TEXT,
    PRIMARY KEY (paragraph, judge, statement)
) STRICT, WITHOUT ROWID;
INSERT INTO judgements SELECT * FROM former;
DROP TABLE former;
"""

# Who says what. Derived rows name their maker in ``quoted``; ``persons`` is what users say. The
# index of features spares reading wide rows to see which articles lack them.
_QUOTED = """
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paragraph INTEGER NOT NULL REFERENCES paragraphs(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    direct INTEGER NOT NULL, spoken INTEGER NOT NULL,
    cue_start INTEGER, cue_end INTEGER,
    speaker_start INTEGER, speaker_end INTEGER,
    written TEXT, name TEXT, role TEXT
) STRICT;
CREATE INDEX quotes_by_paragraph ON quotes(paragraph);
CREATE INDEX quotes_by_name ON quotes(name, spoken);
CREATE TABLE quoted (
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    maker TEXT NOT NULL
) STRICT;
CREATE INDEX features_by_maker ON features(maker, article);
CREATE TABLE persons (
    one TEXT NOT NULL, other TEXT NOT NULL, same INTEGER NOT NULL, PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
"""

# What users say of judgements. One for each statement: what is undone or renamed back holds again.
_CORRECTED = """
CREATE TABLE corrections (
    paragraph INTEGER NOT NULL REFERENCES paragraphs(id) ON DELETE CASCADE,
    statement TEXT NOT NULL,
    stance TEXT NOT NULL,
    voice TEXT, speaker TEXT,
    evidence_start INTEGER, evidence_end INTEGER,
    note TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (paragraph, statement)
) STRICT, WITHOUT ROWID;
"""

# Each step has a name that is stored; steps are only ever added at the end.
MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("first tables", _FIRST), ("events shaped by users", _SHAPED),
    ("who says what", _QUOTED),
    ("corrections", _CORRECTED),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the steps a database lacks, all in one transaction.

    Raises:
        sqlite3.DatabaseError: the file is not a database, or not one of this project's.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT")
        done = {row[0] for row in connection.execute("SELECT name FROM migrations")}
        foreign = done - {name for name, _ in MIGRATIONS}
        if foreign:
            raise sqlite3.DatabaseError(
                f"it was written by a newer version (steps {', '.join(sorted(foreign))}); "
                "update Stance Explorer"
            )
        for name, script in MIGRATIONS:
            if name not in done:
                # executescript would commit by itself and break the transaction in two.
                for statement in script.split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO migrations VALUES (?)", (name,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
