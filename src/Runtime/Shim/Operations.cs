using Gantry.Linux;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim;

/// <summary>What is done to the container as a whole, one thing after the other: a daemon that came back may ask while the old one's request is still at work.</summary>
internal sealed class Operations(ContainerShim shim)
{
    private readonly Queue<Action> _waiting = [];
    private bool _isBusy;

    /// <summary>Runs <paramref name="operation"/> when its turn has come; it calls what it is given when it is done.</summary>
    public void Run(Request request, Action<Action> operation) => Run(next =>
    {
        if (!request.Try(() => operation(next)))
        {
            next();
        }
    });

    /// <summary>As the other, for what nobody asked for.</summary>
    public void Run(Action<Action> operation)
    {
        _waiting.Enqueue(() => operation(Next));
        if (!_isBusy)
        {
            Next();
        }
    }

    /// <summary>Runs a command of the OCI runtime on the container, and answers the request with how it went.</summary>
    /// <param name="request">The request.</param>
    /// <param name="command">The verb and its options; the container's id follows.</param>
    /// <param name="succeeded">What is true from then on.</param>
    /// <param name="finished">What to do in any case.</param>
    /// <param name="descriptors">What the runtime inherits.</param>
    /// <param name="trailing">What follows the id.</param>
    public void RunCommand(
        Request request,
        string[] command,
        Action succeeded,
        Action? finished = null,
        IReadOnlyDictionary<int, FileDescriptor>? descriptors = null,
        string? trailing = null) =>
        Run(request, next =>
        {
            try
            {
                string[] arguments = [.. command, shim.Container.Id, .. trailing is null ? [] : (string[])[trailing]];
                shim.Container.RequireLiving().Run(arguments, Answer, descriptors);
            }
            catch
            {
                finished?.Invoke();
                throw;
            }

            void Answer(RuntimeOutcome outcome)
            {
                finished?.Invoke();
                if (outcome.Failure is { } failure)
                {
                    request.Fail(failure);
                }
                else
                {
                    succeeded();
                    request.Done();
                }

                next();
            }
        });

    private void Next()
    {
        _isBusy = _waiting.TryDequeue(out var operation);
        operation?.Invoke();
    }
}
