namespace Gantry.Runtime.Cli;

/// <summary>The command line is not one that the command understands.</summary>
internal sealed class UsageException(string message) : Exception(message);
