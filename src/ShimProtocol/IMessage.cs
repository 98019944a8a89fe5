namespace Gantry.ShimProtocol;

/// <summary>A message that can be put on the wire.</summary>
public interface IMessage
{
    void Write(MessageWriter writer);
}
