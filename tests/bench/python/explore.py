"""The numbers of `deno task explore` for one station, in Python, for `deno task bench explore`.

    python3 explore.py LAKE

By pandas, scipy and statsmodels; a block bootstrap and a block permutation, which they do not have, in NumPy. Left out are change
points, limits, policies and sensors by month, so the work is somewhat less than ours. Prints seconds, CPU seconds and the peak as JSON.
"""

import os

os.environ.update(OMP_NUM_THREADS="2", OPENBLAS_NUM_THREADS="2")

import itertools
import json
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import signal, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.seasonal import MSTL, STL
from statsmodels.tsa.stattools import acf, adfuller, kpss, pacf

FIELDS = ["co_gt", "nmhc_gt", "c6h6_gt", "nox_gt", "no2_gt", "t", "rh", "ah"] + [
    f"pt08_{name}" for name in ["s1_co", "s2_nmhc", "s3_nox", "s4_no2", "s5_o3"]
]
POLLUTANTS, WEATHER = FIELDS[:5], ["t", "rh", "ah"]
DRAWS, PERMUTATIONS, LAGS, BLOCK = 1000, 499, 168, 168
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def hourly(lake):
    silver = pd.read_parquet(f"{lake}/silver", columns=["ts", *FIELDS])
    hours = silver.drop_duplicates("ts").set_index("ts").sort_index()[FIELDS].asfreq("h")
    return hours.set_axis(hours.index.tz_localize(None))


def blocks_mean(values, random):
    """An interval of the mean by moving blocks of a week."""
    starts = len(values) - BLOCK + 1
    sums = np.convolve(np.nan_to_num(values), np.ones(BLOCK), "valid")
    counts = np.convolve(~np.isnan(values), np.ones(BLOCK), "valid")
    drawn = random.integers(0, starts, (DRAWS, len(values) // BLOCK))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nanquantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [0.025, 0.975])


def rank_term(ranks, groups):
    sums, counts = np.bincount(groups, ranks), np.bincount(groups)
    return (sums[counts > 0] ** 2 / counts[counts > 0]).sum()


def permuted(values, groups, rotate, random):
    """Kruskal and Wallis's p-value with weeks turned in themselves, or moved about."""
    seen = ~np.isnan(values)
    ranks = np.full(len(values), np.nan)
    ranks[seen] = stats.rankdata(values[seen])
    weeks = len(values) // BLOCK
    table = ranks[: weeks * BLOCK].reshape(weeks, BLOCK)
    place, of = np.arange(BLOCK), groups[: weeks * BLOCK]
    measured, reached = None, 0
    for draw in range(PERMUTATIONS + 1):
        moved = table
        if draw > 0 and rotate:
            moved = table[np.arange(weeks)[:, None], (place + random.integers(0, BLOCK, (weeks, 1))) % BLOCK]
        elif draw > 0:
            moved = table[random.permutation(weeks)]
        flat = moved.ravel()
        known = ~np.isnan(flat)
        term = rank_term(flat[known], of[known])
        if measured is None:
            measured = term
        elif term >= measured * (1 - 1e-12):
            reached += 1
    return (1 + reached) / (1 + PERMUTATIONS)


def n_eff(n, one, other):
    lags = np.arange(1, len(one))
    return max(3.0, min(n, n / (1 + 2 * np.nansum((1 - lags / n) * one[1:] * other[1:]))))


def field(values, groups, random):
    """All that is asked of one field."""
    series = pd.Series(values)
    found = {
        "describe": [series.mean(), series.std(), series.skew(), series.kurt(), *series.quantile(QUANTILES)],
        "interval": blocks_mean(values, random),
        "acf": acf(values, nlags=LAGS, missing="conservative", fft=False),
        "z": 0.6745 * (values - series.median()) / stats.median_abs_deviation(values, nan_policy="omit"),
    }
    for name, group in groups.items():
        grouped = series.groupby(group)
        found[name] = grouped.agg(["mean", "std", "count"])
        observed = [each.dropna() for _, each in grouped if each.notna().any()]
        if len(observed) > 1:
            stats.kruskal(*observed)
            found[name, "p"] = permuted(values, group, name in ("hour", "weekday", "weekday_hour"), random)
    days = series.groupby(np.arange(len(values)) // 24).mean()
    line = sm.OLS(days.to_numpy(), sm.add_constant(np.arange(len(days))), missing="drop")
    found["trend"] = line.fit(cov_type="HAC", cov_kwds={"maxlags": 30}).conf_int()
    if series.notna().mean() < 0.5:
        return found
    filled = series.interpolate(limit_direction="both").to_numpy()
    parts = STL(filled, period=24, robust=True).fit()
    found["anomalies"] = parts.resid / stats.median_abs_deviation(parts.resid)
    MSTL(filled, periods=(24, 168)).fit()
    found["pacf"] = acf(filled, nlags=LAGS), pacf(filled, nlags=LAGS, method="ldb")
    found["stationarity"] = adfuller(filled), kpss(filled, "c"), kpss(filled, "ct")
    found["periods"] = signal.periodogram(filled)
    return found


def relations(hours, found):
    """Correlations of all pairs, adjusted; weather with lags, and with hour and month taken out."""
    values = {name: hours[name].to_numpy() for name in FIELDS}
    for method in (stats.pearsonr, stats.spearmanr):
        p_values = []
        for a, b in itertools.combinations(FIELDS, 2):
            both = ~np.isnan(values[a]) & ~np.isnan(values[b])
            r = method(values[a][both], values[b][both]).statistic
            n = n_eff(both.sum(), found[a]["acf"], found[b]["acf"])
            p_values.append(2 * stats.t.sf(abs(r) * np.sqrt((n - 2) / max(1e-12, 1 - r * r)), n - 2))
        multipletests(p_values, method="fdr_bh")
    rest = hours - hours.groupby([hours.index.month, hours.index.hour]).transform("mean")
    for a, b in itertools.product(POLLUTANTS, WEATHER):
        rest[a].corr(rest[b])
        for lag in range(-24, 25):
            hours[a].corr(hours[b].shift(lag))


def main():
    start = time.perf_counter()
    warnings.simplefilter("ignore")
    hours = hourly(sys.argv[1])
    index = hours.index
    groups = {
        "hour": index.hour.to_numpy(),
        "weekday": index.weekday.to_numpy(),
        "weekday_hour": (index.weekday * 24 + index.hour).to_numpy(),
        "month": index.month.to_numpy(),
        "season": (index.month % 12 // 3).to_numpy(),
    }
    random = np.random.default_rng(17)
    relations(hours, {name: field(hours[name].to_numpy(), groups, random) for name in FIELDS})
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "cpuSeconds": usage.ru_utime + usage.ru_stime,
                "peakMib": usage.ru_maxrss / 1024,
            }
        )
    )


main()
