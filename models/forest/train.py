"""Trains random forests over the 57 raw numbers of a Spambase mail.

models/forest/model.onnx has 50 trees of depth 4, models/forest-200/model.onnx 200 trees of depth 8, for trials of large
circuits. Rows and test rows are those of ../spam-tree; all other settings are scikit-learn's defaults.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from common import load, run, save, split

SPAM = HERE.parent / "spam-tree"


def main(trees, depth, path):
    x, y = load(SPAM / "spambase.csv.gz")
    x, y = x.astype(np.float32), y.astype(int)
    train, test = split(len(x), SPAM / "test-indices.txt")
    model = RandomForestClassifier(n_estimators=trees, max_depth=depth, random_state=42)
    model.fit(x[train], y[train])
    save(model, x.shape[1], path, f"nightjar-forest-{trees}-{depth}")
    labels = run(path, x)[0]
    if not np.array_equal(labels, model.predict(x)):
        raise AssertionError("ONNX and scikit-learn differ")
    nodes = sum(int((tree.tree_.children_left >= 0).sum()) for tree in model.estimators_)
    print(f"{path.parent.name}: {trees} trees, {nodes} inner nodes, {path.stat().st_size} bytes")
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == y[rows]).sum())
        print(f"{path.parent.name}: {part} {right}/{len(rows)} = {right / len(rows):.4f}")


if __name__ == "__main__":
    main(50, 4, HERE / "model.onnx")
    main(200, 8, HERE.parent / "forest-200" / "model.onnx")
