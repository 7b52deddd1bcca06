"""Trains models/spam-tree/model.onnx: a decision tree over the 57 raw numbers of a Spambase mail.

The tree is grown on inputs that are already quantised to 6 bits, as Concrete ML does it, so that
quantising afterwards costs no accuracy. Per feature, over the training rows:

    step = (max - min) / 63        zero = rint(-min / step)        q(x) = clamp(rint(x / step) + zero, 0, 63)

with rint rounding halves to even. The numbers of nodes depend on these details (see ../README.md).

The ONNX file takes raw features. A test q(x) <= t becomes x <= theta, with theta the place where q steps
from t to t + 1: theta = (t + 1/2 - zero) * step, as float32. Where a training value lies on that very place
(five of the 51 tests), theta is moved by a hundredth of a step, away from the cell the value belongs to.
The script fails unless every test decides every row of the data as on the grid, with no row on a theta.
The theta are written into the fitted tree before the conversion, so that skl2onnx writes the file without
any editing of nodes.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from common import load, run, save, split

LEVELS = 64


class TrainingGrid:
    """The 6-bit grid over the rows it is made from."""

    def __init__(self, rows):
        self.rows = rows
        low, high = rows.min(axis=0), rows.max(axis=0)
        self.step = (high - low) / (LEVELS - 1)
        self.zero = np.rint(-low / self.step)

    def quantise(self, rows):
        return np.clip(np.rint(rows / self.step) + self.zero, 0, LEVELS - 1)

    def raw_threshold(self, feature, t):
        """The float32 theta with [x <= theta] == [q(x) <= t]."""
        step = self.step[feature]
        theta = (t + 0.5 - self.zero[feature]) * step
        on_it = np.flatnonzero(np.abs(self.rows[:, feature] - theta) < 1e-6 * step)
        if len(on_it):
            lower = self.quantise(self.rows[on_it])[0, feature] <= t
            theta += step / 100 if lower else -step / 100
        return np.float32(theta)


def decide_alike(values, cells, theta, t):
    """Whether x <= theta, on float32 as in ONNX, decides as q(x) <= t does, and no x lies on theta."""
    values = values.astype(np.float32)
    return np.array_equal(values <= theta, cells <= t) and not (values == theta).any()


def main():
    x, y = load(HERE / "spambase.csv.gz")
    y = y.astype(int)
    train, test = split(len(x), HERE / "test-indices.txt")
    quantiser = TrainingGrid(x[train])
    grid = quantiser.quantise(x)

    model = DecisionTreeClassifier(max_depth=None, max_features=None, min_samples_leaf=10,
                                   min_samples_split=100, random_state=42)
    model.fit(grid[train], y[train])
    on_grid = model.predict(grid)

    tree = model.tree_
    inner = np.flatnonzero(tree.children_left >= 0)
    tests = [(int(tree.feature[i]), int(np.floor(tree.threshold[i]))) for i in inner]
    for node, (feature, t) in zip(inner, tests):
        theta = quantiser.raw_threshold(feature, t)
        if not decide_alike(x[:, feature], grid[:, feature], theta, t):
            raise ArithmeticError(f"feature {feature}: x <= {theta} does not decide as q(x) <= {t}")
        tree.threshold[node] = theta
    save(model, x.shape[1], HERE / "model.onnx", "nightjar-spam-tree")

    print(f"spam-tree: {len(inner)} inner nodes, {tree.node_count - len(inner)} leaves, "
          f"depth {tree.max_depth}, {len({f for f, _ in tests})} features, {len(set(tests))} distinct tests")
    labels, _ = run(HERE / "model.onnx", x)
    if not np.array_equal(labels, on_grid):
        differ = int((labels != on_grid).sum())
        raise AssertionError(f"raw and 6-bit tree differ on {differ} of {len(x)} rows")
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == y[rows]).sum())
        print(f"spam-tree: {part} {right}/{len(rows)} = {right / len(rows):.4f}")


if __name__ == "__main__":
    main()
