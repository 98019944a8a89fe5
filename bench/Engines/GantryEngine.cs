using Gantry.Harness;
using Gantry.Harness.Commands;

namespace Gantry.Bench.Engines;

internal sealed class GantryEngine : Engine
{
    public override string Name => "gantry";

    protected override string Socket => Root["run/docker.sock"];

    protected override Command DaemonCommand() => new(Binaries.Gantry, "engine", "--root", Root.Path);
}
