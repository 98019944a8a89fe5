using System.Threading.Channels;

namespace Gantry.Containers.Events;

/// <summary>Events from the moment of its making to that of its disposal.</summary>
public sealed class EventSubscription(ChannelReader<EngineEvent> events, Action end) : IDisposable
{
    public ChannelReader<EngineEvent> Events => events;

    public void Dispose() => end();
}
