using System.Threading.Channels;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Logs;

/// <summary>Tells whoever follows a log when something was written in its folder. One descriptor and one thread for all, which begin with the first.</summary>
public sealed partial class FolderChanges(ILogger<FolderChanges> logger)
{
    private const NotifyEvents Wanted = NotifyEvents.Modified | NotifyEvents.Created | NotifyEvents.Deleted | NotifyEvents.MovedTo;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<ChannelWriter<bool>>> _listeners = [];
    private FileDescriptor? _notify;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="signal">Written to at each change; of one place, so that many changes make one signal.</param>
    /// <returns>Stops to listen when disposed.</returns>
    public IDisposable Listen(string folder, ChannelWriter<bool> signal)
    {
        lock (_lock)
        {
            var notify = _notify ??= Start();
            var watch = Kernel.AddNotifyWatch(notify, folder, Wanted);
            if (!_listeners.TryGetValue(watch, out var listeners))
            {
                _listeners[watch] = listeners = [];
            }

            listeners.Add(signal);
            return new Listener(this, watch, signal);
        }
    }

    private FileDescriptor Start()
    {
        var notify = Kernel.OpenNotify();
        new Thread(() => Run(notify)) { IsBackground = true, Name = "log changes" }.Start();
        return notify;
    }

    private void Run(FileDescriptor notify)
    {
        try
        {
            while (true)
            {
                Tell(Kernel.ReadNotify(notify));
            }
        }
        catch (LinuxException e)
        {
            LogEnded(logger, e);
        }
    }

    private void Tell(List<int> watches)
    {
        lock (_lock)
        {
            foreach (var watch in watches.Distinct())
            {
                _listeners.GetValueOrDefault(watch)?.ForEach(listener => listener.TryWrite(true));
            }
        }
    }

    private void Remove(int watch, ChannelWriter<bool> signal)
    {
        lock (_lock)
        {
            if (_listeners.TryGetValue(watch, out var listeners) && listeners.Remove(signal) && listeners.Count == 0)
            {
                _listeners.Remove(watch);
                Kernel.RemoveNotifyWatch(_notify ?? throw new InvalidOperationException("nobody listens"), watch);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Changes of logs are not seen any more: those who follow a log will see nothing new")]
    private static partial void LogEnded(ILogger logger, Exception exception);

    private sealed class Listener(FolderChanges changes, int watch, ChannelWriter<bool> signal) : IDisposable
    {
        public void Dispose() => changes.Remove(watch, signal);
    }
}
