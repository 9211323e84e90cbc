"""Tables of inputs: checked on the way in, and laid over one another by key."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.data.inputs import KEYS, SCHEMAS, Inputs, latest, read_inputs, write_inputs
from dashboard.data.schema import InputError


def names(*rows: tuple[str, str, str, int]) -> Inputs:
    return Inputs(names=pd.DataFrame(list(rows), columns=["level", "code", "name", "vintage"]))


def links(*rows: tuple[str, str, str, str, int]) -> Inputs:
    columns = ["child_level", "child", "parent_level", "parent", "vintage"]
    return Inputs(links=pd.DataFrame(list(rows), columns=columns))


class TestChecks:
    def test_tables_not_given_are_empty_with_their_columns(self) -> None:
        inputs = Inputs()
        assert inputs.empty
        for name, frame in inputs.tables():
            assert list(frame.columns) == SCHEMAS[name].names

    def test_columns_come_in_any_order_and_others_are_left_out(self) -> None:
        frame = pd.DataFrame(
            {"vintage": [2024], "extra": [1], "name": ["A"], "code": ["X1"], "level": ["ward"]}
        )
        assert list(Inputs(names=frame).names.columns) == ["level", "code", "name", "vintage"]

    def test_a_missing_column_is_refused(self) -> None:
        with pytest.raises(InputError, match="lacks vintage"):
            Inputs(names=pd.DataFrame({"level": ["ward"], "code": ["X1"], "name": ["A"]}))

    def test_a_value_of_the_wrong_type_is_refused(self) -> None:
        with pytest.raises(InputError, match="does not fit"):
            Inputs(
                names=pd.DataFrame(
                    {"level": ["ward"], "code": ["X1"], "name": ["A"], "vintage": ["May 2024"]}
                )
            )

    def test_a_gap_is_refused(self) -> None:
        with pytest.raises(InputError, match="rows without a name"):
            names(("ward", "X1", None, 2024))  # type: ignore[arg-type]

    def test_every_key_is_made_of_columns(self) -> None:
        assert KEYS.keys() == SCHEMAS.keys()
        assert all(set(KEYS[name]) <= set(SCHEMAS[name].names) for name in SCHEMAS)


class TestLatest:
    def test_the_higher_layer_wins_where_keys_meet(self) -> None:
        low = names(("ward", "X1", "Old", 2024), ("ward", "X2", "Other", 2024))
        merged = latest([low, names(("ward", "X1", "New", 2024))])
        assert sorted(merged.names["name"]) == ["New", "Other"]

    def test_vintages_stand_side_by_side(self) -> None:
        merged = latest([names(("ward", "X1", "Old", 2024)), names(("ward", "X1", "New", 2025))])
        assert sorted(merged.names["vintage"]) == [2024, 2025]

    def test_a_child_is_linked_anew_as_a_whole(self) -> None:
        low = links(
            ("ward", "W1", "district", "D1", 2024),
            ("ward", "W1", "district", "D2", 2024),
            ("ward", "W2", "district", "D2", 2024),
        )
        merged = latest([low, links(("ward", "W1", "district", "D3", 2024))])
        assert sorted(zip(merged.links["child"], merged.links["parent"], strict=True)) == [
            ("W1", "D3"),
            ("W2", "D2"),
        ]

    def test_rows_of_one_layer_do_not_displace_each_other(self) -> None:
        layer = links(("csp", "C1", "district", "D1", 2024), ("csp", "C1", "district", "D2", 2024))
        assert len(latest([layer]).links) == 2

    def test_a_table_without_key_is_replaced_as_a_whole_and_kept_when_not_given(self) -> None:
        towns = pd.DataFrame({"name": ["A", "B"], "longitude": 0.0, "latitude": 0.0, "kind": "town"})
        low = Inputs(places=towns)
        assert list(latest([low, Inputs(places=towns[:1])]).places["name"]) == ["A"]
        assert list(latest([low, Inputs()]).places["name"]) == ["A", "B"]

    def test_nothing_on_nothing(self) -> None:
        assert latest([Inputs(), Inputs()]).empty
        assert latest([]).empty


class TestFiles:
    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        written = names(("ward", "X1", "A", 2024))
        write_inputs(tmp_path, written, only=SCHEMAS)
        pd.testing.assert_frame_equal(read_inputs(tmp_path).names, written.names)
        assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(SCHEMAS)

    def test_only_changed_tables_become_new_files(self, tmp_path: Path) -> None:
        write_inputs(tmp_path, names(("ward", "X1", "A", 2024)), only=SCHEMAS)
        shared = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
        held = (tmp_path / "names.parquet").open("rb")  # keeps the old file, and so its inode, in use
        write_inputs(tmp_path, names(("ward", "X1", "B", 2024)), only={"names"})
        changed = {path.name for path in tmp_path.iterdir() if path.stat().st_ino != shared[path.name]}
        held.close()
        assert changed == {"names.parquet"}
