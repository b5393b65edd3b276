# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by installer/try and tests/run: steps with their times, packages, the container engine. Source it.

build_packages="build-essential cmake ninja-build ccache pkg-config qt6-base-dev qt6-svg-dev libqt6opengl6-dev libqt6sql6-sqlite libgl-dev libarchive-dev
    nlohmann-json3-dev libexpected-dev qtkeychain-qt6-dev libsecret-1-0 libqscintilla2-qt6-dev qt6-tools-dev qt6-l10n-tools"
engine_packages="docker.io iptables mmdebstrap uidmap ca-certificates debian-archive-keyring"

# step SENTENCE COMMAND…: says what it does and how long it took.
step() {
    local sentence=$1 began=$SECONDS
    shift
    echo "== $sentence"
    "$@"
    echo "   done in $((SECONDS - began)) s"
}

# as_root COMMAND…: directly as root, else by sudo, which must not ask.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n -E "$@" # -E: proxy variables and certificates of this user
    else
        echo "This needs root rights: run it as root, or allow this user sudo without a password." >&2
        exit 3
    fi
}

# install_packages NAME…: only what is missing.
install_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" = "ii " ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These packages (by their Debian names) are needed; install them with this system's own tool, then start again:" >&2
        printf '  %s\n' "${missing[@]}" >&2
        exit 3
    fi
    echo "   installing: ${missing[*]}"
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
}

engine_answers() { docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q .; }
root_engine_answers() { as_root docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q .; }

# ensure_engine: installs, starts, and makes it usable for this user. Sets engine_group=yes when the rest has to run under
# `sg docker` because this session began before the user was in the group.
ensure_engine() {
    engine_group=
    engine_answers && return 0
    # shellcheck disable=SC2086
    command -v dockerd >/dev/null 2>&1 && command -v docker >/dev/null 2>&1 || install_packages $engine_packages
    if ! root_engine_answers; then
        if [ -d /run/systemd/system ]; then
            as_root systemctl enable --now docker
        else
            as_root sh -c 'mkdir -p /var/log && setsid dockerd >/var/log/dockerd.log 2>&1 < /dev/null &'
        fi
        local tries=0
        until root_engine_answers; do
            tries=$((tries + 1))
            [ $tries -lt 60 ] || { echo "Docker did not start within 60 seconds; see /var/log/dockerd.log or 'journalctl -u docker'." >&2; exit 3; }
            sleep 1
        done
    fi
    engine_answers && return 0
    if ! id -nG "$(id -un)" | tr ' ' '\n' | grep -qx docker; then
        echo "   The user $(id -un) is added to the group docker. Whoever is in it can do on this machine what root can do."
        as_root usermod -aG docker "$(id -un)"
    fi
    if ! id -nG | tr ' ' '\n' | grep -qx docker; then
        echo "   This session began before that, so the rest runs under 'sg docker'; after the next login it is not needed."
        engine_group=yes
        return 0
    fi
    echo "Docker runs, but this user may not talk to it; log out and in again." >&2
    exit 3
}
