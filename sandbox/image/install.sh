#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs inside a container of the base, without network: /w holds the wheels and the lock. Makes /opt/env and the
# two folders that every program expects.
set -eu
python3 -m venv --without-pip /opt/env
python3 -m venv /tmp/p # a pip of its own, so that /opt/env holds nothing but the lock
/tmp/p/bin/pip --isolated --python /opt/env/bin/python3 install --quiet --no-index --find-links /wheels \
    --no-deps --require-hashes --no-compile -r /w/base.lock
rm -rf /tmp/p
# unchecked-hash: file times in an imported image are clamped, so time-stamped bytecode would be stale and every start in
# a read-only container would compile anew (3 CPU seconds instead of 1.2).
/opt/env/bin/python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash /opt/env/lib /usr/lib/python3.* || true
mkdir -p /kaggle/input /kaggle/working /opt/kcs /job /in /out
chown 65532:65532 /kaggle/working
chmod 0700 /kaggle/working
