"""Linear models of scikit-learn: least squares and its relatives, generalised linear models, linear classifiers."""

import numpy as np
from sklearn.cross_decomposition import PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import (
    ARDRegression, BayesianRidge, ElasticNet, GammaRegressor, HuberRegressor, Lars, Lasso, LassoCV, LassoLars,
    LinearRegression, LogisticRegression, LogisticRegressionCV, MultiTaskElasticNet, MultiTaskLasso,
    OrthogonalMatchingPursuit, Perceptron, PoissonRegressor, QuantileRegressor, RANSACRegressor, Ridge,
    RidgeClassifier, RidgeCV, SGDClassifier, SGDRegressor, TheilSenRegressor, TweedieRegressor)
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC

from kind import NO_ZIPMAP, Kind, names, sklearn

REGRESSORS = "Linear regressors of scikit-learn"
CLASSIFIERS = "Linear classifiers of scikit-learn"


def regressor(name, model, title=None, **how):
    return Kind(name, REGRESSORS, title or type(model).__name__, "diabetes", sklearn(model, **how))


def classifier(name, model, title=None, table="cancer", note="", **how):
    return Kind(name, CLASSIFIERS, title or type(model).__name__, table, sklearn(model, **how), note)


def two(y):
    """Two targets to predict at once."""
    return np.stack([y, 300 - y / 2], axis=1)


def third(y):
    """The third class or another."""
    return (y == 2).astype(int)


KINDS = [
    regressor("linear-regression", LinearRegression()),
    regressor("linear-regression-double", LinearRegression(), "LinearRegression, double inputs", double=True),
    regressor("linear-regression-two", LinearRegression(), "LinearRegression, two targets", target=two),
    regressor("linear-regression-opset9", LinearRegression(), "LinearRegression, opset 9",
              opset={"": 9, "ai.onnx.ml": 1}),
    regressor("ridge", Ridge()),
    regressor("ridge-cv", RidgeCV()),
    regressor("lasso", Lasso()),
    regressor("lasso-cv", LassoCV()),
    regressor("elastic-net", ElasticNet()),
    regressor("multi-task-lasso", MultiTaskLasso(), target=two),
    regressor("multi-task-elastic-net", MultiTaskElasticNet(), target=two),
    regressor("huber", HuberRegressor(max_iter=2000)),
    regressor("theil-sen", TheilSenRegressor(random_state=1, max_subpopulation=500)),
    regressor("ransac", RANSACRegressor(random_state=1, min_samples=60)),
    regressor("bayesian-ridge", BayesianRidge()),
    regressor("ard", ARDRegression()),
    regressor("lars", Lars(n_nonzero_coefs=6)),
    regressor("lasso-lars", LassoLars(alpha=0.1)),
    regressor("omp", OrthogonalMatchingPursuit()),
    regressor("quantile-regressor", QuantileRegressor(alpha=0.01, solver="highs")),
    regressor("sgd-regressor", SGDRegressor(random_state=1)),
    regressor("linear-svr", LinearSVR(random_state=1, max_iter=20000)),
    regressor("svr-linear", SVR(kernel="linear", max_iter=20000), "SVR, linear kernel"),
    regressor("pls", PLSRegression(n_components=3)),
    regressor("poisson", PoissonRegressor(max_iter=1000)),
    regressor("poisson-double", PoissonRegressor(max_iter=1000), "PoissonRegressor, double inputs", double=True),
    regressor("gamma", GammaRegressor(max_iter=1000)),
    regressor("tweedie", TweedieRegressor(power=1.5, max_iter=1000), "TweedieRegressor, log link"),
    regressor("tweedie-identity", TweedieRegressor(power=0), "TweedieRegressor, identity link"),

    classifier("logistic", LogisticRegression(max_iter=5000)),
    classifier("logistic-no-zipmap", LogisticRegression(max_iter=5000), "LogisticRegression, ZipMap off",
               options=NO_ZIPMAP),
    classifier("logistic-double", LogisticRegression(max_iter=5000), "LogisticRegression, double inputs",
               note="`zipmap` off: ZipMap takes no doubles", double=True, options=NO_ZIPMAP),
    classifier("logistic-raw", LogisticRegression(max_iter=5000), "LogisticRegression, raw scores",
               options={"raw_scores": True, "zipmap": False}),
    classifier("logistic-names", LogisticRegression(max_iter=5000), "LogisticRegression, classes are texts",
               target=names),
    classifier("logistic-three", LogisticRegression(max_iter=5000), "LogisticRegression, 3 classes", "wine"),
    classifier("logistic-three-names", LogisticRegression(max_iter=5000),
               "LogisticRegression, 3 classes that are texts", "wine", target=names, options=NO_ZIPMAP),
    classifier("logistic-three-double", LogisticRegression(max_iter=5000),
               "LogisticRegression, 3 classes, double inputs", "iris", double=True, options=NO_ZIPMAP),
    classifier("logistic-opset9", LogisticRegression(max_iter=5000), "LogisticRegression, opset 9", "iris",
               opset={"": 9, "ai.onnx.ml": 1}),
    classifier("logistic-cv", LogisticRegressionCV(Cs=3, max_iter=5000, cv=3), table="iris"),
    classifier("ridge-classifier", RidgeClassifier()),
    classifier("ridge-classifier-three", RidgeClassifier(), "RidgeClassifier, 3 classes", "wine"),
    classifier("sgd-log", SGDClassifier(loss="log_loss", random_state=1), "SGDClassifier, log loss"),
    classifier("sgd-hinge", SGDClassifier(random_state=1), "SGDClassifier, hinge loss"),
    classifier("sgd-huber", SGDClassifier(loss="modified_huber", random_state=1, alpha=1.0),
               "SGDClassifier, modified Huber loss"),
    classifier("sgd-log-three", SGDClassifier(loss="log_loss", random_state=1),
               "SGDClassifier, log loss, 3 classes", "iris"),
    classifier("perceptron", Perceptron(random_state=1)),
    classifier("passive-aggressive", SGDClassifier(loss="hinge", penalty=None, learning_rate="pa1", eta0=1.0,
                                                   random_state=1),
               "SGDClassifier, passive-aggressive", "iris"),
    classifier("linear-svc", LinearSVC(random_state=1, max_iter=50000)),
    classifier("linear-svc-three", LinearSVC(random_state=1, max_iter=50000), "LinearSVC, 3 classes", "iris"),
    classifier("svc-linear", SVC(kernel="linear", C=0.1), "SVC, linear kernel", "iris", target=third),
    classifier("svc-linear-three", SVC(kernel="linear"), "SVC, linear kernel, 3 classes", "iris"),
    classifier("svc-linear-proba", SVC(kernel="linear", C=0.1, probability=True, random_state=1),
               "SVC, linear kernel, probabilities", "iris", target=third),
    classifier("nu-svc-linear", NuSVC(kernel="linear", nu=0.3), "NuSVC, linear kernel", "iris",
               target=lambda y: (y > 0).astype(int)),
    classifier("lda", LinearDiscriminantAnalysis()),
    classifier("lda-three", LinearDiscriminantAnalysis(), "LinearDiscriminantAnalysis, 3 classes", "wine",
               options=NO_ZIPMAP),
]
