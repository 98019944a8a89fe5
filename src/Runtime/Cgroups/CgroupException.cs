namespace Gantry.Runtime.Cgroups;

/// <summary>The groups cannot be what the container asks for; the message says what was asked and what stands in the way.</summary>
public sealed class CgroupException(string message, Exception? cause = null) : IOException(message, cause);
