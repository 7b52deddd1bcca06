"""Trains models/digits-cnn/model.onnx: three convolutions and a dense layer on images of 8 x 8 pixels from 0 to 16.

This is the network TinyCNN of Concrete ML's notebook ConvolutionalNeuralNetwork, which Zama's article on encrypted
inference deploys: 8, 16 and 32 filters of 3 x 3, 3 x 3 (stride 2) and 2 x 2 pixels with ReLU behind each, 384
activations, 3658 parameters. It is trained as there: initial weights by seed 42, 150 epochs of Adam with a rate of 0.001
in batches of 64, in order. Rows are those of ../digits/digits.csv.gz.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.model_selection import train_test_split

from common import load, run, split
from networks import Adam, Conv, Flatten, Linear, Network, ReLU, TorchRandom, save

SIDE, SEED, EPOCHS, BATCH, RATE = 8, 42, 150, 64, 0.001


def train(images, labels):
    random = TorchRandom(SEED)
    network = Network(conv1=Conv(1, 8, 3, 1, random), relu=ReLU(), conv2=Conv(8, 16, 3, 2, random), relu_1=ReLU(),
                      conv3=Conv(16, 32, 2, 1, random), relu_2=ReLU(), flatten=Flatten(), fc1=Linear(32, 10, random))
    adam = Adam(network.parameters(), RATE)
    for _ in range(EPOCHS):
        for start in range(0, len(images), BATCH):
            adam.step(network.gradients(images[start:start + BATCH], labels[start:start + BATCH]))
    return network


def main():
    x, y = load(HERE.parent / "digits" / "digits.csv.gz")
    y = y.astype(int)
    _, known = split(len(x), HERE.parent / "digits" / "test-indices.txt")
    # The order of the training rows matters: batches are taken as they come.
    rows, test = train_test_split(np.arange(len(x)), test_size=0.25, random_state=42)
    if not np.array_equal(np.sort(test), np.sort(known)):
        raise AssertionError("scikit-learn splits otherwise than test-indices.txt")
    images = x.reshape(-1, 1, SIDE, SIDE).astype(np.float32)
    network = train(images[rows], y[rows])
    path = HERE / "model.onnx"
    save(network, [1, SIDE, SIDE], path, "nightjar-digits-cnn")
    labels = run(path, x)[0]
    if not np.array_equal(labels, network.predicted(images)):
        raise AssertionError("ONNX and NumPy differ")
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"digits-cnn: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main()
