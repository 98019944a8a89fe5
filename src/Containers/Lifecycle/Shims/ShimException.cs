namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>A shim refused, in the runtime's own words, or is gone.</summary>
public sealed class ShimException(string message, Exception? cause = null) : IOException(message, cause);
