"""Writes NAME/expected.csv beside trained models: what ONNX Runtime gives for the first 100 of their test rows."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np

from common import load, run, split

ROWS = 100
SPAM = ("spam-tree/spambase.csv.gz", "spam-tree/test-indices.txt")
MNIST = ("mnist/mnist.csv.gz", "mnist/test-indices.txt")
# The table of each model, and the numbers of its test rows.
TABLES = {"boosted": SPAM, "forest": SPAM, "forest-200": SPAM, "iris": ("fixtures/iris.csv", "iris/test-indices.txt"),
          "digits": ("digits/digits.csv.gz", "digits/test-indices.txt"), "mnist": MNIST, "mnist-large": MNIST,
          "mnist-keyless": MNIST}


def table(name):
    """Features, labels, training rows and test rows."""
    data, indices = TABLES[name]
    x, y = load(HERE / data)
    return (x, y, *split(len(x), HERE / indices))


def outputs(name):
    """The label and what else the model gives, a line for each of the first test rows."""
    x, _, _, test = table(name)
    label, scores = run(HERE / name / "model.onnx", x[test[:ROWS]])
    return np.column_stack([label, scores])


def main():
    for name in TABLES:
        rows = outputs(name)
        lines = [",".join(["label"] + [f"p{c}" for c in range(rows.shape[1] - 1)])]
        lines += [",".join([str(int(row[0]))] + [f"{v:.6g}" for v in row[1:]]) for row in rows]
        (HERE / name / "expected.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
