"""The tables of the server, as the steps that lead from any older version to this one."""

from __future__ import annotations

from live.library.shared.nearness import SIZE

#: Step i leads from version i to i + 1. Never change one that has been released: add one.
MIGRATIONS = (
    f"""
    CREATE SCHEMA IF NOT EXISTS barwise;

    -- `number` counts the changes. Who writes takes numbers by an update of this row, which holds
    -- off all others until it is committed: so numbers come to light in their order, and who asks
    -- for what is newer than the last that it has seen is never passed over.
    CREATE TABLE barwise.about (
        version integer NOT NULL,
        birth text NOT NULL,
        number bigint NOT NULL
    );
    INSERT INTO barwise.about VALUES (0, md5(random()::text || clock_timestamp()), 0);

    -- As the catalogue has them. `rank`: by what it was found out, of two the higher holds;
    -- `roles`: what it is listed under. `changed` is the number of the last change.
    CREATE TABLE barwise.loops (
        digest text PRIMARY KEY,
        kind text NOT NULL,
        seconds float8 NOT NULL,
        bpm float8 NOT NULL,
        beats float8 NOT NULL,
        beats_per_bar integer NOT NULL,
        key integer,
        mode text NOT NULL,
        heard text NOT NULL,
        lufs float8 NOT NULL,
        pack text NOT NULL,
        licence text NOT NULL,
        facts text NOT NULL,
        feature_version integer NOT NULL,
        profile bytea,
        hinted text,
        tagger text NOT NULL,
        key_heard integer NOT NULL,
        sketch bytea,
        rank integer[] NOT NULL,
        roles text[] NOT NULL,
        changed bigint NOT NULL
    );
    CREATE INDEX ON barwise.loops (changed);

    CREATE TABLE barwise.files (
        path text PRIMARY KEY,
        size bigint NOT NULL,
        changed_ns bigint NOT NULL,
        digest text,
        status text NOT NULL,
        reason text NOT NULL,
        changed bigint NOT NULL
    );
    CREATE INDEX ON barwise.files (changed);
    CREATE INDEX ON barwise.files (digest);

    CREATE TABLE barwise.embeddings (
        bundle text NOT NULL,
        part text NOT NULL,
        digest text NOT NULL,
        vector vector NOT NULL,
        changed bigint NOT NULL,
        PRIMARY KEY (digest, bundle, part)
    );
    CREATE INDEX ON barwise.embeddings (changed);

    -- What performers say; the newest word holds. A correction without roles was taken back;
    -- `named` are the roles that it says.
    CREATE TABLE barwise.corrections (
        digest text PRIMARY KEY,
        roles text,
        named text[],
        at text COLLATE "C" NOT NULL,
        changed bigint NOT NULL
    );
    CREATE INDEX ON barwise.corrections (changed);
    CREATE TABLE barwise.taste (
        digest text PRIMARY KEY,
        banned integer NOT NULL,
        favourite integer NOT NULL,
        at text COLLATE "C" NOT NULL,
        changed bigint NOT NULL
    );
    CREATE INDEX ON barwise.taste (changed);

    -- By whom a loop is judged, the rules or a bundle -> what a question is multiplied with.
    CREATE TABLE barwise.nearness (
        judge text NOT NULL,
        digest text NOT NULL,
        vector vector({SIZE}) NOT NULL,
        PRIMARY KEY (judge, digest)
    );
    CREATE INDEX ON barwise.nearness (digest);

    -- What was made of features that were others is of no use.
    CREATE FUNCTION barwise.unheard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM barwise.embeddings WHERE digest = new.digest;
        DELETE FROM barwise.nearness WHERE digest = new.digest;
        RETURN NULL; END $$;
    CREATE TRIGGER unheard AFTER UPDATE ON barwise.loops FOR EACH ROW
        WHEN (old.feature_version <> new.feature_version) EXECUTE FUNCTION barwise.unheard();
    """,
)
