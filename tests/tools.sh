# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by tests/run, tests/long and tests/bench: the sandbox image, and Python packages that only tests need. Source it
# from the top folder, after installer/common.sh.

# The program's own cache, so that wheels are loaded once; and one for what only tests need.
program_cache=${XDG_CACHE_HOME:-$HOME/.cache}/kaggle-solver
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kaggle-solver-tests
mkdir -p "$program_cache" "$cache"

recipe() { cat sandbox/image/build sandbox/image/install.sh sandbox/image/base.lock | sha256sum | cut -d' ' -f1; }
image=kaggle-solver-env:$(recipe | cut -c1-12) # as in core/execution/image.cpp
make_image() {
    docker image inspect "$image" >/dev/null 2>&1 ||
        bash sandbox/image/build --tag "$image" --key "$(recipe)" --work "$program_cache/image-build" --wheels "$program_cache/wheels"
}

# get_packages LOCK: installs a lock's packages by their hashes into a folder of the tests' cache, and prints the folder. They
# are only mounted beside the image's own: the image stays what users get.
get_packages() {
    local folder network=(--network bridge) certificate=() file name
    folder=$cache/$(basename "$1" .lock)-$(sha256sum "$1" | cut -c1-12)
    [ ! -d "$folder" ] || { echo "$folder"; return 0; }
    for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
        [ -z "${!name:-}" ] || network+=(--env "$name")
        case $name=${!name:-} in [Hh]*=*127.0.0.1* | [Hh]*=*localhost*) network[1]=host ;; esac
    done
    file=$(readlink -f "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}")
    [ ! -r "$file" ] || certificate=(--mount "type=bind,src=$file,dst=/ca.crt,readonly")
    rm -rf "$folder.part"
    mkdir -p "$folder.part"
    docker run --rm --user "$(id -u):$(id -g)" --env HOME=/tmp "${network[@]}" "${certificate[@]}" \
        --mount "type=bind,src=$PWD/$1,dst=/lock,readonly" --mount "type=bind,src=$folder.part,dst=/out" \
        "$image" sh -c "python3 -m venv /tmp/p && /tmp/p/bin/pip --isolated install ${certificate:+--cert /ca.crt} --quiet --no-deps \
            --disable-pip-version-check --require-hashes --only-binary :all: --target /out -r /lock" >&2
    mv "$folder.part" "$folder"
    echo "$folder"
}
