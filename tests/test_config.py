"""A typo must never silently mean the default."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.config import Config, load, nearest, read
from live.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "live.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_is_the_defaults() -> None:
    assert load(None) == Config()


def test_values_of_all_kinds_are_read(tmp_path: Path) -> None:
    config = load(
        written(
            tmp_path,
            """
            library = "mine.db"
            screen = false
            [engine]
            slots = 8
            lead_ms = 250
            [ranking.weights]
            harmony = 2
            [osc]
            out = ["osc://10.0.0.2:9000", "osc://10.0.0.3:9000"]
            [midi]
            controllers = "auto"
            """,
        )
    )
    assert config.library == "mine.db"
    assert config.screen is False
    assert (config.engine.slots, config.engine.lead_ms) == (8, 250.0)
    assert isinstance(config.ranking.weights.harmony, float)
    assert config.ranking.weights.harmony == 2.0
    assert config.ranking.weights.rhythm == Config().ranking.weights.rhythm
    assert config.osc.out == ("osc://10.0.0.2:9000", "osc://10.0.0.3:9000")
    assert config.midi.controllers == ("auto",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("libary = 'x'", "unknown key libary: did you mean library?"),
        ("[engine]\nslot = 3", "unknown key engine.slot: did you mean slots?"),
        (
            "[ranking.weights]\nharmoney = 1.0",
            "unknown key ranking.weights.harmoney: did you mean harmony?",
        ),
        ("[osc]\nqqq = 1", "unknown key osc.qqq: choose from host, port, out"),
        ("engine = 3", r"engine = 3: a table \[engine\] is wanted"),
        ("[engine]\nslots = 8.5", "engine.slots = 8.5: int is wanted"),
        ("[engine]\nslots = '8'", "engine.slots = '8': int is wanted"),
        ("[engine]\nslots = true", "engine.slots = True: int is wanted"),
        ("[engine]\nlead_ms = true", "engine.lead_ms = True: float is wanted"),
        ("[osc]\nout = [1]", r"osc.out = \[1\]: a list of strings is wanted"),
        ("[osc]\nout = 1", "osc.out = 1: a list of strings is wanted"),
        ("[osc", "live.toml: "),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=said) as error:
        load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.toml: no such file"):
        load(tmp_path / "no.toml")


def test_a_folder_or_a_binary_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=str(tmp_path)):
        load(tmp_path)
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"x\.toml"):
        load(tmp_path / "x.toml")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = st.sampled_from([f.name for f in fields(Config)]) | st.text(max_size=8)


@given(st.dictionaries(keys, json, max_size=4))
def test_any_table_is_a_config_or_a_config_error(table: dict[str, Any]) -> None:
    try:
        read(Config, table)
    except ConfigError as error:
        assert str(error)


def test_every_key_can_be_written_back(tmp_path: Path) -> None:
    assert load(written(tmp_path, toml(Config()))) == Config()


def toml(value: Any, path: str = "") -> str:
    plain = [f for f in fields(value) if not is_dataclass(getattr(value, f.name))]
    tables = [f for f in fields(value) if f not in plain]
    lines = [f"[{path}]"] if path else []
    lines += [f"{f.name} = {literal(getattr(value, f.name))}" for f in plain]
    for f in tables:
        lines.append(toml(getattr(value, f.name), f"{path}.{f.name}".lstrip(".")))
    return "\n".join(lines)


def literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    return repr(value)


def test_the_nearest_name_is_the_remedy() -> None:
    assert nearest("sufle", ["souffle", "x"]) == "did you mean souffle?"
    assert nearest("zzz", ["a", "b"]) == "choose from a, b"
