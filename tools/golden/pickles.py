"""Writes test/golden/pickles.json: what CPython's own pickle module writes, protocols 0 to 5.

numpy, scipy, chumpy and torch are not needed: look-alike modules stand in, whose objects reduce to
the same calls with the same arguments as the real ones.

    python3 tools/golden/pickles.py
"""

import base64
import collections
import hashlib
import json
import pathlib
import pickle
import struct
import sys
import types


def module(name, **members):
    parent = name.rpartition(".")[0]
    if parent and parent not in sys.modules:
        module(parent)
    made = types.ModuleType(name)
    for key, value in members.items():
        value.__module__ = name
        value.__qualname__ = key
        setattr(made, key, value)
    sys.modules[name] = made
    return made


class dtype:
    def __init__(self, code, order="<"):
        self.code, self.order = code, order

    def __reduce__(self):
        return dtype, (self.code, False, True), (3, self.order, None, None, None, -1, -1, 0)


def _reconstruct(*args):
    raise NotImplementedError


class ndarray:
    def __init__(self, shape, kind, raw, fortran=False):
        self.shape, self.kind, self.raw, self.fortran = shape, kind, raw, fortran

    def __reduce__(self):
        state = (1, self.shape, self.kind, self.fortran, self.raw)
        return _reconstruct, (ndarray, (0,), b"b"), state


class csc_matrix:
    pass


class Ch:
    pass


class Select:
    pass


def _rebuild_tensor_v2(*args):
    raise NotImplementedError


class FloatStorage:
    pass


class OpaqueConfig:
    def __init__(self):
        self.depth = 48


module("numpy", dtype=dtype, ndarray=ndarray)
module("numpy.core")
module("numpy.core.multiarray", _reconstruct=_reconstruct)
module("scipy.sparse.csc", csc_matrix=csc_matrix)
module("chumpy.ch", Ch=Ch)
module("chumpy.reordering", Select=Select)
module("torch._utils", _rebuild_tensor_v2=_rebuild_tensor_v2)
module("torch", FloatStorage=FloatStorage)
module("mmcv.config", OpaqueConfig=OpaqueConfig)


def floats(*values):
    return struct.pack(f"<{len(values)}d", *values)


def ints(*values):
    return struct.pack(f"<{len(values)}i", *values)


shared = ["shared"]
plain = {
    "none": None,
    "flags": (True, False),
    "ints": [0, -1, 255, 65535, -(2**31), 2**53 - 1, 2**64, -(2**70)],
    "floats": [0.5, -1e300, float("inf"), float("-inf")],
    "text": ["", "é", "日本", "😀", "a\\b'\n\"\u0001"],
    "bytes": b"\x00\xffab\n",
    "nested": {"a": {"b": [1, (2, [3])]}},
    "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
    "set": {7},
    "twice": [shared, shared],
}

matrix = csc_matrix()
matrix.__dict__ = {
    "_shape": (2, 3),
    "data": ndarray((3,), dtype("f8"), floats(1, 2, 3)),
    "indices": ndarray((3,), dtype("i4"), ints(0, 1, 0)),
    "indptr": ndarray((4,), dtype("i4"), ints(0, 1, 2, 3)),
    "maxprint": 50,
}
wrapped = Ch()
wrapped.__dict__ = {"x": ndarray((2, 2), dtype("f8", ">"), struct.pack(">4d", 1, 2, 3, 4)), "_dirty": set()}
chosen = Select()
chosen.__dict__ = {"a": wrapped, "idxs": ndarray((2,), dtype("i4"), ints(3, 0)), "preferred_shape": (2, 1)}
arrays = {
    "fortran": ndarray((2, 3), dtype("f4"), struct.pack("<6f", 1, 4, 2, 5, 3, 6), True),
    "names": ndarray((2,), dtype("U2"), "ab".encode("utf-32-le") + "c\0".encode("utf-32-le")),
    "objects": ndarray((2,), dtype("O8", "|"), [None, "x"]),
    "sparse": matrix,
    "wrapped": wrapped,
    "chosen": chosen,
    "unknown": OpaqueConfig(),
}

cases = []
for protocol in range(6):
    cases.append({"name": "plain", "protocol": protocol, "data": pickle.dumps(plain, protocol)})
    cases.append({"name": "arrays", "protocol": protocol, "data": pickle.dumps(arrays, protocol)})
for case in cases:
    case["data"] = base64.b64encode(case["data"]).decode()

here = pathlib.Path(__file__)
out = here.parents[2] / "test" / "golden" / "pickles.json"
out.write_text(
    json.dumps(
        {
            "generator": "tools/golden/pickles.py",
            "generator_sha256": hashlib.sha256(here.read_bytes()).hexdigest(),
            "cases": cases,
        },
        indent=1,
    )
    + "\n"
)
