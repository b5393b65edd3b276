# SPDX-License-Identifier: GPL-3.0-or-later
from data import *

print(train.shape, test.shape, sample.shape)
print(train.dtypes.to_string())
print(train[target].describe().to_string())
