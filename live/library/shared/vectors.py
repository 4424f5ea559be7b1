"""Arrays of float32 as pgvector takes and gives them, bit for bit."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from live.types import Floats

if TYPE_CHECKING:
    from psycopg import Connection

#: Numbers that follow, and two bytes that are not used.
_HEAD = struct.Struct(">HH")


def register(connection: Connection[Any]) -> None:
    """Let `connection` send and receive arrays (n,) as the type `vector`, in binary."""
    from psycopg.adapt import Buffer, Dumper, Loader
    from psycopg.pq import Format
    from psycopg.types import TypeInfo

    info = TypeInfo.fetch(connection, "vector")
    assert info is not None, "pgvector is looked for before"
    type_number = info.oid

    class ToVector(Dumper):
        format = Format.BINARY
        oid = type_number

        def dump(self, obj: Floats) -> bytes:
            return _HEAD.pack(len(obj), 0) + obj.astype(">f4").tobytes()

    class FromVector(Loader):
        format = Format.BINARY

        def load(self, data: Buffer) -> Floats:
            return np.frombuffer(data, ">f4", offset=_HEAD.size).astype(np.float32)

    connection.adapters.register_dumper(np.ndarray, ToVector)
    connection.adapters.register_loader(type_number, FromVector)
