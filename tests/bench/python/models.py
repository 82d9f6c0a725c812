"""The work of `deno task train` and `evaluate` for one target, in Python, for `deno task bench models`.

    python3 models.py LAKE TARGET CUT

The same hours, features, settings and number of fits (each model twice: up to a month before the cut for its interval, and up to the
cut), in two processes. Prints seconds, CPU seconds and microseconds a forecast as JSON.
"""

import os

# Two processes share two cores: with threads of their own they would be in each other's way.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import json
import resource
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.tsa.statespace.sarimax import SARIMAX
from xgboost import XGBRegressor

FIELDS = ["co_gt", "c6h6_gt", "nox_gt", "no2_gt", "t", "rh", "ah"] + [
    f"pt08_{name}" for name in ["s1_co", "s2_nmhc", "s3_nox", "s4_no2", "s5_o3"]
]


def boosting():
    return HistGradientBoostingRegressor(
        max_iter=300, learning_rate=0.05, max_leaf_nodes=31, min_samples_leaf=20, early_stopping=False
    )


def forest(min_leaf):
    return RandomForestRegressor(200, min_samples_leaf=min_leaf, max_features=9, random_state=1)


# Name → (model, whether gaps are carried forward, whether it learns the change from the last value).
LEARNERS = {
    "ols": (lambda: make_pipeline(StandardScaler(), LinearRegression()), True, False),
    "ridge": (lambda: make_pipeline(StandardScaler(), Ridge(1)), True, False),
    "forest": (lambda: forest(2), True, False),
    "forest_change": (lambda: forest(5), True, True),
    "boosting": (boosting, False, False),
    "boosting_change": (boosting, False, True),
    "xgboost": (
        lambda: XGBRegressor(n_estimators=300, learning_rate=0.05, max_depth=6, reg_lambda=1, n_jobs=1),
        False,
        False,
    ),
}


def hourly(lake):
    silver = pd.read_parquet(f"{lake}/silver", columns=["ts", *FIELDS])
    return silver.drop_duplicates("ts").set_index("ts").sort_index()[FIELDS].asfreq("h")


def features(hours, target):
    """One row an origin: what is known of the hour after it."""
    y, next_hour = hours[target], hours.index + pd.Timedelta(hours=1)
    columns = {f"lag_{k}": y.shift(k - 1) for k in (1, 2, 3, 24, 168)}
    for w in (3, 6, 24):
        columns[f"roll_mean_{w}"] = y.rolling(w, min_periods=1).mean()
        columns[f"roll_std_{w}"] = y.rolling(w, min_periods=2).std()
    for name, of, period in [
        ("hour", next_hour.hour, 24),
        ("weekday", next_hour.weekday, 7),
        ("month", next_hour.month - 1, 12),
    ]:
        columns[f"{name}_sin"] = np.sin(2 * np.pi * of / period)
        columns[f"{name}_cos"] = np.cos(2 * np.pi * of / period)
    for name in FIELDS:
        if name != target:
            columns[name] = hours[name]
    return pd.DataFrame(columns, index=hours.index).astype(np.float32).to_numpy()


def fit_rows(name, hours, target, cut):
    """Forecasts of all hours by a model that learnt up to the cut; microseconds to forecast one row."""
    make, carry, change = LEARNERS[name]
    x, y = features(hours, target), hours[target].to_numpy()
    if carry:
        x = pd.DataFrame(x).ffill().to_numpy()
    base = pd.Series(y).ffill().to_numpy()
    goal = np.append(y[1:], np.nan) - (base if change else 0)
    usable = ~np.isnan(goal) & ~np.isnan(base) & (np.arange(len(y)) >= 168)
    if carry:
        usable &= ~np.isnan(x).any(axis=1)
    learnt = usable & (hours.index + pd.Timedelta(hours=1) <= cut)
    model = make().fit(x[learnt], goal[learnt])
    found = np.full(len(y), np.nan)
    found[usable] = model.predict(x[usable]) + (base[usable] if change else 0)
    rows = x[usable][-200:]
    start = time.perf_counter()
    for row in rows:
        model.predict(row.reshape(1, -1))
    return np.append(np.nan, found[:-1]), (time.perf_counter() - start) / len(rows) * 1e6


def fit_sarima(hours, target, cut):
    y = hours[target]
    training = y[:cut]
    mean = training.mean()
    shape = {"order": (1, 0, 1), "seasonal_order": (1, 0, 1, 24)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = SARIMAX((training - mean).to_numpy(), **shape).fit(disp=0)
        forecasts = SARIMAX((y - mean).to_numpy(), **shape).filter(found.params).fittedvalues
    return forecasts + mean, None


def fit(task):
    name, hours, target, cut = task
    return fit_sarima(hours, target, cut) if name == "sarima" else fit_rows(name, hours, target, cut)


def compare(errors, base, days, random):
    """Diebold and Mariano's p-value with 24 lags, and an interval of the difference by drawing days."""
    both = ~np.isnan(errors) & ~np.isnan(base)
    d = (errors - base)[both]
    centred = d - d.mean()
    variance = centred @ centred / len(d)
    for lag in range(1, 25):
        variance += 2 * (1 - lag / 25) * (centred[lag:] @ centred[:-lag]) / len(d)
    p = 2 * stats.norm.sf(abs(d.mean()) / np.sqrt(variance / len(d))) if variance > 0 else 1.0
    _, day = np.unique(days[both], return_inverse=True)
    sums, counts = np.bincount(day, d), np.bincount(day)
    drawn = random.integers(0, len(sums), (1000, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return {"p": p, "low": np.quantile(means, 0.025), "high": np.quantile(means, 0.975)}


def evaluate(hours, target, cut, early_cut, forecasts):
    """Errors, tests and coverage after the cut, beside persistence."""
    y = hours[target].to_numpy()
    test, month = hours.index > cut, (hours.index > early_cut) & (hours.index <= cut)
    forecasts["persistence"] = (hours[target].ffill().shift(1).to_numpy(),) * 2
    forecasts["seasonal_naive"] = (hours[target].shift(24).to_numpy(),) * 2
    days, random = hours.index.floor("D").to_numpy()[test], np.random.default_rng(1)
    base, table = np.abs(y - forecasts["persistence"][0])[test], {}
    for name, (full, early) in forecasts.items():
        errors = np.abs(y - full)
        width = np.nanquantile(np.abs(y - early)[month], 0.9)
        seen = errors[test][~np.isnan(errors[test])]
        table[name] = {
            "mae": seen.mean(),
            "rmse": np.sqrt((seen**2).mean()),
            "coverage": (seen <= width).mean(),
            **compare(errors[test], base, days, random),
        }
    return table


def main():
    lake, target, cut = sys.argv[1:]
    start = time.perf_counter()
    cut = pd.Timestamp(cut)
    early_cut = cut - pd.DateOffset(months=1)
    hours = hourly(lake)
    hours.index = hours.index.tz_localize(None)
    # The longest first, so that the two processes end together.
    names = ["sarima", *LEARNERS]
    tasks = [(name, hours, target, each) for name in names for each in (cut, early_cut)]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(fit, tasks))
    forecasts = {name: (found[2 * i][0], found[2 * i + 1][0]) for i, name in enumerate(names)}
    table = evaluate(hours, target, cut, early_cut, forecasts)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "cpuSeconds": sum(each.ru_utime + each.ru_stime for each in usage),
                "peakMib": max(each.ru_maxrss for each in usage) / 1024,
                "forecastUs": {name: found[2 * i][1] for i, name in enumerate(names) if found[2 * i][1] is not None},
                "mae": {name: row["mae"] for name, row in table.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
