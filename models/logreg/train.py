"""Trains models/logreg/model.onnx: scikit-learn's LogisticRegression with its defaults, 30 raw features."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sklearn.linear_model import LogisticRegression

from common import load, run, save, split


def main():
    x, y = load(HERE / "synthetic30.csv.gz")
    y = y.astype(int)
    train, test = split(len(x), HERE / "test-indices.txt")
    model = LogisticRegression().fit(x[train], y[train])
    save(model, x.shape[1], HERE / "model.onnx", "nightjar-logreg")

    labels, _ = run(HERE / "model.onnx", x)
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == y[rows]).sum())
        print(f"logreg: {part} {right}/{len(rows)} = {right / len(rows):.4f}")


if __name__ == "__main__":
    main()
