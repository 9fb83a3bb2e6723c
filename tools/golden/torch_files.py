"""Writes test/golden/torch-files.json: what PyTorch itself saves, in the shapes that users' checkpoints have.

    python3 tools/golden/torch_files.py        (PyTorch 1.13 and NumPy, as Debian packages them)
"""

import base64
import collections
import hashlib
import io
import json
import pathlib
import pickle
import struct
import tarfile
import tempfile
import warnings

import numpy
import torch

warnings.filterwarnings("ignore")


class Net(torch.nn.Module):
    """A convolution, a batch normalisation, a buffer that is not kept, a parameter that is absent."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1), torch.nn.BatchNorm2d(2))
        self.scale = torch.nn.Parameter(torch.tensor([0.5, -2.0]))
        self.register_parameter("absent", None)
        self.register_buffer("table", torch.arange(3.0))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        with torch.no_grad():
            self.layers[0].weight.copy_(torch.tensor([[[[1.5]]], [[[-0.25]]]]))
            self.layers[0].bias.copy_(torch.tensor([3.0, 4.0]))

    def forward(self, image):
        return self.layers(image) * self.scale[0] + self.table.sum()


net = Net().eval()
cases = []


def numbers(tensor):
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    if tensor.dtype == torch.float16:
        tensor = tensor.float()
    return {"shape": list(tensor.shape), "data": tensor.flatten().tolist()}


def case(name, value, tensors=None, refusal=None, legacy=False, raw=None):
    if raw is None:
        stream = io.BytesIO()
        torch.save(value, stream, _use_new_zipfile_serialization=not legacy)
        raw = stream.getvalue()
    expected = {path: numbers(tensor) for path, tensor in (tensors or {}).items()}
    data = base64.b64encode(raw).decode()
    cases.append({"name": name, "data": data, "tensors": expected, "refusal": refusal})


state = dict(net.state_dict())
for legacy in (False, True):
    kind = "legacy" if legacy else "zip"
    case(f"state dictionary, {kind}", net.state_dict(), state, legacy=legacy)
    case(f"whole module, {kind}", net, state, legacy=legacy)
    nested = {f"model.{path}": tensor for path, tensor in state.items()}
    case(f"module in a dictionary, {kind}", {"model": net, "epoch": 7}, nested, legacy=legacy)
    parallel = {f"module.{path}": tensor for path, tensor in state.items()}
    case(f"whole DataParallel, {kind}", torch.nn.DataParallel(net), parallel, legacy=legacy)
    arrays = {"w": numpy.arange(6, dtype="<f4").reshape(2, 3), "n": numpy.array([1, 2], ">i8")}
    expected = {"w": torch.arange(6.0).reshape(2, 3), "n": torch.tensor([1, 2])}
    case(f"NumPy arrays, {kind}", arrays, expected, legacy=legacy)

for name, module in (("scripted", torch.jit.script(net)), ("traced", torch.jit.trace(net, torch.ones(1, 1, 2, 2)))):
    stream = io.BytesIO()
    torch.jit.save(module, stream)
    case(f"TorchScript, {name}", None, dict(module.state_dict()), raw=stream.getvalue())

dense = torch.tensor([[0.0, 2.0, 0.0], [0.0, 0.0, -1.5]])
case("sparse COO", {"s": dense.to_sparse()}, {"s": dense})
twice = torch.sparse_coo_tensor([[0, 0, 1], [1, 1, 2]], [0.5, 1.5, -1.5], (2, 3))
case("sparse COO, entries twice", {"s": twice}, {"s": dense})
hybrid = torch.sparse_coo_tensor([[0, 2]], [[1.0, 2.0], [3.0, 4.0]], (3, 2))
case("sparse COO of rows", {"s": hybrid}, {"s": hybrid.to_dense()})
case("sparse CSR", {"s": dense.to_sparse_csr()}, {"s": dense})
values = torch.tensor([[-1.0, 0.5], [0.25, 1.0]])
whole = torch.quantize_per_tensor(values, 0.25, 3, torch.quint8)
case("quantised per tensor", {"q": whole}, {"q": whole})
signed = torch.quantize_per_tensor(values.t(), 0.25, -1, torch.qint8)
case("quantised, turned", {"q": signed}, {"q": signed})
rows = torch.quantize_per_channel(values, torch.tensor([0.25, 0.5]), torch.tensor([1, 2]), 1, torch.qint8)
case("quantised per channel", {"q": rows}, {"q": rows})
case("bfloat16", {"b": torch.tensor([1.0, -3.140625]).bfloat16()}, {"b": torch.tensor([1.0, -3.140625])})
case("half", {"h": torch.tensor([1.0, -0.5]).half()}, {"h": torch.tensor([1.0, -0.5])})
case("complex", {"model": {"c": torch.tensor([1 + 2j])}}, refusal="real numbers, got torch.ComplexFloatStorage .\"model.c\".")
case("a tensor alone", torch.tensor([1.0, 2.0]), {"": torch.tensor([1.0, 2.0])})
case("a list of tensors", [torch.ones(1), torch.zeros(1)], {"0": torch.ones(1), "1": torch.zeros(1)})
case("parameters", {"p": net.scale}, {"p": net.scale.detach()})
case("a view of a storage", {"v": torch.arange(6.0)[2:5]}, {"v": torch.arange(2.0, 5.0)})
case("keys that are numbers and tuples", {3: torch.ones(1), "odd": {(1, 2): 5}}, {"3": torch.ones(1)})
case("no tensor", {"made": collections.Counter, "epoch": 3})


def before_zero_two():
    """The tar archive of PyTorch 0.1.1 to 0.1.9, as torch.serialization still reads it."""

    def packed(*parts):
        return b"".join(part if isinstance(part, bytes) else pickle.dumps(part, 2) for part in parts)

    data = numpy.array([1, 2, 3, 4, 5, 6], "<f4")
    storages = packed(1, (10, "cpu", torch.FloatStorage), struct.pack("<q", 6), data.tobytes(), [])
    head = struct.pack("<i4x2q2qq", 2, 2, 2, 1, 2, 1)
    other = struct.pack("<i4x1q1qq", 1, 6, 1, 0)
    tensors = packed(2, (20, 10, torch.FloatTensor), head, (21, 10, torch.FloatTensor), other)

    class Saver(pickle.Pickler):
        def persistent_id(self, value):
            return value.decode() if isinstance(value, bytes) else None

    stream = io.BytesIO()
    saver = Saver(stream, 2)
    saver.dump(collections.OrderedDict([("turned", b"20"), ("flat", b"21")]))
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        for name, content in (("sys_info", pickle.dumps({}, 2)), ("pickle", stream.getvalue()), ("tensors", tensors), ("storages", storages)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return archive.getvalue()


old = before_zero_two()
with tempfile.NamedTemporaryFile() as file:  # torch reads archives of this kind from disk alone
    file.write(old)
    file.flush()
    case("tar of PyTorch 0.1", None, torch.load(file.name), raw=old)

root = pathlib.Path(__file__).parents[2]
source = pathlib.Path(__file__).read_bytes()
head = {
    "generator": "tools/golden/torch_files.py",
    "generator_sha256": hashlib.sha256(source).hexdigest(),
    "torch": torch.__version__,
}
lines = ",\n".join(f"    {json.dumps(each)}" for each in cases)
text = json.dumps(head, indent=2)[:-2] + f',\n  "cases": [\n{lines}\n  ]\n}}\n'
(root / "test/golden/torch-files.json").write_text(text)
print(len(cases), "cases,", len(text) // 1024, "kB")
