"""XGBoost, LightGBM and CatBoost, by their usual converters: onnxmltools, skl2onnx with it, and CatBoost's own."""

import tempfile
from pathlib import Path

import catboost
import lightgbm
import numpy as np
import onnx
import onnxmltools
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kind import LOGARITHM, Kind, features, names, sklearn

XGB = "XGBoost"
LGB = "LightGBM"
CAT = "CatBoost"
OPSET = 15


CODES = ["f2", "f3", "f4"]


def xgb_to_onnx(model, x):
    return onnxmltools.convert_xgboost(model, initial_types=[("X", FloatTensorType([None, x.shape[1]]))],
                                       target_opset=OPSET)


def lgb_to_onnx(model, x, **how):
    return onnxmltools.convert_lightgbm(model, initial_types=[("X", FloatTensorType([None, x.shape[1]]))],
                                        target_opset=OPSET, **how)


def by(model):
    """The library's own predictions."""
    return lambda rows: model.predict(rows.to_numpy().astype(np.float32))


def xgb(name, title, model, table="cancer", target=lambda y: y, **fit):
    def export(rows):
        x = features(rows).to_numpy().astype(np.float32)
        model.fit(x, target(rows["target"].to_numpy()), **fit)
        return xgb_to_onnx(model, x), by(model)
    return Kind(name, XGB, title, table, export)


def lgb(name, title, model, table="cancer", target=lambda y: y, zipmap=True, **fit):
    def export(rows):
        x = features(rows).to_numpy().astype(np.float32)
        model.fit(x, target(rows["target"].to_numpy()), **fit)
        return lgb_to_onnx(model, x, zipmap=zipmap), by(model)
    return Kind(name, LGB, title, table, export)


def cat(name, title, model, table="cancer", target=lambda y: y, note=""):
    def export(rows):
        model.fit(features(rows).to_numpy().astype(np.float32), target(rows["target"].to_numpy()))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "model.onnx")
            model.save_model(str(path), format="onnx")
            made = onnx.load(path)
        # CatBoost writes the time of the training and a random guid into the metadata.
        del made.metadata_props[:]
        return made, by(model)
    return Kind(name, CAT, title, table, export, note)


def booster(parameters, rows):
    x = features(rows).to_numpy().astype(np.float32)
    return x, xgboost.train(parameters, xgboost.DMatrix(x, rows["target"].to_numpy()), 8)


def xgb_booster(rows):
    x, made = booster({"objective": "binary:logistic", "max_depth": 3, "seed": 1, "nthread": 1}, rows)
    return xgb_to_onnx(made, x), lambda r: made.predict(xgboost.DMatrix(r.to_numpy().astype(np.float32))) > 0.5


def lgb_booster(rows):
    x = features(rows).to_numpy().astype(np.float32)
    made = lightgbm.train({"objective": "binary", "num_leaves": 7, "seed": 1, **LGB_FIXED},
                          lightgbm.Dataset(x, rows["target"].to_numpy()), 8)
    return lgb_to_onnx(made, x), lambda r: made.predict(r.to_numpy().astype(np.float32)) > 0.5


def positive(y):
    return np.maximum(np.round(y / 25), 1)


def grades(y):
    return np.digitize(y, [80, 140, 220])


XGB_FIXED = {"n_estimators": 8, "max_depth": 3, "random_state": 1, "n_jobs": 1}
LGB_FIXED = {"verbose": -1, "deterministic": True, "force_row_wise": True, "num_threads": 1}
LGB_SMALL = {"n_estimators": 8, "num_leaves": 7, "random_state": 1, "min_child_samples": 8, **LGB_FIXED}
CAT_FIXED = {"iterations": 8, "depth": 3, "random_seed": 1, "verbose": False, "allow_writing_files": False,
             "thread_count": 1}


def xgb_ranker(rows):
    """The converter knows no ranker; as a regressor of the same trees it does."""
    x = features(rows).to_numpy().astype(np.float32)
    ranker = xgboost.XGBRanker(objective="rank:pairwise", **XGB_FIXED)
    ranker.fit(x, grades(rows["target"].to_numpy()), group=[10] * 19)
    regressor = xgboost.XGBRegressor()
    regressor.load_model(ranker.get_booster().save_raw("json"))
    return xgb_to_onnx(regressor, x), by(ranker)


def xgb_codes():
    """Categories by XGBoost itself: the columns of a frame, typed as categories."""
    def export(rows):
        x = features(rows).astype({c: "category" for c in CODES})
        model = xgboost.XGBClassifier(enable_categorical=True, max_cat_to_onehot=100, **XGB_FIXED)
        model.fit(x, rows["target"])
        made = model.get_booster()
        made.feature_names = [f"f{i}" for i in range(x.shape[1])]
        types = rows.astype({c: "category" for c in CODES}).dtypes
        return xgb_to_onnx(model, x), lambda r: model.predict(r.astype({c: types[c] for c in CODES}))
    return export


def converters():
    """Tells skl2onnx of the models of others, so that they can stand in its pipelines."""
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    update_registered_converter(xgboost.XGBClassifier, "XGBoostXGBClassifier",
                                calculate_linear_classifier_output_shapes, convert_xgboost,
                                options={"nocl": [True, False], "zipmap": [True, False, "columns"]})
    update_registered_converter(lightgbm.LGBMRegressor, "LightGbmLGBMRegressor",
                                calculate_linear_regressor_output_shapes, convert_lightgbm,
                                options={"split": None})


def piped(model):
    """The model behind a scaler, converted by skl2onnx."""
    def export(rows):
        converters()
        pipeline = make_pipeline(StandardScaler(), model)
        return sklearn(pipeline, opset={"": OPSET, "ai.onnx.ml": 3})(rows)
    return export


KINDS = [
    xgb("xgb-binary", "XGBClassifier", xgboost.XGBClassifier(**XGB_FIXED)),
    xgb("xgb-three", "XGBClassifier, 3 classes", xgboost.XGBClassifier(**XGB_FIXED), "wine"),
    xgb("xgb-base-score", "XGBClassifier, base_score", xgboost.XGBClassifier(base_score=0.3, **XGB_FIXED)),
    xgb("xgb-missing", "XGBClassifier, missing values", xgboost.XGBClassifier(**XGB_FIXED), "gaps"),
    Kind("xgb-categories", XGB, "XGBClassifier, categories", "codes", xgb_codes(),
         "`max_cat_to_onehot` above the number of categories: the converter has no sets of categories"),
    xgb("xgb-forest", "XGBRFClassifier", xgboost.XGBRFClassifier(**XGB_FIXED)),
    xgb("xgb-regressor", "XGBRegressor", xgboost.XGBRegressor(**XGB_FIXED), "diabetes"),
    xgb("xgb-regressor-base-score", "XGBRegressor, base_score", xgboost.XGBRegressor(base_score=120.0, **XGB_FIXED),
        "diabetes"),
    xgb("xgb-forest-regressor", "XGBRFRegressor", xgboost.XGBRFRegressor(**XGB_FIXED), "diabetes"),
    xgb("xgb-poisson", "XGBRegressor, Poisson", xgboost.XGBRegressor(objective="count:poisson", **XGB_FIXED),
        "diabetes", positive),
    xgb("xgb-gamma", "XGBRegressor, gamma", xgboost.XGBRegressor(objective="reg:gamma", **XGB_FIXED), "diabetes"),
    xgb("xgb-tweedie", "XGBRegressor, Tweedie", xgboost.XGBRegressor(objective="reg:tweedie", **XGB_FIXED),
        "diabetes"),
    Kind("xgb-ranker", XGB, "XGBRanker", "diabetes", xgb_ranker, "loaded as an `XGBRegressor`"),
    Kind("xgb-booster", XGB, "Booster, binary:logistic", "cancer", xgb_booster),
    Kind("xgb-pipeline", XGB, "StandardScaler → XGBClassifier", "cancer",
         piped(xgboost.XGBClassifier(**XGB_FIXED)), "`update_registered_converter` of skl2onnx"),

    lgb("lgb-binary", "LGBMClassifier", lightgbm.LGBMClassifier(**LGB_SMALL)),
    lgb("lgb-binary-no-zipmap", "LGBMClassifier, ZipMap off", lightgbm.LGBMClassifier(**LGB_SMALL), zipmap=False),
    lgb("lgb-three", "LGBMClassifier, 3 classes", lightgbm.LGBMClassifier(**LGB_SMALL), "wine"),
    lgb("lgb-three-ova", "LGBMClassifier, 3 classes, one against all",
        lightgbm.LGBMClassifier(objective="multiclassova", **LGB_SMALL), "iris"),
    lgb("lgb-names", "LGBMClassifier, classes are texts", lightgbm.LGBMClassifier(**LGB_SMALL), target=names),
    lgb("lgb-missing", "LGBMClassifier, missing values", lightgbm.LGBMClassifier(**LGB_SMALL), "gaps"),
    lgb("lgb-categories", "LGBMClassifier, categories", lightgbm.LGBMClassifier(**LGB_SMALL), "codes",
        categorical_feature=[2, 3, 4]),
    lgb("lgb-forest", "LGBMClassifier, random forest",
        lightgbm.LGBMClassifier(boosting_type="rf", bagging_freq=1, bagging_fraction=0.7, **LGB_SMALL)),
    lgb("lgb-goss", "LGBMClassifier, GOSS",
        lightgbm.LGBMClassifier(data_sample_strategy="goss", **LGB_SMALL)),
    lgb("lgb-dart", "LGBMClassifier, DART", lightgbm.LGBMClassifier(boosting_type="dart", **LGB_SMALL)),
    lgb("lgb-regressor", "LGBMRegressor", lightgbm.LGBMRegressor(**LGB_SMALL), "diabetes"),
    lgb("lgb-quantile", "LGBMRegressor, quantile", lightgbm.LGBMRegressor(objective="quantile", alpha=0.8,
                                                                         **LGB_SMALL), "diabetes"),
    lgb("lgb-poisson", "LGBMRegressor, Poisson", lightgbm.LGBMRegressor(objective="poisson", **LGB_SMALL),
        "diabetes", positive),
    lgb("lgb-tweedie", "LGBMRegressor, Tweedie", lightgbm.LGBMRegressor(objective="tweedie", **LGB_SMALL),
        "diabetes"),
    lgb("lgb-ranker", "LGBMRanker", lightgbm.LGBMRanker(**LGB_SMALL), "diabetes", grades, group=[10] * 19),
    Kind("lgb-booster", LGB, "Booster, binary", "cancer", lgb_booster),
    Kind("lgb-pipeline", LGB, "StandardScaler → LGBMRegressor", "diabetes",
         piped(lightgbm.LGBMRegressor(**LGB_SMALL)), "`update_registered_converter` of skl2onnx"),

    cat("cat-binary", "CatBoostClassifier", catboost.CatBoostClassifier(**CAT_FIXED)),
    cat("cat-three", "CatBoostClassifier, 3 classes", catboost.CatBoostClassifier(**CAT_FIXED), "wine"),
    cat("cat-names", "CatBoostClassifier, classes are texts", catboost.CatBoostClassifier(**CAT_FIXED),
        "cancer", names),
    cat("cat-missing", "CatBoostClassifier, missing values", catboost.CatBoostClassifier(**CAT_FIXED), "gaps"),
    cat("cat-regressor", "CatBoostRegressor", catboost.CatBoostRegressor(**CAT_FIXED), "diabetes"),
    cat("cat-poisson", "CatBoostRegressor, Poisson", catboost.CatBoostRegressor(loss_function="Poisson",
                                                                               **CAT_FIXED), "diabetes", positive,
        LOGARITHM),
]
