"""Trains ferns on MNIST: models/mnist/model.onnx, 60 of depth 7, and models/mnist-large/model.onnx, 120 of depth 7.

    train.py FOLDER [--validate]

FOLDER holds MNIST's four files (see data.py). The client averages squares of 2 x 2 pixels and says of each of the 14 x
14 means whether it is above some thresholds; ferns (../ferns.py) ask a limited number of these bits. Training images are
taken five times: as they are, and moved a little in four ways. Leaves are integers of at most +-6 sixteenths, so that
ten ferns together stay within 7 bits.

With --validate, 10,000 training images are held out and models are tried on these, the test images are not read and no
file is written: settings were chosen so. Without, all training images are used, and the test images are looked at once.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np
from onnx import helper

import ferns
from common import run
from data import SIDE, mnist
from images import classifier, fern_node, warped

DEPTH, COPIES, GRID = 7, 4, (1 / 16, 6)
MODELS = {"mnist": dict(count=60, most_bits=128, thresholds=(42, 128)),
          "mnist-large": dict(count=120, most_bits=224, thresholds=(30, 85, 170))}


def bits(images, thresholds):
    half = SIDE // 2
    sums = images.reshape(-1, half, 2, half, 2).sum(axis=(2, 4), dtype=np.uint16).reshape(-1, half * half)
    return (sums[:, :, None] > np.array(thresholds, dtype=np.uint16) * 4).reshape(len(images), -1).astype(np.uint8)


def train(images, labels, count, most_bits, thresholds):
    random = np.random.default_rng(1)
    known = np.concatenate([bits(images, thresholds)]
                           + [bits(warped(images, random), thresholds) for _ in range(COPIES)])
    labels = np.tile(labels, COPIES + 1)
    chosen = ferns.boost(known, labels, count, DEPTH, most_bits, random, novelty=0.8)
    reached = ferns.Indicators(ferns.leaf_indices(known, chosen), 2 ** DEPTH)
    del known
    leaves = ferns.refit(reached, labels, np.zeros((count * 2 ** DEPTH, ferns.CLASSES)), 8, random)
    return chosen, ferns.refit(reached, labels, leaves, 8, random, grid=GRID, rate=0.005)


def right(chosen, leaves, images, labels, thresholds):
    reached = ferns.Indicators(ferns.leaf_indices(bits(images, thresholds), chosen), 2 ** DEPTH)
    return int((reached.scores(leaves).argmax(axis=1) == labels).sum())


def main(folder, validate):
    x, y, test_x, test_y = mnist(folder)
    order = np.random.default_rng(0).permutation(len(x))
    for name, settings in MODELS.items():
        thresholds = settings["thresholds"]
        if validate:
            known, held = order[10000:], order[:10000]
            chosen, leaves = train(x[known], y[known], **settings)
            print(f"{name}: {right(chosen, leaves, x[held], y[held], thresholds)} of 10000 held out", flush=True)
            continue
        chosen, leaves = train(x, y, **settings)
        path = HERE.parent / name / "model.onnx"
        path.parent.mkdir(exist_ok=True)
        pool = helper.make_node("AveragePool", ["input"], ["means"], kernel_shape=[2, 2], strides=[2, 2])
        flat = helper.make_node("Flatten", ["means"], ["features"])
        classifier([pool, flat, fern_node(chosen, leaves, thresholds, "features")], [], [1, SIDE, SIDE], ferns.CLASSES,
                   path, f"nightjar-{name}")
        found = int((run(path, test_x)[0] == test_y).sum())
        if found != right(chosen, leaves, test_x, test_y, thresholds):
            raise AssertionError("ONNX and the trained ferns differ")
        print(f"{name}: {len(chosen)} ferns, {len(np.unique(chosen))} bits, {path.stat().st_size} bytes, "
              f"test {found}/{len(test_x)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], "--validate" in sys.argv)
