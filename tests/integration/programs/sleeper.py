# SPDX-License-Identifier: GPL-3.0-or-later
"""Would write a submission, but not today."""

import shutil
import time
from pathlib import Path

(folder,) = Path("/kaggle/input").iterdir()
print("awake", flush=True)
time.sleep(3600)
shutil.copy(folder / "sample_submission.csv", "submission.csv")
