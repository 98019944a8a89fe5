namespace Gantry.Runtime.Shim.Processes;

/// <summary>How a run of the OCI runtime went.</summary>
/// <param name="Failure">The runtime's own sentence; null where it did what it was asked.</param>
internal readonly record struct RuntimeOutcome(string? Failure)
{
    public bool Succeeded => Failure is null;
}
