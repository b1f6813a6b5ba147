#!/usr/bin/env bash
# One benchmark on each GPU of this machine. parallel keeps a log; what has a result is left out when it is started again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export RESULTS=${RESULTS:-results.jsonl}
touch "$RESULTS"
paramgen -sample "${SAMPLE:-64}" -seed 1 -skip "$RESULTS" -set tp_size=1 -set dp_size=1 \
	-format shell -template "CUDA_VISIBLE_DEVICES=\$((PARALLEL_JOBSLOT - 1)) '$here/bench.sh' {id} {args}" |
	tail -n +2 | # the script's first line
	parallel --jobs "${GPUS:-8}" --joblog sweep.log
