"""Writes test/golden/numpy-files.json: what NumPy and SciPy themselves save, in the forms that data sets and bodies come in.

    python3 tools/golden/numpy_files.py        (NumPy 2 and SciPy 1.13 or later)
"""

import base64
import hashlib
import io
import json
import pathlib
import pickle
import warnings
import zipfile

import numpy
import scipy
import scipy.sparse

warnings.filterwarnings("ignore")
arrays, sparse, dictionaries = [], [], []


def encoded(raw):
    return base64.b64encode(raw).decode()


def array(name, value, expected=None):
    """One .npy; `expected` where it is read as something else than NumPy has."""
    stream = io.BytesIO()
    numpy.save(stream, value)
    plain = value if expected is None else expected
    kind = "string" if plain.dtype.kind in "US" else "number"
    data = [text.decode() if isinstance(text, bytes) else text for text in plain.flatten().tolist()]
    arrays.append({"name": name, "file": encoded(stream.getvalue()), "kind": kind, "shape": list(plain.shape), "data": data})


names = ["a/1.jpg", "é.png", "日本/2.jpg"]
array("texts", numpy.array(names))
array("texts as bytes", numpy.array([b"a/1.jpg", b"b.png"]))
array("texts, big-endian", numpy.array(names).astype(">U9"))
array("texts as objects", numpy.array(names, object), numpy.array(names))
array("bytes as objects", numpy.array([text.encode() for text in names], object), numpy.array(names))
array("NumPy's own texts as objects", numpy.array([numpy.str_(text) for text in names], object), numpy.array(names))
array("paths as objects", numpy.array([pathlib.PurePosixPath("/set", "a", "1.jpg"), pathlib.PurePosixPath("b.png")], object), numpy.array(["/set/a/1.jpg", "b.png"]))
array("a column of texts as objects", numpy.array([["a"], ["b"]], object), numpy.array([["a"], ["b"]]))
array("numbers as objects", numpy.array([1, 2.5, True, 2**40], object), numpy.array([1, 2.5, 1, 2**40]))
array("NumPy's numbers as objects", numpy.array([numpy.float32(0.5), numpy.int64(3)], object), numpy.array([0.5, 3]))
rows = numpy.empty(2, object)
rows[:] = [numpy.arange(3.0), numpy.array([4, 5, 6], ">i4")]
array("arrays of one length as objects", rows, numpy.array([[0.0, 1, 2], [4, 5, 6]]))
lists = numpy.empty(2, object)
lists[:] = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
array("lists of one length as objects", lists, numpy.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]))
grid = numpy.arange(6).reshape(2, 3)
for code in ("<f4", ">f4", ">f8", ">i2", ">i8", ">u4", "<f2", ">f2"):
    array(f"{code}, C order", grid.astype(code))
    array(f"{code}, Fortran order", numpy.asfortranarray(grid.astype(code)))
array("a scalar", numpy.array(7.0))
array("a view turned and thinned", numpy.arange(24.0).reshape(4, 6).T[::2, 1:])
array("nobody", numpy.zeros((0, 72)))

dense = numpy.array([[0, 2.0, 0, 1], [0, 0, -1.5, 0], [4, 0, 0, 0]])
made = {"csc", "csr", "coo", "bsr", "dia", "lil", "dok"}
for kind in sorted(made):
    for flavour in ("matrix", "array"):
        value = getattr(scipy.sparse, f"{kind}_{flavour}")(dense)
        for protocol in (2, 4, 5):
            sparse.append({"name": f"{kind}_{flavour}, protocol {protocol}", "file": encoded(pickle.dumps(value, protocol)), "data": dense.flatten().tolist()})
twice = scipy.sparse.coo_matrix(([0.5, 1.5, 1, -1.5, 4], ([0, 0, 0, 1, 2], [1, 1, 3, 2, 0])), (3, 4))
blocks = scipy.sparse.bsr_matrix(numpy.kron(dense, numpy.ones((2, 3))), blocksize=(2, 3))
uneven = scipy.sparse.lil_matrix(dense.astype("f4"))
for name, value in (("coo, entries twice", twice), ("bsr, blocks of 2×3", blocks), ("lil of float32", uneven), ("csc of nothing", scipy.sparse.csc_matrix((2, 3)))):
    sparse.append({"name": name, "file": encoded(pickle.dumps(value, 2)), "data": value.toarray().flatten().tolist()})

plain = {"v": numpy.arange(4, dtype="<f4"), "style": "lbs", "genre": "m"}
for protocol in range(6):
    dictionaries.append({"name": f"text keys, protocol {protocol}", "file": encoded(pickle.dumps(plain, protocol))})
    # what a pickle of Python 2 becomes when Python 3 loads it with encoding="bytes" and saves it again
    old = {key.encode(): value.encode() if isinstance(value, str) else value for key, value in plain.items()}
    dictionaries.append({"name": f"byte keys, protocol {protocol}", "file": encoded(pickle.dumps(old, protocol))})

stream = io.BytesIO()
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
    for name in ("imgname", "center"):
        with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
            numpy.save(entry, numpy.array(names[:2], object) if name == "imgname" else numpy.ones((2, 2), order="F"))
stream.seek(0)
assert sorted(numpy.load(stream, allow_pickle=True)) == ["center", "imgname"]

root = pathlib.Path(__file__).parents[2]
source = pathlib.Path(__file__).read_bytes()
head = {
    "generator": "tools/golden/numpy_files.py",
    "generator_sha256": hashlib.sha256(source).hexdigest(),
    "numpy": numpy.__version__,
    "scipy": scipy.__version__,
    "streamed_npz": encoded(stream.getvalue()),
}
text = json.dumps(head, indent=2)[:-2]
for key, cases in (("arrays", arrays), ("sparse", sparse), ("dictionaries", dictionaries)):
    text += f',\n  "{key}": [\n' + ",\n".join(f"    {json.dumps(each)}" for each in cases) + "\n  ]"
(root / "test/golden/numpy-files.json").write_text(text + "\n}\n")
print(len(arrays) + len(sparse) + len(dictionaries), "cases,", len(text) // 1024, "kB")
