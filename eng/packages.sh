# shellcheck shell=sh
# need_packages NAME...: installs with apt those Debian packages that are missing, or says what to do.
need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian-like system: make sure that it has what these Debian packages hold: $*" >&2
        return
    fi
    missing=
    for name; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "Missing packages. As root: apt-get install$missing" >&2
        exit 1
    fi
    echo "Installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    # The lists may be absent, or older than what the mirror still holds.
    # shellcheck disable=SC2086 # one word per package
    apt-get install -qq --no-install-recommends $missing >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -qq --no-install-recommends $missing >/dev/null; } ||
        { echo "apt-get could not install$missing" >&2; exit 1; }
}
