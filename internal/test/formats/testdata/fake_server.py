"""A server that does nothing but read its flags as SGLang does, with argparse, and write a result.

It knows the flags of two releases and rejects what a real one rejects: unknown flags, switches with a value,
numbers that are none, words that are not among the choices.
"""
import argparse
import json
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--model-path", required=True)
parser.add_argument("--result-filename")
parser.add_argument("--tag")
for name in ["max-running-requests", "max-total-tokens", "chunked-prefill-size", "max-prefill-tokens", "tp-size", "dp-size"]:
    parser.add_argument("--" + name, type=int)
parser.add_argument("--disable-radix-cache", action="store_true")
parser.add_argument("--attention-backend", choices=["flashinfer", "triton", "torch_native", "fa3", "fa4"])
release = sys.argv.pop(1)
if release == "2025-11":
    parser.add_argument("--disable-cuda-graph", action="store_true")
    parser.add_argument("--cuda-graph-max-bs", type=int)
else:
    for phase in ["decode", "prefill"]:
        parser.add_argument("--cuda-graph-backend-" + phase, choices=["full", "disabled"])
        parser.add_argument("--cuda-graph-max-bs-" + phase, type=int)
args = parser.parse_args()
result = {"id": args.tag, "throughput": (args.tp_size or 1) * 1000 - (args.max_total_tokens or 0) / 100}
if args.result_filename:
    with open(args.result_filename, "a") as f:
        f.write(json.dumps(result) + "\n")
json.dump(vars(args), sys.stdout, sort_keys=True)
print()
