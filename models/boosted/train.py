"""Trains models/boosted/model.onnx: XGBoost, 50 trees of depth 3, over the 57 raw numbers of a Spambase mail.

Rows and test rows are those of ../spam-tree. The number of trees and their depth are given; the rate of learning is
one that wins by five-fold cross-validation on the training rows, where 0.1 to 1 differ by less than a percent. The
test rows are looked at once, at the end.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from onnxmltools import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.model_selection import cross_val_score
from xgboost import XGBClassifier

from common import load, run, split, write

SPAM = HERE.parent / "spam-tree"
RATES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


def booster(rate):
    return XGBClassifier(n_estimators=50, max_depth=3, learning_rate=rate, random_state=42, n_jobs=1)


def main():
    x, y = load(SPAM / "spambase.csv.gz")
    x, y = x.astype(np.float32), y.astype(int)
    train, test = split(len(x), SPAM / "test-indices.txt")
    scores = {rate: cross_val_score(booster(rate), x[train], y[train], cv=5).mean() for rate in RATES}
    rate = max(scores, key=scores.get)
    print("boosted: cross-validation", {r: round(float(s), 4) for r, s in scores.items()}, "takes", rate)
    model = booster(rate).fit(x[train], y[train])
    write(convert_xgboost(model, "nightjar-boosted", [("input", FloatTensorType([None, x.shape[1]]))],
                          target_opset=15), HERE / "model.onnx")
    labels = run(HERE / "model.onnx", x)[0]
    if not np.array_equal(labels, model.predict(x)):
        raise AssertionError("ONNX and XGBoost differ")
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == y[rows]).sum())
        print(f"boosted: {part} {right}/{len(rows)} = {right / len(rows):.4f}")


if __name__ == "__main__":
    main()
