using Gantry.Containers;
using Gantry.Linux;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker;

/// <summary>The one place where a refusal becomes a status code.</summary>
/// <remarks>moby: httpstatus.FromError.</remarks>
internal static class ErrorMapping
{
    public static int StatusOf(Exception exception) => exception switch
    {
        NotFoundException => StatusCodes.Status404NotFound,
        InvalidException => StatusCodes.Status400BadRequest,
        ConflictException => StatusCodes.Status409Conflict,
        UnchangedException => StatusCodes.Status304NotModified,
        ForbiddenException => StatusCodes.Status403Forbidden,
        UnauthorizedException => StatusCodes.Status401Unauthorized,
        UnavailableException => StatusCodes.Status503ServiceUnavailable,
        UnsupportedException => StatusCodes.Status501NotImplemented,
        BadHttpRequestException malformed => malformed.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>What the user reads.</summary>
    public static string MessageOf(Exception exception) => exception switch
    {
        RefusalException or LinuxException or BadHttpRequestException or IOException => exception.Message,
        _ => $"internal error: {exception.GetType().Name}: {exception.Message}",
    };
}
