"""The work of `deno task forecast` with ridge for four targets, in Python, for `deno task bench forecast`.

    python3 forecast.py BOOTSTRAP CLEAN_TOPIC OUT_TOPIC LAKE CUT row|batch ROWS

Clean messages, read committed, become forecasts of the next hour in a topic, by the same features; one transaction has a batch's forecasts
and offsets. It does less: no intervals, no scores, no table, no state that survives a kill, no detectors. `row` predicts reading by
reading, `batch` all readings of a batch at once. Prints seconds from the first message on, CPU seconds and peak memory as JSON.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import json
import resource
import sys
import time
import warnings
from datetime import datetime, timedelta

import numpy as np
import orjson
import pandas as pd
from confluent_kafka import Consumer, Producer
from models import FIELDS, LEARNERS, features, hourly

TARGETS = ["co_gt", "no2_gt", "nox_gt", "c6h6_gt"]
OWN = [FIELDS.index(target) for target in TARGETS]
OTHERS = [[i for i, name in enumerate(FIELDS) if name != target] for target in TARGETS]
LAGS, WINDOWS, RING = (1, 2, 3, 24, 168), (3, 6, 24), 168
BATCH = 10_000


def fitted(hours, target, cut):
    """Ridge that learnt up to the cut, as in models.py."""
    x = pd.DataFrame(features(hours, target)).ffill().to_numpy()
    goal = np.append(hours[target].to_numpy()[1:], np.nan)
    learnt = ~np.isnan(goal) & (np.arange(len(goal)) >= RING) & ~np.isnan(x).any(axis=1)
    learnt &= hours.index + pd.Timedelta(hours=1) <= cut
    return LEARNERS["ridge"][0]().fit(x[learnt], goal[learnt])


class Stations:
    """What features look back on, of all stations."""

    def __init__(self):
        self.numbers = {}
        self.past = np.full((0, len(TARGETS), RING), np.nan)
        self.at = np.zeros(0, np.int64)
        self.known = np.full((0, len(TARGETS), 28), np.nan, np.float32)

    def number(self, name):
        found = self.numbers.get(name)
        if found is None:
            found = self.numbers[name] = len(self.numbers)
            if found >= len(self.at):
                more = max(64, len(self.at))
                self.past = np.concatenate([self.past, np.full((more, len(TARGETS), RING), np.nan)])
                self.at = np.concatenate([self.at, np.zeros(more, np.int64)])
                self.known = np.concatenate([self.known, np.full((more, len(TARGETS), 28), np.nan, np.float32)])
        return found

    def step(self, stations, values, calendar):
        """The features after one reading of each of some stations: stations x targets x 28; gaps carry the last value."""
        at = self.at[stations]
        self.past[stations, :, at % RING] = values[:, OWN]
        x = np.empty((len(stations), len(TARGETS), 28), np.float32)
        for i, lag in enumerate(LAGS):
            x[:, :, i] = self.past[stations, :, (at + 1 - lag) % RING]
        for i, window in enumerate(WINDOWS):
            hours = (at[:, None] - np.arange(window)) % RING
            seen = self.past[stations[:, None], :, hours]
            x[:, :, 5 + 2 * i] = np.nanmean(seen, axis=1)
            x[:, :, 6 + 2 * i] = np.nanstd(seen, axis=1, ddof=1)
        x[:, :, 11:17] = calendar[:, None, :]
        for i, others in enumerate(OTHERS):
            x[:, i, 17:] = values[:, others]
        self.at[stations] = at + 1
        known = np.where(np.isnan(x), self.known[stations], x)
        self.known[stations] = known
        return known


def calendar_of(stamps):
    of = [datetime.fromisoformat(stamp) + timedelta(hours=1) for stamp in stamps]
    turns = np.array([[t.hour / 24, t.weekday() / 7, (t.month - 1) / 12] for t in of])
    angles = 2 * np.pi * turns
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(of), 6)


def forecasts_of(readings, stations, models):
    """By reading and target the forecast; NaN where a feature has never been seen."""
    numbers = np.array([stations.number(reading["station_id"]) for reading in readings])
    values = np.array([[reading[name] for name in FIELDS] for reading in readings], np.float64)
    calendar = calendar_of([reading["ts"] for reading in readings])
    # A station's readings follow each other; those of different stations are taken together.
    turn, counts = np.empty(len(readings), np.int64), {}
    for i, number in enumerate(numbers.tolist()):
        turn[i] = counts[number] = counts.get(number, -1) + 1
    x = np.empty((len(readings), len(TARGETS), 28), np.float32)
    for each in range(turn.max() + 1):
        rows = np.flatnonzero(turn == each)
        x[rows] = stations.step(numbers[rows], values[rows], calendar[rows])
    found = np.full((len(readings), len(TARGETS)), np.nan)
    for i, model in enumerate(models):
        usable = ~np.isnan(x[:, i]).any(axis=1)
        if usable.any():
            found[usable, i] = model.predict(x[usable, i])
    return found


def main():
    bootstrap, clean, out, lake, cut, mode, rows = sys.argv[1:]
    rows, hours = int(rows), hourly(lake)
    models = [fitted(hours, target, pd.Timestamp(cut, tz=hours.index.tz)) for target in TARGETS]
    group = f"python-{out}"
    consumer = Consumer(
        {
            **{"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest"},
            **{"enable.auto.commit": False, "isolation.level": "read_committed"},
        }
    )
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": group, "compression.type": "gzip", "linger.ms": 50})
    producer.init_transactions()
    consumer.subscribe([clean])
    stations, done, sent, start, cpu = Stations(), 0, 0, None, 0
    while done < rows:
        messages = consumer.consume(min(BATCH, rows - done), timeout=1)
        if any(message.error() for message in messages):
            raise SystemExit(str(next(message.error() for message in messages if message.error())))
        if not messages:
            continue
        if start is None:
            start, cpu = time.perf_counter(), time.process_time()
        readings = [orjson.loads(message.value()) for message in messages]
        if mode == "batch":
            found = forecasts_of(readings, stations, models)
        else:
            found = np.concatenate([forecasts_of([reading], stations, models) for reading in readings])
        producer.begin_transaction()
        for reading, values in zip(readings, found.tolist()):
            for target, value in zip(TARGETS, values):
                forecast = {"station_id": reading["station_id"], "origin_ts": reading["ts"], "target": target, "value": value}
                while True:
                    try:
                        producer.produce(out, orjson.dumps(forecast), reading["station_id"])
                        break
                    except BufferError:
                        producer.poll(0.05)
                sent += 1
            producer.poll(0)
        producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata())
        producer.commit_transaction()
        done += len(messages)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    consumer.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": done, "sent": sent, "seconds": seconds, "cpuSeconds": cpu, "peakMib": peak}))


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    main()
