"""Trains models/mnist-network/model.onnx: one hidden layer and a linear path beside it, on images of 28 x 28 pixels.

    train.py FOLDER [--validate]

FOLDER holds MNIST's four files (see ../mnist/data.py). The scores are S x + V |W x + b| + c: what goes around the hidden
layer is a linear map, so that each of its 48 neurons is one table look-up under encryption, and |u| - 1/4 changes its
sign when u moves by half a turn of the torus, so that such a table uses all of it.

The network is trained for that: u is counted in turns, noise of standard deviation 2^-6 is added to it and 2^-11 to what
the table gives, and what leaves (-1/2, 1/2) comes back on the other side, which a small penalty keeps rare. Weights begin
by seed 0; Adam with a rate of 0.003 that falls to 0, in shuffled batches of 200. Training images are taken five times: as
they are, and moved a little in four ways.

With --validate, 10,000 training images are held out and the test images are not read: settings were chosen so.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "mnist")]

import numpy as np
from onnx import helper

from common import run
from data import SIDE, mnist
from images import warped
from networks import Adam, TorchRandom, export

SEED, EPOCHS, BATCH, RATE, COPIES, CLASSES = 0, 10, 200, 0.003, 4, 10
HIDDEN, INPUT_NOISE, TABLE_NOISE = 48, 2.0 ** -6, 2.0 ** -11
# Scores are this times V (|u| - 1/4): weights of all layers so stay of one size. The penalty is for |u| above EDGE.
GAIN, EDGE, PENALTY = np.float32(16), np.float32(0.4), np.float32(100)


def flat(images):
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


class SkipNetwork:
    def __init__(self, hidden, random):
        self.w, self.b = random.uniform((hidden, SIDE * SIDE), SIDE * SIDE), random.uniform((hidden,), SIDE * SIDE)
        self.v, self.c = random.uniform((CLASSES, hidden), hidden), random.uniform((CLASSES,), hidden)
        self.s = random.uniform((CLASSES, SIDE * SIDE), SIDE * SIDE)

    def parameters(self):
        return [self.w, self.b, self.v, self.c, self.s]

    def scores(self, x, noise=None):
        u = x @ self.w.T + self.b
        self.edge = np.sign(u) * np.maximum(np.abs(u) - EDGE, 0)
        if noise is not None:
            u += np.float32(INPUT_NOISE) * noise.standard_normal(u.shape, dtype=np.float32)
        u -= np.rint(u)
        self.sign, self.table = np.sign(u), np.abs(u) - np.float32(0.25)
        if noise is not None:
            self.table += np.float32(TABLE_NOISE) * noise.standard_normal(u.shape, dtype=np.float32)
        return GAIN * (self.table @ self.v.T) + x @ self.s.T + self.c

    def gradients(self, x, labels, noise):
        g = self.scores(x, noise)
        g = np.exp(g - g.max(axis=1, keepdims=True))
        g /= g.sum(axis=1, keepdims=True)
        g[np.arange(len(x)), labels] -= 1
        g /= np.float32(len(x))
        h = GAIN * (g @ self.v) * self.sign + PENALTY / np.float32(len(x)) * self.edge
        return [h.T @ x, h.sum(axis=0), GAIN * (g.T @ self.table), g.sum(axis=0), g.T @ x]

    def predicted(self, x):
        return self.scores(x).argmax(axis=1)


def train(images, labels, hidden=HIDDEN, epochs=EPOCHS):
    random = np.random.default_rng(SEED)
    known = np.concatenate([flat(images)] + [flat(warped(images, random, turn=0.1, scale=0.06, shift=0.6))
                                             for _ in range(COPIES)])
    labels = np.tile(labels, COPIES + 1)
    network = SkipNetwork(hidden, TorchRandom(SEED))
    adam = Adam(network.parameters(), RATE)
    for epoch in range(epochs):
        shuffled = random.permutation(len(known))
        for start in range(0, len(known), BATCH):
            adam.rate = RATE * (1 - (epoch + start / len(known)) / epochs)
            part = shuffled[start:start + BATCH]
            adam.step(network.gradients(known[part], labels[part], random))
    return network


def validate(x, y):
    order = np.random.default_rng(0).permutation(len(x))
    known, held = order[10000:], order[:10000]
    for hidden in (32, 48):
        network, z = train(x[known], y[known], hidden), flat(x[held])
        noisy = [int((network.scores(z, np.random.default_rng(seed)).argmax(axis=1) == y[held]).sum())
                 for seed in range(3)]
        clear = network.predicted(z)
        reach = np.abs(z @ network.w.T + network.b)
        print(f"mnist-network: {hidden} hidden: {int((clear == y[held]).sum())} of 10000 held out, with noise {noisy}, "
              f"|u| at most {reach.max():.3f}, above 1/2 {(reach > 0.5).mean():.2e}", flush=True)


def save(network, path):
    """In the form that a user would write: pixels scaled, |u|, and two Gemm whose results are added."""
    constants = {"scale": np.float32(255), "hidden.weight": network.w, "hidden.bias": network.b,
                 "out.weight": GAIN * network.v, "out.bias": network.c - GAIN / 4 * network.v.sum(axis=1),
                 "skip.weight": network.s.T}
    nodes = [helper.make_node("Flatten", ["input"], ["/flatten/Flatten_output_0"], "/flatten/Flatten", axis=1),
             helper.make_node("Div", ["/flatten/Flatten_output_0", "scale"], ["/Div_output_0"], "/Div"),
             helper.make_node("Gemm", ["/Div_output_0", "hidden.weight", "hidden.bias"], ["/hidden/Gemm_output_0"],
                              "/hidden/Gemm", alpha=1.0, beta=1.0, transB=1),
             helper.make_node("Abs", ["/hidden/Gemm_output_0"], ["/Abs_output_0"], "/Abs"),
             helper.make_node("Gemm", ["/Abs_output_0", "out.weight", "out.bias"], ["/out/Gemm_output_0"], "/out/Gemm",
                              alpha=1.0, beta=1.0, transB=1),
             helper.make_node("MatMul", ["/Div_output_0", "skip.weight"], ["/skip/MatMul_output_0"], "/skip/MatMul"),
             helper.make_node("Add", ["/out/Gemm_output_0", "/skip/MatMul_output_0"], ["scores"], "/Add")]
    export(nodes, constants, [1, SIDE, SIDE], CLASSES, path, "nightjar-mnist-network")


def main(folder, held_out):
    x, y, test_x, test_y = mnist(folder)
    if held_out:
        validate(x, y)
        return
    network = train(x, y)
    path = HERE / "model.onnx"
    save(network, path)
    labels = run(path, test_x)[0]
    differ = int((labels != network.predicted(flat(test_x))).sum())
    if differ > 10:
        raise AssertionError(f"ONNX and NumPy differ on {differ} images")
    noisy = network.scores(flat(test_x), np.random.default_rng(0)).argmax(axis=1)
    print(f"mnist-network: {path.stat().st_size} bytes, test {int((labels == test_y).sum())}/{len(test_x)}, with noise "
          f"{int((noisy == test_y).sum())}; ONNX differs from NumPy, which comes back around, on {differ}")


if __name__ == "__main__":
    main(sys.argv[1], "--validate" in sys.argv)
