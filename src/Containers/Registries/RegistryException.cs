namespace Gantry.Containers.Registries;

/// <summary>A registry refused, could not be reached, or did not keep to the protocol; the message says which, in Docker's words where it has some.</summary>
public sealed class RegistryException(string message, Exception? cause = null) : RefusalException(message, cause)
{
    /// <summary>The registry's own reason, such as <c>MANIFEST_UNKNOWN</c>; null where it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>To try the same again, or another endpoint, may help.</summary>
    public bool IsTransient { get; init; }
}
