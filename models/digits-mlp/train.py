"""Trains models/digits-mlp/model.onnx: scikit-learn's MLPClassifier of 64, 32, 16 and 10 neurons on images of 8 x 8 pixels.

Exported by skl2onnx as anybody would. Rows are those of ../digits/digits.csv.gz; everything but the hidden layers is
scikit-learn's default.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.neural_network import MLPClassifier

from common import load, run, save, split


def main():
    x, y = load(HERE.parent / "digits" / "digits.csv.gz")
    x, y = x.astype(np.float32), y.astype(int)
    rows, test = split(len(x), HERE.parent / "digits" / "test-indices.txt")
    model = MLPClassifier((32, 16), max_iter=500, random_state=42).fit(x[rows], y[rows])
    path = HERE / "model.onnx"
    save(model, x.shape[1], path, "nightjar-digits-mlp")
    labels = run(path, x)[0]
    if not np.array_equal(labels, model.predict(x)):
        raise AssertionError("ONNX and scikit-learn differ")
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"digits-mlp: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main()
