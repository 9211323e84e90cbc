"""Settings: options, then the environment, then a file, then defaults; errors name the variable."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pydantic
import pytest

from dashboard.settings import FILE_VARIABLE, PREFIX, Settings, SettingsError, load_settings, secret_key

KEY = "k" * 40


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """No HEXSCAN_ variable set, in an empty working directory."""
    import os

    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield monkeypatch


class TestSources:
    def test_defaults(self, tmp_path: Path) -> None:
        settings = load_settings()
        assert settings.data_dir == tmp_path / "data"
        assert (settings.host, settings.port) == ("127.0.0.1", 8050)
        assert 1 <= settings.workers <= 4
        assert settings.max_body_bytes == 1_048_576
        assert settings.tile_url == settings.tile_origin == ""
        assert settings.secret_key is None

    def test_environment(self, bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
        bare.setenv("HEXSCAN_DATA_DIR", "elsewhere")
        bare.setenv("HEXSCAN_PORT", "9000")
        bare.setenv("HEXSCAN_LOG_LEVEL", "WARNING")
        settings = load_settings()
        assert (settings.data_dir, settings.port) == (tmp_path / "elsewhere", 9000)
        assert settings.log_level == "warning"

    def test_an_empty_variable_is_not_set(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_PORT", "")
        assert load_settings().port == 8050

    def test_options_win_over_environment_and_environment_over_file(
        self, bare: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "hexscan.env").write_text("HEXSCAN_PORT=1111\nHEXSCAN_THREADS=2\nHEXSCAN_HOST=::1\n")
        bare.setenv("HEXSCAN_PORT", "2222")
        bare.setenv("HEXSCAN_HOST", "localhost")
        settings = load_settings(host="127.0.0.5", port=None)
        assert (settings.threads, settings.port, settings.host) == (2, 2222, "127.0.0.5")

    def test_a_file_named_in_the_environment(self, bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "hexscan.env").write_text("HEXSCAN_PORT=1111\n")
        (tmp_path / "other.env").write_text("# the other\nHEXSCAN_PORT=3333\n")
        bare.setenv(FILE_VARIABLE, "other.env")
        assert load_settings().port == 3333

    def test_settings_do_not_change(self) -> None:
        with pytest.raises(pydantic.ValidationError, match="frozen"):
            load_settings().port = 1  # type: ignore[misc]

    def test_the_key_does_not_show(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_SECRET_KEY", KEY)
        assert KEY not in repr(load_settings())


class TestErrors:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("HEXSCAN_PORT", "eighty"),
            ("HEXSCAN_PORT", "70000"),
            ("HEXSCAN_WORKERS", "0"),
            ("HEXSCAN_LOG_LEVEL", "chatty"),
            ("HEXSCAN_TILE_URL", "ftp://tiles.example.org/{z}/{x}/{y}.png"),
            ("HEXSCAN_TILE_URL", "https://tiles.example.org/{z}/{x}.png"),
            ("HEXSCAN_TILE_URL", "https://{s}.example.org/{z}/{x}/{y}.png"),
            ("HEXSCAN_TILE_URL", "https://tiles.example.org; script-src */{z}/{x}/{y}.png"),
            ("HEXSCAN_TILE_URL", "/tiles/{z}/{x}/{y}.png"),
            ("HEXSCAN_MAX_BODY_BYTES", "0"),
        ],
    )
    def test_each_names_its_variable_and_value(self, bare: pytest.MonkeyPatch, name: str, value: str) -> None:
        bare.setenv(name, value)
        with pytest.raises(SettingsError) as caught:
            load_settings()
        assert str(caught.value).startswith(f"{name} ")
        assert value in str(caught.value)

    def test_a_short_key_is_refused_without_showing_it(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_SECRET_KEY", "hunter2")
        with pytest.raises(SettingsError, match="HEXSCAN_SECRET_KEY must have at least 32") as caught:
            load_settings()
        assert "hunter2" not in str(caught.value)

    def test_several_at_once(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_PORT", "x")
        bare.setenv("HEXSCAN_THREADS", "y")
        with pytest.raises(SettingsError) as caught:
            load_settings()
        assert len(str(caught.value).splitlines()) == 2

    def test_a_misspelt_name_in_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "hexscan.env").write_text("HEXSCAN_PROT=80\n")
        with pytest.raises(SettingsError, match="HEXSCAN_PROT in the settings file is not a setting"):
            load_settings()

    @pytest.mark.parametrize(
        ("name", "meant"),
        [("HEXSCAN_DATADIR", "HEXSCAN_DATA_DIR"), ("HEXSCAN_PROT", "HEXSCAN_PORT")],
    )
    def test_a_misspelt_name_in_the_environment(
        self, bare: pytest.MonkeyPatch, name: str, meant: str
    ) -> None:
        bare.setenv(name, "1")
        with pytest.raises(SettingsError, match=f"{name} in the environment .* Did you mean {meant}"):
            load_settings()

    def test_a_name_like_no_other_points_to_the_list(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_QQ", "1")
        with pytest.raises(SettingsError, match=r"HEXSCAN_QQ in the environment .* README\.md lists them"):
            load_settings()

    def test_the_name_for_browser_tests_is_no_mistake(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv("HEXSCAN_CHROMIUM", "/usr/bin/chromium")
        assert load_settings().port == 8050

    def test_a_data_directory_that_is_a_file(self, bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "plain").write_text("")
        bare.setenv("HEXSCAN_DATA_DIR", "plain")
        with pytest.raises(SettingsError, match="HEXSCAN_DATA_DIR must name a folder, not a file"):
            load_settings()

    def test_a_missing_file(self, bare: pytest.MonkeyPatch) -> None:
        bare.setenv(FILE_VARIABLE, "nowhere.env")
        with pytest.raises(SettingsError, match=r"HEXSCAN_SETTINGS names nowhere\.env"):
            load_settings()


class TestSecretKey:
    def test_the_one_set_is_used_and_nothing_written(self, bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
        bare.setenv("HEXSCAN_SECRET_KEY", KEY)
        assert secret_key(load_settings(host="0.0.0.0")) == KEY  # noqa: S104
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "hexscan.example.org"])  # noqa: S104
    def test_other_machines_need_one(self, host: str, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="HEXSCAN_SECRET_KEY must be set"):
            secret_key(load_settings(host=host))
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    def test_on_this_machine_one_is_made_kept_and_shared(self, host: str, tmp_path: Path) -> None:
        made = secret_key(load_settings(host=host))
        assert len(made) >= 48
        assert secret_key(load_settings(host=host)) == made
        (kept,) = (tmp_path / "data").iterdir()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


class TestAddress:
    @pytest.mark.parametrize(
        ("host", "bind", "address"),
        [
            ("127.0.0.1", "127.0.0.1:8050", "http://127.0.0.1:8050"),
            ("0.0.0.0", "0.0.0.0:8050", "http://127.0.0.1:8050"),  # noqa: S104
            ("::1", "[::1]:8050", "http://[::1]:8050"),
            ("::", "[::]:8050", "http://[::1]:8050"),
            ("localhost", "localhost:8050", "http://localhost:8050"),
        ],
    )
    def test_host_and_port(self, host: str, bind: str, address: str) -> None:
        settings = load_settings(host=host)
        assert (settings.bind, settings.address) == (bind, address)

    def test_tiles(self) -> None:
        settings = load_settings(tile_url="https://tiles.example.org:8443/v1/{z}/{x}/{y}.png?key=abc")
        assert settings.tile_origin == "https://tiles.example.org:8443"


def test_the_readme_lists_every_setting(repository: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    names = [FILE_VARIABLE, *(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)]
    assert [name for name in names if f"`{name}`" not in readme] == []
