# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments and names of older releases that the installed packages refuse, and what stands in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True)
class Refused:
    """One argument that a call does not take any more, from a release of its package on.

    :param calls: last part of the names of functions, classes or methods
    :param values: text values that are refused; empty where the argument itself is gone
    """

    package: str
    since: tuple[int, ...]
    calls: tuple[str, ...]
    argument: str
    instead: str
    values: tuple[str, ...] = ()


_FIT = ("fit",)
_LINEAR = ("LinearRegression", "Ridge", "Lasso", "ElasticNet", "RidgeCV", "LassoCV")
_TREES = ("RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier", "ExtraTreesRegressor",
          "DecisionTreeClassifier", "DecisionTreeRegressor")  # fmt: skip
_ENSEMBLES = ("BaggingClassifier", "BaggingRegressor", "AdaBoostClassifier", "AdaBoostRegressor")
ARGUMENTS = (
    Refused(
        "lightgbm",
        (4,),
        ("train", "cv", *_FIT),
        "early_stopping_rounds",
        "callbacks=[lightgbm.early_stopping({value})]",
    ),
    Refused("lightgbm", (4,), ("train", "cv"), "verbose_eval", "callbacks=[lightgbm.log_evaluation({value})]"),
    Refused("lightgbm", (4,), _FIT, "verbose", "callbacks=[lightgbm.log_evaluation({value})]"),
    Refused("lightgbm", (4,), ("train",), "evals_result", "callbacks=[lightgbm.record_evaluation({value})]"),
    Refused("lightgbm", (4,), ("train",), "learning_rates", "lightgbm.reset_parameter in callbacks"),
    Refused("xgboost", (2, 1), _FIT, "early_stopping_rounds", "early_stopping_rounds={value} in the constructor"),
    Refused("xgboost", (2, 1), _FIT, "eval_metric", "eval_metric={value} in the constructor"),
    Refused("xgboost", (2, 1), _FIT, "callbacks", "callbacks={value} in the constructor"),
    Refused("scikit-learn", (1, 4), ("OneHotEncoder",), "sparse", "sparse_output={value}"),
    Refused(
        "scikit-learn", (1, 6), ("mean_squared_error", "mean_squared_log_error"), "squared", "root_mean_squared_error"
    ),
    Refused("scikit-learn", (1, 2), _LINEAR, "normalize", "a StandardScaler before the model"),
    Refused("scikit-learn", (1, 4), _ENSEMBLES, "base_estimator", "estimator={value}"),
    Refused("scikit-learn", (1, 4), ("AgglomerativeClustering",), "affinity", "metric={value}"),
    Refused("scikit-learn", (1, 3), _TREES, "max_features", 'max_features="sqrt"', ("auto",)),
    Refused("scikit-learn", (1, 3), ("GradientBoostingClassifier",), "loss", 'loss="log_loss"', ("deviance",)),
    Refused("scikit-learn", (1, 3), ("SGDClassifier",), "loss", 'loss="log_loss"', ("log",)),
    Refused(
        "scikit-learn",
        (1, 2),
        ("SGDRegressor", "GradientBoostingRegressor", "HistGradientBoostingRegressor"),
        "loss",
        'loss="squared_error"',
        ("squared_loss", "ls", "least_squares"),
    ),
    Refused(
        "scikit-learn",
        (1, 2),
        ("RandomForestRegressor", "ExtraTreesRegressor", "DecisionTreeRegressor"),
        "criterion",
        'criterion="squared_error"',
        ("mse",),
    ),
    Refused("scikit-learn", (1, 8), ("LogisticRegression",), "multi_class", "nothing: it is multinomial by itself"),
    Refused("scikit-learn", (1, 5), ("TSNE",), "n_iter", "max_iter={value}"),
    Refused("pandas", (2,), ("read_csv", "read_table"), "error_bad_lines", 'on_bad_lines="skip"'),
    Refused("pandas", (2,), ("read_csv", "read_table"), "warn_bad_lines", 'on_bad_lines="warn"'),
    Refused("pandas", (2,), ("read_csv", "read_table"), "squeeze", '.squeeze("columns") behind the call'),
    Refused("pandas", (2,), ("read_csv", "read_table"), "mangle_dupe_cols", "nothing: it is always so"),
    Refused("pandas", (2,), ("to_csv",), "line_terminator", "lineterminator={value}"),
    Refused("pandas", (2,), ("append",), "ignore_index", "pandas.concat([table, rows], ignore_index=True)"),
)

#: package, release, name below the module -> what stands in its place
NAMES: dict[tuple[str, tuple[int, ...]], dict[str, str]] = {
    ("numpy", (1, 24)): {"float": "float", "int": "int", "object": "object", "str": "str", "complex": "complex"},
    ("numpy", (2,)): {
        "float_": "numpy.float64", "Inf": "numpy.inf", "NaN": "numpy.nan", "NAN": "numpy.nan", "infty": "numpy.inf",
        "alltrue": "numpy.all", "sometrue": "numpy.any", "product": "numpy.prod", "cumproduct": "numpy.cumprod",
        "string_": "numpy.bytes_", "unicode_": "numpy.str_", "asfarray": "numpy.asarray(…, dtype=float)",
    },
    ("pandas", (2,)): {"Int64Index": "pandas.Index", "Float64Index": "pandas.Index"},
}  # fmt: skip
#: Methods of data frames that are gone; no other common object has them.
METHODS = {"iteritems": "items", "ix": "loc"}


def installed(package: str) -> tuple[int, ...] | None:
    """Version of a package as numbers, from its metadata alone; None where it is not there."""
    try:
        return tuple(int(part) for part in re.findall(r"\d+", metadata.version(package))[:3])
    except metadata.PackageNotFoundError:
        return None


def applies(package: str, since: tuple[int, ...]) -> bool:
    """Whether the installed release of a package is that one or newer."""
    version = installed(package)
    return version is not None and version >= since
