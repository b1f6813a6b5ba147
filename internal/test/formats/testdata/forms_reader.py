"""Reads command lines of all forms with argparse, and configuration files with PyYAML.

Standard input has command lines, words that end with NUL, each line after the word \\x02 with the
variable VAR and before the word \\x01, and after the word \\x03 YAML documents.
Each is printed as a line of JSON.
"""
import argparse
import json
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--max-num-seqs", dest="max_seqs", type=int)
parser.add_argument("-m", type=str)
parser.add_argument("--cuda-graph", action=argparse.BooleanOptionalAction)
parser.add_argument("--on", action="store_true")
parser.add_argument("--eq")
parser.add_argument("--joined", type=lambda text: text.split(","))
parser.add_argument("--repeated", type=int, action="append")
parser.add_argument("where")
parser.add_argument("files", nargs="+")
parser.add_argument("--sizes", nargs="*", type=int)

lines, _, documents = sys.stdin.buffer.read().decode().partition("\x03\0")
for line in lines.split("\x01\0")[:-1]:
    words = line.split("\0")[:-1]
    args = vars(parser.parse_args(words[2:]))
    args["var"] = words[1] or None
    print(json.dumps(args))
print("---")
if documents:
    import yaml
    for document in yaml.safe_load_all(documents):
        print(json.dumps(document))
