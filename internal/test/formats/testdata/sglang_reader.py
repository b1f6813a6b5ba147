"""Reads arguments and configuration files as the servers of SGLang releases do, with argparse.

    sglang_reader.py TABLE < CASES

TABLE is sglang/releases.jsonl or a folder of files flags-RELEASE.json. A line of CASES is a JSON object:
release, format (args or yaml), and text, which has a combination on each line or in each document. For each
the answer is a line of JSON: how many combinations were read, how many were refused or have a flag that the
release ignores, and the first of these with the reason.
"""
import argparse
import glob
import json
import os
import re
import shlex
import sys

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    pass


def key_of(flag):
    return flag.lstrip("-").replace("-", "_")


def tables(path):
    """Returns a dict from release to its arguments and refused keys."""
    if os.path.isdir(path):
        files = [json.load(open(name)) for name in glob.glob(os.path.join(path, "flags-*.json"))]
        return {f["release"].split("@")[0]: (f["arguments"], set(f["config_keys_refused"])) for f in files}
    lines = [json.loads(line) for line in open(path)]
    order = [line["release"] for line in lines if "release" in line]
    all = {line["release"]: ([], set(line.get("refused", []))) for line in lines if "release" in line}
    for line in lines:
        if "release" not in line:
            line.setdefault("dest", key_of(line["flags"][0]))
            line.setdefault("action", "store")
            line.setdefault("type", "str")
            for release in order[order.index(line["from"]) : order.index(line["to"]) + 1]:
                all[release][0].append(line)
    return all


def readable(text):
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([kKmMgGtT])", text)
    if not match:
        return int(text)
    power = "kmgt".index(match[2].lower()) + 1
    return int(float(match[1]) * 1000**power) if match[2].islower() else int(match[1]) * 1024**power


def array(text):
    value = json.loads(text)
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def object_(text):
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


TYPES = {
    "str": str, "None": str, "nullable_str": str, "int": int, "float": float, "human_readable_int": readable,
    "loads": json.loads, "json_list_type": array, "parse_cuda_graph_config_arg": object_,
}


class Ignored(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        raise Refused("the release ignores " + option_string)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(message)


class Server:
    def __init__(self, arguments, refused):
        self.refused = refused
        self.actions = {}
        self.parser = Parser(allow_abbrev=False, add_help=False)
        for a in arguments:
            for flag in a["flags"]:
                self.actions[key_of(flag)] = a
            self.add(a)

    def add(self, a):
        action, options = a["action"], {"dest": a["dest"], "default": None}
        if action in ("store_true", "DeprecatedStoreTrueAction", "DeprecatedStoreConstAction"):
            options["action"] = "store_true"
        elif action in ("DeprecatedAction", "help"):
            options.update(action=Ignored, nargs=0)
        elif action == "boolean_optional":
            options["action"] = argparse.BooleanOptionalAction
        else:
            kind = TYPES[a.get("type") or "str"]
            options["type"] = kind
            if isinstance(a.get("nargs"), str):
                options["nargs"] = a["nargs"]
            if a.get("choices"):
                options["choices"] = [kind(str(c)) for c in a["choices"]]
        flags = [f for f in a["flags"] if action != "boolean_optional" or not f.startswith("--no-")]
        self.parser.add_argument(*flags, **options)

    def read(self, args):
        self.parser.parse_args(args)

    def arguments(self, config):
        """Returns the arguments that stand for a configuration file."""
        if not isinstance(config, dict):
            raise Refused("a configuration file is a mapping")
        args = []
        for key, value in config.items():
            name = key.replace("-", "_")
            if name in self.refused:
                raise Refused("a configuration file cannot have " + key)
            action = self.actions.get(name, {})
            if isinstance(value, bool):
                if action.get("action") != "store_true" or action["dest"] != name:
                    args += ["--" + key, str(value).lower()]
                elif value:
                    args.append("--" + key)
            elif isinstance(value, list):
                args += ["--" + key] + [str(v) for v in value] if value else []
            elif isinstance(value, dict):
                args += ["--" + key, json.dumps(value)]
            else:
                args += ["--" + key, str(value)]
        return args


def combinations(case):
    if case["format"] == "yaml":
        return yaml.load_all(case["text"], Loader)
    return (shlex.split(line) for line in case["text"].splitlines())


known = tables(sys.argv[1])
servers = {}
for line in sys.stdin:
    case = json.loads(line)
    release = case["release"]
    if release not in servers:
        servers[release] = Server(*known[release])
    server = servers[release]
    n, bad, first = 0, 0, ""
    for c in combinations(case):
        n += 1
        try:
            server.read(server.arguments(c) if case["format"] == "yaml" else c)
        except Refused as e:
            bad += 1
            first = first or "%s: %s" % (c, e)
    print(json.dumps({"read": n, "refused": bad, "first": first}), flush=True)
