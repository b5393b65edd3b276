# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs check`: for each rule a program that breaks it and one that does not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import floor_program
import pytest

from kcs import check, refused

ROOT = Path(__file__).resolve().parents[3]
CASES = Path(os.environ.get("KCS_CASES", ROOT / "tests" / "cases"))
CONTRACT: dict[str, Any] = {
    "slug": "titanic",
    "prediction_kind": "P",
    "counts": {"train": 891, "test": 418},
    "sample": {
        "columns": ["PassengerId", "Survived"],
        "id_columns": ["PassengerId"],
        "prediction_columns": ["Survived"],
    },
    "targets": [{"classes": ["0", "1"]}],
    "files": [
        {
            "path": "train.csv",
            "records": 891,
            "columns": [{"name": n, "key": n} for n in ("PassengerId", "Survived", "Age", "Fare")],
        },
        {
            "path": "test.csv",
            "records": 418,
            "columns": [{"name": n, "key": n} for n in ("PassengerId", "Age", "Fare")],
        },
        {"path": "sample_submission.csv", "records": 418, "columns": []},
    ],
}
HEAD = """import os
import pandas as pd
from sklearn.linear_model import LogisticRegression
PATHS = ["/kaggle/input/titanic", "/kaggle/input/competitions/titanic"]
INPUT = next(p for p in PATHS if os.path.isdir(p))
train = pd.read_csv(f"{INPUT}/train.csv")
test = pd.read_csv(os.path.join(INPUT, "test.csv"))
sample = pd.read_csv(INPUT + "/sample_submission.csv")
"""
MODEL = 'model = LogisticRegression().fit(train[["Age"]].fillna(0), train["Survived"])\n'
TAIL = """sample["Survived"] = model.predict_proba(test[["Age"]].fillna(0))[:, 1]
sample.to_csv("/kaggle/working/submission.csv", index=False)
print("score: 0.5")
"""


def look(body: str = MODEL, head: str = HEAD, tail: str = TAIL, explore: bool = False) -> list[dict[str, Any]]:
    return check.check(head + body + tail, CONTRACT, {}, explore)


def codes(*arguments: str, explore: bool = False) -> set[str]:
    return {f"{one['severity']} {one['code']}" for one in look(*arguments, explore=explore)}


def test_a_good_program_has_no_findings() -> None:
    assert look() == []


@pytest.mark.parametrize(
    ("code", "broken", "sound"),
    [
        ("error import", "import lightgbmm\n", "import lightgbm\nimport zoneinfo\nimport os.path\n"),
        ("error import", "import sklearn.ensembl\n", "import sklearn.ensemble\nimport xml.etree.ElementTree\n"),
        (
            "error import",
            "from torchtext_of_old import data\n",
            "try:\n    import torchtext_of_old\nexcept ImportError:\n    pass\n",
        ),
        ("error import", "from kcs import metrics\n", "from sklearn import metrics\n"),
        ("error network", "import requests\n", "import json\n"),
        ("error network", "from urllib import request\n", "from urllib import parse\n"),
        ("error network", "os.system('pip install -q catboost')\n", "os.system('ls')\n"),
        ("error network", "import subprocess\nsubprocess.run(['pip', 'install', 'x'])\n", "pip = 'install'\n"),
        ("error network", "x = pd.read_csv('https://example.org/a.csv')\n", "x = 'see https://example.org/a.csv'\n"),
        (
            "error network",
            "from sklearn.datasets import fetch_openml\nx = fetch_openml('mnist')\n",
            "from sklearn.datasets import make_blobs\nx = make_blobs(9)\n",
        ),
        (
            "error network",
            "m = AutoModel.from_pretrained('bert-base-uncased')\n",
            "m = AutoModel.from_pretrained('/tmp/bert')\n",
        ),
        ("error path", "x = pd.read_csv('/content/train.csv')\n", "x = open('/tmp/a.txt', 'w')\n"),
        ("error path", "x = pd.read_csv('../input/titanic/train.csv')\n", "x = train['Fare'] / 2\n"),
        ("error path", "x = pd.read_csv('train.csv')\n", "x = open('train.csv', 'w')\n"),
        (
            "error path",
            "x = os.listdir('/train')\n",
            "x = os.listdir(INPUT + '/train') + os.listdir(f'{INPUT}/test')\n",
        ),
        ("error path", "x = os.listdir('/kaggle/input/titanik/')\n", "x = os.listdir('/kaggle/input/titanic/')\n"),
        (
            "error argument",
            "from sklearn.preprocessing import OneHotEncoder\ne = OneHotEncoder(sparse=False)\n",
            "from sklearn.preprocessing import OneHotEncoder\ne = OneHotEncoder(sparse_output=False)\n",
        ),
        (
            "error argument",
            "from sklearn.ensemble import RandomForestClassifier as F\nf = F(max_features='auto')\n",
            "from sklearn.ensemble import RandomForestClassifier as F\nf = F(max_features='sqrt')\n",
        ),
        ("error argument", "import numpy as np\nx = np.int(3)\n", "import numpy as np\nx = np.int64(3)\n"),
        ("error argument", "x = train.append(test, ignore_index=True)\n", "x = []\nx.append(test)\n"),
        ("error argument", "for n, c in train.iteritems():\n    pass\n", "for n, c in train.items():\n    pass\n"),
        (
            "error argument",
            "import lightgbm as lgb\nm = lgb.LGBMClassifier()\nm.fit(train, test, early_stopping_rounds=9)\n",
            "import lightgbm as lgb\nm = lgb.LGBMClassifier()\nm.fit(train, test, callbacks=[])\n",
        ),
        ("error literals", f"answers = {dict.fromkeys(range(201), 1)}\n", f"answers = {list(range(200))}\n"),
        ("error literals", f"answers = '{'01' * 10_001}'\n", f"'''{'01' * 10_001}'''\n"),
        ("warning unknown_column", "x = train['Fares']\n", "train['Fares'] = 1\nx = train['Fares'] + train['Fare']\n"),
        ("warning unknown_column", "x = train[['Age', 'fare ']]\n", "x = dict(far=1)['far']\n"),
        ("warning unknown_file", "x = pd.read_csv(INPUT + '/training.csv')\n", "train.to_csv('/tmp/mine.csv')\n"),
        ("warning row_count", "x = train[:891]\n", "x = train[:500]\n"),
        ("warning literal_id", "x = train[train['PassengerId'] == 17]\n", "x = train[train['Age'] == 17]\n"),
        (
            "warning literal_id",
            "x = train['PassengerId'].isin([1, 2])\n",
            "x = train['PassengerId'].isin(test['PassengerId'])\n",
        ),
        (
            "warning swallowed",
            "try:\n    model.fit(train, test)\nexcept Exception:\n    pass\n",
            "try:\n    x = int('1')\nexcept ValueError:\n    x = 0\n",
        ),
        ("warning no_prediction", "sample['Survived'] = 0\n", "sample['Survived'] = model.predict(test)\n"),
        (
            "warning no_prediction",
            "import numpy as np\nsample['Survived'] = np.random.rand(len(sample))\n",
            "train['Survived'] += 0\n",
        ),
        (
            "warning part_of_train",
            "x = pd.read_csv(INPUT + '/train.csv', nrows=100)\n",
            "x = pd.read_csv(INPUT + '/test.csv', nrows=5)\n",
        ),
        ("warning part_of_train", "train = train.head(1000)\n", "print(train.head())\n"),
        ("warning gpu", "p = {'device': 'cuda'}\n", "p = {'device': 'cpu'}\n"),
    ],
)
def test_rules(code: str, broken: str, sound: str) -> None:
    assert code in codes(MODEL + broken)
    assert code not in codes(MODEL + sound)


def test_lines_and_nearest_names() -> None:
    found = look(MODEL + "import lightgbmm\nx = train['Fares']\n")
    assert [(one["line"], one["code"]) for one in found] == [(10, "import"), (11, "unknown_column")]
    assert "lightgbm is" in found[0]["message"] and "Fare is" in found[1]["message"]


def test_no_output() -> None:
    assert codes(MODEL, HEAD, "print(1)\n") == {"error no_output"}
    assert codes(MODEL, HEAD, "print(1)\n", explore=True) == set()


def test_nothing_trained() -> None:
    tail = 'sample.to_csv("/kaggle/working/submission.csv", index=False)\n'
    assert "warning no_training" in codes("", HEAD, tail)
    assert "warning no_training" not in codes(MODEL, HEAD, tail)


@pytest.mark.parametrize("text", ["x = (1\n", "!pip install catboost\n", "def f(:\n", "x = 1\n  y = 2\n"])
def test_does_not_parse(text: str) -> None:
    found = check.check("import os\n" + text, CONTRACT, {})
    assert [one["code"] for one in found] == ["syntax"] and found[0]["line"] in (2, 3)


def test_names_of_the_profile_are_no_answers() -> None:
    names = [f"feature_{i}" for i in range(3000)]
    profile = {"files": [{"path": "train.csv", "columns": [{"name": n, "key": n} for n in names]}]}
    text = HEAD + MODEL + f"names = {names!r}\n" + TAIL
    assert check.check(text, CONTRACT, profile) == []


def test_arguments_depend_on_the_installed_release(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "import lightgbm as lgb\nm = lgb.train({}, None, 10, verbose_eval=50)\n"
    monkeypatch.setattr(refused, "installed", lambda package: (3, 3))
    assert codes(body) == set()
    monkeypatch.setattr(refused, "installed", lambda package: None)
    assert codes(body) == set()
    monkeypatch.setattr(refused, "installed", lambda package: (4, 6))
    assert codes(body) == {"error argument"}


def test_catboost_may_stop_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "is_there", lambda module: True)
    body = "import lightgbm\nimport catboost\nm = catboost.CatBoostClassifier()\n"
    body += "m.fit(train, test, early_stopping_rounds=9)\n"
    assert codes(body) == set()


def test_case_of_old_boosting_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "installed", lambda package: (4, 6))
    text = (
        "import lightgbm as lgb\n\ndef fit(params, d, v):\n"
        "    return lgb.train(params, d, 1000, valid_sets=[v], early_stopping_rounds=100, verbose_eval=False)\n"
    )
    wanted = [
        {"argument": "early_stopping_rounds", "line": 4, "instead": "callbacks=[lightgbm.early_stopping(100)]"},
        {"argument": "verbose_eval", "line": 4, "instead": "callbacks=[lightgbm.log_evaluation(0)]"},
    ]
    listed = json.loads((CASES / "cases.json").read_text(encoding="utf-8"))["cases"]
    for case in (one for one in listed if one["id"] == "sol-old-boosting-arguments"):
        text = (CASES / "files" / case["id"] / "solution.py").read_text(encoding="utf-8")
        wanted = case["expect"]["findings"]
    found = [one for one in check.check(text, CONTRACT, {}) if one["code"] == "argument"]
    assert [{key: one[key] for key in ("argument", "line", "instead")} for one in found] == wanted
    assert all(one["severity"] == "error" for one in found)


def test_the_floor_passes() -> None:
    known = {"slug": "titanic", "train": {"path": "train.csv"}, "numbers": ["Age", "Fare"]}
    assert [one for one in check.check(floor_program.program(known), CONTRACT, {}) if one["severity"] == "error"] == []


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    (tmp_path / "p.json").write_text("{}", encoding="utf-8")
    (tmp_path / "p.py").write_text("print(1)\n", encoding="utf-8-sig")
    assert (
        check.main(
            ["--contract", str(tmp_path / "c.json"), "--profile", str(tmp_path / "p.json"), str(tmp_path / "p.py")]
        )
        == 0
    )
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["no_output", "no_training"]
