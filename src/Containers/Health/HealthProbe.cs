using System.Buffers;
using System.Text;
using Gantry.Containers.Images.Changes;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Lifecycle.Shims;

namespace Gantry.Containers.Health;

/// <summary>Runs one check in a container.</summary>
internal sealed class HealthProbe(ExecInContainer exec, TimeProvider time)
{
    /// <summary>Bytes of output that are kept.</summary>
    public const int MaxOutput = 4096;

    private const int NoExitCode = -1;

    /// <exception cref="OperationCanceledException">The container has ended, or is paused.</exception>
    public async Task<HealthResult> RunAsync(Container container, HealthSpec spec, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        try
        {
            var (code, output) = await ExecuteAsync(container, spec, cancellationToken);
            return new HealthResult(start, time.GetUtcNow(), code, output);
        }
        catch (Exception e) when (e is RefusalException or ShimException or IOException)
        {
            return new HealthResult(start, time.GetUtcNow(), NoExitCode, e.Message);
        }
    }

    private async Task<(int Code, string Output)> ExecuteAsync(Container container, HealthSpec spec, CancellationToken cancellationToken)
    {
        var run = exec.Create(container, new ExecSpec { Args = spec.Args, AttachStdout = true, AttachStderr = true });
        await using var stream = await exec.StartAsync(container, run, new ExecStart { Attach = true }, cancellationToken);
        var output = new ArrayBufferWriter<byte>();
        using var late = new CancellationTokenSource(spec.Timeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            while (stream is not null && await stream.ReadAsync(over.Token) is { } piece)
            {
                Keep(output, piece.Bytes);
            }

            await run.Completion.WaitAsync(over.Token);
            return (run.ExitCode ?? NoExitCode, Text(output));
        }
        catch (OperationCanceledException)
        {
            await exec.KillAsync(container, run);
            cancellationToken.ThrowIfCancellationRequested();
            await run.Completion.WaitAsync(cancellationToken);
            var written = Text(output);
            return (NoExitCode, $"Health check exceeded timeout ({GoDuration.Write(spec.Timeout)}){(written.Length > 0 ? $": {written}" : "")}");
        }
    }

    // What is beyond is read all the same: a check that nobody reads would hang.
    private static void Keep(ArrayBufferWriter<byte> output, ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            output.Write(segment.Span[..Math.Min(segment.Length, MaxOutput + 1 - output.WrittenCount)]);
        }
    }

    private static string Text(ArrayBufferWriter<byte> output) => output.WrittenCount > MaxOutput
        ? Encoding.UTF8.GetString(output.WrittenSpan[..MaxOutput]) + "..."
        : Encoding.UTF8.GetString(output.WrittenSpan);
}
