# SPDX-License-Identifier: GPL-3.0-or-later
from data import *
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

words = [name for name in features if name not in numbers and train[name].nunique() <= 20]
prepare = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), PolynomialFeatures(interaction_only=True, include_bias=False)),
     numbers),
    (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), words))
if is_number:
    model = make_pipeline(prepare, RidgeCV(np.logspace(-2, 2, 9)))
else:
    model = GridSearchCV(make_pipeline(prepare, LogisticRegression(max_iter=3000)), {"logisticregression__C": [0.03, 0.1, 0.3, 1, 3]},
                         cv=5, scoring="neg_log_loss")
model.fit(train[features], train[target])
sample = sample[[key]].merge(test, on=key)
sample[target] = model.predict_proba(sample[features])[:, 1] if wants_chance else model.predict(sample[features])
sample[[key, target]].to_csv("/kaggle/working/submission.csv", index=False)
