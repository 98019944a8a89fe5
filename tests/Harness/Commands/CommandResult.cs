using Gantry.Linux.Processes;

namespace Gantry.Harness.Commands;

/// <summary>How a program ended, and what it had written by then.</summary>
public sealed record CommandResult(Command Command, ExitStatus Status, string Stdout, string Stderr)
{
    /// <summary>As a shell tells it: 128 + n for signal n.</summary>
    public int ExitCode => Status.ShellCode;

    /// <summary>Itself.</summary>
    /// <exception cref="CommandFailedException">The program did not end with 0.</exception>
    public CommandResult Succeeded() => ExitCode == 0 ? this : throw new CommandFailedException(this);

    public override string ToString() => $"{Command}: {Status}\n{Stdout}{Stderr}";
}

/// <summary>A program failed where the test needs it to succeed.</summary>
public sealed class CommandFailedException(CommandResult result) : Exception(result.ToString())
{
    public CommandResult Result { get; } = result;
}
