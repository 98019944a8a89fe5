using System.Text.Json;
using System.Threading.Channels;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary>Answers with a line for each thing that happens. What fails before the first line has a status; what fails later, a line.</summary>
internal sealed class TransferAnswer
{
    private readonly Exchange _exchange;
    private readonly Channel<TransferMessage> _messages = Channel.CreateUnbounded<TransferMessage>();

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
            var message = ErrorMapping.MessageOf(e);
            answer.Say(new TransferMessage { ErrorDetail = new(message), Error = message });
        }
        finally
        {
            answer._messages.Writer.TryComplete();
            await writing;
        }
    }

    private bool HasBegun { get; set; }

    public void Tell(string status) => Say(new TransferMessage { Status = status });

    public void Say(TransferMessage message)
    {
        HasBegun = true;
        _messages.Writer.TryWrite(message);
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
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, DockerJson.Relaxed.TransferMessage), (byte)'\r', (byte)'\n'];
            await body.WriteAsync(line, CancellationToken.None);
            if (_messages.Reader.Count == 0)
            {
                await body.FlushAsync(CancellationToken.None);
            }
        }
    }
}
