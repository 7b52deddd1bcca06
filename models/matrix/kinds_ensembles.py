"""Trees of scikit-learn, ensembles of them, and models made of models."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier,
    ExtraTreesRegressor, GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRegressor, IsolationForest, RandomForestClassifier, RandomForestRegressor,
    StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from kind import LOGARITHM, NO_ZIPMAP, Kind, names, plain_integers, sklearn

plain_integers()

TREES = "Trees and ensembles of scikit-learn"
META = "Models made of models, of scikit-learn"


def tree(name, model, title=None, table="cancer", note="", **how):
    return Kind(name, TREES, title or type(model).__name__, table, sklearn(model, **how), note)


def meta(name, model, title=None, table="cancer", note="", **how):
    return Kind(name, META, title or type(model).__name__, table, sklearn(model, **how), note)


def two_numbers(y):
    return np.stack([y, 300 - y / 2], axis=1)


def two_labels(y):
    return np.stack([y, (y == 0) | (np.arange(len(y)) % 7 == 0)], axis=1).astype(int)


def small_tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def logistic():
    return LogisticRegression(max_iter=5000)


KINDS = [
    tree("tree", small_tree(5)),
    tree("tree-names", small_tree(4), "DecisionTreeClassifier, classes are texts", "wine", target=names),
    tree("tree-opset9", small_tree(4), "DecisionTreeClassifier, opset 9", "iris", opset={"": 9, "ai.onnx.ml": 1}),
    tree("tree-skewed", small_tree(5), "DecisionTreeClassifier, skewed features", "skewed"),
    tree("tree-regressor", DecisionTreeRegressor(max_depth=4, random_state=1), table="diabetes"),
    tree("tree-regressor-two", DecisionTreeRegressor(max_depth=3, random_state=1),
         "DecisionTreeRegressor, two targets", "diabetes", target=two_numbers),
    tree("extra-tree", ExtraTreeClassifier(max_depth=4, random_state=1), table="wine"),
    tree("forest", RandomForestClassifier(n_estimators=10, max_depth=4, random_state=1)),
    tree("forest-three", RandomForestClassifier(n_estimators=8, max_depth=3, random_state=1),
         "RandomForestClassifier, 3 classes", "wine", options=NO_ZIPMAP),
    tree("forest-skewed", RandomForestClassifier(n_estimators=10, max_depth=4, random_state=1),
         "RandomForestClassifier, skewed features", "skewed"),
    tree("forest-regressor", RandomForestRegressor(n_estimators=8, max_depth=3, random_state=1), table="diabetes"),
    tree("forest-missing", RandomForestClassifier(n_estimators=6, max_depth=3, random_state=1),
         "RandomForestClassifier, missing values", "gaps"),
    tree("extra-trees", ExtraTreesClassifier(n_estimators=8, max_depth=4, random_state=1)),
    tree("extra-trees-regressor", ExtraTreesRegressor(n_estimators=8, max_depth=3, random_state=1),
         table="diabetes"),
    tree("gradient-boosting", GradientBoostingClassifier(n_estimators=15, random_state=1)),
    tree("gradient-boosting-three", GradientBoostingClassifier(n_estimators=5, max_depth=2, random_state=1),
         "GradientBoostingClassifier, 3 classes", "iris"),
    tree("gradient-boosting-regressor", GradientBoostingRegressor(n_estimators=15, random_state=1),
         table="diabetes"),
    tree("hist-boosting", HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=8, random_state=1)),
    tree("hist-boosting-three", HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=6, random_state=1),
         "HistGradientBoostingClassifier, 3 classes", "wine"),
    tree("hist-boosting-missing", HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=8, random_state=1),
         "HistGradientBoostingClassifier, missing values", "gaps"),
    tree("hist-boosting-regressor", HistGradientBoostingRegressor(max_iter=10, max_leaf_nodes=8, random_state=1),
         table="diabetes"),
    tree("hist-boosting-poisson", HistGradientBoostingRegressor(loss="poisson", max_iter=10, max_leaf_nodes=8,
                                                                random_state=1),
         "HistGradientBoostingRegressor, Poisson loss", "diabetes", LOGARITHM),
    tree("isolation-forest", IsolationForest(n_estimators=10, max_samples=32, random_state=1),
         train=lambda m, x, y: m.fit(x), opset={"": 17, "ai.onnx.ml": 3}, note="`target_opset` of ai.onnx.ml 3"),

    meta("bagging-trees", BaggingClassifier(small_tree(), n_estimators=6, random_state=1)),
    meta("bagging-linear", BaggingClassifier(logistic(), n_estimators=5, random_state=1),
         "BaggingClassifier of LogisticRegression", "iris"),
    meta("bagging-regressor", BaggingRegressor(DecisionTreeRegressor(max_depth=3), n_estimators=6, random_state=1),
         table="diabetes"),
    meta("voting-soft", VotingClassifier([("l", logistic()), ("t", small_tree())], voting="soft", flatten_transform=False),
         "VotingClassifier, soft, linear and tree", note="`flatten_transform=False`"),
    meta("voting-hard", VotingClassifier([("l", logistic()), ("t", small_tree()), ("s", small_tree(2))],
                                          flatten_transform=False),
         "VotingClassifier, hard", note="`flatten_transform=False`"),
    meta("voting-regressor", VotingRegressor([("l", LinearRegression()),
                                              ("t", DecisionTreeRegressor(max_depth=3, random_state=1))]),
         table="diabetes"),
    meta("stacking", StackingClassifier([("l", logistic()), ("t", small_tree())],
                                        final_estimator=LogisticRegression())),
    meta("stacking-regressor", StackingRegressor([("r", Ridge()),
                                                  ("t", DecisionTreeRegressor(max_depth=3, random_state=1))],
                                                 final_estimator=LinearRegression()), table="diabetes"),
    meta("calibrated-sigmoid", CalibratedClassifierCV(LinearSVC(random_state=1, max_iter=50000), cv=3),
         "CalibratedClassifierCV, sigmoid"),
    meta("calibrated-isotonic", CalibratedClassifierCV(small_tree(), method="isotonic", cv=3),
         "CalibratedClassifierCV, isotonic, of trees"),
    meta("calibrated-three", CalibratedClassifierCV(logistic(), cv=2), "CalibratedClassifierCV, 3 classes", "iris"),
    meta("ada-boost", AdaBoostClassifier(small_tree(1), n_estimators=10, random_state=1)),
    meta("ada-boost-regressor", AdaBoostRegressor(DecisionTreeRegressor(max_depth=2), n_estimators=5,
                                                  random_state=1), table="diabetes"),
    meta("multi-output", MultiOutputClassifier(logistic()), target=two_labels, options=NO_ZIPMAP),
    meta("multi-output-regressor", MultiOutputRegressor(DecisionTreeRegressor(max_depth=3, random_state=1)),
         table="diabetes", target=two_numbers),
    meta("one-vs-rest", OneVsRestClassifier(logistic()), table="wine"),
    meta("one-vs-rest-trees", OneVsRestClassifier(small_tree(2)), "OneVsRestClassifier of trees", "iris"),
    meta("one-vs-one", OneVsOneClassifier(logistic()), table="iris"),
    meta("grid-search", GridSearchCV(logistic(), {"C": [0.1, 1]}, cv=3), table="iris"),
]
