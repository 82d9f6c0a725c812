"""Makes statistics.json: inputs and what scipy and statsmodels say of them, for tests/conformance/statistics_test.ts.

    python3 -m venv VENV && VENV/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 pandas==3.1.1
    VENV/bin/python tests/conformance/statistics.py

The series are invented (a seed, no measurements): they have the shapes of the real ones. A gap is null.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats import diagnostic, multitest
from statsmodels.tsa import stattools

rng = np.random.default_rng(360)


def clean(value):
    """As JSON has it: lists, and null for what is no number."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(each) for each in value]
    if value is None or (isinstance(value, (float, np.floating)) and not np.isfinite(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def pollutant(hours):
    """Hourly levels with a daily and a weekly cycle, autocorrelated, skewed, one decimal, so with ties."""
    t = np.arange(hours)
    noise = np.zeros(hours)
    for i in range(1, hours):
        noise[i] = 0.85 * noise[i - 1] + rng.normal(0, 0.3)
    day = 0.6 * np.sin(2 * np.pi * (t - 8) / 24) + 0.3 * np.sin(4 * np.pi * (t - 5) / 24)
    week = np.where((t // 24) % 7 >= 5, -0.4, 0.1)
    return np.round(2 * np.exp(day + week + noise * 0.6), 1)


def with_gaps(x, share, blocks):
    x = x.copy()
    x[rng.random(len(x)) < share] = np.nan
    for _ in range(blocks):
        start = rng.integers(10, len(x) - 40)
        x[start : start + rng.integers(5, 30)] = np.nan
    return x


HOURS = 24 * 7 * 6 + 5
whole = pollutant(HOURS)
gaps = with_gaps(whole, 0.05, 4)
SERIES = {
    "whole": whole,
    "gaps": gaps,
    "other": with_gaps(np.round(0.6 * whole + pollutant(HOURS) + 1, 1), 0.05, 3),
    "trend": np.round(whole + 0.004 * np.arange(HOURS), 2),
    "walk": np.round(np.cumsum(rng.normal(0, 1, HOURS)), 2),
    "large": np.round(900 + 40 * whole, 0),
    "edges": np.concatenate([[np.nan] * 3, whole[:200], [np.nan] * 5]),
    "constant": np.full(50, 2.5),
    "constant_gaps": np.array([2.5, np.nan, 2.5, 2.5]),
    "ties": np.array([1.0, 1, 1, 2, 2, 3, 3, 3, 3, 4]),
    "none": np.array([]),
    "never": np.full(4, np.nan),
    "one": np.array([1.5]),
    "two": np.array([1.5, 4]),
    "three": np.array([1.5, np.nan, 4, 3]),
}


def distributions():
    t = [(v, n) for n in (1, 2, 3, 10.5, 91, 7000, 9000.25) for v in (0, 1e-3, 0.1, -1, 2.3, -5, 12, 37.5, 300)]
    f = [(v, a, b) for a, b in ((1, 10), (23, 7000), (167, 9000), (2, 2), (5, 1)) for v in (1e-6, 0.3, 1, 1.2, 3, 40)]
    c = [(v, n) for n in (1, 2, 5, 24, 168, 336, 7000) for v in (1e-6, 0.5, 3, 24, 150, 400, 1200, 7100)]
    z = [0, 0.5, -0.5, 1.959964, -1.959964, 5, -8, -20, -37]
    return {
        "t": [[v, n, 2 * stats.t.sf(abs(v), n)] for v, n in t],
        "f": [[v, a, b, stats.f.sf(v, a, b)] for v, a, b in f],
        "chi_square": [[v, n, stats.chi2.sf(v, n)] for v, n in c],
        "normal": [[v, stats.norm.cdf(v)] for v in z],
    }


def description(x):
    x = pd.Series(x, dtype=float)
    q = x.quantile([0.25, 0.5, 0.75]).tolist()
    names = ("n", "missing", "mean", "sd", "min", "q1", "median", "q3", "max")
    return dict(zip(names, (int(x.count()), int(x.isna().sum()), x.mean(), x.std(), x.min(), *q, x.max())))


def acf_gaps_kept(x, lags):
    m = np.nanmean(x)
    variance = np.nansum((x - m) ** 2) / np.sum(~np.isnan(x))
    products = [(x[:-k] - m) * (x[k:] - m) for k in range(1, lags + 1)]
    return [np.nanmean(p) / variance if np.any(~np.isnan(p)) else None for p in products]


def closed(name):
    return SERIES[name][~np.isnan(SERIES[name])]


def long_run_variance(x, lags):
    x = x - x.mean()
    gamma = [x[k:] @ x[: len(x) - k] / len(x) for k in range(lags + 1)]
    return gamma[0] + 2 * sum((1 - k / (lags + 1)) * gamma[k] for k in range(1, lags + 1))


def diebold_mariano(d, lags):
    n = len(d)
    statistic = d.mean() / np.sqrt(long_run_variance(d, lags) / n) * np.sqrt((n - 1) / n)
    return {"statistic": statistic, "p": 2 * stats.t.sf(abs(statistic), n - 1)}


def ljung_box(x, lags, fitted):
    row = diagnostic.acorr_ljungbox(x, lags=[lags], model_df=fitted).iloc[0]
    return {"statistic": row["lb_stat"], "p": row["lb_pvalue"], "lags": lags}


p_values = [0.001, 0.04, 0.04, 0.3, 1e-12, 0.9, 1.0, 0.02]

EXPECTED = {
    "distributions": distributions(),
    "describe": {name: description(x) for name, x in SERIES.items()},
    "p_values": p_values,
    "holm": multitest.multipletests(p_values, method="holm")[1],
    "benjamini_hochberg": multitest.multipletests(p_values, method="fdr_bh")[1],
    "acf_gaps_kept": {name: acf_gaps_kept(SERIES[name], 168) for name in ("gaps", "other", "edges", "walk")},
    "acf_adjusted": stattools.acf(whole, adjusted=True, nlags=168, fft=False)[1:],
    "ljung_box": [[name, lags, fitted, ljung_box(closed(name), lags, fitted)]
                  for name, lags, fitted in (("gaps", 24, 0), ("walk", 10, 2), ("trend", 168, 0))],
    "long_run_variance": [[name, lags, long_run_variance(closed(name), lags)]
                          for name, lags in (("gaps", 0), ("gaps", 24), ("walk", 48), ("two", 1))],
    "diebold_mariano": [[name, lags, diebold_mariano(SERIES[name], lags)]
                        for name, lags in (("walk", 0), ("walk", 24), ("two", 0))],
}

if __name__ == "__main__":
    versions = {m.__name__: m.__version__ for m in (np, scipy, statsmodels, pd)}
    path = pathlib.Path(__file__).with_name("statistics.json")
    lines = [
        f'"versions": {json.dumps(versions)}',
        '"series": {\n' + ",\n".join(f'"{name}": {json.dumps(clean(x))}' for name, x in SERIES.items()) + "\n}",
        '"expected": {\n' + ",\n".join(f'"{name}": {json.dumps(clean(x))}' for name, x in EXPECTED.items()) + "\n}",
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
