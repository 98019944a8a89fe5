namespace Gantry.Runtime.State;

/// <summary>The container does not allow what was asked: it is not there, or not in the state that the command needs.</summary>
internal sealed class RuntimeRefusal(string message) : Exception(message);
