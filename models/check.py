"""Verifies the committed models against the committed data; exits with 1 when anything differs.

Run as: python models/check.py. Beside onnxruntime it walks the node lists of the spam tree by itself,
and it quantises that tree by the compiler's rule (README.md) to see that no test prediction changes.
"""

import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np
import onnx
import onnxruntime

from common import load, run, split
from expected import outputs, table

LEVELS = 64
# Models that expected.py knows, and how many training and test rows of their tables they name rightly.
TRAINED = (("boosted", "3784/3910", "663/691"), ("forest", "3600/3910", "634/691"),
           ("forest-200", "3736/3910", "646/691"), ("iris", "110/112", "38/38"), ("digits", "1347/1347", "443/450"),
           ("digits-neighbours", "1332/1347", "447/450"), ("mnist", "978/1000", "972/1000"),
           ("mnist-large", "990/1000", "978/1000"), ("mnist-keyless", "973/1000", "985/1000"),
           ("iris-qnn", "110/112", "38/38"), ("digits-cnn", "1347/1347", "442/450"),
           ("digits-cnn-int8", "1347/1347", "442/450"), ("digits-mlp", "1347/1347", "437/450"),
           ("spam-mlp", "3802/3910", "656/691"), ("mnist-cnn", "961/1000", "971/1000"),
           ("mnist-network", "985/1000", "975/1000"))
failures = []


def expect(what, actual, expected):
    good = actual == expected
    print(f"{'ok  ' if good else 'FAIL'} {what}: {actual}" + ("" if good else f", expected {expected}"))
    if not good:
        failures.append(what)


def walk(node, values, thresholds):
    """Labels of the rows by following the node lists of a binary TreeEnsembleClassifier of one tree."""
    f = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    score = dict(zip(f["class_nodeids"], f["class_weights"]))
    labels = np.empty(len(values), dtype=int)
    for i, row in enumerate(values):
        at = 0
        while f["nodes_modes"][at] == b"BRANCH_LEQ":
            left = row[f["nodes_featureids"][at]] <= thresholds[at]
            at = f["nodes_truenodeids" if left else "nodes_falsenodeids"][at]
        labels[i] = score[at] > 0.5
    return labels, f


def compiler_grid(calibration):
    """The compiler's rule: raw rows to 0..63, and a raw threshold of feature j to its integer."""
    low, high = calibration.min(axis=0), calibration.max(axis=0)
    step = (high - low) / (LEVELS - 1)
    quantise = lambda x: np.clip(np.floor((x - low) / step + 0.5), 0, LEVELS - 1)
    cut = lambda j, theta: np.clip(np.floor((theta - low[j]) / step[j]), -1, LEVELS - 1)
    return quantise, cut


def check_spam_tree():
    path = HERE / "spam-tree" / "model.onnx"
    x, y = load(HERE / "spam-tree" / "spambase.csv.gz")
    train, test = split(len(x), HERE / "spam-tree" / "test-indices.txt")
    labels = run(path, x)[0]
    right = labels == y
    expect("spam-tree train", f"{right[train].sum()}/{len(train)}", "3583/3910")
    expect("spam-tree test", f"{right[test].sum()}/{len(test)}", "632/691")
    spam, said = y[test] == 1, labels[test] == 1
    cells = (~spam & ~said, ~spam & said, spam & ~said, spam & said)
    expect("spam-tree test TN FP FN TP", tuple(int(c.sum()) for c in cells), (372, 15, 44, 260))

    node = onnx.load(path).graph.node[0]
    fields = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    raw = np.array(fields["nodes_values"])
    walked, _ = walk(node, x.astype(np.float32), raw.astype(np.float32))
    expect("spam-tree rows where the walked node lists differ", int((walked != labels).sum()), 0)

    inner = [i for i, mode in enumerate(fields["nodes_modes"]) if mode != b"LEAF"]
    feature = fields["nodes_featureids"]
    expect("spam-tree inner nodes, leaves", (len(inner), len(raw) - len(inner)), (62, 63))
    expect("spam-tree features, distinct tests", (
        len({feature[i] for i in inner}), len({(feature[i], raw[i]) for i in inner})), (30, 51))

    quantise, cut = compiler_grid(x[train])
    cuts = np.array([cut(feature[i], raw[i]) for i in range(len(raw))])
    expect("spam-tree distinct tests after quantising", len({(feature[i], cuts[i]) for i in inner}), 51)
    for name, rows in (("float64", x), ("float32", x.astype(np.float32).astype(float))):
        quantised, _ = walk(node, quantise(rows), cuts)
        changed = quantised != labels
        expect(f"spam-tree quantised from {name}: changed test, train rows",
               (int(changed[test].sum()), int(changed[train].sum())), (0, 6))
        expect(f"spam-tree quantised from {name}: test",
               f"{(quantised == y)[test].sum()}/{len(test)}", "632/691")


def check_logreg():
    x, y = load(HERE / "logreg" / "synthetic30.csv.gz")
    train, test = split(len(x), HERE / "logreg" / "test-indices.txt")
    right = run(HERE / "logreg" / "model.onnx", x)[0] == y
    expect("logreg train", f"{right[train].sum()}/{len(train)}", "778/800")
    expect("logreg test", f"{right[test].sum()}/{len(test)}", "195/200")


def check_trained(name, train_right, test_right):
    x, y, train, test = table(name)
    right = run(HERE / name / "model.onnx", x)[0] == y
    expect(f"{name} train", f"{right[train].sum()}/{len(train)}", train_right)
    expect(f"{name} test", f"{right[test].sum()}/{len(test)}", test_right)
    check_expected(name)


def check_expected(name):
    """Numbers were written with six digits."""
    known = np.loadtxt(HERE / name / "expected.csv", delimiter=",", skiprows=1, ndmin=2)
    expect(f"{name} rows off by more than 1e-5",
           int((np.abs(outputs(name) - known) > 1e-5 * np.maximum(1, np.abs(known))).any(axis=1).sum()), 0)


def check_friedman():
    x, y, train, test = table("friedman")
    square = (run(HERE / "friedman" / "model.onnx", x)[0].ravel() - y) ** 2
    for name, rows, expected in (("train", train, "0.9612"), ("test", test, "0.9397")):
        expect(f"friedman {name} R^2", f"{1 - square[rows].sum() / ((y[rows] - y[rows].mean()) ** 2).sum():.4f}", expected)
    check_expected("friedman")


def check_loans():
    folder = HERE / "loans"
    numbers = ("age", "income", "debt")
    with open(folder / "loans.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    inputs = {i.name: np.array([[float(row[i.name] or "nan") if i.name in numbers else row[i.name]] for row in rows],
                               dtype=np.float32 if i.name in numbers else object) for i in session.get_inputs()}
    right = session.run(None, inputs)[0] == np.array([row["loan"] for row in rows])
    train, test = split(len(rows), folder / "test-indices.txt")
    expect("loans train", f"{right[train].sum()}/{len(train)}", "572/640")
    expect("loans test", f"{right[test].sum()}/{len(test)}", "142/160")


def check_fixtures():
    for path in sorted((HERE / "fixtures").glob("*.onnx")):
        expected = path.with_suffix(".csv")
        header = expected.read_text().split("\n", 1)[0].split(",")
        table = np.loadtxt(expected, delimiter=",", skiprows=1)
        inputs = sum(name.startswith("x") for name in header)
        outputs = np.column_stack(run(path, table[:, :inputs]))
        expect(f"{path.name} rows off by more than 1e-6",
               int((np.abs(outputs - table[:, inputs:]) > 1e-6).any(axis=1).sum()), 0)


if __name__ == "__main__":
    check_logreg()
    check_spam_tree()
    for model in TRAINED:
        check_trained(*model)
    check_friedman()
    check_loans()
    check_fixtures()
    sys.exit(1 if failures else 0)
