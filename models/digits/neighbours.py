"""Makes models/digits-neighbours/model.onnx: the five nearest of the 1347 training images vote for a digit.

Nothing is trained: the file holds the training images as they are, pixels from 0 to 16, and five is what scikit-learn
takes when nobody says otherwise. The 450 test images are looked at once.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from common import load, run, save, split


def main():
    x, y = load(HERE / "digits.csv.gz")
    x, y = x.astype(np.float32), y.astype(int)
    train, test = split(len(x), HERE / "test-indices.txt")
    model = KNeighborsClassifier().fit(x[train], y[train])
    path = HERE.parent / "digits-neighbours" / "model.onnx"
    path.parent.mkdir(exist_ok=True)
    save(model, x.shape[1], path, "nightjar-digits-neighbours")
    labels = run(path, x[test])[0]
    print(f"digits-neighbours: {path.stat().st_size} bytes, test {int((labels == y[test]).sum())}/{len(test)}, "
          f"{int((labels == model.predict(x[test])).sum())} as scikit-learn says")


if __name__ == "__main__":
    main()
