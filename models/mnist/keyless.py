"""Trains models/mnist-keyless/model.onnx: MNIST by a public map of images to 2048 features and a linear classifier.

    keyless.py FOLDER [--validate]

FOLDER holds MNIST's four files (see data.py). The map is 64 random filters of 6 x 6 pixels, two apart, their positive
and negative parts above a margin, and means over a grid of 4 x 4: its constants come from a seed and know nothing of
the data, so that clients may run it, and the classifier stays with the server and needs no key. The classifier is ridge
regression on one-of-ten targets (closed form; Coates, Lee, Ng: An analysis of single-layer networks in unsupervised
feature learning, 2011, for such features).

With --validate, 10,000 training images are held out to choose the penalty; the test images are looked at once, without.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np
from onnx import helper, numpy_helper
from scipy.ndimage import gaussian_filter1d

from common import run
from data import SIDE, mnist
from images import classifier

FILTERS, KERNEL, STRIDE, MARGIN, CLASSES = 64, 6, 2, 0.25, 10
PENALTY = 1.0
# Scores of one-of-ten targets lie within 0 and 1; probabilities are the softmax of ten times them.
SHARPNESS = 10.0


def filters():
    """The filters, [64, 6, 6], smooth, of mean 0 and norm 1, for pixels from 0 to 1."""
    random = np.random.default_rng(0)
    f = random.normal(size=(FILTERS, KERNEL, KERNEL))
    f -= f.mean(axis=(1, 2), keepdims=True)
    f = gaussian_filter1d(gaussian_filter1d(f, 0.8, axis=1), 0.8, axis=2)
    return (f / np.sqrt((f ** 2).sum(axis=(1, 2), keepdims=True))).astype(np.float32)


def layer():
    """Weights and constants of the convolution: each filter and its negative, for pixels from 0 to 255."""
    f = filters()
    weights = np.concatenate([f, -f])[:, None] / np.float32(255)
    return weights, np.full(2 * FILTERS, -MARGIN, dtype=np.float32)


def features(images):
    """What the map gives: [images, 2048], ordered as ONNX flattens [maps, 4, 4]."""
    f, parts = filters().reshape(FILTERS, -1).T, []
    for start in range(0, len(images), 2000):
        x = images[start:start + 2000].astype(np.float32) / 255
        windows = np.lib.stride_tricks.sliding_window_view(x, (KERNEL, KERNEL), (1, 2))[:, ::STRIDE, ::STRIDE]
        places = windows.shape[1]
        maps = windows.reshape(-1, KERNEL * KERNEL) @ f
        both = np.concatenate([np.maximum(maps - MARGIN, 0), np.maximum(-maps - MARGIN, 0)], axis=1)
        grid = both.reshape(len(x), 4, places // 4, 4, places // 4, -1).mean(axis=(2, 4))
        parts.append(grid.transpose(0, 3, 1, 2).reshape(len(x), -1))
    return np.concatenate(parts)


def ridge(x, labels, penalty):
    """Weights [features, classes] and constants."""
    mean, targets = x.mean(axis=0), np.eye(CLASSES, dtype=np.float32)[labels]
    centred = x - mean
    moments = (centred.T @ centred).astype(np.float64)
    products = (centred.T @ (targets - targets.mean(axis=0))).astype(np.float64)
    weights = np.linalg.solve(moments + penalty * np.eye(len(moments)) * moments.trace() / len(moments) / 1e4, products)
    return weights, targets.mean(axis=0) - mean @ weights


def validate(x, labels):
    order = np.random.default_rng(0).permutation(len(x))
    known, held = order[10000:], order[:10000]
    for penalty in (1.0, 10.0, 100.0, 1000.0):
        weights, constants = ridge(x[known], labels[known], penalty)
        found = ((x[held] @ weights + constants).argmax(axis=1) == labels[held]).sum()
        print(f"mnist-keyless: penalty {penalty}: {found} of 10000 held out", flush=True)


def main(folder, held_out):
    x, y, test_x, test_y = mnist(folder)
    known = features(x)
    if held_out:
        validate(known, y)
        return
    weights, constants = ridge(known, y, PENALTY)
    convolution, margin = layer()
    nodes = [helper.make_node("Conv", ["input", "filters", "margin"], ["maps"], strides=[STRIDE, STRIDE]),
             helper.make_node("Relu", ["maps"], ["parts"]),
             helper.make_node("AveragePool", ["parts"], ["grid"], kernel_shape=[3, 3], strides=[3, 3]),
             helper.make_node("Flatten", ["grid"], ["features"]),
             helper.make_node("LinearClassifier", ["features"], ["label", "probabilities"], domain="ai.onnx.ml",
                              classlabels_ints=range(CLASSES), coefficients=(SHARPNESS * weights.T).ravel().tolist(),
                              intercepts=(SHARPNESS * constants).tolist(), post_transform="SOFTMAX")]
    path = HERE.parent / "mnist-keyless" / "model.onnx"
    path.parent.mkdir(exist_ok=True)
    classifier(nodes, [numpy_helper.from_array(convolution, "filters"), numpy_helper.from_array(margin, "margin")],
               [1, SIDE, SIDE], CLASSES, path, "nightjar-mnist-keyless")
    labels = run(path, test_x)[0]
    differ = int((labels != (features(test_x) @ weights + constants).argmax(axis=1)).sum())
    if differ > 2:
        raise AssertionError(f"ONNX and NumPy differ on {differ} images")
    print(f"mnist-keyless: {path.stat().st_size} bytes, test {int((labels == test_y).sum())}/{len(test_x)}")


if __name__ == "__main__":
    main(sys.argv[1], "--validate" in sys.argv)
