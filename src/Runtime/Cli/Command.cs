namespace Gantry.Runtime.Cli;

/// <summary>One verb of the runtime.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Usage">What follows the name.</param>
/// <param name="Summary">One line for <c>--help</c>.</param>
/// <param name="Options">What it understands.</param>
/// <param name="Run">Does it; the result is the exit status.</param>
internal sealed record Command(string Name, string Usage, string Summary, OptionSet Options, Func<Invocation, int> Run);
