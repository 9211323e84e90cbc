"""How often the verdict calls a change: on simulated quiet series, and on real ones.

    python -m bench.verdict_calibration [series per row] [seed]

Prints the tables of docs/methods.md. Quiet series are gamma-Poisson counts about a seasonal mean that is the
same every year, so every change called is a false alarm. Each is compared year on year (the last 12 months
against the 12 before) and month on year (the last month against the same month a year before).
Baselines in the same run: the rule without phi (phi = 1), and with phi as measured, not raised for the few
months it was measured on. A last table shows what months that resemble their neighbours do to the rule.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.trends import (
    Verdict,
    change_verdict,
    dispersion_phi,
    overdispersion_components,
)

LEVELS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
DISPERSIONS = (1.0, 1.5, 2.0, 3.0)
COPIES = 200
CALLED = (Verdict.HIGHER, Verdict.LOWER)
CLEVELAND = Path(__file__).resolve().parents[2] / "shared" / "data" / "police-street-cleveland"
PARTNERSHIPS = ("Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees")


def quiet_series(
    rng: np.random.Generator, number: int, months: int, level: float, phi: float, season: float = 0.3
) -> NDArray[np.float64]:
    """Counts [number, months] with mean `level` x seasonal factor and variance phi x mean."""
    swing = 1 + season * np.sin(2 * np.pi * (np.arange(months) / 12 + rng.random((number, 1))))
    mean = level * swing
    if phi > 1:
        # Gamma of shape mean / (phi - 1) and scale phi - 1, then Poisson: variance = mean + mean (phi - 1).
        mean = rng.gamma(mean / (phi - 1), phi - 1)
    return rng.poisson(mean).astype(np.float64)


def lingering_series(
    rng: np.random.Generator, number: int, months: int, level: float, phi: float, memory: float
) -> NDArray[np.float64]:
    """Counts whose scatter lingers: log means are a first-order autoregression of weight `memory`."""
    variance = np.log1p((phi - 1) / level)
    log_mean = np.empty((number, months))
    log_mean[:, 0] = rng.normal(0, np.sqrt(variance), number)
    for month in range(1, months):
        fresh = rng.normal(0, np.sqrt(variance * (1 - memory**2)), number)
        log_mean[:, month] = memory * log_mean[:, month - 1] + fresh
    return rng.poisson(level * np.exp(log_mean - variance / 2)).astype(np.float64)


def unraised_phi(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """Phi as measured, at least 1: what `dispersion_phi` would be without its allowance for few months."""
    squares, weight = overdispersion_components(series)
    return np.maximum(np.divide(squares, weight, out=np.ones_like(squares), where=weight > 0), 1)


def called(now: NDArray[np.float64], before: NDArray[np.float64], phi: ArrayLike) -> float:
    """Share of the changes called, of all (those with too few to say count as not called)."""
    _, verdicts = change_verdict(now, before, phi)
    return float(np.isin(np.asarray(verdicts).astype(str), CALLED).mean())


def simulate(number: int, seed: int) -> pd.DataFrame:
    """One row for each level, phi and length of series: shares of false alarms."""
    rng = np.random.default_rng(seed)
    rows = []
    for months in (24, 36):
        for phi in DISPERSIONS:
            for level in LEVELS:
                series = quiet_series(rng, number, months, level, phi)
                measured = np.asarray(dispersion_phi(series))
                now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
                rows.append(
                    {
                        "months": months,
                        "phi": phi,
                        "level": level,
                        "year on year": called(now, before, measured),
                        "month on year": called(series[:, -1], series[:, -13], measured),
                        "phi not raised": called(now, before, unraised_phi(series)),
                        "no phi": called(now, before, 1.0),
                    }
                )
    return pd.DataFrame(rows)


def simulate_lingering(number: int, seed: int) -> pd.DataFrame:
    """Shares called year on year, at 50 a month and phi 2, by how much of a month's scatter lingers."""
    rng = np.random.default_rng(seed)
    rows = []
    for months in (24, 36):
        for memory in (0.0, 0.3, 0.6):
            series = lingering_series(rng, number, months, 50, 2.0, memory)
            now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
            share = called(now, before, dispersion_phi(series))
            rows.append({"months": months, "memory": memory, "year on year": share})
    return pd.DataFrame(rows)


def scattered(
    rng: np.random.Generator, mean: NDArray[np.float64], phi: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Counts about `mean` [series, months] with variance phi x mean, phi [series] at least 1."""
    excess = np.broadcast_to(np.maximum(phi - 1, 1e-9)[:, np.newaxis], mean.shape)
    # Gamma of shape mean / excess and scale excess, then Poisson: variance = mean + mean x excess.
    lively = np.where(mean > 0, rng.gamma(np.where(mean > 0, mean, 1) / excess, excess), 0.0)
    return rng.poisson(np.where(phi[:, np.newaxis] > 1, lively, mean)).astype(np.float64)


def quiet_copies(copies: int, seed: int) -> pd.DataFrame:
    """False alarms in copies of Cleveland in which nothing but chance changes, 2025 against 2024.

    Each copy keeps every series' own level, season (the mean of each month of the year) and month-to-month
    scatter (its phi as measured), and draws new months from them.
    """
    rng = np.random.default_rng(seed)
    result = []
    for name, series in cleveland_series().items():
        season = series.reshape(len(series), -1, 12).mean(axis=1)
        mean = np.tile(season, series.shape[1] // 12)
        scatter = unraised_phi(series)
        alarms = []
        for _ in range(copies):
            copy = scattered(rng, mean, scatter)
            now, before = copy[:, -12:].sum(axis=1), copy[:, -24:-12].sum(axis=1)
            alarms.append(len(series) * called(now, before, dispersion_phi(copy)))
        result.append(
            {
                "comparison": name,
                "changes": len(series) * copies,
                "false alarms": round(sum(alarms)),
                "share": sum(alarms) / (len(series) * copies),
                "copies without any": sum(round(each) == 0 for each in alarms),
                "most in one copy": round(max(alarms)),
            }
        )
    return pd.DataFrame(result)


def cleveland_series() -> dict[str, NDArray[np.float64]]:
    """[series, 36 months] of Cleveland's published street crime: by partnership and type, by type alone."""
    columns = ["Month", "LSOA name", "Crime type"]
    files = sorted(CLEVELAND.rglob("*-street.csv.gz"))
    rows = pd.concat([pd.read_csv(file, usecols=columns) for file in files], ignore_index=True)
    rows["partnership"] = rows["LSOA name"].str.rsplit(" ", n=1).str[0]
    months = sorted(rows["Month"].unique())
    kept = rows[rows["partnership"].isin(PARTNERSHIPS)]
    tables = {
        "partnership x type": (kept, ["partnership", "Crime type"]),
        "force x type": (rows, ["Crime type"]),
    }
    return {
        name: frame.pivot_table(index=keys, columns="Month", aggfunc="size", fill_value=0)[months].to_numpy(
            dtype=np.float64
        )
        for name, (frame, keys) in tables.items()
    }


def cleveland() -> pd.DataFrame:
    """Shares of changes of 2025 against 2024 that are called in Cleveland's published street crime."""
    result = []
    for name, series in cleveland_series().items():
        now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
        result.append(
            {
                "comparison": name,
                "changes": len(series),
                "called": called(now, before, dispersion_phi(series)),
                "called, 24 months known": called(now, before, dispersion_phi(series[:, -24:])),
                "phi not raised": called(now, before, unraised_phi(series)),
                "no phi": called(now, before, 1.0),
                "median phi": float(np.median(dispersion_phi(series))),
            }
        )
    return pd.DataFrame(result)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2025
    result = simulate(number, seed)
    measures = ["year on year", "month on year", "phi not raised", "no phi"]
    print(f"False alarms among {number} quiet series a row, seed {seed}, % of all changes\n")
    for measure in measures:
        table = result.set_index(["months", "phi", "level"])[measure].unstack("level")  # noqa: PD010
        print(f"{measure} (columns: mean incidents a month)\n{(100 * table).round(2).to_string()}\n")
    print("Mean over phi and levels, %")
    print((100 * result.groupby("months")[measures].mean()).round(2).to_string(), "\n")
    print("Scatter that lingers from month to month, 50 a month, phi 2: share called")
    print(simulate_lingering(number, seed).round(4).to_string(index=False), "\n")
    if CLEVELAND.is_dir():
        print("Cleveland, 2025 against 2024: share of changes called")
        print(cleveland().round(3).to_string(index=False), "\n")
        print(f"{COPIES} copies of Cleveland in which nothing but chance changes")
        print(quiet_copies(COPIES, seed).round(4).to_string(index=False))
    else:
        print("Cleveland's files are not beside the source tree: no real changes counted")


if __name__ == "__main__":
    main()
