"""Trains models/iris/model.onnx: a network of 4, 16, 16 and 3 neurons with ReLU that names the species of an iris.

Rows are those of ../fixtures/iris.csv; the 38 test rows are scikit-learn's train_test_split(test_size=0.25,
random_state=42). Training is Adam with a rate of 0.01 in batches of all 112 training rows, at most 1000 times; the weight
of the penalty is the largest that wins by cross-validation on the training rows. The test rows are looked at once.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
import onnx
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from common import load, run, save, split

PENALTIES = (1.0, 0.3, 0.1, 0.03, 0.01)


def network(penalty):
    return make_pipeline(StandardScaler(), MLPClassifier((16, 16), alpha=penalty, batch_size=112,
                                                         learning_rate_init=0.01, max_iter=1000, random_state=42))


def main():
    x, y = load(HERE.parent / "fixtures" / "iris.csv")
    x, y = x.astype(np.float32), y.astype(int)
    train, test = split(len(x), HERE / "test-indices.txt")
    scores = {p: cross_val_score(network(p), x[train], y[train], cv=8).mean() for p in PENALTIES}
    penalty = max(scores, key=scores.get)
    print("iris: cross-validation", {p: round(float(s), 4) for p, s in scores.items()}, "takes", penalty)
    model = network(penalty).fit(x[train], y[train])
    save(model, x.shape[1], HERE / "model.onnx", "nightjar-iris-network")
    labels = run(HERE / "model.onnx", x)[0]
    if not np.array_equal(labels, model.predict(x)):
        raise AssertionError("ONNX and scikit-learn differ")
    print("iris:", ", ".join(node.op_type for node in onnx.load(HERE / "model.onnx").graph.node))
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == y[rows]).sum())
        print(f"iris: {part} {right}/{len(rows)} = {right / len(rows):.4f}")


if __name__ == "__main__":
    main()
