"""Trains models/digits/model.onnx: 60 ferns of depth 7 on images of 8 x 8 pixels from 0 to 16.

    train.py [--validate]

The client says of each pixel whether it is above 3 and above 8; ferns (../ferns.py) ask at most 114 of these bits. The
1347 training images are taken 21 times: as they are, and moved a little in twenty ways. Leaves are integers of at most
+-6 sixteenths, so that ten ferns together stay within 7 bits.

With --validate, the training images are predicted in five parts by models that were trained on the other four; settings
were chosen so. Without, all training images are used, and the 450 test images are looked at once.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np

import ferns
from common import load, run, split
from images import classifier, fern_node, warped

SIDE, COUNT, DEPTH, MOST_BITS, THRESHOLDS, COPIES, GRID = 8, 60, 7, 114, (3, 8), 20, (1 / 16, 6)
PARTS = 5


def bits(images):
    return (images.reshape(len(images), -1, 1) > np.array(THRESHOLDS)).reshape(len(images), -1).astype(np.uint8)


def train(images, labels, seed):
    random = np.random.default_rng(seed)
    moved = [warped(images, random, shift=0.25) for _ in range(COPIES)]
    known, labels = bits(np.concatenate([images, *moved])), np.tile(labels, COPIES + 1)
    chosen = ferns.boost(known, labels, COUNT, DEPTH, MOST_BITS, random, sample=5000, novelty=0.8)
    reached = ferns.Indicators(ferns.leaf_indices(known, chosen), 2 ** DEPTH)
    leaves = ferns.refit(reached, labels, np.zeros((COUNT * 2 ** DEPTH, ferns.CLASSES)), 5, random)
    return chosen, ferns.refit(reached, labels, leaves, 5, random, grid=GRID)


def predicted(chosen, leaves, images):
    reached = ferns.Indicators(ferns.leaf_indices(bits(images), chosen), 2 ** DEPTH)
    return reached.scores(leaves).argmax(axis=1)


def validate(images, labels):
    part, found = np.arange(len(images)) % PARTS, 0
    for k in range(PARTS):
        chosen, leaves = train(images[part != k], labels[part != k], k)
        found += int((predicted(chosen, leaves, images[part == k]) == labels[part == k]).sum())
    print(f"digits: {found} of {len(images)} right, each by a model that it did not train")


def main(held_out):
    x, y = load(HERE / "digits.csv.gz")
    y = y.astype(int)
    rows, test = split(len(x), HERE / "test-indices.txt")
    images = x.reshape(-1, SIDE, SIDE).astype(np.float32)
    if held_out:
        validate(images[rows], y[rows])
        return
    chosen, leaves = train(images[rows], y[rows], 1)
    path = HERE / "model.onnx"
    classifier([fern_node(chosen, leaves, THRESHOLDS, "input")], [], [SIDE * SIDE], ferns.CLASSES, path,
               "nightjar-digits")
    labels = run(path, x)[0]
    if not np.array_equal(labels, predicted(chosen, leaves, images)):
        raise AssertionError("ONNX and the trained ferns differ")
    print(f"digits: {COUNT} ferns, {len(np.unique(chosen))} bits, {path.stat().st_size} bytes")
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"digits: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main("--validate" in sys.argv)
