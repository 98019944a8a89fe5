# shellcheck shell=sh
# need_docker_cli: puts a docker command line on the PATH; without the daemon that Debian's package would install and start.
need_docker_cli() {
    docker_cli="${XDG_CACHE_HOME:-$HOME/.cache}/gantry/docker-cli"
    PATH="$PATH:$docker_cli/usr/bin"
    if command -v docker >/dev/null; then
        return
    fi
    if ! command -v apt-get >/dev/null; then
        echo "The docker command line is missing: https://docs.docker.com/engine/install/binaries" >&2
        exit 1
    fi
    echo "Fetching the docker command line"
    docker_download=$(mktemp -d)
    (
        cd "$docker_download" || exit
        # A package of its own in newer releases. As root, for apt's own user cannot write here.
        apt-get download -qq -o APT::Sandbox::User=root docker-cli 2>/dev/null || apt-get download -qq -o APT::Sandbox::User=root docker.io
        dpkg-deb -x ./*.deb "$docker_cli"
    )
    rm -r "$docker_download"
}
