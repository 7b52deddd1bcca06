"""Trains models/iris-qnn/model.onnx: a network of 4, 16, 16 and 3 neurons with ReLU that names the species of an iris.

This is the float network behind the quantised one of Concrete ML's notebook FullyConnectedNeuralNetwork, which Zama's
article on encrypted inference deploys: raw features, three dense layers, 403 parameters, 32 activations. It is trained as
there: of the 112 training rows a stratified fifth is set aside, 1000 epochs of Adam with a rate of 0.01 go over all
others at once. Which initial weights the notebook had is not known; these are by seed 42. Rows are those of
../fixtures/iris.csv; the 38 test rows are scikit-learn's train_test_split(test_size=0.25, random_state=42).
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.model_selection import StratifiedKFold

from common import load, run, split
from networks import Adam, Linear, Network, ReLU, TorchRandom, save

SEED, EPOCHS, RATE, WIDTH = 42, 1000, 0.01, 16


def train(x, labels):
    known, _ = next(StratifiedKFold(5).split(x, labels))
    random = TorchRandom(SEED)
    network = Network(fc0=Linear(4, WIDTH, random), act0=ReLU(), fc1=Linear(WIDTH, WIDTH, random), act1=ReLU(),
                      fc2=Linear(WIDTH, 3, random))
    adam = Adam(network.parameters(), RATE)
    for _ in range(EPOCHS):
        adam.step(network.gradients(x[known], labels[known]))
    return network


def main():
    x, y = load(HERE.parent / "fixtures" / "iris.csv")
    x, y = x.astype(np.float32), y.astype(int)
    rows, test = split(len(x), HERE.parent / "iris" / "test-indices.txt")
    network = train(x[rows], y[rows])
    path = HERE / "model.onnx"
    save(network, [4], path, "nightjar-iris-qnn")
    labels = run(path, x)[0]
    if not np.array_equal(labels, network.predicted(x)):
        raise AssertionError("ONNX and NumPy differ")
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"iris-qnn: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main()
