using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Tests.Networks;

/// <summary>Keeps what is logged as a warning, so that a test can wait for it.</summary>
internal sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly Channel<string> _warnings = Channel.CreateUnbounded<string>();

    public async Task<string> NextWarning()
    {
        using var timeout = new CancellationTokenSource(Machine.Patience);
        return await _warnings.Reader.ReadAsync(timeout.Token);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _warnings.Writer.TryWrite(formatter(state, exception));
        }
    }

    public void Dispose() => _warnings.Writer.TryComplete();
}
