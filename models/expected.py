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
IRIS = ("fixtures/iris.csv", "iris/test-indices.txt")
DIGITS = ("digits/digits.csv.gz", "digits/test-indices.txt")
# The table of each model, and the numbers of its test rows.
TABLES = {"boosted": SPAM, "forest": SPAM, "forest-200": SPAM, "iris": IRIS, "digits": DIGITS, "mnist": MNIST,
          "mnist-large": MNIST, "mnist-keyless": MNIST, "iris-qnn": IRIS, "digits-cnn": DIGITS,
          "digits-cnn-int8": DIGITS, "digits-mlp": DIGITS, "spam-mlp": SPAM, "mnist-cnn": MNIST, "mnist-network": MNIST,
          "digits-neighbours": DIGITS}
REGRESSORS = {"friedman": ("friedman/friedman.csv.gz", "friedman/test-indices.txt")}


def table(name):
    """Features, labels, training rows and test rows."""
    data, indices = (TABLES | REGRESSORS)[name]
    x, y = load(HERE / data)
    return (x, y, *split(len(x), HERE / indices))


def outputs(name):
    """The label and what else the model gives, a line for each of the first test rows; a regressor's values."""
    x, _, _, test = table(name)
    rows = x[test[:ROWS]]
    return np.column_stack(run(HERE / name / "model.onnx", rows))


def main():
    for name in TABLES | REGRESSORS:
        rows = outputs(name)
        first = [] if name in REGRESSORS else ["label"]
        columns = first + [f"{'p' if first else 'y'}{c}" for c in range(rows.shape[1] - len(first))]
        lines = [",".join(columns)]
        lines += [",".join([str(int(v)) for v in row[:len(first)]] + [f"{v:.6g}" for v in row[len(first):]])
                  for row in rows]
        (HERE / name / "expected.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
