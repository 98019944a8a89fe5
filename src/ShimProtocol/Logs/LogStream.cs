namespace Gantry.ShimProtocol.Logs;

/// <summary>Which of a container's outputs a line came from. A terminal has only the first.</summary>
public enum LogStream
{
    Stdout = 1,
    Stderr = 2,
}
