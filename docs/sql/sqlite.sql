-- Silver in SQLite, from data/export/silver.csv (docs/sql.md).
DROP TABLE IF EXISTS silver;
CREATE TABLE silver (
  ts TEXT NOT NULL,
  station_id TEXT NOT NULL,
  co_gt REAL,
  pt08_s1_co REAL,
  nmhc_gt REAL,
  c6h6_gt REAL,
  pt08_s2_nmhc REAL,
  nox_gt REAL,
  pt08_s3_nox REAL,
  no2_gt REAL,
  pt08_s4_no2 REAL,
  pt08_s5_o3 REAL,
  t REAL,
  rh REAL,
  ah REAL,
  qa_missing_fields INTEGER,
  qa_out_of_range_fields INTEGER,
  validation_notes TEXT,
  no2_status TEXT,
  row_validity TEXT,
  kafka_partition INTEGER,
  kafka_offset INTEGER,
  source_line INTEGER,
  PRIMARY KEY (kafka_partition, kafka_offset)
);
.import --csv --skip 1 data/export/silver.csv silver
-- An empty cell is a gap.
UPDATE silver SET
  co_gt = nullif(co_gt, ''),
  pt08_s1_co = nullif(pt08_s1_co, ''),
  nmhc_gt = nullif(nmhc_gt, ''),
  c6h6_gt = nullif(c6h6_gt, ''),
  pt08_s2_nmhc = nullif(pt08_s2_nmhc, ''),
  nox_gt = nullif(nox_gt, ''),
  pt08_s3_nox = nullif(pt08_s3_nox, ''),
  no2_gt = nullif(no2_gt, ''),
  pt08_s4_no2 = nullif(pt08_s4_no2, ''),
  pt08_s5_o3 = nullif(pt08_s5_o3, ''),
  t = nullif(t, ''),
  rh = nullif(rh, ''),
  ah = nullif(ah, ''),
  validation_notes = nullif(validation_notes, ''),
  source_line = nullif(source_line, '');
CREATE INDEX silver_ts ON silver (station_id, ts);
