"""Runs a Spark job for `deno task bench spark`, and tells what it used.

    python3 spark.py JOB.py ARGUMENT...

The job's last line is its own JSON. Its JVM is a process that outlives it for a moment, and does most of the work: as the "subreaper" of
its descendants (Linux) this process waits for the JVM, too. Prints seconds, CPU seconds, the peak of the largest process, and the job's rows.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36

if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    sys.exit("prctl() refused: the JVM's time and memory would be missing")
start = time.perf_counter()
child = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
out, err = child.communicate()
seconds = time.perf_counter() - start
if child.returncode != 0:
    sys.exit(f"{sys.argv[1]} ended with status {child.returncode}:\n{err[-3000:]}")
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "rows": json.loads(out.strip().splitlines()[-1])["rows"],
    "seconds": seconds,
    "cpuSeconds": usage.ru_utime + usage.ru_stime,
    "peakMib": usage.ru_maxrss / 1024,
}))
