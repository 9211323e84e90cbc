"""The results file and the tables made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench import __main__ as command
from bench import report
from bench.catalogue import BENCHES, Bench
from bench.record import Row, Skipped
from bench.report import BEGIN, END, markdown, merged, with_table

REPOSITORY = Path(__file__).resolve().parents[2]


def row(work: str, ours: float = 2.0, data: str = "all", **more: Any) -> Row:
    return Row(work, data, "the usual way", ours, 8.0, "s", **more)


def results(*rows: Row) -> list[dict[str, Any]]:
    return merged([], "reading", rows, ["reading"])


class TestResultsFile:
    def test_a_run_of_one_benchmark_keeps_what_others_found(self) -> None:
        order = ["reading", "counting"]
        first = merged([], "counting", [row("count")], order)
        second = merged(first, "reading", [row("read"), row("read", data="half")], order)
        third = merged(second, "reading", [row("read", 1.0)], order)
        assert [(one["bench"], one["work"], one["ratio"]) for one in third] == [
            ("reading", "read", 8.0),
            ("counting", "count", 4.0),
        ]

    def test_results_of_a_benchmark_that_is_no_more_are_let_go(self) -> None:
        assert merged(results(row("read")), "counting", [], ["counting"]) == []

    def test_is_replaced_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "results" / "latest.json"
        report.write(path, results(row("read")))
        assert report.read(path)[0]["work"] == "read"
        assert [one.name for one in path.parent.iterdir()] == ["latest.json"]
        assert report.read(tmp_path / "none.json") == []

    def test_says_what_it_was_measured_on(self) -> None:
        environment = results(row("read"))[0]["environment"]
        assert environment["cores"] >= 1
        assert {"numpy", "pandas"} <= environment["versions"].keys()


class TestTable:
    def test_figures_have_spread_ratio_and_bar(self) -> None:
        table = markdown(results(row("read", bar=3.0, ours_spread=(1.9, 2.25)), row("write", bar=5.0)))
        assert "| Read | all | the usual way | 2.00 s (1.90 to 2.25) | 8.00 s | 4× | ≥ 3× | yes |" in table
        assert "| ≥ 5× | **no** |" in table
        assert "1 of 2 bars met" in table

    def test_rows_taken_beside_other_work_are_marked_and_shouted_about(self) -> None:
        cores = results(row("read"))[0]["environment"]["cores"]
        most = max(cores, 2) - 0.5  # else half a processor's worth of other work takes from what is measured
        quiet, busy = row("read", load=most), row("write", load=cores + 4.25)
        table = markdown(results(quiet, busy))
        assert "| Bar | Met | Load |" in table
        assert [line.split(" | ")[-1] for line in table.splitlines()[2:4]] == [" |", f"{cores + 4.25:.2f} |"]
        assert f"**1 of 2 rows were taken on a busy machine, at a load of up to {cores + 4.25:g}" in table
        assert "Load" not in markdown(results(quiet))
        assert report.warning(results(quiet)) == report.warning(results(row("read"))) == ""
        assert report.warning(results(row("read", load=most + 0.1))) != ""

    def test_with_bars_only_or_all(self) -> None:
        found = results(row("read"), row("write", bar=5.0))
        assert "| Read |" not in markdown(found, barred=True)
        assert "| Read |" in markdown(found)

    def test_what_rows_say_of_themselves_is_folded_away_below_all_of_them(self) -> None:
        found = results(row("read", bar=3.0, note="3 runs"), row("write"))
        table, _, folded = markdown(found).partition("\n\n<details><summary>")
        assert "3 runs" not in table
        assert folded.endswith("\n\n- Read, all, the usual way: 3 runs\n\n</details>")
        assert "<details>" not in markdown(found, barred=True) + markdown(results(row("read")))

    def test_no_cell_breaks_the_table(self) -> None:
        line = markdown(results(row("read|write"))).splitlines()[2]
        assert "Read\\|write" in line

    def test_nothing_measured_is_said(self) -> None:
        assert "make bench" in markdown([])

    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, ""), (0.1234, "0.123 s"), (1.234, "1.23 s"), (12.34, "12.3 s"), (12_345.6, "12,346 s")],
    )
    def test_numbers_have_three_digits_that_count(self, value: float | None, text: str) -> None:
        assert report.number(value, "s") == text


class TestMarkers:
    def test_only_what_is_between_them_changes(self) -> None:
        before = f"# Title\n\n{BEGIN}\nold\n{END}\n\nAfter.\n"
        assert with_table(before, "new") == f"# Title\n\n{BEGIN}\nnew\n{END}\n\nAfter.\n"
        assert with_table(with_table(before, "new"), "new") == with_table(before, "new")

    @pytest.mark.parametrize("text", ["none", f"{BEGIN} only", f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
    def test_a_document_without_one_pair_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="needs one line"):
            with_table(text, "new")

    def test_documents_get_the_table_and_a_refusal_names_one(self, tmp_path: Path) -> None:
        (tmp_path / "docs").mkdir()
        for name in report.DOCUMENTS:
            (tmp_path / name).write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
        report.write_documents(results(row("read"), row("write", bar=5.0)), tmp_path)
        assert "| Read |" not in (tmp_path / "README.md").read_text(encoding="utf-8")
        assert "| Read |" in (tmp_path / "docs" / "performance.md").read_text(encoding="utf-8")
        (tmp_path / "README.md").write_text("nothing", encoding="utf-8")
        with pytest.raises(ValueError, match=r"README\.md"):
            report.write_documents([], tmp_path)

    @pytest.mark.parametrize("name", list(report.DOCUMENTS))
    def test_tables_in_the_tree_are_those_of_the_results(self, name: str) -> None:
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        table = markdown(report.read(report.RESULTS), barred=report.DOCUMENTS[name])
        assert with_table(text, table) == text


class TestCommand:
    def test_an_unknown_benchmark_runs_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["nonsense"]) == 2
        assert "nonsense" in capsys.readouterr().err

    def test_one_benchmark_alone_stores_its_rows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "latest.json"
        monkeypatch.setattr(report, "RESULTS", path)
        monkeypatch.setattr(command.busy, "load", lambda: 1.0)
        monkeypatch.setitem(BENCHES, "reading", Bench(f"{__name__}:found", "reads"))
        assert command.main(["--alone", "reading"]) == 0
        assert [one["work"] for one in json.loads(path.read_text(encoding="utf-8"))] == ["read"]

    def test_a_skip_is_said_and_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(report, "RESULTS", tmp_path / "latest.json")
        monkeypatch.setattr(command.busy, "load", lambda: 1.0)
        monkeypatch.setitem(BENCHES, "reading", Bench(f"{__name__}:skipped", "reads"))
        assert command.main(["--alone", "reading"]) == command.SKIPPED
        assert "reading: SKIPPED: no data here" in capsys.readouterr().err
        assert not (tmp_path / "latest.json").exists()

    def test_skips_and_failures_are_said_at_the_end(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        statuses = {"binning": 0, "importing": command.SKIPPED, "counting": 1}

        class Done:
            def __init__(self, arguments: list[str], **_: object) -> None:
                self.returncode = statuses[arguments[-1]]

        monkeypatch.setattr(command.subprocess, "run", Done)
        console = Console(quiet=True)
        assert command.run(["binning", "importing"], console) == 0
        assert "importing: SKIPPED" in capsys.readouterr().err
        assert command.run(list(statuses), console) == 1
        assert "counting: FAILED" in capsys.readouterr().err

    def test_every_row_tells_how_busy_the_machine_was_before_or_after(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loads = iter([1.0, 3.5])
        monkeypatch.setattr(command.busy, "load", lambda: next(loads))
        monkeypatch.setattr(report, "RESULTS", tmp_path / "latest.json")
        monkeypatch.setitem(BENCHES, "reading", Bench(f"{__name__}:found", "reads"))
        assert command.main(["--alone", "reading"]) == 0
        assert [one["load"] for one in report.read(report.RESULTS)] == [3.5]

    def test_writing_tables_of_a_busy_machine_warns(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(report, "RESULTS", tmp_path / "latest.json")
        monkeypatch.setattr(report, "write_documents", lambda _: None)
        report.write(report.RESULTS, results(row("read", load=1.0)))
        assert command.main(["--write"]) == 0
        assert "WARNING" not in capsys.readouterr().err
        report.write(report.RESULTS, results(row("read", load=999.0)))
        assert command.main(["--write"]) == 0
        assert "WARNING: 1 of 1 rows were taken on a busy machine" in capsys.readouterr().err

    def test_every_benchmark_can_be_found(self) -> None:
        for name, bench in BENCHES.items():
            module, _, function = bench.where.partition(":")
            path = REPOSITORY / (module.replace(".", "/") + ".py")
            assert f"def {function or 'measure'}(" in path.read_text(encoding="utf-8"), name


def found() -> list[Row]:
    return [row("read")]


def skipped() -> list[Row]:
    raise Skipped("no data here")
