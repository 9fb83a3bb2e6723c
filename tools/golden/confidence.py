"""Makes test/golden/confidence.json: a small calibration by NumPy, for src/evaluation/confidence/fit.ts.

    python3 tools/golden/confidence.py > test/golden/confidence.json
"""

import json

import numpy as np

N, P, RIDGE, FOLDS, CLIP, KNOTS, FLOOR = 90, 18, 10.0, 5, 0.005, 16, 5.0


def people():
    i = np.arange(N)[:, None]
    e = np.arange(P)[None]
    evidence = np.sin(1.3 * (i + 1) * (e + 1) + e * e)
    j = np.arange(24)[None]
    errors = np.where(j == 0, 0, 60 * np.exp(0.5 * evidence[:, :1] - 0.3 * evidence[:, 3:4]) * (1.2 + np.sin(i + j)))
    return evidence, errors.mean(1)


def solve(x, logs):
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[-1, -1] = 0
    return np.linalg.solve(x.T @ x + penalty, x.T @ logs)


def isotonic(values):
    """Min-max formula: the greatest of the least means of intervals."""
    n = len(values)
    return [
        max(min(np.mean(values[a : b + 1]) for b in range(k, n)) for a in range(k + 1))
        for k in range(n)
    ]


evidence, error = people()
low, high = np.quantile(evidence, [CLIP, 1 - CLIP], axis=0)
clipped = np.clip(evidence, low, high)
mean, sd = clipped.mean(0), clipped.std(0)
x = np.hstack([(clipped - mean) / sd, np.ones((N, 1))])
logs = np.log(error + FLOOR)
fold = np.arange(N) % FOLDS
unseen = np.empty(N)
for f in range(FOLDS):
    unseen[fold == f] = x[fold == f] @ solve(x[fold != f], logs[fold != f])
answer = solve(x, logs)
weights = answer[:-1] / sd

order = np.argsort(unseen, kind="stable")
knots = min(KNOTS, N // 10)
edges = [int(np.floor(k * N / knots + 0.5)) for k in range(knots + 1)]
bins = [order[a:b] for a, b in zip(edges, edges[1:])]
curve = isotonic([error[b].mean() for b in bins])
lows = np.minimum(isotonic([np.quantile(error[b], 0.1) for b in bins]), curve)
highs = np.maximum(isotonic([np.quantile(error[b], 0.9) for b in bins]), curve)

print(
    json.dumps(
        {
            "weights": weights.tolist(),
            "bias": float(answer[-1] - weights @ mean),
            "scores": [float(unseen[b].mean()) for b in bins],
            "meanMm": list(map(float, curve)),
            "lowMm": lows.tolist(),
            "highMm": highs.tolist(),
        },
        indent=1,
    )
)
