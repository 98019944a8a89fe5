namespace Gantry.Runtime.Seccomp;

/// <summary>
/// The container's seccomp profile cannot be applied; the message names the field of config.json and what is wrong with it.
/// </summary>
public sealed class SeccompException(string message, Exception? cause = null) : Exception(message, cause);
