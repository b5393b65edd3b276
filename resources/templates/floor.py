# SPDX-License-Identifier: GPL-3.0-or-later
# A solid start for a table competition: LightGBM on all usable columns, with its own validation and time limit.
#
# CONTRACT, above, is what is known of the files. Columns go by a key, which is their name except where names repeat.
#   train, test, sample   path, how to read it, keys of the columns in the file's order
#   id_columns, test_ids  the sample's id columns; the test columns with the same ids ([]: same rows in the same order)
#   numbers, categories, dates {key: format}, texts   the features;   na_is_text: columns where "NA" is a value
#   kind, metric          P, PM, ML (probabilities), L (labels), R, R+ (numbers); key of the metric
#   targets               column of train, columns of the sample that it fills, classes, positive one, low, high, whole
#   split                 scheme (stratified, grouped, time) and column: how the test rows differ from the train rows
import os
import time

START = time.monotonic()
import re
import zipfile
from functools import partial, reduce

import lightgbm as lgb
import numpy as np
import pandas as pd
import sklearn.metrics as sk
from scipy.sparse import hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

PATHS = [f"/kaggle/input/{CONTRACT['slug']}", f"/kaggle/input/competitions/{CONTRACT['slug']}"]
INPUT = next(p for p in PATHS if os.path.isdir(p))
LIMIT = float(os.environ.get("KCS_TIME_LIMIT", 3600))  # seconds
SEED = int(os.environ.get("KCS_SEED", 0))
THREADS = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
SMALL = 10_000  # rows below which a second thread costs more than it brings
METRIC, KIND, SPLIT, TARGETS = CONTRACT["metric"], CONTRACT["kind"], CONTRACT["split"], CONTRACT["targets"]
CLASSES = KIND in ("P", "PM", "ML", "L") and METRIC != "qwk"  # qwk: a number, cut into labels at the end
MISSING = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "n/a", "#N/A", "<NA>"]
SMOOTH = 10  # rows that the overall mean counts for beside the rows of one code


def left(share=0.85):  # seconds until that share of the time limit is used
    return START + share * LIMIT - time.monotonic()


def log(text):
    print(f"[{time.monotonic() - START:6.1f} s] {text}", flush=True)


# ---- reading --------------------------------------------------------------------------------------------------------
def read(file, columns, texts, raw=False):
    """Columns of one file, `texts` as text (`raw`: no cell counts as missing), the others as numbers."""
    path = os.path.join(INPUT, file["path"])
    if file["format"] == "parquet":
        table = pd.read_parquet(path)
        table.columns = file["columns"]
        return table[columns]
    blocks = pd.read_csv(
        zipfile.ZipFile(path).open(file["member"]) if file["compression"] == "zip" else path,
        compression="gzip" if file["compression"] == "gzip" else None, encoding=file["encoding"],
        sep=file["delimiter"], decimal=file["decimal"], thousands=file["thousands"], quotechar=file["quote"] or '"',
        quoting=0 if file["quote"] else 3, header=0 if file["header"] else None, names=file["columns"],
        usecols=columns, index_col=False, dtype={c: str for c in columns if c in texts}, keep_default_na=False,
        na_values=None if raw else {c: [""] if c in CONTRACT["na_is_text"] else MISSING for c in columns},
        encoding_errors="replace", chunksize=200_000,
    )  # fmt: skip
    parts = []
    for part in blocks:
        parts.append(part)
        if left(0.4) < 0 and file is CONTRACT["train"]:
            log(f"no time for more than the first {sum(map(len, parts))} rows of {file['path']}")
            break
    return pd.concat(parts, ignore_index=True)[columns]


def number(column):
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def plain(column):
    """Text without blanks around it; whole numbers that a file format made decimal are whole again."""
    place, distinct = pd.factorize(column)
    text = [re.sub(r"^(-?\d+)\.0$", r"\1", str(cell).strip()) for cell in distinct]
    return pd.Series(np.array([*text, np.nan], dtype=object)[place])  # missing cells have place -1


def moment(column, form):
    return pd.to_datetime(column, format=form, errors="coerce", utc=True)


# ---- features -------------------------------------------------------------------------------------------------------
def features(both, size):
    """From train rows (the first `size`) and test rows: matrix, places of its category columns, target statistics."""
    columns, categorical, statistics, texts = [], [], [], []
    for key in CONTRACT["numbers"]:
        values = number(both[key])
        seen = values[:size][~np.isnan(values[:size])]
        columns.append(values)
        if key != SPLIT["column"] and (seen == np.round(seen)).all() and 30 < len(np.unique(seen)) <= len(seen) / 2:
            statistics.append(partial(by_code, pd.factorize(values)[0] + 1))  # whole numbers that repeat may be names
    for key in CONTRACT["categories"]:
        text = plain(both[key])
        known = text[:size].value_counts()
        places = pd.Series(np.arange(1, len(known) + 1), index=known.index)
        code = text.map(places).fillna(text.notna() * (len(known) + 1)).to_numpy(dtype=np.int64)  # 0: missing
        if len(known) <= 30:
            categorical.append(len(columns))
            columns.append(np.where((code > 0) & (code <= len(known)), code, np.nan))
            continue
        columns.append(np.log1p(np.bincount(code[:size], minlength=len(known) + 2))[code])
        statistics.append(partial(by_code, code))
        if text[:2000].str.contains(r"\w\W+\w", na=False).mean() > 0.3:  # several words
            texts.append(text)
    for key, form in CONTRACT["dates"].items():
        when = moment(both[key], form)
        columns.append((when - when[:size].min()).dt.total_seconds() / 86400)
        parts = (when.dt.year, when.dt.month, when.dt.day, when.dt.dayofweek, when.dt.dayofyear, when.dt.hour)
        columns += [part for part in parts if part.nunique() > 1]
    for key in CONTRACT["texts"]:
        columns += [both[key].str.len(), both[key].str.count(" ")]
        texts.append(both[key])
    for text in texts:
        place, distinct = pd.factorize(text.fillna("").astype(str))
        began, own = time.monotonic(), distinct[np.unique(place[:size])]  # words are learned from train alone
        tfidf(own[:2000])
        if 4 * (time.monotonic() - began) * len(distinct) / len(own[:2000]) > left(0.5):
            log("no time for the words of a text column")
            continue
        learned = tfidf(own[:100_000])
        matrix = hstack([part.transform(distinct) for part in learned]).tocsr()
        statistics.append(partial(by_words, matrix[place]))
        parts = min(32 if len(learned) == 1 else 4, matrix.shape[1])  # names and titles have little to tell apart
        svd = TruncatedSVD(parts, n_iter=2, random_state=SEED).fit(matrix[: len(own)][:30_000])
        columns += list(svd.transform(matrix)[place].T)
    return np.column_stack([np.asarray(c, dtype=np.float32) for c in columns]), categorical, statistics


def tfidf(text):
    """Words and pairs of words, and pieces of words where texts are short."""
    kinds = [dict(ngram_range=(1, 2), token_pattern=r"\w+")]
    if np.mean([len(t) for t in text]) < 60:
        kinds.append(dict(analyzer="char_wb", ngram_range=(2, 4)))
    common = dict(min_df=2 if len(text) > 500 else 1, max_features=50_000, sublinear_tf=True, dtype=np.float32)
    return [TfidfVectorizer(**common, **kind).fit(text) for kind in kinds]


def by_code(code, rows, goal, wanted):
    """What the target of `rows` was for the codes of `wanted`; a rare code is drawn towards the overall mean."""
    size = int(code.max()) + 1
    count = np.bincount(code[rows], minlength=size)[:, None]
    total = np.column_stack([np.bincount(code[rows], g, size) for g in goal.T])
    return ((total + SMOOTH * goal.mean(axis=0)) / (count + SMOOTH))[code[wanted]]


def by_words(matrix, rows, goal, wanted):
    """What a linear model on the words of `rows` expects for `wanted`."""
    model = Ridge(alpha=2.0, solver="lsqr", tol=1e-3, max_iter=30).fit(matrix[rows], goal)
    return model.predict(matrix[wanted]).reshape(len(wanted), -1)


def with_statistics(goal, rows, others, fold):
    """Matrices with target statistics: `rows` get them out of the folds they are not in, `others` out of all `rows`."""
    inside, outside = [X[rows]], [X[others]]
    for learn in STATISTICS if goal.shape[1] <= 10 else []:
        cross = np.empty(goal.shape, dtype=np.float32)
        for k in range(fold.max() + 1):
            cross[fold == k] = learn(rows[fold != k], goal[fold != k], rows[fold == k])
        inside, outside = [*inside, cross], [*outside, learn(rows, goal, others).astype(np.float32)]
    return np.hstack(inside), np.hstack(outside)


# ---- training -------------------------------------------------------------------------------------------------------
def folds(strata, groups, k):
    """Number of the fold of each row: whole groups, the largest first; without groups equal shares of each stratum."""
    names, unit = (strata, np.arange(len(strata))) if groups is None else np.unique(groups, return_inverse=True)
    if len(names) < k:
        return folds(strata, None, k) if groups is not None else unit
    place, chance = np.empty(len(names), dtype=np.int64), np.random.default_rng(SEED).random(len(names))
    place[np.lexsort((chance, strata if groups is None else -np.bincount(unit)))] = np.arange(len(names)) % k
    return place[unit]


def boost(task, x, y, rounds, rate, seconds, seed=SEED, valid=None):
    """One LightGBM model; stops early on `valid`, and always when its seconds are over."""
    until = time.monotonic() + seconds

    def stop(env):
        if time.monotonic() > until:
            raise lgb.callback.EarlyStopException(env.iteration, env.evaluation_result_list or [])

    settings = dict(
        task, learning_rate=rate, num_leaves=int(np.clip(len(y) / 100, 8, 63)), feature_fraction=0.7, lambda_l2=1.0,
        min_data_in_leaf=int(np.clip(len(y) / 50, 2, 20)), bagging_fraction=0.8, bagging_freq=1, cat_smooth=20,
        max_cat_to_onehot=32 if task["objective"] == "multiclass" else 4, min_data_per_group=20, seed=seed,
        num_threads=THREADS if len(y) > SMALL else 1, deterministic=True, force_row_wise=True,
        bin_construct_sample_cnt=50_000, verbosity=-1,
    )  # fmt: skip
    weight = (lambda t: 1 / np.maximum(np.abs(t), 1e-9)) if METRIC == "mape" else (lambda t: None)
    data = lgb.Dataset(x, y, weight=weight(y), categorical_feature=CATEGORICAL, params=settings)
    callbacks, sets = [stop], []
    if valid:
        sets = [lgb.Dataset(*valid, weight=weight(valid[1]), reference=data, categorical_feature=CATEGORICAL)]
        callbacks.append(lgb.early_stopping(max(20, int(3 / rate)), verbose=False))
    return lgb.train(settings, data, rounds, valid_sets=sets, callbacks=callbacks)


def predict(model, x):
    """Rows x classes, or one column of numbers."""
    p = model.predict(x, num_threads=THREADS if x.shape[0] > SMALL else 1)
    return np.column_stack([1 - p, p]) if model.params["objective"] == "binary" else p.reshape(len(x), -1)


def solve(task, y, rows, groups, when, seconds):
    """Own truth and predictions, and predictions for the test rows. `y`: class numbers or values of `rows`."""
    end, n, others, random = time.monotonic() + seconds, len(rows), np.arange(SIZE, len(X)), np.random.default_rng(SEED)
    trial, took = random.permutation(n)[:20_000], []
    for at in (trial[: len(trial) // 2], trial):  # 2 x 25 rounds tell what a round costs, at all and a row
        began = time.monotonic()
        model = boost(task, X[rows[at]], y[at], 25, 0.05, 0.05 * seconds)
        took.append((time.monotonic() - began) / max(1, model.current_iteration()))
    began = time.monotonic()
    predict(model, X[others[:2000]])
    per_test = (time.monotonic() - began) / max(1, model.current_iteration()) * len(others) / len(others[:2000])
    per_row = max(0.1 * took[1], 2 * (took[1] - took[0])) / len(trial)

    def affordable(fits, size):  # rounds that each of so many models on so many rows can have
        return 0.8 * (end - time.monotonic()) / fits / (took[1] + per_row * (size - len(trial)) + per_test)

    most = min(n, 2_000_000)
    most = min(most, max(1000, int(most * affordable(2, most) / 100)))
    if most < n:
        log(f"trains on a sample of {most} of {n} rows")
        keep, n = np.sort(random.permutation(n)[:most]), most
        rows, y, groups, when = (None if a is None else a[keep] for a in (rows, y, groups, when))
    units = n if groups is None else len(np.unique(groups))
    k = next((k for k in (5, 3) if n < 20_000 and when is None and units >= k and affordable(k, n) > 50), 1)
    rounds = int(np.clip(affordable(max(k, 2), n), 5, 3000))
    rate = 0.05 if rounds >= 500 else min(0.3, 25 / rounds)
    log(f"{n} rows, {X.shape[1]} columns, {k} folds, at most {rounds} rounds of rate {rate:.2f}")
    count = task.get("num_class", 2) if CLASSES else 1
    goal = np.eye(count)[y.astype(int)][:, 1 if count == 2 else 0 :] if CLASSES else y[:, None]
    strata = y if CLASSES else np.argsort(np.argsort(y, kind="stable")) * 10 // n
    fold = folds(strata, groups, k if k > 1 else 5)
    if when is not None:  # the last fifth, as the test rows come later
        fold = (np.argsort(np.argsort(when, kind="stable")) < 0.8 * n).astype(int)
    own, models = np.full((n, count), np.nan), []
    for f in range(k):
        began, inside, held = time.monotonic(), np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        inner = folds(strata[inside], None if groups is None else groups[inside], 5)
        x, rest = with_statistics(goal[inside], rows[inside], np.concatenate([rows[held], others]), inner)
        limit = (end - time.monotonic()) / (k - f if k > 1 else 2)
        model = boost(task, x, y[inside], rounds, rate, limit, SEED, (rest[: len(held)], y[held]))
        own[held], p = np.split(predict(model, rest), [len(held)])
        models.append(p)
    if k == 1:  # once more on all rows, with several seeds
        took, best, again = time.monotonic() - began, model.best_iteration or model.current_iteration(), []
        while len(again) < 3 and end - time.monotonic() > 1.4 * took:
            if not again:
                x, rest = with_statistics(goal, rows, others, fold if when is None else folds(strata, groups, 5))
            model = boost(task, x, y, int(1.1 * best) + 1, rate, end - time.monotonic(), SEED + len(again))
            again.append(predict(model, rest))
        models = again or models
    known = ~np.isnan(own[:, 0])
    return y[known], own[known], np.mean(models, axis=0)


# ---- from predictions to what is submitted --------------------------------------------------------------------------
ranks = lambda values: pd.Series(values).rank()
SCORES = {  # of the own validation: truth, prediction
    "auc": sk.roc_auc_score, "mean_auc": sk.roc_auc_score, "average_precision": sk.average_precision_score,
    "gini": lambda t, p: np.cov(t, ranks(p))[0, 1] / np.cov(t, ranks(t))[0, 1], "f1": sk.f1_score,
    "accuracy": sk.accuracy_score, "micro_f1": sk.accuracy_score, "balanced_accuracy": sk.balanced_accuracy_score,
    "macro_f1": lambda t, p: sk.f1_score(t, p, average="macro"), "mcc": sk.matthews_corrcoef, "r2": sk.r2_score,
    "qwk": lambda t, p: sk.cohen_kappa_score(t.astype(int), p.astype(int), weights="quadratic"),
    "rmse": sk.root_mean_squared_error, "mcrmse": sk.root_mean_squared_error, "mse": sk.mean_squared_error,
    "rmsle": lambda t, p: sk.root_mean_squared_error(np.log1p(t), np.log1p(np.maximum(p, 0))),
    "mae": sk.mean_absolute_error, "medae": sk.median_absolute_error, "mape": sk.mean_absolute_percentage_error,
    "smape": lambda t, p: np.mean(200 * np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), 1e-300)),
    "pearson": lambda t, p: np.corrcoef(t, p)[0, 1], "spearman": lambda t, p: np.corrcoef(ranks(t), ranks(p))[0, 1],
}  # fmt: skip


def tuned(score, start, steps):
    """The values, moved one after the other by the steps, that make the score of the own validation highest."""
    best = np.array(start, dtype=float)
    top = score(best)
    for place in list(range(len(best))) * 2:
        for step in steps:
            trial = best + step * (np.arange(len(best)) == place)
            if left(0.9) > 0 and (reached := score(trial)) > top:
                best, top = trial, reached
    return best


def class_numbers(column, classes):
    """Place of each cell's class in the list; blanks around it, case and a final stop do not matter."""
    loose = lambda text: plain(pd.Series([text]))[0].rstrip(".").casefold()
    text, places = plain(column), {loose(c): i for i, c in enumerate(classes)}
    return text.map({cell: places.get(loose(cell), np.nan) for cell in text.dropna().unique()}).to_numpy(dtype=float)


def numbers_of(target, truth, rows, groups, when, seconds):
    """A target of numbers; with qwk these are cut into labels."""
    l1 = METRIC in ("mae", "medae", "mape", "smape")
    logarithm = METRIC in ("rmsle", "smape") and (truth >= 0).all()
    task = dict(objective="regression_l1" if l1 else "regression")
    y, own, test = solve(task, np.log1p(truth) if logarithm else truth, rows, groups, when, seconds)
    own, test = own[:, 0], test[:, 0]
    if METRIC == "qwk":
        spelled = {float(c): c for c in target["classes"]}
        grades = np.array(sorted(spelled))
        middle = (grades[1:] + grades[:-1]) / 2
        graded = lambda p, cuts: grades[np.searchsorted(np.sort(cuts), p)]
        cuts = tuned(lambda cuts: SCORES["qwk"](y, graded(own, cuts)), middle, np.linspace(-0.5, 0.5, 21))
        return SCORES["qwk"](y, graded(own, cuts)), [[spelled[grade] for grade in graded(test, cuts)]]
    y, own, test = (np.expm1(v) if logarithm else v for v in (y, own, test))
    low = -np.inf if target["low"] is None else target["low"]
    test = np.clip(test, max(low, 0) if KIND == "R+" else low, np.inf if target["high"] is None else target["high"])
    return SCORES[METRIC](y, own), [np.round(test).astype(np.int64) if target["whole"] else test]


def classes_of(target, truth, rows, groups, when, seconds):
    """A target of classes: labels with tuned thresholds, or probabilities."""
    classes, truth = target["classes"], truth.astype(int)
    count, share = len(classes), np.bincount(truth, minlength=len(classes)) / len(truth)
    positive = classes.index(target["positive"]) if target["positive"] in classes else count - 1
    task = dict(objective="binary") if count == 2 else dict(objective="multiclass", num_class=count)
    y, own, test = solve(task, truth, rows, groups, when, seconds)
    if KIND == "L":
        def score(t, label):
            return SCORES["f1"](t == positive, label == positive) if METRIC == "f1" else SCORES[METRIC](t, label)

        own, test, weight = np.log(own + 1e-12), np.log(test + 1e-12), np.zeros(count)
        if METRIC not in ("accuracy", "micro_f1"):  # a threshold for each class
            weight = tuned(lambda w: score(y, (own + w).argmax(axis=1)), weight, np.linspace(-2, 2, 17))
        labels = np.array(classes, dtype=object)[(test + weight).argmax(axis=1)]
        return score(y, (own + weight).argmax(axis=1)), [labels]

    def mixed(p, w):  # drawn towards the shares of the classes
        p = (1 - w) * p + w * (share + 1e-3)
        return p / p.sum(axis=1, keepdims=True)

    shares, labels = (1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.4), np.arange(count)
    losses = {w: sk.log_loss(y, mixed(own, w), labels=labels) for w in shares}
    best = min(losses, key=losses.get)
    own, test = mixed(own, best), mixed(test, best)
    if "logloss" in METRIC:
        score = losses[best]
    elif METRIC == "brier":
        score = np.mean(((np.eye(count)[y] - own) ** 2).sum(axis=1)) / (1 if KIND == "PM" else 2)
    else:
        score = np.mean([SCORES[METRIC](y == c, own[:, c]) for c in ([positive] if count == 2 else np.unique(y))])
    return score, list(test.T) if len(target["predicts"]) > 1 else [test[:, positive]]


# ---- all together ---------------------------------------------------------------------------------------------------
used = [*CONTRACT["numbers"], *CONTRACT["categories"], *CONTRACT["dates"], *CONTRACT["texts"]]
answers, ids = [t["column"] for t in TARGETS], CONTRACT["test_ids"]
apart = [SPLIT["column"]] if SPLIT["column"] and SPLIT["column"] not in used else []
as_text = {*used, *ids} - {*CONTRACT["numbers"]}
sample = read(CONTRACT["sample"], CONTRACT["sample"]["columns"], CONTRACT["sample"]["columns"], raw=True)
test = read(CONTRACT["test"], list(dict.fromkeys([*used, *ids])), as_text)
as_text |= {*(answers if CLASSES else []), *(apart if SPLIT["scheme"] == "grouped" or SPLIT["date_format"] else [])}
train = read(CONTRACT["train"], [*used, *apart, *answers], as_text)
SIZE = len(train)
log(f"read {SIZE} rows of train, {len(test)} of test")
X, CATEGORICAL, STATISTICS = features(pd.concat([train[used], test[used]], ignore_index=True), SIZE)
groups, when, scores, place = None, None, [], np.arange(len(sample))
if SPLIT["scheme"] == "grouped":
    groups = plain(train[SPLIT["column"]]).fillna("").to_numpy(dtype=str)
elif SPLIT["scheme"] == "time":
    when = train[SPLIT["column"]]
    when = moment(when, SPLIT["date_format"]).astype("int64").to_numpy() if SPLIT["date_format"] else number(when)
if ids:
    tables = (sample[CONTRACT["id_columns"]], test[ids])
    joined = [reduce(lambda a, b: a + "\x1f" + b, (t[c].fillna("").astype(str) for c in t)) for t in tables]
    known = pd.Series(np.arange(len(test)), index=joined[1])
    place = known[~known.index.duplicated()].reindex(joined[0]).fillna(0).to_numpy(dtype=int)  # unknown: as row 0
for i, target in enumerate(TARGETS):
    cells = train[target["column"]]
    truth = class_numbers(cells, target["classes"]) if CLASSES else number(cells)
    rows = np.flatnonzero(~np.isnan(truth))
    parts = (None if a is None else a[rows] for a in (groups, when))
    predicted = classes_of if CLASSES else numbers_of
    score, columns = predicted(target, truth[rows], rows, *parts, left() / (len(TARGETS) - i))
    scores.append(score)
    for name, values in zip(target["predicts"], columns):
        sample[name] = np.asarray(values)[place]
sample.to_csv("/kaggle/working/submission.csv", index=False)
log(f"wrote {len(sample)} rows")
print(f"score: {np.mean(scores):.6f}")
