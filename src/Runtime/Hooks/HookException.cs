namespace Gantry.Runtime.Hooks;

/// <summary>A hook did not do what it was there for.</summary>
internal sealed class HookException(string message) : Exception(message);
