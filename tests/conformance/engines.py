"""What another program finds in a table: `engines.py ENGINE URI OPTIONS`, options as JSON. Prints JSON."""

import datetime
import json
import sys

DATE = "2004-03-10"
# The same day by a column of the files, which the log's statistics stand for.
DAY = [datetime.datetime(2004, 3, day, tzinfo=datetime.timezone.utc) for day in (10, 11)]


def deltalake_reads(uri, options):
    from deltalake import DeltaTable

    def rows(table):
        return sum(table.get_add_actions(flatten=True).column("num_records").to_pylist())

    newest = DeltaTable(uri, storage_options=options)
    return {
        "rows": rows(newest),
        "version": newest.version(),
        "rowsByVersion": [rows(DeltaTable(uri, version=v, storage_options=options)) for v in range(newest.version() + 1)],
        "filesOfDate": len(newest.file_uris(partition_filters=[("date", "=", DATE)])),
        "types": {field.name: str(field.type.type) for field in newest.schema().fields},
    }


def polars_reads(uri, options):
    import polars as pl

    def scan(version=None):
        return pl.scan_delta(uri, version=version, storage_options=options or None)

    rows = scan()
    ofDate = rows.filter(pl.col("date") == DATE)
    return {
        "rows": rows.select(pl.len()).collect().item(),
        "offsets": rows.select("kafka_offset").collect().to_series().sort().to_list(),
        "sum": rows.select(pl.col("co_gt").sum()).collect().item(),
        "rowsOfFirst": scan(1).select(pl.len()).collect().item(),
        "rowsOfDate": ofDate.select(pl.len()).collect().item(),
        "rowsOfDay": rows.filter(pl.col("ts").is_between(*DAY, closed="left")).select(pl.len()).collect().item(),
        "ts": str(rows.collect_schema()["ts"]),
        "first": str(rows.select(pl.col("ts").min()).collect().item()),
    }


def duckdb_reads(uri, options):
    import duckdb
    from deltalake import DeltaTable

    silver = DeltaTable(uri, storage_options=options).to_pyarrow_dataset()
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.register("silver", silver)
    rows, total, first = connection.execute("select count(*), sum(co_gt), min(ts)::varchar from silver").fetchone()
    of_date = connection.execute("select count(*) from silver where date = ?", [DATE]).fetchone()[0]
    of_day = connection.execute("select count(*) from silver where ts >= ? and ts < ?", DAY).fetchone()[0]
    return {"rows": rows, "sum": total, "first": first, "rowsOfDate": of_date, "rowsOfDay": of_day}


def spark_reads(uri, options):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.jars", options["jars"])
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    silver = spark.read.format("delta").load(uri)
    silver.createOrReplaceTempView("silver")
    total, first = spark.sql("select sum(co_gt), cast(min(ts) as string) from silver").first()
    return {
        "rows": silver.count(),
        "offsets": sorted(row[0] for row in silver.select("kafka_offset").collect()),
        "sum": total,
        "rowsOfFirst": spark.read.format("delta").option("versionAsOf", 1).load(uri).count(),
        "rowsOfDate": silver.where(silver["date"] == DATE).count(),
        "rowsOfDay": silver.where((silver["ts"] >= DAY[0]) & (silver["ts"] < DAY[1])).count(),
        "filesOfDate": len(silver.where(silver["date"] == DATE).inputFiles()),
        "ts": silver.schema["ts"].dataType.simpleString(),
        "first": first,
    }


ENGINES = {"deltalake": deltalake_reads, "polars": polars_reads, "duckdb": duckdb_reads, "spark": spark_reads}

if __name__ == "__main__":
    _, name, uri, options = sys.argv
    print(json.dumps(ENGINES[name](uri, json.loads(options))))
