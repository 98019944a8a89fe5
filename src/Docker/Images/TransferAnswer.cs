using System.Threading.Channels;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Images;

/// <summary>Answers with a line for each thing that happens. What fails before the first line has a status; what fails later, a line.</summary>
internal sealed class TransferAnswer
{
    private const int MaxWaiting = 256;

    private readonly Exchange _exchange;
    private readonly Channel<StreamMessage> _messages = Channel.CreateUnbounded<StreamMessage>();

    private TransferAnswer(Exchange exchange) => _exchange = exchange;

    public static async Task RunAsync(Exchange exchange, Func<TransferAnswer, Task> work)
    {
        var answer = new TransferAnswer(exchange);
        var writing = answer.WriteAllAsync();
        try
        {
            await work(answer);
        }
        catch (Exception e) when (e is not OperationCanceledException && answer.HasBegun)
        {
            answer.Say(StreamMessage.OfError(ErrorMapping.MessageOf(e)));
        }
        finally
        {
            answer._messages.Writer.TryComplete();
            await writing;
        }
    }

    private bool HasBegun { get; set; }

    public void Tell(string status) => Say(new StreamMessage { Status = status });

    public void Say(StreamMessage message)
    {
        HasBegun = true;
        // A client that does not read is spared the bars, of which the next one tells all; what has happened it is told.
        if (message.Progress is null || _messages.Reader.Count < MaxWaiting)
        {
            _messages.Writer.TryWrite(message);
        }
    }

    private async Task WriteAllAsync()
    {
        var body = _exchange.Response.Body;
        await foreach (var message in _messages.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (_exchange.CancellationToken.IsCancellationRequested)
            {
                continue;
            }

            _exchange.Response.ContentType ??= "application/json";
            await body.WriteAsync(MessageStream.LineOf(message), CancellationToken.None);
            if (_messages.Reader.Count == 0)
            {
                await body.FlushAsync(CancellationToken.None);
            }
        }
    }
}
