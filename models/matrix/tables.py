"""The tables that the models of the matrix are trained on: small parts of the data sets that scikit-learn ships.

A table is a pandas frame whose last column, `target`, is what is predicted. The last ROWS rows are kept for the
comparison with ONNX Runtime, the others train. Every number is the exact decimal value of a float32, so reading it
as float or as double gives the same number.
"""

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine

ROWS = 30


def _frame(x, y, rows, seed=1):
    """A shuffled part of a data set; features f0, f1, … as float32 values."""
    chosen = np.random.RandomState(seed).permutation(len(x))[:rows]
    frame = pd.DataFrame({f"f{i}": x[chosen, i].astype(np.float32) for i in range(x.shape[1])})
    frame["target"] = y[chosen]
    return frame


def cancer():
    x, y = load_breast_cancer(return_X_y=True)
    return _frame(x[:, :10], y, 240)


def wine():
    return _frame(*load_wine(return_X_y=True), 178)


def iris():
    return _frame(*load_iris(return_X_y=True), 150)


def diabetes():
    """A number to predict from ten; they are about 0, with a deviation of about 1."""
    x, y = load_diabetes(return_X_y=True)
    return _frame((x * 20).round(3), y.astype(np.float32), 220)


def digits():
    """Three digits, as counts of ink: features of the naive Bayes models for counts."""
    x, y = load_digits(return_X_y=True)
    few = y < 3
    return _frame(x[few][:, [i for i in range(64) if x[few][:, i].std() > 4]], y[few], 160)


def skewed():
    """Log-normal features: most values are small, few are large."""
    state = np.random.RandomState(3)
    x = np.exp(state.normal(0, 1.5, (240, 6)))
    y = (np.log(x[:, 0]) + np.log(x[:, 1]) * np.log(x[:, 2]) + state.normal(0, 0.5, 240) > 0).astype(int)
    return _frame(x, y, 240)


def gaps():
    """The cancer table with every eighth cell missing."""
    frame = cancer()
    state = np.random.RandomState(4)
    for column in frame.columns[:-1]:
        frame.loc[state.rand(len(frame)) < 0.125, column] = np.nan
    return frame


def codes():
    """Two numbers and three categories, coded as small integers; the classes of the target depend on all."""
    state = np.random.RandomState(5)
    frame = pd.DataFrame({"f0": state.normal(size=260).astype(np.float32),
                          "f1": state.normal(size=260).astype(np.float32),
                          "f2": state.randint(0, 6, 260), "f3": state.randint(0, 9, 260),
                          "f4": state.randint(0, 3, 260)})
    score = frame.f0 + 2 * frame.f2.isin([1, 4]) - 1.5 * frame.f3.isin([0, 3, 7]) + frame.f1 * (frame.f4 == 2)
    frame["target"] = (score + state.normal(0, 0.3, 260) > 0).astype(int)
    return frame


def people():
    """A data frame as business has it: numbers and texts, both with missing cells."""
    state = np.random.RandomState(6)
    size = 260
    frame = pd.DataFrame({
        "age": state.randint(18, 80, size).astype(np.float32),
        "income": np.exp(state.normal(10, 0.5, size)).round().astype(np.float32),
        "city": state.choice(["lima", "oslo", "pune", "quito"], size),
        "job": state.choice(["clerk", "cook", "nurse"], size)})
    score = (frame.age - 45) / 15 + np.log(frame.income) - 10 + (frame.city == "oslo") - (frame.job == "cook")
    frame["target"] = (score + state.normal(0, 0.5, size) > 0).astype(int)
    frame.loc[state.rand(size) < 0.1, "age"] = np.nan
    frame.loc[state.rand(size) < 0.1, "income"] = np.nan
    return frame


def category_codes():
    """The categories of `codes` alone."""
    return codes()[["f2", "f3", "f4", "target"]].rename(columns={"f2": "f0", "f3": "f1", "f4": "f2"})


TABLES = {f.__name__.replace("_", "-"): f for f in (cancer, wine, iris, diabetes, digits, skewed, gaps, codes, category_codes, people)}
