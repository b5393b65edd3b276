# SPDX-License-Identifier: GPL-3.0-or-later
# A solid start for a table competition: LightGBM on all usable columns, with its own validation and time limit.
#
# CONTRACT, above, is what is known of the files. Columns go by a key, which is their name except where names repeat.
#   train, test, sample   path, keys of the columns in the file's order, how to read it
#   id_columns, test_ids  the sample's id columns; the test columns with the same ids ([]: same rows in the same order)
#   numbers, categories, dates {key: format}, texts   the features;   na_is_text: columns where "NA" is a value
#   kind, metric          P, PM, ML (probabilities), L (labels), R, R+ (numbers); key of the metric
#   targets               column of train, columns of the sample that it fills, classes, positive one, low, high, whole
#   split                 scheme (stratified, grouped, time) and column: how the test rows differ from the train rows
import os
import time

START = time.monotonic()
import zipfile

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
METRIC, KIND, SPLIT, TARGETS = CONTRACT["metric"], CONTRACT["kind"], CONTRACT["split"], CONTRACT["targets"]
CLASSES = KIND in ("P", "PM", "ML", "L") and METRIC != "qwk"  # qwk: a number that is cut into labels
LOGARITHM = METRIC in ("rmsle", "smape")
MISSING = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "n/a", "#N/A", "<NA>"]
SMOOTH = 10  # rows that the overall mean counts for in a target statistic


def left(share=0.85):
    """Seconds until that share of the time limit is used."""
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
    text = column.astype(str).str.strip().str.replace(r"^(-?\d+)\.0$", r"\1", regex=True)
    return text.mask(column.isna())


def moment(column, form):
    return pd.to_datetime(column, format=form, errors="coerce", utc=True)


# ---- features -------------------------------------------------------------------------------------------------------
def features(both, size):
    """From train and test rows: matrix, places of its category columns, codes and words for target statistics."""
    columns, categorical, codes, texts = [], [], [], []
    for key in CONTRACT["numbers"]:
        values = number(both[key])
        seen = values[:size][~np.isnan(values[:size])]
        columns.append(values)
        if 30 < len(np.unique(seen)) <= len(seen) / 2 and (seen == np.round(seen)).all() and key != SPLIT["column"]:
            codes.append(pd.factorize(values)[0] + 1)  # whole numbers that repeat may be names
    for key in CONTRACT["categories"]:
        text = plain(both[key])
        known = text[:size].value_counts()
        code = text.map(pd.Series(np.arange(1, len(known) + 1), index=known.index)).fillna(0).to_numpy(dtype=np.int64)
        if len(known) <= 30:
            categorical.append(len(columns))
            columns.append(np.where(code > 0, code, np.nan))
            continue
        columns.append(np.log1p(np.bincount(code[:size], minlength=len(known) + 1))[code])
        codes.append(code)
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
    words = []
    for text in texts:
        place, distinct = pd.factorize(text.fillna("").astype(str))
        began, own = time.monotonic(), distinct[np.unique(place[:size])]  # what is learned comes from train alone
        tfidf(own[:2000])
        if 4 * (time.monotonic() - began) * len(distinct) / len(own[:2000]) > left(0.5):
            log("no time for the words of a text column")
            continue
        learned = tfidf(own[:100_000])
        matrix = hstack([part.transform(distinct) for part in learned]).tocsr()
        svd = TruncatedSVD(min(32, matrix.shape[1]), n_iter=2, random_state=SEED).fit(matrix[: len(own)][:30_000])
        columns += list(svd.transform(matrix)[place].T)
        words.append(matrix[place])
    columns = columns or [np.zeros(len(both))]
    return np.column_stack([np.asarray(c, dtype=np.float32) for c in columns]), categorical, codes, words


def tfidf(text):
    """Words and pairs of words, and pieces of words where texts are short."""
    kinds = [dict(ngram_range=(1, 2), token_pattern=r"\w+")]
    if np.mean([len(t) for t in text]) < 60:
        kinds.append(dict(analyzer="char_wb", ngram_range=(2, 4)))
    common = dict(min_df=2 if len(text) > 500 else 1, max_features=50_000, sublinear_tf=True, dtype=np.float32)
    return [TfidfVectorizer(**common, **kind).fit(text) for kind in kinds]


def statistics(goal, rows, others, fold):
    """What the target was for the same code or like words; for training rows out of the other folds only."""
    inside, outside, mean = [np.empty((len(rows), 0))], [np.empty((len(others), 0))], goal.mean(axis=0)
    for code in CODES:
        own, size = code[rows], code.max() + 1

        def sums(at):
            return np.column_stack([np.bincount(own[at], g, size) for g in np.column_stack([np.ones(len(at)), goal[at]]).T])

        every, cross = sums(np.arange(len(rows))), np.empty(goal.shape)
        for k in range(fold.max() + 1):
            held = np.flatnonzero(fold == k)
            rest = every - sums(held)
            cross[held] = ((rest[:, 1:] + SMOOTH * mean) / (rest[:, :1] + SMOOTH))[own[held]]
        inside.append(cross)
        outside.append(((every[:, 1:] + SMOOTH * mean) / (every[:, :1] + SMOOTH))[code[others]])
    for matrix in WORDS:
        linear, own, cross = Ridge(alpha=2.0, solver="lsqr", tol=1e-3, max_iter=30), matrix[rows], np.empty(goal.shape)
        for k in range(fold.max() + 1):
            cross[fold == k] = linear.fit(own[fold != k], goal[fold != k]).predict(own[fold == k]).reshape(-1, goal.shape[1])
        inside.append(cross)
        outside.append(linear.fit(own, goal).predict(matrix[others]).reshape(-1, goal.shape[1]))
    return np.hstack([X[rows], *inside], dtype=np.float32), np.hstack([X[others], *outside], dtype=np.float32)


# ---- training -------------------------------------------------------------------------------------------------------
def folds(strata, groups, k, seed):
    """Number of the fold of each row: whole groups, or equal shares of each stratum."""
    random = np.random.default_rng(seed)
    names, unit = (strata, np.arange(len(strata))) if groups is None else np.unique(groups, return_inverse=True)
    place = np.empty(len(names), dtype=np.int64)
    place[np.lexsort((random.random(len(names)), strata if groups is None else -np.bincount(unit)))] = np.arange(len(names)) % k
    return place[unit]


def boost(x, y, rounds, rate, seconds, seed, valid=None):
    """One LightGBM model; stops early on `valid`, and always when its seconds are over."""
    until = time.monotonic() + seconds

    def stop(env):
        if time.monotonic() > until:
            raise lgb.callback.EarlyStopException(env.iteration, env.evaluation_result_list or [])

    settings = dict(
        objective=OBJECTIVE, num_class=COUNT if OBJECTIVE == "multiclass" else 1, learning_rate=rate,
        num_leaves=int(np.clip(len(y) / 100, 8, 63)), min_data_in_leaf=int(np.clip(len(y) / 50, 2, 20)), lambda_l2=1.0,
        feature_fraction=0.7, bagging_fraction=0.8, bagging_freq=1, cat_smooth=20, min_data_per_group=20,
        max_cat_to_onehot=32 if OBJECTIVE == "multiclass" else 4,  # joint categories overfit where classes are many
        bin_construct_sample_cnt=50_000, seed=seed, num_threads=THREADS, deterministic=True, force_row_wise=True,
        feature_pre_filter=False, verbosity=-1,
    )  # fmt: skip
    weights = [1 / np.maximum(np.abs(t), 1e-9) if METRIC == "mape" else None for t in (y, valid[1] if valid else y)]
    data = lgb.Dataset(x, y, weight=weights[0], categorical_feature=CATEGORICAL, params=settings)
    callbacks, sets = [stop], []
    if valid:
        sets = [lgb.Dataset(*valid, weight=weights[1], reference=data, categorical_feature=CATEGORICAL)]
        callbacks.append(lgb.early_stopping(max(20, int(3 / rate)), verbose=False))
    return lgb.train(settings, data, rounds, valid_sets=sets, callbacks=callbacks)


def predict(model, x):
    """Rows x classes, or one column of numbers."""
    p = model.predict(x, num_threads=THREADS)
    return np.column_stack([1 - p, p]) if OBJECTIVE == "binary" else p.reshape(len(x), -1)


def solve(y, rows, groups, when, seconds):
    """Rows of the own validation, predictions for them and for the test rows. `y`: class numbers or values."""
    end, n, others, random = time.monotonic() + seconds, len(rows), np.arange(SIZE, len(X)), np.random.default_rng(SEED)
    trial, took = random.permutation(n)[:20_000], []
    for at in (trial[: len(trial) // 2], trial):
        began = time.monotonic()
        model = boost(X[rows[at]], y[at], 25, 0.05, 0.05 * seconds, SEED)
        took.append((time.monotonic() - began) / max(1, model.current_iteration()))
    began = time.monotonic()
    predict(model, X[others[:2000]])
    per_test = (time.monotonic() - began) / min(2000, len(others)) / max(1, model.current_iteration()) * len(others)
    per_row = max(0.1 * took[1] / len(trial), 2 * (took[1] - took[0]) / len(trial))

    def affordable(fits, size):
        """Rounds that each of so many models of so many rows can have."""
        return 0.8 * (end - time.monotonic()) / fits / (took[1] + per_row * (size - len(trial)) + per_test)

    most = min(n, 2_000_000)
    most = min(most, max(1000, int(most * affordable(2, most) / 100)))
    if most < n:
        log(f"trains on a sample of {most} of {n} rows")
        keep, n = np.sort(random.permutation(n)[:most]), most
        rows, y, groups, when = (None if a is None else a[keep] for a in (rows, y, groups, when))
    goal = np.eye(COUNT)[y.astype(int)][:, 1 if COUNT == 2 else 0 :] if CLASSES else y[:, None]
    goal = goal[:, : 0 if COUNT > 10 else None]
    strata = y if CLASSES else np.argsort(np.argsort(y, kind="stable")) * 10 // n
    k = next((k for k in (5, 3) if n < 20_000 and when is None and affordable(k, n) > 200), 1)
    rounds = int(np.clip(affordable(max(k, 2), n), 5, 3000))
    rate = 0.05 if rounds >= 500 else min(0.3, 25 / rounds)
    log(f"{n} rows, {X.shape[1]} columns, {k} folds, at most {rounds} rounds of rate {rate:.2f}")
    own, times, total, turns, began = np.zeros((n, COUNT)), np.zeros(n), 0.0, 0, time.monotonic()
    for turn in range(3 if n < 5000 and k > 1 else 1):
        fold = folds(strata, groups, max(k, 3 if k > 1 else 5), SEED + turn)
        if when is not None:  # the last fifth, as the test rows come later
            fold = (np.argsort(np.argsort(when, kind="stable")) < 0.8 * n).astype(int)
        for f in range(k):
            if turn and (time.monotonic() - began) * (1 + 2 / turns) > 0.4 * (end - began):
                break
            began_fold, inside, held = time.monotonic(), np.flatnonzero(fold != f), np.flatnonzero(fold == f)
            inner = folds(strata[inside], None if groups is None else groups[inside], 5, SEED + 9)
            x, rest = statistics(goal[inside], rows[inside], np.concatenate([rows[held], others]), inner)
            limit = (end - time.monotonic()) / (k - f if k > 1 else 2)
            model = boost(x, y[inside], rounds, rate, limit, SEED + turn, (rest[: len(held)], y[held]))
            p = predict(model, rest)
            own[held], times[held], total, turns = own[held] + p[: len(held)], times[held] + 1, total + p[len(held) :], turns + 1
    if k == 1:  # once more on all rows, with several seeds
        took, best = time.monotonic() - began_fold, model.best_iteration or model.current_iteration()
        x, again = None, []
        while len(again) < 3 and end - time.monotonic() > 1.4 * took:
            if x is None:
                x, rest = statistics(goal, rows, others, folds(strata, groups, 5, SEED + 9))
            model = boost(x, y, int(1.1 * best) + 1, rate, end - time.monotonic(), SEED + len(again))
            again.append(predict(model, rest))
        total, turns = (sum(again), len(again)) if again else (total, turns)
    known = np.flatnonzero(times)
    return y[known], own[known] / times[known, None], total / turns


# ---- from predictions to what is submitted --------------------------------------------------------------------------
def ranks(values):
    return pd.Series(values).rank()


SCORES = {
    "auc": sk.roc_auc_score, "mean_auc": sk.roc_auc_score, "average_precision": sk.average_precision_score,
    "gini": lambda t, p: np.cov(t, ranks(p))[0, 1] / np.cov(t, ranks(t))[0, 1],
    "logloss": lambda t, p: sk.log_loss(t, p, labels=np.arange(COUNT)), "brier": lambda t, p: np.mean((t - p) ** 2),
    "accuracy": sk.accuracy_score, "micro_f1": sk.accuracy_score, "balanced_accuracy": sk.balanced_accuracy_score,
    "f1": lambda t, p: sk.f1_score(t == POSITIVE, p == POSITIVE), "mcc": sk.matthews_corrcoef,
    "macro_f1": lambda t, p: sk.f1_score(t, p, average="macro"),
    "qwk": lambda t, p: sk.cohen_kappa_score(t.astype(int), p.astype(int), weights="quadratic"),
    "rmse": sk.root_mean_squared_error, "mse": sk.mean_squared_error, "mcrmse": sk.root_mean_squared_error,
    "rmsle": lambda t, p: sk.root_mean_squared_error(np.log1p(t), np.log1p(np.maximum(p, 0))),
    "mae": sk.mean_absolute_error, "medae": sk.median_absolute_error, "mape": sk.mean_absolute_percentage_error,
    "smape": lambda t, p: np.mean(200 * np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), 1e-300)), "r2": sk.r2_score,
    "pearson": lambda t, p: np.corrcoef(t, p)[0, 1], "spearman": lambda t, p: np.corrcoef(ranks(t), ranks(p))[0, 1],
}  # fmt: skip
SCORES["mlogloss"] = SCORES["logloss"]


def tuned(score, start, steps):
    """The values, changed one after the other by the steps, that make the own score highest."""
    best, top = np.array(start, dtype=float), score(np.array(start, dtype=float))
    for place in list(range(len(best))) * 2:
        for step in steps:
            trial = best.copy()
            trial[place] += step
            if left() > 0 and (reached := score(trial)) > top:
                best, top = trial, reached
    return best


def class_numbers(column, classes):
    """Place of each cell's class in the list; blanks around it, case and a final stop do not matter."""
    loose = lambda text: text.strip().rstrip(".").casefold()
    text, places = plain(column), {loose(c): i for i, c in enumerate(classes)}
    places |= {loose(plain(pd.Series([c]))[0]): places[loose(c)] for c in classes}
    return text.map({cell: places.get(loose(cell), np.nan) for cell in text.dropna().unique()}).to_numpy(dtype=float)


def answer(target, train, groups, when, seconds):
    """Own score on one target, and for each column that it fills the values for the test rows."""
    global COUNT, OBJECTIVE, POSITIVE
    classes = [str(c) for c in target["classes"] or []]
    truth = class_numbers(train[target["column"]], classes) if CLASSES else number(train[target["column"]])
    rows = np.flatnonzero(~np.isnan(truth))
    y, COUNT = truth[rows], len(classes) if CLASSES else 1
    POSITIVE = classes.index(target["positive"]) if target["positive"] in classes else COUNT - 1
    OBJECTIVE = "regression_l1" if METRIC in ("mae", "medae", "mape", "smape") else "regression"
    if CLASSES:
        OBJECTIVE = "binary" if COUNT == 2 else "multiclass"
    logarithm = LOGARITHM and (y >= 0).all()
    groups, when = (None if a is None else a[rows] for a in (groups, when))
    y, own, test = solve(np.log1p(y) if logarithm else y, rows, groups, when, seconds)
    if METRIC == "qwk":
        whole = np.array(sorted(float(c) for c in classes))
        cuts = tuned(lambda c: SCORES["qwk"](y, whole[np.searchsorted(np.sort(c), own[:, 0])]),
                     (whole[1:] + whole[:-1]) / 2, np.linspace(-0.5, 0.5, 21))  # fmt: skip
        own, labels = (whole[np.searchsorted(np.sort(cuts), p[:, 0])] for p in (own, test))
        spelled = {float(c): c for c in classes}
        return SCORES["qwk"](y, own), [[spelled[v] for v in labels]]
    if not CLASSES:
        y, own, test = (np.expm1(v) if logarithm else v for v in (y, own[:, 0], test[:, 0]))
        low, high = (-np.inf if target["low"] is None else target["low"], np.inf if target["high"] is None else target["high"])
        test = np.clip(test, max(low, 0) if KIND == "R+" else low, high)
        return SCORES[METRIC](y, own), [np.round(test).astype(np.int64) if target["whole"] else test]
    y, share = y.astype(int), np.bincount(y.astype(int), minlength=COUNT) / len(y)
    if KIND == "L":
        start = -np.log(np.maximum(share, 1e-9)) if METRIC == "balanced_accuracy" else np.zeros(COUNT)
        bits = slice(None, None, max(1, len(y) // 20_000))
        weight = start
        if METRIC not in ("accuracy", "micro_f1") and COUNT <= 50:
            weight = tuned(lambda w: SCORES[METRIC](y[bits], (np.log(own[bits] + 1e-12) + w).argmax(axis=1)), start,
                           np.linspace(-2, 2, 17))  # fmt: skip
        own, labels = ((np.log(p + 1e-12) + weight).argmax(axis=1) for p in (own, test))
        return SCORES[METRIC](y, own), [np.array(classes, dtype=object)[labels]]
    mixed = lambda p, w: (1 - w[0]) * p + w[0] * (share + 1e-3) / (1 + COUNT * 1e-3)  # towards the classes' shares
    blend = tuned(lambda w: -sk.log_loss(y, mixed(own, w), labels=np.arange(COUNT)) if 0 < w[0] < 1 else -np.inf,
                  [1e-6], [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.4])  # fmt: skip
    own, test = mixed(own, blend), mixed(test, blend)
    if len(target["predicts"]) > 1:
        truth = y if "logloss" in METRIC else np.eye(COUNT)[y]
        score = SCORES[METRIC](truth, own) * (COUNT if METRIC == "brier" else 1)
        return score, list((test / test.sum(axis=1, keepdims=True)).T)
    score = SCORES[METRIC](y, own) if "logloss" in METRIC else SCORES[METRIC]((y == POSITIVE).astype(int), own[:, POSITIVE])
    return score, [test[:, POSITIVE]]


used = [*CONTRACT["numbers"], *CONTRACT["categories"], *CONTRACT["dates"], *CONTRACT["texts"]]
textual = {*CONTRACT["categories"], *CONTRACT["dates"], *CONTRACT["texts"], *CONTRACT["test_ids"]}
answers = [t["column"] for t in TARGETS]
extra = [SPLIT["column"]] if SPLIT["column"] and SPLIT["column"] not in used else []
sample = read(CONTRACT["sample"], CONTRACT["sample"]["columns"], CONTRACT["sample"]["columns"], raw=True)
test = read(CONTRACT["test"], list(dict.fromkeys([*used, *CONTRACT["test_ids"]])), textual)
textual |= {*(answers if CLASSES else []), *(extra if SPLIT["scheme"] == "grouped" else [])}
train = read(CONTRACT["train"], [*used, *extra, *answers], textual)
log(f"read {len(train)} rows of train, {len(test)} of test")
SIZE = len(train)
X, CATEGORICAL, CODES, WORDS = features(pd.concat([train[used], test[used]], ignore_index=True), SIZE)
log(f"{X.shape[1]} columns, {len(CODES)} codes, {len(WORDS)} texts")
groups, when = None, None
if SPLIT["scheme"] == "grouped":
    groups = plain(train[SPLIT["column"]]).fillna("").to_numpy(dtype=str)
elif SPLIT["scheme"] == "time":
    form = SPLIT["date_format"]
    when = moment(train[SPLIT["column"]], form).astype("int64") if form else number(train[SPLIT["column"]])
    when = np.asarray(when, dtype=float)
wanted = sample[CONTRACT["id_columns"]].astype(str).agg("\x1f".join, axis=1) if CONTRACT["test_ids"] else np.arange(len(sample))
found = test[CONTRACT["test_ids"]].fillna("").astype(str).agg("\x1f".join, axis=1) if CONTRACT["test_ids"] else np.arange(len(test))
place = pd.Series(np.arange(len(test)), index=found)
place = place[~place.index.duplicated()].reindex(wanted).to_numpy()
unknown = np.isnan(place)
place = np.where(unknown, 0, place).astype(int)
scores = []
for i, target in enumerate(TARGETS):
    score, columns = answer(target, train, groups, when, left() / (len(TARGETS) - i))
    scores.append(score)
    for name, values in zip(target["predicts"], columns):
        sample[name] = np.asarray(values)[place]
sample.to_csv("/kaggle/working/submission.csv", index=False)
log(f"wrote {len(sample)} rows")
print(f"score: {np.mean(scores):.6f}")
