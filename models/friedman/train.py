"""Writes models/friedman/friedman.csv.gz and trains model.onnx on it: scikit-learn's MLPRegressor of 10, 16, 16 and 1.

The rows are Friedman's first function, 10 sin(pi a b) + 20 (c - 1/2)^2 + 10 d + 5 e of ten features of which five do not
matter, with noise of deviation 1 (Friedman: Multivariate adaptive regression splines, 1991), as scikit-learn's
make_friedman1 draws them. The last 200 of 1000 rows are for testing. No network can do better than an R^2 of 0.96.
"""

import gzip
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.datasets import make_friedman1
from sklearn.metrics import r2_score
from sklearn.neural_network import MLPRegressor

from common import load, run, save, split

ROWS, TEST = 1000, 200


def write_table():
    x, y = make_friedman1(ROWS, noise=1.0, random_state=42)
    lines = [",".join([f"x{i}" for i in range(x.shape[1])] + ["y"])]
    lines += [",".join([f"{v:.4f}" for v in row] + [f"{value:.4f}"]) for row, value in zip(x, y)]
    (HERE / "friedman.csv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    np.savetxt(HERE / "test-indices.txt", np.arange(ROWS - TEST, ROWS), fmt="%d")


def main():
    write_table()
    x, y = load(HERE / "friedman.csv.gz")
    x = x.astype(np.float32)
    rows, test = split(len(x), HERE / "test-indices.txt")
    model = MLPRegressor(hidden_layer_sizes=(16, 16), solver="lbfgs", alpha=3.0, max_iter=3000, random_state=42)
    model.fit(x[rows], y[rows])
    path = HERE / "model.onnx"
    save(model, x.shape[1], path, "nightjar-friedman")
    values = run(path, x)[0].ravel()
    if np.abs(values - model.predict(x)).max() > 1e-4:
        raise AssertionError("ONNX and scikit-learn differ")
    for part, name in ((rows, "train"), (test, "test")):
        print(f"friedman: {name} R^2 {r2_score(y[part], values[part]):.4f}")


if __name__ == "__main__":
    main()
