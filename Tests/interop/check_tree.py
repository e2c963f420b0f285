"""Checks a log's tree, proofs, signature and tiles with Python packages that know nothing of ours.

USAGE: check_tree.py FILE FOLDER

FILE is what check_tree.go reads, FOLDER the log's tiles. The environment is that of
scripts/make-readers: tlog-scales reads the tiles and checks signature, root and every proof; pymerkle
builds its own tree of the entries and checks roots and inclusion. Exit code 0 when everything is as the
file says that it should be.
"""

import base64
import json
import sys

from pymerkle import InclusionProof, InmemoryTree, InvalidProof, verify_inclusion
from pymerkle.core import _inclusion_path_layout
from tlog_scales import backend, signing, tiles, tlog
from tlog_scales.reader import TilesReader

with open(sys.argv[1], encoding="utf-8") as file:
    ALL = json.load(file)


def check(holds, what):
    if not holds:
        sys.exit("differs: " + what)


def hashes(texts):
    return [base64.b64decode(text) for text in texts]


def holds(body):
    """Whether a check passes; any other error than a false proof ends everything."""
    try:
        body()
        return True
    except (tlog.InclusionProofInvalid, tlog.ConsistencyProofInvalid, InvalidProof):
        return False


def path_by_pymerkle(index, size, leaf, proof):
    """An inclusion proof as pymerkle has it: its place counted from one, the leaf itself first."""
    rule, _ = _inclusion_path_layout(index + 1, size)
    return InclusionProof("sha256", True, size, index + 1, rule, [leaf] + proof)


entries = hashes(ALL["Entries"])
leaves = [tiles.leaf_hash(entry) for entry in entries]

# The folder: signature, entries, and every root from its tiles.
reader = TilesReader(backend.LocalBackend(backend.Path(sys.argv[2])))
checkpoint = reader.get_checkpoint()
checkpoint.verify(signing.Vkey.from_string(ALL["Vkey"]))
check(checkpoint.size == len(entries), "the checkpoint's size")
check(checkpoint.serialize() == ALL["Note"], "the checkpoint")
check(reader.calculate_root_hash() == checkpoint.root_hash, "the root over the tiles")
for index, entry in enumerate(entries):
    check(reader.get_entry(index) == entry, "entry %d of the tiles" % index)
    reader.get_inclusion_proof(index, checkpoint.size).check(leaves[index], checkpoint.root_hash)

tree = InmemoryTree(algorithm="sha256")
for entry in entries:
    tree.append_entry(entry)
check(tree.get_root() == checkpoint.root_hash, "pymerkle's root")

accepted = rejected = 0
for number, one in enumerate(ALL["Inclusion"]):
    index, size = one["Index"], one["Size"]
    leaf, proof = leaves[index], hashes(one["Proof"])
    root = base64.b64decode(one["Root"])
    check(tree.get_root(size) == root, "pymerkle's root of %d" % size)
    good = holds(lambda: tlog.InclusionProof(index, size, proof).check(leaf, root))
    other = holds(
        lambda: verify_inclusion(leaf, root, path_by_pymerkle(index, size, leaf, proof))
    )
    check(good == other == one["Good"], "inclusion proof %d" % number)
    accepted, rejected = accepted + good, rejected + (not good)
for number, one in enumerate(ALL["Consistency"]):
    old, new = base64.b64decode(one["OldRoot"]), base64.b64decode(one["NewRoot"])
    check(tree.get_root(one["First"]) == old, "pymerkle's root of %d" % one["First"])
    proof = tlog.ConsistencyProof(one["First"], one["Second"], hashes(one["Proof"]))
    good = holds(lambda: proof.check(old, new))
    check(good == one["Good"], "consistency proof %d" % number)
    accepted, rejected = accepted + good, rejected + (not good)
print("accepted %d, rejected %d" % (accepted, rejected))
