#!/usr/bin/env python3
"""Checks the hashes of an audit report, written from its documented format and with nothing of ours.

It says how many events are proved and ends with 0, or says the first line that does not hold and ends
with 1. Signatures are left to software for signed notes; Python's own library has no Ed25519.
"""

import base64
import datetime
import hashlib
import json
import re
import sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def text(value):
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def number(value):
    return value.to_bytes(8, "big", signed=True)


def optional(value, write):
    return b"\0" if value is None else b"\1" + write(value)


def ulid(value):
    bits = 0
    for digit in value:
        bits = bits << 5 | ULID_DIGITS.index(digit)
    return bits.to_bytes(16, "big")


def moment(value):
    at = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return number((at - EPOCH) // datetime.timedelta(milliseconds=1))


def tags(event):
    names = event["tags"].split(",") if "tags" in event else []
    names = [name.replace("%2C", ",").replace("%25", "%") for name in names]
    return len(names).to_bytes(2, "big") + b"".join(map(text, names))


def entries(line, record):
    """The entry's bytes; two where the stored name of the type could be either."""
    event = record["event"]
    _, kind, short, schema = event["type"].split(".")
    stream = kind + "/" + event["subject"] if "subject" in event else kind
    if "payloaddigest" in record:
        payload = base64.b64decode(record["payloaddigest"])
    else:
        # The bytes as they stand there: another writer of JSON would write others.
        begin = re.search(r'"salt":"[^"]*","data":', line).end()
        data = line[begin : begin + json.JSONDecoder().raw_decode(line[begin:])[1]]
        payload = sha(base64.b64decode(event["salt"]), data.encode())
    name = short[0].upper() + short[1:]
    for stored in [name, "Ticket" + name]:
        yield b"".join(
            [
                b"TKT1", text(event["source"]), number(event["position"]), text(stream),
                number(event["streamversion"]), text(stored), number(int(schema[1:])),
                ulid(event["id"]), moment(event["time"]), moment(event["recordedtime"]),
                text(event["actor"]), text(event["role"]),
                optional(event.get("onbehalfof"), text), optional(event.get("command"), text),
                optional(event.get("commandid"), ulid), optional(event.get("causation"), text),
                optional(event.get("correlation"), text), payload, tags(event),
                optional(record.get("keydigest"), base64.b64decode),
            ]
        )


def root(entry, index, size, proof):
    """The root that a proof leads to, by RFC 9162, 2.1.3.2."""
    first, last, found = index, size - 1, sha(b"\0", entry)
    for beside in map(base64.b64decode, proof):
        if first & 1 or first == last:
            found = sha(b"\1", beside, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = sha(b"\1", found, beside)
        first, last = first >> 1, last >> 1
    return found if last == 0 else None


def check(path):
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    note = json.loads(lines[0])["checkpoint"].split("\n")
    size, wanted = int(note[1]), base64.b64decode(note[2])
    for place, line in enumerate(lines[1:-1], start=2):
        record = json.loads(line)
        index = record["event"]["position"] - 1
        found = [root(e, index, size, record["proof"]) for e in entries(line.decode(), record)]
        if wanted not in found:
            sys.exit(f"line {place} is not in the log")
    statement = json.loads(lines[-1])["statement"]
    digest = hashlib.sha256(b"".join(line + b"\n" for line in lines[:-1])).hexdigest()
    if f"\nsha256 {digest}\n" not in statement or f"\nevents {len(lines) - 2}\n" not in statement:
        sys.exit("the statement is of other lines")
    print(len(lines) - 2)


check(sys.argv[1])
