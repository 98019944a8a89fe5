namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The first process that reaps and passes signals on, in a container that asks for it.</summary>
internal static class GantryInit
{
    /// <summary>Where it is seen in the container.</summary>
    public const string InContainer = "/sbin/gantry-init";

    /// <summary>It stands beside our own executable.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "gantry-init");
}
