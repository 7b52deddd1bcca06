"""Makes loans.csv and trains model.onnx on it: a scikit-learn pipeline of a data frame, as many are.

The table is synthetic: three numbers and three categories of 800 loans, some cells missing, and whether the loan was
repaid. The pipeline imputes and scales numbers, encodes categories one-hot (a missing category is an empty text, which is
a category of its own), and boosts trees. The ONNX file takes the columns of the table by name.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from common import OPSETS, write

NUMBERS = ["age", "income", "debt"]
TEXTS = ["employment", "home", "purpose"]
ROWS = 800
TEST_ROWS = 160


def loans():
    state = np.random.RandomState(42)
    frame = pd.DataFrame({
        "age": state.randint(19, 76, ROWS),
        "income": np.exp(state.normal(10.3, 0.55, ROWS)).round(-1),
        "debt": np.exp(state.normal(8.6, 1.0, ROWS)).round(-1),
        "employment": state.choice(["employee", "self-employed", "student", "retired"], ROWS, p=[0.6, 0.2, 0.1, 0.1]),
        "home": state.choice(["owner", "tenant", "with parents"], ROWS, p=[0.35, 0.5, 0.15]),
        "purpose": state.choice(["car", "education", "furniture", "business"], ROWS)})
    score = (1.6 * np.log(frame.income / frame.debt) - 2.4 + 0.02 * (frame.age - 45)
             + 0.9 * (frame.home == "owner") - 0.9 * (frame.employment == "student")
             - 0.8 * ((frame.purpose == "business") & (frame.employment == "self-employed")))
    frame["loan"] = np.where(score + state.logistic(0, 0.3, ROWS) > 0, "repaid", "defaulted")
    for column, share in (("age", 0.04), ("income", 0.12), ("debt", 0.08), ("employment", 0.06)):
        frame.loc[state.rand(ROWS) < share, column] = None
    return frame


def pipeline():
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return Pipeline([
        ("prepare", ColumnTransformer([("numbers", numbers, NUMBERS),
                                       ("texts", OneHotEncoder(handle_unknown="ignore"), TEXTS)])),
        ("model", GradientBoostingClassifier(n_estimators=20, max_depth=3, random_state=42))])


def main():
    frame = loans()
    frame.to_csv(HERE / "loans.csv", index=False, float_format="%g", lineterminator="\n")
    frame = pd.read_csv(HERE / "loans.csv", keep_default_na=False, na_values={c: [""] for c in NUMBERS})
    test = np.sort(np.random.RandomState(7).permutation(ROWS)[:TEST_ROWS])
    np.savetxt(HERE / "test-indices.txt", test, fmt="%d")
    train = np.setdiff1d(np.arange(ROWS), test)

    model = pipeline().fit(frame.loc[train, NUMBERS + TEXTS], frame.loan[train])
    types = [(c, FloatTensorType([None, 1])) for c in NUMBERS] + [(c, StringTensorType([None, 1])) for c in TEXTS]
    write(to_onnx(model, initial_types=types, options={id(model): {"zipmap": False}}, target_opset=OPSETS,
                  name="nightjar-loans"), HERE / "model.onnx")

    session = onnxruntime.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])
    inputs = {c: frame[[c]].to_numpy().astype(np.float32 if c in NUMBERS else object) for c in NUMBERS + TEXTS}
    labels = session.run(None, inputs)[0]
    expected = model.predict(frame[NUMBERS + TEXTS])
    if not np.array_equal(labels, expected):
        raise AssertionError(f"ONNX and scikit-learn differ on {int((labels != expected).sum())} rows")
    for rows, part in ((train, "train"), (test, "test")):
        right = int((labels[rows] == frame.loan[rows]).sum())
        print(f"loans: {part} {right}/{len(rows)} = {right / len(rows):.4f}")
    print(f"loans: largest class {frame.loan[test].value_counts().max()}/{len(test)}")


if __name__ == "__main__":
    main()
