"""Trains the models of models/raw: ensembles on features as they are, far from evenly spread.

forest.onnx        random forest on the 57 raw numbers of a Spambase mail (rows and test rows of spam-tree)
xgboost.onnx       XGBoost, 50 trees of depth 3, on the same
lognormal.onnx     random forest on log-normal features; lognormal.csv.gz has its rows, the last 500 are test rows
lognormal-reg.onnx XGBoost regressor, 40 trees of depth 4, on the same features; label in lognormal-reg.csv.gz

Equal steps over the range of such features put most values into a few steps: with 6 bits the first two lose five to
six points of accuracy. Run with the versions of ../requirements.txt, xgboost 3.2.0 and
onnxmltools 1.16.0.
"""

import gzip
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from onnxmltools.convert import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier
from xgboost import XGBClassifier, XGBRegressor

from common import load, save, split

TEST_ROWS = 500


def save_xgboost(model, features, path):
    """Converts with onnxmltools; equal runs give equal bytes."""
    onnx_model = convert_xgboost(model, initial_types=[("input", FloatTensorType([None, features]))],
                                 name=path.stem)
    path.write_bytes(onnx_model.SerializeToString(deterministic=True))


def write(path, x, y):
    """Writes a gzipped CSV whose bytes do not depend on the time."""
    lines = [",".join([f"f{i}" for i in range(x.shape[1])] + ["y"])]
    lines += [",".join([f"{v:.5g}" for v in row] + [f"{label:.6g}"]) for row, label in zip(x, y)]
    with open(path, "wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())


def spam():
    x, y = load(HERE.parent / "spam-tree" / "spambase.csv.gz")
    train, _ = split(len(x), HERE.parent / "spam-tree" / "test-indices.txt")
    x, y = x[train], y[train].astype(int)
    save(RandomForestClassifier(n_estimators=20, max_leaf_nodes=48, random_state=7).fit(x.astype(np.float32), y),
         x.shape[1], HERE / "forest.onnx", "forest")
    save_xgboost(XGBClassifier(n_estimators=50, max_depth=3, random_state=7, n_jobs=1).fit(x, y), x.shape[1],
                 HERE / "xgboost.onnx")


def lognormal():
    rng = np.random.default_rng(3)
    x = np.array([[float(f"{v:.5g}") for v in row] for row in rng.lognormal(0, 1.5, size=(2000, 6))])
    s = np.log(x)
    y = ((s[:, 0] + s[:, 1] * s[:, 2] - 0.5 * s[:, 3] + rng.normal(0, 0.7, len(x))) > 0).astype(int)
    value = 3 * s[:, 0] + s[:, 1] * s[:, 2] - np.exp(0.4 * s[:, 3]) + rng.normal(0, 0.7, len(x))
    write(HERE / "lognormal.csv.gz", x, y)
    write(HERE / "lognormal-reg.csv.gz", x, value)
    train = slice(0, len(x) - TEST_ROWS)
    save(RandomForestClassifier(n_estimators=15, max_leaf_nodes=40, random_state=7).fit(x[train], y[train]), 6,
         HERE / "lognormal.onnx", "lognormal")
    save_xgboost(XGBRegressor(n_estimators=40, max_depth=4, random_state=7, n_jobs=1).fit(x[train], value[train]), 6,
                 HERE / "lognormal-reg.onnx")


if __name__ == "__main__":
    spam()
    lognormal()
