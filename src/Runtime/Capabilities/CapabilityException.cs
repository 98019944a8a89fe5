namespace Gantry.Runtime.Capabilities;

/// <summary>The capabilities of a process contradict each other; the message names the field of config.json.</summary>
public sealed class CapabilityException(string message) : Exception(message);
