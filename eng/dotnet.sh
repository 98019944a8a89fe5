# shellcheck shell=sh
# Finds the .NET SDK that global.json asks for, quietly and without telemetry.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 MSBUILDDISABLENODEREUSE=1

need_dotnet() {
    PATH="$PATH:${DOTNET_ROOT:-$HOME/.dotnet}:/usr/share/dotnet:/usr/lib/dotnet"
    if ! dotnet --version >/dev/null 2>&1; then
        wanted=$(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json)
        echo "The .NET SDK $wanted (or a newer 10.0 one) is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        echo "Install it to ~/.dotnet, or anywhere with DOTNET_ROOT or PATH pointing there, and run this again." >&2
        exit 1
    fi
}
