"""Makes again, by NumPy from the published formulas, the numbers of test/golden/{lbs_synthetic,camera,math,losses}.json and the
matrices of crop.json, and compares them with the files. The files came from other people's code; this agrees with them, so that
each number has a derivation that anybody can run.

    python3 tools/golden/formulas.py     prints the worst difference of every field, ends with 1 beyond its tolerance
"""

import json
import math
import pathlib
import sys

import numpy as np

GOLDEN = pathlib.Path(__file__).parents[2] / "test" / "golden"
MASK = 0xFFFFFFFF
worst_ok = True


def load(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def compare(field, ours, theirs, atol, rtol=0.0):
    global worst_ok
    ours, theirs = np.asarray(ours, float).ravel(), np.asarray(theirs, float).ravel()
    difference = np.abs(ours - theirs)
    good = ours.shape == theirs.shape and bool(np.all(difference <= atol + rtol * np.abs(theirs)))
    worst_ok &= good
    print(f"{'ok  ' if good else 'FAIL'} {field}: {difference.max():.2e}")


def hashed(name, shape, scale=1.0):
    """The stream of test/support/hash.ts: float32 scale * (2u - 1)."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & MASK
    out = np.empty(math.prod(shape))
    for i in range(out.size):
        t = (seed + (i + 1) * 0x6D2B79F5) & MASK
        t = (t ^ t >> 15) * (t | 1) & MASK
        t ^= (t + ((t ^ t >> 7) * (t | 61) & MASK)) & MASK
        out[i] = (t ^ t >> 14) / 2**32
    return (scale * (2 * out - 1)).astype(np.float32).reshape(shape).astype(float)


def rodrigues(axis_angle):
    angle = np.linalg.norm(axis_angle)
    if angle == 0:
        return np.eye(3)
    x, y, z = axis_angle / angle
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + math.sin(angle) * k + (1 - math.cos(angle)) * k @ k


def lbs():
    golden = load("lbs_synthetic")
    V, J, parents = golden["V"], golden["J"], golden["parents"]
    betas, pose = hashed("smpl.betas", (10,), 2), hashed("smpl.pose", (J, 3))
    compare("lbs betas", betas, golden["betas"], 0)
    compare("lbs pose", pose, golden["pose"], 0)
    regressor = np.abs(hashed("smpl.J_regressor", (J, V)))
    weights = np.abs(hashed("smpl.weights", (V, J))) ** 4
    regressor /= regressor.sum(1, keepdims=True)
    weights /= weights.sum(1, keepdims=True)
    shaped = hashed("smpl.v_template", (V, 3)) + hashed("smpl.shapedirs", (V, 3, 10), 0.05) @ betas
    rest = regressor @ shaped
    turns = np.array([rodrigues(p) for p in pose])
    posed = shaped + hashed("smpl.posedirs", (V, 3, 207), 0.01) @ (turns[1:] - np.eye(3)).ravel()
    world = np.zeros((J, 4, 4))
    for j, parent in enumerate(parents):
        local = np.eye(4)
        local[:3, :3] = turns[j]
        local[:3, 3] = rest[j] - (rest[parent] if parent >= 0 else 0)
        world[j] = world[parent] @ local if parent >= 0 else local
    compare("lbs joints", world[:, :3, 3], golden["joints"], 1e-6)
    moved = world.copy()
    moved[:, :3, 3] -= np.einsum("jab,jb->ja", world[:, :3, :3], rest)
    blended = np.einsum("vj,jab->vab", weights, moved)
    vertices = np.einsum("vab,vb->va", blended[:, :3, :3], posed) + blended[:, :3, 3]
    compare("lbs vertices", vertices, golden["vertices"], 1e-6)


def camera():
    golden = load("camera")
    roi, pe, cameras = golden["roi"], golden["pe"], golden["camera"]
    focal, centers = roi["focal"], np.array(roi["center"])
    sizes = 200 * np.array(roi["scale"])
    shift = centers - np.array([roi["img_w"], roi["img_h"]]) / 2
    compare("camera focal", [math.hypot(roi["img_w"], roi["img_h"])], [focal], 1e-9)
    info = np.c_[2.8 * shift / focal, (sizes - 0.24 * focal) / (0.06 * focal)]
    compare("camera bbox_info", info, roi["bbox_info"], 1e-6)

    x = np.array(pe["x"])
    assert np.all(x == x.astype(np.float32))
    count = (len(pe["y_cpu_fma"][0]) // 3 - 1) // 2
    for field, rounds in (("y_cpu_fma", 1), ("y_cuda_mul_then_add", 2)):
        columns = [x]
        for k in range(count):
            for phase in (0.0, float(np.float32(math.pi / 2))):
                product = x * float(np.float32(2.0**k * math.pi))  # exact in double: 24 by 24 bits
                product = product.astype(np.float32).astype(float) if rounds == 2 else product
                columns.append(np.sin((product + phase).astype(np.float32).astype(float)))
        compare(f"camera pe {field}", np.concatenate(columns, 1), pe[field], 2**-24)

    s, tx, ty = np.array(cameras["crop_cam"]).T
    span = s * sizes
    full = np.c_[tx + 2 * shift[:, 0] / span, ty + 2 * shift[:, 1] / span, 2 * focal / span]
    compare("camera full_cam, Eq. 12", full, cameras["full_cam"], 0, 1e-5)
    pairs = lambda v: ((v[:, None] - v[None]) ** 2).sum()
    eq16 = 0.1 * pairs(full[:, 0]) + 0.1 * pairs(full[:, 1]) + 1e-4 * pairs(span)
    compare("camera Eq. 16", [eq16], [cameras["paper_eq16_sum_all_m_n"]], 0, 1e-5)
    off = full[0] - full  # region 0 against itself counts in the mean
    released = ((off[:, 0] + off[:, 1]) ** 2).mean() + 1e-8 * ((span[0] - span) ** 2).mean()
    compare("camera released form", [released], [cameras["code_loss"]], 0, 1e-5)


def rotations():
    golden = load("math")
    made = []
    for row in golden["rot6d"]["x"]:
        a, b = np.array(row).reshape(3, 2).T
        a = a / np.linalg.norm(a)
        b = b - (a @ b) * a
        b = b / np.linalg.norm(b)
        made.append(np.c_[a, b, np.cross(a, b)])
    compare("math rot6d", made, golden["rot6d"]["R"], 1e-6)
    compare("math rodrigues", [rodrigues(np.array(p)) for p in golden["rodrigues"]["aa"]], golden["rodrigues"]["R"], 1e-6)
    pred, truth = hashed("pa.pred", (14, 3), 0.5), hashed("pa.gt", (14, 3), 0.5)
    error = lambda a: np.linalg.norm(a - truth, axis=1).mean()
    compare("math mpjpe", [error(pred)], [golden["pa"]["mpjpe_m"]], 1e-6)
    p, q = pred - pred.mean(0), truth - truth.mean(0)
    u, d, vt = np.linalg.svd(p.T @ q)
    signs = np.array([1, 1, np.sign(np.linalg.det(u @ vt))])
    aligned = (d * signs).sum() / (p**2).sum() * p @ (u * signs) @ vt + truth.mean(0)
    compare("math pa_mpjpe", [error(aligned)], [golden["pa"]["pa_mpjpe_m"]], 1e-6)


def contrastive():
    golden = load("losses")["contrastive"]
    N, M, D, tau = golden["N"], golden["M"], golden["D"], 0.5
    z = hashed("z", (N * M, D))
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    logits = z @ z.T / tau
    owner = np.arange(N * M) // M
    same = owner[:, None] == owner[None]
    positive = same & ~np.eye(N * M, dtype=bool)
    sums = lambda inside: np.log((np.exp(logits) * inside).sum(1, keepdims=True))
    anchors = lambda inside: -((logits - sums(inside)) * positive).sum(1) / (M - 1)
    compare("losses Eq. 17, sum", [anchors(~same).sum()], [golden["paper_eq17_sum_with_l2norm"]], 0, 1e-5)
    released = tau * anchors(~np.eye(N * M, dtype=bool)).mean()
    compare("losses released form", [released], [golden["code_loss"]], 0, 1e-5)


def crops():
    golden = load("crop")
    width, height = golden["crop_wh"]
    for crop in golden["crops"]:
        k = height / (200 * crop["scale"])
        for field, degrees in (("full_trans", crop["rot"]), ("crop_trans", 0)):
            c, s = math.cos(math.radians(degrees)) * k, math.sin(math.radians(degrees)) * k
            turn = np.array([[c, s], [-s, c]])
            shift = np.array([width, height]) / 2 - turn @ crop["center"]
            # the original goes through turned points that are rounded to float32
            atol = 1e-4 if degrees else 1e-9
            compare(f"crop {crop['roi']} {field}", np.c_[turn, shift], crop[field], atol)


for part in (lbs, camera, rotations, contrastive, crops):
    part()
sys.exit(0 if worst_ok else 1)
