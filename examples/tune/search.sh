#!/usr/bin/env bash
# Runs 24 of the 140 combinations, eight at a time, and prints the best.
set -euo pipefail

touch results.jsonl
while (($(wc -l <results.jsonl) < 24)); do
	paramgen -space space.json -next 8 -join results.jsonl -metric min:bytes -format shell -template './bench.sh {args} --id {id}' | bash >>results.jsonl
done

paramgen -space space.json -join results.jsonl -best 1 -metric min:bytes
