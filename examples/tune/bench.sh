#!/usr/bin/env bash
# Compresses lines in blocks, as --level, --block and --order say, and prints the size as JSON.
while (($#)); do
	declare "${1#--}=$2"
	shift 2
done
case $order in
none) sorted=cat ;;
forward) sorted="sort" ;;
backward) sorted="sort -r" ;;
reversed) sorted="rev" ;;
esac
bytes=$(seq 1 7 30000 | LC_ALL=C $sorted | split -b "$block" --filter="gzip -$level" - | wc -c)
echo "{\"id\": \"$id\", \"bytes\": $bytes}"
