#!/usr/bin/env bash
# bench.sh ID ARGUMENT... runs one benchmark and appends its result, with the id, to the file $RESULTS.
set -uo pipefail
: "${SERVER:=python3 -m sglang.bench_offline_throughput --model-path ${MODEL:-MODEL} --num-prompts 200}"
: "${RESULTS:=results.jsonl}"
id=$1
shift
out=$(mktemp)
trap 'rm -f "$out"' EXIT
# $SERVER is a command with its first arguments, so it is not quoted.
if $SERVER "$@" --result-filename "$out" </dev/null; then
	line=$(jq -c --arg id "$id" '. + {id: $id}' "$out")
else
	line=$(jq -cn --arg id "$id" --arg status "$?" '{id: $id, error: "exit status \($status)"}')
fi
printf '%s\n' "$line" >>"$RESULTS" # one write, so that the lines of concurrent jobs do not mix
