#!/usr/bin/env bash
# Runs one benchmark at a time on each GPU of this machine. Started again, it skips what has a result.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export RESULTS=${RESULTS:-results.jsonl}
touch "$RESULTS"
paramgen -sample "${SAMPLE:-64}" -seed 1 -skip "$RESULTS" -set tp_size=1 -set dp_size=1 \
	-format shell -template "CUDA_VISIBLE_DEVICES=\$((PARALLEL_JOBSLOT - 1)) '$here/bench.sh' {id} {args}" |
	tail -n +2 | # without the first line, #!
	parallel --jobs "${GPUS:-8}" --joblog sweep.log
