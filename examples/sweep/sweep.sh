#!/usr/bin/env bash
# sweep.sh runs 40 configurations under two loads each, is interrupted, resumes, retries what failed,
# and launches the winner. paramgen and sweep, the program in this folder, are on the path.
set -euo pipefail
plan() { paramgen -space space.json -sample 40 -format shell -template 'sweep bench --id {id} --out results.jsonl {args}' "$@"; }
results() { paramgen -space space.json -join results.jsonl -metric throughput -by concurrency -where 'p99_ms < 5000' "$@"; }
plan | sed '13i kill -KILL $$' | MEMORY=280 bash || true # the sweep is killed after 11 runs,
printf '{"id": "3f9a' >>results.jsonl # while a line is written
plan -skip results.jsonl -metric throughput -by concurrency | MEMORY=280 bash
plan -skip results.jsonl -metric throughput -by concurrency -retry >retry.sh
MEMORY=1000 bash retry.sh
results -best 3 -format table
results -best 1 -format args | xargs sweep check
