namespace Gantry.Docker.Containers.Shapes;

/// <summary>One line of <c>docker diff</c>.</summary>
/// <param name="Path">From the container's root.</param>
/// <param name="Kind">0 changed, 1 added, 2 deleted.</param>
internal sealed record FileChangeBody(string Path, int Kind);
