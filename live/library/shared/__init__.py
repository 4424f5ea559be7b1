"""A studio's catalogue on a PostgreSQL server with pgvector: a place to share, not to play from.

The stage must not hang on a network, so every machine keeps a mirror, an ordinary catalogue: it is
brought up to date when a command begins, and what was told here is sent when it ends. All ranking
is done on the mirror. Identity across machines is the digest of the content, for ids are local.
"""
