"""Trains models/mnist-cnn/model.onnx: a small network of convolutions on images of 28 x 28 pixels, as PyTorch exports it.

    train.py FOLDER [--validate]

FOLDER holds MNIST's four files (see ../mnist/data.py). Pixels from 0 to 255 are scaled within the network; 6 filters of
5 x 5 pixels three apart, ReLU, 16 filters of 3 x 3 two apart, ReLU, a dense layer: 528 activations. Weights begin by seed
0; Adam with a rate of 0.004 that falls to 0, in shuffled batches of 100, on images moved a little in each epoch.

With --validate, 10,000 training images are held out and the test images are not read: settings were chosen so.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "mnist")]

import numpy as np

from common import run
from data import SIDE, mnist
from images import warped
from networks import Adam, Conv, Flatten, Linear, Network, ReLU, Scale, TorchRandom, save

SEED, EPOCHS, BATCH, RATE = 0, 8, 100, 0.004


def train(images, labels):
    random, order = TorchRandom(SEED), np.random.default_rng(SEED)
    network = Network(scale=Scale(1 / 255), conv1=Conv(1, 6, 5, 3, random), relu=ReLU(),
                      conv2=Conv(6, 16, 3, 2, random), relu_1=ReLU(), flatten=Flatten(), fc=Linear(144, 10, random))
    adam = Adam(network.parameters(), RATE)
    for epoch in range(EPOCHS):
        moved = warped(images, order, turn=0.08, scale=0.05, shift=0.5)
        shuffled = order.permutation(len(images))
        for step, start in enumerate(range(0, len(images), BATCH)):
            adam.rate = RATE * (1 - (epoch + step * BATCH / len(images)) / EPOCHS)
            part = shuffled[start:start + BATCH]
            adam.step(network.gradients(moved[part][:, None].astype(np.float32), labels[part]))
    return network


def main(folder, validate):
    x, y, test_x, test_y = mnist(folder)
    if validate:
        order = np.random.default_rng(0).permutation(len(x))
        known, held = order[10000:], order[:10000]
        right = (train(x[known], y[known]).predicted(x[held][:, None].astype(np.float32)) == y[held]).sum()
        print(f"mnist-cnn: {right} of 10000 held out")
        return
    network = train(x, y)
    path = HERE / "model.onnx"
    save(network, [1, SIDE, SIDE], path, "nightjar-mnist-cnn")
    labels = run(path, test_x)[0]
    differ = int((labels != network.predicted(test_x[:, None].astype(np.float32))).sum())
    if differ > 2:
        raise AssertionError(f"ONNX and NumPy differ on {differ} images")
    print(f"mnist-cnn: {path.stat().st_size} bytes, test {int((labels == test_y).sum())}/{len(test_x)}")


if __name__ == "__main__":
    main(sys.argv[1], "--validate" in sys.argv)
