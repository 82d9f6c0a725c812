"""Makes statistics.json: inputs and what scipy and statsmodels say of them, for tests/conformance/statistics_test.ts.

    python3 -m venv VENV && VENV/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 pandas==3.1.1
    VENV/bin/python tests/conformance/statistics.py

The series are invented (a seed, no measurements): they have the shapes of the real ones. A gap is null.
"""

import json
import pathlib
import warnings

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, signal, stats
from statsmodels.stats import diagnostic, multitest
from statsmodels.tsa import seasonal, stattools

rng = np.random.default_rng(360)


def clean(value):
    """As JSON has it: lists, and null for what is no number."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series)):
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


def pair(a, b):
    both = ~np.isnan(SERIES[a]) & ~np.isnan(SERIES[b])
    return SERIES[a][both], SERIES[b][both]


def correlation(test, a, b):
    x, y = pair(a, b)
    result = test(x, y)
    return {"n": len(x), "r": result.statistic, "p": result.pvalue}


def filled(name):
    return pd.Series(SERIES[name]).interpolate(limit_direction="both").to_numpy()


def without_groups(x, groupings):
    """Residuals of an ordinary fit on dummies."""
    dummies = pd.concat([pd.get_dummies(pd.Series(g), prefix=str(i), drop_first=True) for i, g in enumerate(groupings)], axis=1)
    return sm.OLS(x, sm.add_constant(dummies.to_numpy(dtype=float))).fit().resid


def partial(a, b):
    both = ~np.isnan(SERIES[a]) & ~np.isnan(SERIES[b])
    t = np.arange(HOURS)[both]
    groupings = [t % 24, t // (24 * 14)]
    r = stats.pearsonr(without_groups(SERIES[a][both], groupings), without_groups(SERIES[b][both], groupings)).statistic
    free = len(t) - 2 - sum(len(np.unique(g)) - 1 for g in groupings)
    return {"n": len(t), "r": r, "p": 2 * stats.t.sf(abs(r) * np.sqrt(free / (1 - r * r)), free)}


def decomposition(x, robust):
    result = seasonal.STL(x, period=24, robust=robust).fit()
    return {"trend": result.trend[::7], "seasonal": result.seasonal[::7], "remainder": result.resid[::7]}


def multiple(x):
    result = seasonal.MSTL(x, periods=(24, 168), windows=(11, 15)).fit()
    return {"trend": result.trend[::7], "day": result.seasonal[::7, 0], "week": result.seasonal[::7, 1]}


def stationarity(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a p-value at the end of its table
        a, c, ct = stattools.adfuller(x), stattools.kpss(x), stattools.kpss(x, regression="ct")
    name = lambda r: {"statistic": r[0], "p": r[1], "lags": r[2]}
    return {"adf": name(a), "kpss_c": name(c), "kpss_ct": name(ct)}


def kruskal(name, labels):
    groups = [SERIES[name][(labels == g) & ~np.isnan(SERIES[name])] for g in np.unique(labels)]
    h, p = stats.kruskal(*[g for g in groups if len(g)])
    return {"n": sum(map(len, groups)), "groups": len(groups), "statistic": h, "p": p}


def isotonic(a, b):
    """Points of equal x share one value: their mean, weighted by how many they are."""
    x, y = pair(a, b)
    levels = pd.DataFrame({"x": x, "y": y}).groupby("x")["y"].agg(["mean", "size"])
    fit = optimize.isotonic_regression(levels["mean"], weights=levels["size"]).x
    return [list(levels.index), fit]


def power(x):
    _, density = signal.periodogram(x)
    return density[1:]


def trend(name, lags):
    """A gap as a row of weight 0: its score is 0, and it keeps its place."""
    y, seen = SERIES[name], ~np.isnan(SERIES[name])
    design = np.column_stack([np.ones(len(y)), np.arange(len(y))])
    weighted = np.where(seen, 1.0, 0.0)
    fit = sm.OLS(np.nan_to_num(y) * weighted, design * weighted[:, None]).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    return {"slope": fit.params[1], "intercept": fit.params[0], "slopeError": fit.bse[1]}


def segments(x, shortest, penalty):
    """Every split tried: dynamic programming without pruning."""
    n = len(x)
    best, before = np.full(n + 1, np.inf), np.zeros(n + 1, int)
    best[0] = -penalty
    for to in range(shortest, n + 1):
        for start in [0, *range(shortest, to - shortest + 1)]:
            total = best[start] + ((x[start:to] - x[start:to].mean()) ** 2).sum() + penalty
            if total < best[to]:
                best[to], before[to] = total, start
    found, to = [], n
    while to > 0:
        found.insert(0, [int(before[to]), to, x[before[to] : to].mean()])
        to = before[to]
    return found


hour, weekday = np.arange(HOURS) % 24, np.arange(HOURS) // 24 % 7
steps = np.round(np.concatenate([np.full(40, 5), np.full(30, 9), np.full(60, 4)]) + rng.normal(0, 1, 130), 2)
SERIES["steps"] = steps

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

EXPECTED |= {
    "isotonic": isotonic("gaps", "other"),
    "pearson": [[a, b, correlation(stats.pearsonr, a, b)] for a, b in (("gaps", "other"), ("gaps", "large"), ("trend", "walk"))],
    "spearman": [[a, b, correlation(stats.spearmanr, a, b)] for a, b in (("gaps", "other"), ("gaps", "large"), ("trend", "walk"))],
    "partial_correlation": [["gaps", "other", partial("gaps", "other")], ["trend", "walk", partial("trend", "walk")]],
    "interpolate": {name: filled(name) for name in ("edges", "three")},
    "ranks": {name: pd.Series(SERIES[name]).rank() for name in ("ties", "three", "edges")},
    "pacf": {name: stattools.pacf(filled(name), nlags=40, method="ldb")[1:] for name in ("gaps", "walk", "trend")},
    "acf_plain": {name: stattools.acf(filled(name), nlags=40, fft=False)[1:] for name in ("gaps", "walk", "trend")},
    "stl": [[name, robust, decomposition(filled(name), robust)] for name, robust in (("gaps", True), ("trend", False), ("edges", True))],
    "mstl": {"trend": multiple(filled("trend"))},
    "stationarity": {name: stationarity(filled(name)) for name in ("gaps", "trend", "walk", "large", "steps")},
    "kruskal_hour": {name: kruskal(name, hour) for name in ("gaps", "walk")},
    "kruskal_weekday": {name: kruskal(name, weekday) for name in ("gaps", "walk")},
    "periodogram": {name: power(filled(name)) for name in ("edges", "steps", "ties")},
    "linear_trend": [[name, lags, trend(name, lags)] for name, lags in (("trend", 24), ("gaps", 48), ("three", 1))],
    "change_points": [[10, 12.5, segments(steps, 10, 12.5)], [1, 3.0, segments(steps, 1, 3.0)], [7, 0.5, segments(steps, 7, 0.5)]],
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
