"""Pipelines of scikit-learn: what stands in front of a model."""

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, IncrementalPCA, TruncatedSVD
from sklearn.ensemble import (
    GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier)
from sklearn.feature_selection import RFE, SelectFromModel, SelectKBest, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    Binarizer, FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder,
    OrdinalEncoder, PolynomialFeatures, PowerTransformer, RobustScaler, StandardScaler)
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from kind import NO_ZIPMAP, Kind, columns, sklearn

PIPELINES = "Pipelines of scikit-learn"


def pipeline(name, *steps, title=None, table="cancer", note="", refused="", **how):
    model = make_pipeline(*steps)
    return Kind(name, PIPELINES, title or " → ".join(type(step).__name__ for step in steps), table,
                sklearn(model, **how), note, refused)


def frame(name, title, model, table="people", **how):
    return Kind(name, PIPELINES, title, table, columns(model, **how))


def logistic():
    return LogisticRegression(max_iter=5000)


def forest():
    return RandomForestClassifier(n_estimators=6, max_depth=3, random_state=1)


def boosting():
    return GradientBoostingClassifier(n_estimators=10, max_depth=2, random_state=1)


NUMBERS = ["age", "income"]
TEXTS = ["city", "job"]


def mixed(numbers, texts, model):
    """The data frame's numbers and texts prepared each in its way, then a model."""
    return Pipeline([("prepare", ColumnTransformer([("numbers", numbers, NUMBERS), ("texts", texts, TEXTS)])),
                     ("model", model)])


def one_hot():
    return OneHotEncoder(handle_unknown="ignore", sparse_output=False)


def imputed(*more):
    return make_pipeline(SimpleImputer(strategy="median"), *more)


KINDS = [
    pipeline("scaled-logistic", StandardScaler(), logistic()),
    pipeline("scaled-logistic-double", StandardScaler(), logistic(), double=True, options=NO_ZIPMAP,
             title="StandardScaler → LogisticRegression, double inputs", note="`zipmap` off"),
    pipeline("min-max-logistic", MinMaxScaler(), logistic()),
    pipeline("max-abs-logistic", MaxAbsScaler(), logistic(), options=NO_ZIPMAP),
    pipeline("robust-logistic", RobustScaler(), logistic()),
    pipeline("normalized-logistic", Normalizer(), logistic(), table="iris"),
    pipeline("binarized-logistic", Binarizer(threshold=6.0), logistic(), table="digits"),
    pipeline("power-logistic", PowerTransformer(), logistic(), table="skewed"),
    pipeline("polynomial-regression", StandardScaler(), PolynomialFeatures(2), Ridge(), table="diabetes",
             title="StandardScaler → PolynomialFeatures → Ridge"),
    pipeline("bins-logistic", KBinsDiscretizer(5, encode="onehot-dense", quantile_method="averaged_inverted_cdf"),
             logistic(), table="iris"),
    pipeline("log-regression", FunctionTransformer(), StandardScaler(), LinearRegression(), table="diabetes"),
    pipeline("pca-logistic", StandardScaler(), PCA(4, random_state=1), logistic()),
    pipeline("pca-forest", StandardScaler(), PCA(4, random_state=1), forest()),
    pipeline("svd-logistic", TruncatedSVD(4, random_state=1), logistic()),
    pipeline("incremental-pca-logistic", StandardScaler(), IncrementalPCA(4), logistic()),
    pipeline("k-best-logistic", SelectKBest(k=5), logistic()),
    pipeline("k-best-forest", SelectKBest(k=5), forest()),
    pipeline("variance-logistic", VarianceThreshold(0.01), StandardScaler(), logistic()),
    pipeline("select-from-forest", SelectFromModel(forest(), max_features=5, threshold=-np.inf), logistic(),
             title="SelectFromModel → LogisticRegression"),
    pipeline("rfe-tree", RFE(DecisionTreeClassifier(max_depth=3, random_state=1), n_features_to_select=4),
             DecisionTreeClassifier(max_depth=4, random_state=1)),
    pipeline("scaled-forest", StandardScaler(), forest()),
    pipeline("min-max-boosting", MinMaxScaler(), boosting()),
    pipeline("scaled-boosting-regressor", RobustScaler(),
             GradientBoostingRegressor(n_estimators=10, max_depth=2, random_state=1), table="diabetes"),
    pipeline("power-forest", PowerTransformer(), forest(), table="skewed"),
    pipeline("imputed-logistic", SimpleImputer(), StandardScaler(), logistic(), table="gaps"),
    pipeline("imputed-forest", SimpleImputer(strategy="median"), forest(), table="gaps"),
    pipeline("scaled-svc-linear", StandardScaler(), SVC(kernel="linear"),
             title="StandardScaler → SVC, linear kernel"),
    pipeline("one-hot-codes", OneHotEncoder(handle_unknown="ignore", sparse_output=False), logistic(),
             table="category-codes"),
    Kind("union-logistic", PIPELINES, "FeatureUnion of scalers and PCA → LogisticRegression", "cancer",
         sklearn(make_pipeline(FeatureUnion([("scaled", StandardScaler()), ("pca", PCA(3, random_state=1))]),
                               logistic()))),
    frame("frame-logistic", "ColumnTransformer (SimpleImputer → StandardScaler, OneHotEncoder) → LogisticRegression",
          mixed(imputed(StandardScaler()), one_hot(), logistic()), texts=TEXTS),
    frame("frame-boosting", "ColumnTransformer (SimpleImputer → StandardScaler, OneHotEncoder) → "
          "GradientBoostingClassifier", mixed(imputed(StandardScaler()), one_hot(), boosting()), texts=TEXTS),
    frame("frame-forest-ordinal", "ColumnTransformer (SimpleImputer, OrdinalEncoder) → RandomForestClassifier",
          mixed(imputed(), OrdinalEncoder(), forest()), texts=TEXTS),
    frame("frame-hist-boosting", "ColumnTransformer (passthrough with missing values, OneHotEncoder) → "
          "HistGradientBoostingClassifier",
          mixed("passthrough", one_hot(), HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=6,
                                                                         random_state=1)), texts=TEXTS),
]
