"""Naive Bayes, discriminants, clusters, and what has no linear or tree core: kernels, neighbours, networks."""

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, LocalOutlierFactor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, OneClassSVM

from kind import NO_ZIPMAP, Kind, sklearn

OTHERS = "Other models of scikit-learn"


def kind(name, model, title=None, table="iris", refused="", note="", **how):
    return Kind(name, OTHERS, title or type(model).__name__, table, sklearn(model, **how), note, refused)


def unsupervised(model, x, y):
    model.fit(x)


KINDS = [
    kind("gaussian-nb", GaussianNB()),
    kind("gaussian-nb-binary", GaussianNB(), "GaussianNB, 2 classes", "cancer", options=NO_ZIPMAP),
    kind("multinomial-nb", MultinomialNB(), table="digits"),
    kind("bernoulli-nb", BernoulliNB(binarize=6.0), table="digits"),
    kind("complement-nb", ComplementNB(), table="digits"),
    kind("categorical-nb", CategoricalNB(), table="category-codes"),
    kind("qda", QuadraticDiscriminantAnalysis()),
    kind("k-means", KMeans(3, n_init=1, random_state=1), train=unsupervised),
    kind("mini-batch-k-means", MiniBatchKMeans(3, n_init=1, random_state=1), train=unsupervised),
    kind("gaussian-mixture", GaussianMixture(2, random_state=1), train=unsupervised),
    kind("svc-rbf", SVC(), "SVC, RBF kernel", refused="kernel SVM"),
    kind("svc-poly", SVC(kernel="poly"), "SVC, polynomial kernel", refused="kernel SVM"),
    kind("svr-rbf", SVR(), "SVR, RBF kernel", "diabetes", refused="kernel SVM"),
    kind("one-class-svm", OneClassSVM(gamma=0.1), refused="kernel SVM", train=unsupervised),
    kind("k-neighbors", KNeighborsClassifier(), table="wine"),
    kind("k-neighbors-distance", KNeighborsClassifier(weights="distance"), "KNeighborsClassifier, distance weights"),
    kind("k-neighbors-cdist", KNeighborsClassifier(3), "KNeighborsClassifier, CDist", "digits",
         note="option `optim='cdist'`", options={"optim": "cdist"},
         opset={"": 15, "com.microsoft": 1, "ai.onnx.ml": 3}),
    kind("k-neighbors-manhattan", KNeighborsClassifier(metric="manhattan"), "KNeighborsClassifier, Manhattan metric",
         refused="manhattan"),
    kind("k-neighbors-regressor", KNeighborsRegressor(), table="diabetes"),
    kind("k-neighbors-regressor-distance", KNeighborsRegressor(weights="distance"),
         "KNeighborsRegressor, distance weights", "diabetes", opset=10),
    kind("k-neighbors-regressor-multi", KNeighborsRegressor(3), "KNeighborsRegressor, two targets", "diabetes",
         train=lambda model, x, y: model.fit(x, np.c_[y, -2 * y])),
    kind("k-neighbors-scaled", make_pipeline(StandardScaler(), KNeighborsClassifier()),
         "StandardScaler → KNeighborsClassifier", "wine"),
    kind("local-outlier-factor", LocalOutlierFactor(novelty=True), train=unsupervised),
    kind("gaussian-process-regressor", GaussianProcessRegressor(random_state=1), table="diabetes"),
    kind("mlp", MLPClassifier((8,), max_iter=300, random_state=1)),
    kind("mlp-regressor", MLPRegressor(hidden_layer_sizes=(8,), max_iter=300, random_state=1), table="diabetes"),
]
