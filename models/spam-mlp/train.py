"""Trains models/spam-mlp/model.onnx: a network of 57, 32, 16 and 2 neurons with batch normalisation that tells spam.

Written as PyTorch's exporter writes Linear, BatchNorm1d and ReLU; a batch normalisation of the raw features comes first.
Rows are those of ../spam-tree/spambase.csv.gz. Weights begin by seed 0; AdamW with a rate of 0.003 that falls to 0, in
shuffled batches of 64.

    train.py [--validate]

With --validate, a fifth of the training rows is held out and the test rows are not looked at: settings were chosen so.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np

from common import load, run, split
from networks import Adam, BatchNorm, Linear, Network, ReLU, TorchRandom, save

SEED, EPOCHS, BATCH, RATE, DECAY = 0, 30, 64, 0.003, 0.02


def train(x, labels):
    random, order = TorchRandom(SEED), np.random.default_rng(SEED)
    network = Network(bn0=BatchNorm(x.shape[1]), fc1=Linear(x.shape[1], 32, random), bn1=BatchNorm(32), relu1=ReLU(),
                      fc2=Linear(32, 16, random), bn2=BatchNorm(16), relu2=ReLU(), fc3=Linear(16, 2, random))
    adam = Adam(network.parameters(), RATE)
    for epoch in range(EPOCHS):
        adam.rate = RATE * (1 - epoch / EPOCHS)
        shuffled = order.permutation(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            part = shuffled[start:start + BATCH]
            adam.step(network.gradients(x[part], labels[part]), DECAY)
    return network


def main(held_out):
    x, y = load(HERE.parent / "spam-tree" / "spambase.csv.gz")
    x, y = x.astype(np.float32), y.astype(int)
    rows, test = split(len(x), HERE.parent / "spam-tree" / "test-indices.txt")
    if held_out:
        order = np.random.default_rng(1).permutation(rows)
        known, held = order[len(rows) // 5:], order[:len(rows) // 5]
        print(f"spam-mlp: {(train(x[known], y[known]).predicted(x[held]) == y[held]).mean():.4f} held out")
        return
    network = train(x[rows], y[rows])
    path = HERE / "model.onnx"
    save(network, [x.shape[1]], path, "nightjar-spam-mlp")
    labels = run(path, x)[0]
    if not np.array_equal(labels, network.predicted(x)):
        raise AssertionError("ONNX and NumPy differ")
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"spam-mlp: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main("--validate" in sys.argv)
