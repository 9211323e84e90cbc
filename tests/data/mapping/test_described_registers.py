"""What a description says of a register: licensed premises or other places, and of which kinds."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard.data.ingest import import_paths
from dashboard.data.premises_kinds import holds_of
from dashboard.data.schema import LICENSED, OTHER, InputError
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.sources.mapping.reading import read_described
from dashboard.data.sources.report import PremisesRead
from dashboard.data.store import Store
from tests.data.mapping.described_files import ref_of

HEAD = '[source]\nkind = "premises"\nlicence = "OGL"\nname = "Places"\n'
PLACE = '[place]\nlongitude = "x"\nlatitude = "y"\n'
ROWS = (
    "n,t,x,y\n"
    "Elm Primary School,School/college/university,-1.5,54.01\n"
    "Schoolhouse Arms,Pub/bar/nightclub,-1.5,54.02\n"
    "PIZZA  PALACE,,-1.5,54.03\n"
    "Pizza School,,-1.5,54.04\n"
    "Corner,takeaway/SANDWICH  shop,-1.5,54.05\n"
)


def described(folder: Path, source: str = "", columns: str = "", more: str = "") -> Description:
    text = f'{HEAD}{source}\n{PLACE}[columns]\nname = "n"\n{columns}\n{more}'
    return read_description(ref_of(folder / "places.toml", text))


def kinds(folder: Path, **said: str) -> list[str]:
    read = read_described(ref_of(folder / "places.csv", ROWS), described(folder, **said))
    assert isinstance(read, PremisesRead)
    return list(read.frame.kind)


class TestKinds:
    def test_as_stated(self, tmp_path: Path) -> None:
        assert kinds(tmp_path, columns='kind = "t"')[:3] == [
            "School/college/university",
            "Pub/bar/nightclub",
            "",
        ]

    def test_in_plain_words(self, tmp_path: Path) -> None:
        more = '[kinds]\n"takeaway/sandwich shop" = "takeaway"\n"School/college/university" = "school"\n'
        found = kinds(tmp_path, columns='kind = "t"', more=more)
        assert found == ["school", "Pub/bar/nightclub", "", "", "takeaway"]

    def test_by_whole_words_of_names_where_nothing_is_stated_the_first_of_the_list(
        self, tmp_path: Path
    ) -> None:
        more = '[kinds_by_name]\n"school" = "school"\n"pizza palace" = "takeaway"\n"pizza" = "restaurant"\n'
        assert kinds(tmp_path, more=more) == ["school", "", "takeaway", "school", ""]
        stated = kinds(tmp_path, columns='kind = "t"', more=more)
        assert stated == [
            "School/college/university", "Pub/bar/nightclub", "takeaway", "school", "takeaway/SANDWICH  shop",
        ]  # fmt: skip

    def test_the_same_for_all(self, tmp_path: Path) -> None:
        assert set(kinds(tmp_path, columns='kind_is = "school"')) == {"school"}


class TestWhatItHolds:
    @pytest.mark.parametrize(
        ("source", "holds"), [("", LICENSED), ('holds = "licensed"', LICENSED), ('holds = "other"', OTHER)]
    )
    def test_licensed_unless_said(self, tmp_path: Path, source: str, holds: str) -> None:
        described_so = described(tmp_path, source=source)
        read = read_described(ref_of(tmp_path / "places.csv", ROWS), described_so)
        assert isinstance(read, PremisesRead)
        assert read.register.holds == holds
        import_paths(tmp_path / "data", [tmp_path / "places.csv"], description=described_so)
        store = Store(tmp_path / "data")
        version = store.current_version()
        assert version is not None
        kept = pd.read_parquet(store.version_dir(version) / "inputs" / "premises.parquet")
        assert set(kept.holds) == {holds}

    def test_of_the_food_register_only_pubs_are_licensed(self) -> None:
        types = ["Pub/bar/nightclub", "Takeaway/sandwich shop", "School/college/university", ""]
        assert holds_of("food-hygiene-register", LICENSED, types) == [LICENSED, OTHER, OTHER, LICENSED]
        assert holds_of("any-other", LICENSED, types) == [LICENSED] * 4
        assert holds_of("any-other", OTHER, types) == [OTHER] * 4


class TestRefused:
    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ({"source": 'holds = "pubs"'}, r"\[source\] says 'pubs' for holds"),
            ({"source": "holds = true"}, r"\[source\] says True for holds"),
            ({"columns": 'kind = "t"\nkind_is = "pub"'}, "both kind and kind_is"),
            ({"more": '[kinds]\n"a" = ""\n'}, r"\[kinds\] says ''"),
            ({"more": '[kinds_by_name]\n"a" = 1\n'}, r"\[kinds_by_name\] says 1"),
            ({"more": '[kind]\n"a" = "b"\n'}, "has the section 'kind'"),
        ],
    )
    def test_what_does_not_fit(self, tmp_path: Path, said: dict[str, str], message: str) -> None:
        with pytest.raises(InputError, match=message):
            described(tmp_path, **said)

    @pytest.mark.parametrize(
        ("source", "more"),
        [('holds = "other"', ""), ("", '[kinds]\n"a" = "b"\n'), ("", '[kinds_by_name]\n"a" = "b"\n')],
    )
    def test_incidents_have_none_of_it(self, tmp_path: Path, source: str, more: str) -> None:
        text = (
            f'[source]\nlicence = "OGL"\nsensitivity = "open"\n{source}\n[time]\nmonth = "m"\n'
            f'[columns]\nforce_is = "F"\ncrime_type_is = "burglary"\n{more}'
        )
        with pytest.raises(InputError, match=r"holds|description of incidents"):
            read_description(ref_of(tmp_path / "incidents.toml", text))


class TestRealFoodRegister:
    def test_schools_takeaways_and_shops_by_a_word_of_their_names(
        self, shared_data: Path, tmp_path: Path
    ) -> None:
        ready = find_description("food-hygiene", tmp_path)
        files = sorted((shared_data / "food-premises-fhrs-2015").glob("8*.csv.gz"))
        frames = [read_described(FileRef(path), ready).frame for path in files]
        found = pd.concat(frames, ignore_index=True)
        words = ready.kinds_by_name
        plain = []
        for name in found.name:
            text = " ".join(name.split()).casefold()
            fits = [words[w] for w in words if re.search(rf"(^|\W){re.escape(w)}(\W|$)", text)]
            plain.append(fits[0] if fits else "")
        assert found.kind.tolist() == plain
        counts = found.kind.value_counts()
        assert set(counts.index) == {"", "school", "takeaway", "shop"}
        assert counts.min() > 200
        assert ready.holds == OTHER
