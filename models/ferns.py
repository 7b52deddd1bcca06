"""Trains ferns: sums of oblivious trees over bits of an image, with a leaf value for each class.

A fern of depth d asks d bits of every image, the same on every path, and has 2^d leaves. Where bits are encrypted it
costs d rotations of one polynomial that holds all its leaves. Training has three steps:

1. boosting chooses the bits: gradient boosting of the softmax loss, with second derivatives (Friedman: Greedy function
   approximation, 2001; Chen, Guestrin: XGBoost, 2016, section 2.2), one split for all cells of a level (CatBoost's
   trees). New bits are taken while there are fewer than the limit, and must gain more than known ones by a factor;
2. all leaves of all ferns are fitted again together, by Adam with dropout of whole ferns: this is logistic regression
   over the 2^d indicators of each fern;
3. training goes on with leaves that are rounded to small integers times a step, and with gradients as if they were not
   (Bengio, Leonard, Courville: Estimating or propagating gradients through stochastic neurons, 2013), so that sums of
   several ferns lie within a few bits whatever the image.
"""

import numpy as np
from scipy.sparse import csr_matrix

CLASSES = 10


def softmax(scores):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def leaf_index(bits, features):
    """The leaf of each row: bit l of it is the row's bit features[l]."""
    index = np.zeros(len(bits), dtype=np.uint8 if len(features) <= 8 else np.int32)
    for l, f in enumerate(features):
        index |= bits[:, f] << l
    return index


def leaf_indices(bits, ferns):
    return np.stack([leaf_index(bits, f) for f in ferns], axis=1)


def split_gains(bits, cells, count, g, h, damping):
    """For every bit, the gain of asking it in all cells; bits are float32, cells the cell of each row."""
    order = np.argsort(cells, kind="stable")
    bits, derivatives = bits[order], np.concatenate([g, h], axis=1)[order]
    ends = np.cumsum(np.bincount(cells, minlength=count))
    gains, start = np.zeros(bits.shape[1], dtype=np.float32), 0
    for end in ends:
        if end - start >= 20:
            rows = derivatives[start:end]
            total, ones = rows.sum(axis=0), bits[start:end].T @ rows
            zeros = total - ones
            for part in (ones, zeros):
                gains += (part[:, :CLASSES] ** 2 / (part[:, CLASSES:] + damping)).sum(axis=1)
            gains -= (total[:CLASSES] ** 2 / (total[CLASSES:] + damping)).sum()
        start = end
    return gains


def boost(bits, labels, count, depth, most_bits, random, rate=0.3, damping=3.0, sample=20000, novelty=1.0):
    """Chooses the bits of ferns by boosting; bits is uint8 of [rows, bits]. Returns a row of bits for each fern."""
    scores = np.zeros((len(bits), CLASSES), dtype=np.float32)
    used, ferns = np.zeros(bits.shape[1], dtype=bool), []
    sample = min(sample, len(bits))
    for _ in range(count):
        rows = random.choice(len(bits), sample, replace=False)
        p = softmax(scores[rows])
        h = p * (1 - p) + np.float32(1e-3)
        g = p
        g[np.arange(sample), labels[rows]] -= 1
        known = bits[rows].astype(np.float32)
        cells, fern = np.zeros(sample, dtype=np.int64), []
        for level in range(depth):
            gains = split_gains(known, cells, 1 << level, g, h, damping)
            gains[fern] = -np.inf
            gains[~used] = gains[~used] * np.float32(novelty) if used.sum() < most_bits else -np.inf
            best = int(gains.argmax())
            fern.append(best)
            used[best] = True
            cells |= bits[rows, best].astype(np.int64) << level
        leaves = np.stack([-rate * np.bincount(cells, g[:, c], 1 << depth)
                           / (np.bincount(cells, h[:, c], 1 << depth) + damping) for c in range(CLASSES)], axis=1)
        scores += leaves.astype(np.float32)[leaf_index(bits, fern)]
        ferns.append(fern)
    return np.array(ferns)


class Indicators:
    """Rows as sparse vectors of the leaves that they reach."""

    def __init__(self, indices, leaves):
        self.columns = indices.astype(np.int32) + np.arange(indices.shape[1], dtype=np.int32) * leaves
        self.width = indices.shape[1] * leaves

    def rows(self, rows, weights=None):
        columns = self.columns[rows]
        count, ferns = columns.shape
        data = np.ones(count * ferns, dtype=np.float32) if weights is None else weights.ravel()
        return csr_matrix((data, columns.ravel(), np.arange(0, count * ferns + 1, ferns)), (count, self.width))

    def scores(self, leaves, step=10000):
        return np.concatenate([self.rows(slice(i, i + step)) @ leaves for i in range(0, len(self.columns), step)])


def rounded(leaves, step, most):
    """Leaves as multiples of a step, at most +-most steps."""
    return np.clip(np.rint(leaves / np.float32(step)), -most, most) * np.float32(step)


def refit(indicators, labels, leaves, passes, random, grid=None, rate=0.02, batch=256, drop=0.2, smoothing=0.05):
    """Fits all leaves together from given ones. With a grid (step, most) for leaves as rounded() gives them."""
    leaves = leaves.astype(np.float32).copy()
    mean, square = np.zeros_like(leaves), np.zeros_like(leaves)
    count, ferns = indicators.columns.shape
    steps, at, order = int(passes * count) // batch, count, None
    for step in range(1, steps + 1):
        if at + batch > count:
            order, at = random.permutation(count), 0
        rows, at = order[at:at + batch], at + batch
        kept = (random.random((batch, ferns), dtype=np.float32) >= drop) / np.float32(1 - drop)
        reached = indicators.rows(rows, kept)
        error = softmax(reached @ (leaves if grid is None else rounded(leaves, *grid)))
        error -= np.float32(smoothing / CLASSES)
        error[np.arange(batch), labels[rows]] -= np.float32(1 - smoothing)
        gradient = (reached.T @ error) / np.float32(batch)
        mean += np.float32(0.1) * (gradient - mean)
        square += np.float32(0.001) * (gradient * gradient - square)
        now = rate * (0.5 + 0.5 * np.cos(np.pi * step / steps)) * np.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step)
        leaves -= np.float32(now) * mean / (np.sqrt(square) + np.float32(1e-7))
        if grid is not None:
            np.clip(leaves, -grid[0] * grid[1], grid[0] * grid[1], out=leaves)
    return leaves if grid is None else rounded(leaves, *grid)
