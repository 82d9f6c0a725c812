-- Silver in Postgres, from data/export/silver.csv (docs/sql.md).
DROP TABLE IF EXISTS silver;
CREATE TABLE silver (
  ts TIMESTAMPTZ NOT NULL,
  station_id TEXT NOT NULL,
  co_gt DOUBLE PRECISION,
  pt08_s1_co DOUBLE PRECISION,
  nmhc_gt DOUBLE PRECISION,
  c6h6_gt DOUBLE PRECISION,
  pt08_s2_nmhc DOUBLE PRECISION,
  nox_gt DOUBLE PRECISION,
  pt08_s3_nox DOUBLE PRECISION,
  no2_gt DOUBLE PRECISION,
  pt08_s4_no2 DOUBLE PRECISION,
  pt08_s5_o3 DOUBLE PRECISION,
  t DOUBLE PRECISION,
  rh DOUBLE PRECISION,
  ah DOUBLE PRECISION,
  qa_missing_fields BIGINT,
  qa_out_of_range_fields BIGINT,
  validation_notes TEXT,
  no2_status TEXT,
  row_validity TEXT,
  kafka_partition BIGINT,
  kafka_offset BIGINT,
  source_line BIGINT,
  PRIMARY KEY (kafka_partition, kafka_offset)
);
\copy silver FROM 'data/export/silver.csv' CSV HEADER
CREATE INDEX silver_ts ON silver (station_id, ts);
